//! One payment as a gateway would send it, by card, by code or online.

use jiff::{Timestamp, ToSpan as _};
use tollgate_proto::v1::{self, Channel, EntryMode, Funding, PreAuthorization};

use super::card::{Cards, Plastic};
use super::random::Random;
use super::shop::{Shop, wire};
use super::trade::{Way, minor_units};

/// Paying accounts of one country's people.
const PAYERS: usize = 50_000;
/// The most that is paid by contactless without a PIN, in yuan: below the limits of 1,000 CNY
/// and 200 USD.
const NO_PIN_YUAN: f64 = 900.0;
/// The most that is paid through a printed code, in yuan.
const PRINTED_YUAN: f64 = 120.0;
/// The most that is paid with a phone at once, in yuan.
const CODE_YUAN: f64 = 4_800.0;

/// What a payment is made of.
pub(super) struct Till<'a> {
    pub(super) shop: &'a Shop,
    pub(super) cards: &'a Cards,
    pub(super) at: Timestamp,
}

impl Till<'_> {
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
                ..v1::Verification::default()
            }),
            terminal: Some(v1::TerminalReport {
                chip_capable: true,
                contactless_capable: true,
                qr_capable: true,
                battery_percent: Some(random_percent(random)),
                ..v1::TerminalReport::default()
            }),
            fee: Some(self.fee(Some((card.funding, card.country)))),
            ..self.purchase(amount, random)
        }
    }

    /// A phone: mostly a code that it shows, sometimes one that the merchant has printed.
    pub(super) fn by_code(&self, amount: i64, random: &mut Random) -> PreAuthorization {
        let payer = random.below(PAYERS);
        if amount <= self.yuan(PRINTED_YUAN) && random.chance(0.25) {
            return self.printed_code(amount, &format!("printed-{payer}"), random);
        }
        let amount = amount.min(self.yuan(CODE_YUAN));
        let (prefix, length) = *random
            .pick(&[("13", 18), ("13", 18), ("28", 18), ("28", 18), ("62", 19)])
            .unwrap_or(&("13", 18));
        let age = i64::from(random.between(2, 40)).seconds();
        let code = v1::PaymentCode {
            kind: v1::payment_code::Kind::ConsumerDynamic.into(),
            payload: format!("{prefix}{}", random.digits(length - 2)),
            issued_at: self.at.checked_sub(age).ok().map(wire),
            payer_token: format!("payer-{payer}"),
            account_class: if prefix == "62" { 1 } else { 3 },
            auth_level: if random.chance(0.85) { "A" } else { "B" }.into(),
        };
        self.code(code, EntryMode::QrDynamic, amount, random)
    }

    /// A code that the merchant has printed, which proves little of who pays.
    pub(super) fn printed_code(
        &self,
        amount: i64,
        payer: &str,
        random: &mut Random,
    ) -> PreAuthorization {
        let code = v1::PaymentCode {
            kind: v1::payment_code::Kind::MerchantStatic.into(),
            payer_token: payer.into(),
            account_class: 3,
            ..v1::PaymentCode::default()
        };
        self.code(code, EntryMode::QrStatic, amount, random)
    }

    fn code(
        &self,
        code: v1::PaymentCode,
        entry: EntryMode,
        amount: i64,
        random: &mut Random,
    ) -> PreAuthorization {
        PreAuthorization {
            channel: Channel::Qr.into(),
            entry_mode: entry.into(),
            code: Some(code),
            fee: Some(self.fee(None)),
            ..self.purchase(amount, random)
        }
    }

    fn online(&self, amount: i64, random: &mut Random) -> PreAuthorization {
        let card = self.cards.of_customer(self.shop.place, random);
        let passed = v1::verification::Result::Passed;
        PreAuthorization {
            channel: Channel::Online.into(),
            entry_mode: EntryMode::Ecommerce.into(),
            terminal_id: String::new(),
            verification: Some(v1::Verification {
                cvv: passed.into(),
                ..v1::Verification::default()
            }),
            fee: Some(self.fee(Some((card.funding, card.country)))),
            card: Some(card.record),
            ..self.purchase(amount, random)
        }
    }

    fn purchase(&self, amount: i64, random: &mut Random) -> PreAuthorization {
        PreAuthorization {
            r#type: v1::TransactionType::Purchase.into(),
            amount: Some(self.money(amount)),
            merchant_id: self.shop.record.merchant_id.clone(),
            terminal_id: self.shop.terminal(random),
            mcc: self.shop.record.mcc,
            ..PreAuthorization::default()
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

fn random_percent(random: &mut Random) -> i32 {
    i32::try_from(random.between(20, 100)).unwrap_or(100)
}
