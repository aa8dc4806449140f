//! One payment as a gateway would send it, by card, by code or online: complete, and as it
//! should be. Trace numbers and a terminal's own time come when it is sent.

use jiff::{Timestamp, ToSpan as _};
use tollgate_proto::v1::{self, Channel, EntryMode, Funding, PreAuthorization};

use super::card::{Cards, Plastic};
use super::random::Random;
use super::shop::{Shop, Shops, wire};
use super::trade::{Way, minor_units};
use super::{emv, terminal};

/// Paying accounts of one country's people.
const PAYERS: usize = 50_000;
/// The most that is paid by contactless without a PIN, in yuan: below the limits of 1,000 CNY
/// and 200 USD.
const NO_PIN_YUAN: f64 = 900.0;
/// The most that is paid through a printed code, in yuan.
const PRINTED_YUAN: f64 = 120.0;
/// The most that is paid with a phone at once, in yuan.
const CODE_YUAN: f64 = 4_800.0;

/// How often the gateway knows the order at a terminal.
const ORDER_KNOWN: f64 = 0.4;

/// What a payment is made of.
#[derive(Clone, Copy)]
pub(super) struct Till<'a> {
    pub(super) shop: &'a Shop,
    /// Where else it could happen.
    pub(super) shops: &'a Shops,
    pub(super) cards: &'a Cards,
    pub(super) at: Timestamp,
}

impl Till<'_> {
    /// The same till so many milliseconds later.
    pub(super) fn later(self, ms: i64) -> Self {
        let at = self.at.checked_add(ms.milliseconds()).unwrap_or(self.at);
        Self { at, ..self }
    }

    /// Another shop's till.
    pub(super) fn of<'s>(&'s self, shop: &'s Shop) -> Till<'s> {
        Till { shop, ..*self }
    }

    /// What one customer pays here, 500 yuan at most: stories of small sums are about
    /// something else than sums.
    pub(super) fn small(&self, random: &mut Random) -> i64 {
        let sold = self.shop.trade.amount(self.shop.place, random);
        sold.min(self.yuan(500.0))
    }

    /// A payment as most are.
    pub(super) fn ordinary(&self, random: &mut Random) -> PreAuthorization {
        let amount = self.shop.trade.amount(self.shop.place, random);
        let way = random.weighted(&self.shop.trade.ways, |one| one.1);
        match way.map_or(Way::Terminal, |(way, _)| *way) {
            Way::Terminal => self.at_terminal(amount, random),
            Way::Code => self.by_code(amount, random),
            Way::Online => self.online(amount, random),
        }
    }

    /// A card at a terminal, read as it should be.
    pub(super) fn at_terminal(&self, amount: i64, random: &mut Random) -> PreAuthorization {
        let card = self.cards.of_customer(self.shop.place, random);
        let contactless = card.has_chip && random.chance(0.55);
        let entry = match (card.has_chip, contactless) {
            (false, _) => EntryMode::Magstripe,
            (true, true) => EntryMode::Contactless,
            (true, false) => EntryMode::Chip,
        };
        self.by_card(&card, entry, amount, random)
    }

    /// This card at a terminal. Whoever pays more than passes without a PIN enters it.
    pub(super) fn by_card(
        &self,
        card: &Plastic,
        entry: EntryMode,
        amount: i64,
        random: &mut Random,
    ) -> PreAuthorization {
        let small = amount <= self.yuan(NO_PIN_YUAN);
        let pin = match entry {
            EntryMode::Contactless => !small,
            _ => card.funding == Funding::Debit || random.chance(0.5),
        };
        let terminal = self.shop.terminal(random);
        let pin = pin || entry == EntryMode::Contactless && !terminal.no_pin_enabled;
        PreAuthorization {
            channel: Channel::Pos.into(),
            entry_mode: entry.into(),
            card: Some(v1::Card {
                chip_data_present: matches!(entry, EntryMode::Chip | EntryMode::Contactless),
                ..card.record.clone()
            }),
            verification: Some(v1::Verification {
                pin_present: pin,
                signature_captured: !pin && !small,
                message_mac: v1::verification::Result::Passed.into(),
                ..v1::Verification::default()
            }),
            terminal: Some(terminal::report(terminal, self.at, random)),
            fee: Some(self.fee(Some((card.funding, card.country)))),
            order: random
                .chance(ORDER_KNOWN)
                .then(|| self.order(amount, random)),
            condition_code: "00".into(),
            terminal_id: terminal.terminal_id.clone(),
            ..self.purchase(amount)
        }
    }

    /// A phone: mostly a code that it shows, sometimes one that the merchant has printed.
    pub(super) fn by_code(&self, amount: i64, random: &mut Random) -> PreAuthorization {
        let payer = random.below(PAYERS);
        if amount <= self.yuan(PRINTED_YUAN) && random.chance(0.25) {
            return self.printed_code(amount, &format!("printed-{payer}"));
        }
        self.shown_code(amount, &format!("payer-{payer}"), random)
    }

    /// A code that a customer's phone shows, a few seconds old.
    pub(super) fn shown_code(
        &self,
        amount: i64,
        payer: &str,
        random: &mut Random,
    ) -> PreAuthorization {
        let amount = amount.min(self.yuan(CODE_YUAN));
        let (prefix, length) = *random
            .pick(&[("13", 18), ("13", 18), ("28", 18), ("28", 18), ("62", 19)])
            .unwrap_or(&("13", 18));
        let age = i64::from(random.between(2, 40)).seconds();
        let code = v1::PaymentCode {
            kind: v1::payment_code::Kind::ConsumerDynamic.into(),
            payload: format!("{prefix}{}", random.digits(length - 2)),
            issued_at: self.at.checked_sub(age).ok().map(wire),
            payer_token: payer.into(),
            account_class: if prefix == "62" { 1 } else { 3 },
            auth_level: if random.chance(0.85) { "A" } else { "B" }.into(),
        };
        let terminal = self.shop.terminal(random);
        PreAuthorization {
            terminal_id: terminal.terminal_id.clone(),
            terminal: Some(terminal::report(terminal, self.at, random)),
            ..self.code(code, EntryMode::QrDynamic, amount)
        }
    }

    /// A code that the merchant has printed, which proves little of who pays. No terminal has a
    /// part in it.
    pub(super) fn printed_code(&self, amount: i64, payer: &str) -> PreAuthorization {
        let code = v1::PaymentCode {
            kind: v1::payment_code::Kind::MerchantStatic.into(),
            payload: emv::printed(self.shop),
            payer_token: payer.into(),
            account_class: 3,
            ..v1::PaymentCode::default()
        };
        self.code(code, EntryMode::QrStatic, amount)
    }

    fn code(&self, code: v1::PaymentCode, entry: EntryMode, amount: i64) -> PreAuthorization {
        PreAuthorization {
            channel: Channel::Qr.into(),
            entry_mode: entry.into(),
            code: Some(code),
            fee: Some(self.fee(None)),
            ..self.purchase(amount)
        }
    }

    fn online(&self, amount: i64, random: &mut Random) -> PreAuthorization {
        let card = self.cards.of_customer(self.shop.place, random);
        let passed = v1::verification::Result::Passed;
        PreAuthorization {
            channel: Channel::Online.into(),
            entry_mode: EntryMode::Ecommerce.into(),
            condition_code: "59".into(),
            order: Some(self.order(amount, random)),
            verification: Some(v1::Verification {
                cvv: passed.into(),
                ..v1::Verification::default()
            }),
            fee: Some(self.fee(Some((card.funding, card.country)))),
            card: Some(card.record),
            ..self.purchase(amount)
        }
    }

    fn purchase(&self, amount: i64) -> PreAuthorization {
        PreAuthorization {
            r#type: v1::TransactionType::Purchase.into(),
            amount: Some(self.money(amount)),
            merchant_id: self.shop.record.merchant_id.clone(),
            mcc: self.shop.record.mcc,
            merchant_name: self.shop.record.name.clone(),
            ..PreAuthorization::default()
        }
    }

    /// The order that is paid in full.
    pub(super) fn order(&self, amount: i64, random: &mut Random) -> v1::Order {
        v1::Order {
            order_id: format!("order-{}", random.digits(8)),
            amount: Some(self.money(amount)),
            tip: None,
        }
    }

    fn fee(&self, card: Option<(Funding, &str)>) -> v1::FeeTerms {
        v1::FeeTerms {
            rate_ppm: Some(self.shop.rate_ppm(card)),
            ..v1::FeeTerms::default()
        }
    }

    /// Money in the merchant's currency.
    pub(super) fn money(&self, minor_units: i64) -> v1::Money {
        v1::Money {
            minor_units,
            currency: self.shop.place.currency.into(),
        }
    }

    /// What so many yuan in China are here, in minor units.
    pub(super) fn yuan(&self, yuan: f64) -> i64 {
        minor_units(yuan * self.shop.place.price, self.shop.place)
    }
}
