//! What is known of a request, in the form in which policies see it.
//!
//! [`gather`] joins the payment with the profiles and the time. A policy sees the groups that its
//! manifest needs and no others: see [`Gathered::show`].

use std::mem;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use crate::issuers::Standing;
use crate::payment::Payment;
use crate::profiles::{IssuerProfile, MerchantProfile, NetworkProfile, TerminalProfile};
use crate::wit::tollgate::policy::facts::{
    Card, CounterState, Facts, FeeContract, Identifiers, Issuer, Listings, LocalTime, Merchant,
    Money, Original, PaymentCode, RiskIndicators, Route, Terminal, TerminalHealth, Transaction,
};
use crate::wit::tollgate::policy::verdicts::FactGroups;

mod counted;
mod issuer;
pub(crate) mod merchant;
pub mod names;
pub(crate) mod risk;
mod same_name;
mod terminal;
#[cfg(test)]
mod tests;

pub(crate) use counted::Counted;
pub use counted::counted;
use same_name::same_name;

/// Who takes part in a payment, as far as there are profiles.
#[derive(Clone, Debug, Default)]
pub struct Parties {
    /// The merchant.
    pub merchant: Option<Arc<MerchantProfile>>,
    /// The terminal.
    pub terminal: Option<Arc<TerminalProfile>>,
    /// The card's issuer.
    pub issuer: Option<Arc<IssuerProfile>>,
    /// The network or wallet that the payment goes through.
    pub network: Option<Arc<NetworkProfile>>,
}

/// The facts of one request, all groups that are known.
pub struct Gathered {
    facts: Facts,
    aside: Groups,
}

/// The groups that a policy can be shown or not.
#[derive(Default)]
struct Groups {
    card: Option<Card>,
    payment_code: Option<PaymentCode>,
    merchant: Option<Merchant>,
    risk_indicators: Option<RiskIndicators>,
    fee_contract: Option<FeeContract>,
    terminal: Option<Terminal>,
    terminal_health: Option<TerminalHealth>,
    issuer: Option<Issuer>,
    route: Option<Route>,
    original: Option<Original>,
    listings: Option<Listings>,
    identifiers: Option<Identifiers>,
    attributes: Option<Vec<(String, String)>>,
}

/// What this host knows of a payment from what it decided and was told before, and from its
/// lists.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known {
    /// How the issuer answers.
    pub answers: Standing,
    /// What came before this payment.
    pub earlier: Earlier,
    /// The earlier transaction that it completes, voids or refunds; `None` where it names none.
    pub original: Option<Original>,
    /// `None` where nobody is on a list.
    pub listings: Option<Listings>,
    /// The merchant's indicators by this host's own figures; `None` where it has seen too little.
    pub own_risk: Option<RiskIndicators>,
}

/// What came before a payment. Ages are milliseconds; `None` is never, or too long ago.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// Of a request for the same payment that was approved and not given back since.
    pub duplicate_age_ms: Option<u64>,
    /// Of one that the issuer never answered.
    pub unanswered_age_ms: Option<u64>,
    /// Of one that it answered by asking for a call.
    pub referred_age_ms: Option<u64>,
    /// Since an issuer said of this card at this merchant: never retry.
    pub refused_for_good_ms: Option<u64>,
    /// The payment code paid for something already.
    pub code_used: bool,
    /// Of the terminal since its last request, metres a second.
    pub travel_speed: Option<u32>,
    /// Since the terminal last told how it is.
    pub last_report_age_ms: Option<u64>,
}

/// Gathers the facts of a payment at `now_ms`. `zone` is the merchant's.
#[must_use]
pub fn gather(
    payment: &Payment,
    parties: &Parties,
    known: &Known,
    zone: &TimeZone,
    now_ms: u64,
) -> Gathered {
    let earlier = &known.earlier;
    let occurred_at_ms = payment.occurred_at_ms.unwrap_or(now_ms);
    let merchant = parties.merchant.as_deref();
    let facts = Facts {
        now: now_ms,
        local: local_time(believed(occurred_at_ms, now_ms), zone),
        transaction: Transaction {
            duplicate_age_ms: earlier.duplicate_age_ms,
            unanswered_age_ms: earlier.unanswered_age_ms,
            referred_age_ms: earlier.referred_age_ms,
            name_matches: shown_name(merchant, [&*payment.merchant_name]),
            ..transaction(payment, occurred_at_ms, now_ms)
        },
        card: (payment.card.as_ref()).map(|card| Card {
            refused_for_good_ms: earlier.refused_for_good_ms,
            ..self::card(card, parties)
        }),
        payment_code: (payment.code.as_ref()).map(|code| PaymentCode {
            used_before: earlier.code_used,
            ..payment_code(code, merchant, occurred_at_ms)
        }),
        merchant: merchant.map(|merchant| merchant::facts(merchant, payment, now_ms)),
        risk_indicators: risk::joined(
            known.own_risk.as_ref(),
            merchant.and_then(MerchantProfile::risk_indicators),
        ),
        fee_contract: merchant.and_then(|merchant| merchant::fee_contract(merchant, payment)),
        terminal: Some(Terminal {
            travel_speed: earlier.travel_speed,
            ..terminal::facts(payment, parties)
        }),
        terminal_health: terminal::health(payment, parties, earlier.last_report_age_ms, now_ms),
        issuer: parties
            .issuer
            .as_deref()
            .map(|issuer| issuer::facts(issuer, known.answers, payment, now_ms)),
        route: parties
            .network
            .as_deref()
            .map(|network| issuer::route(network, payment, now_ms)),
        original: known.original,
        listings: known.listings,
        identifiers: Some(identifiers(payment)),
        attributes: (!payment.attributes.is_empty()).then(|| payment.attributes.clone()),
        counters: Vec::new(),
    };
    Gathered::of(facts)
}

impl Gathered {
    /// Facts that were gathered before.
    #[must_use]
    pub fn of(facts: Facts) -> Self {
        Self {
            facts,
            aside: Groups::default(),
        }
    }

    /// All groups; of the counters those that were shown last.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Shows `look` the facts with only the groups in `needs`, and `counters`. The other groups
    /// are moved aside meanwhile, not copied.
    pub fn show<R>(
        &mut self,
        needs: FactGroups,
        counters: Vec<CounterState>,
        look: impl FnOnce(&Facts) -> R,
    ) -> R {
        self.facts.counters = counters;
        self.exchange(needs);
        let seen = look(&self.facts);
        self.exchange(needs);
        seen
    }

    /// Exchanges the groups that are not needed with what is aside: first nothing, then them.
    fn exchange(&mut self, needs: FactGroups) {
        let Self { facts, aside } = self;
        macro_rules! exchange {
            ($($field:ident $flag:ident),+) => {
                $(if !needs.contains(FactGroups::$flag) {
                    mem::swap(&mut facts.$field, &mut aside.$field);
                })+
            };
        }
        exchange!(
            card CARD, payment_code PAYMENT_CODE, merchant MERCHANT,
            risk_indicators RISK_INDICATORS, fee_contract FEE_CONTRACT, terminal TERMINAL,
            terminal_health TERMINAL_HEALTH, issuer ISSUER, route ROUTE, original ORIGINAL,
            listings LISTINGS, identifiers IDENTIFIERS, attributes ATTRIBUTES
        );
    }
}

/// How far a terminal's time may be from the host's and still say which day it is. A figure that
/// a rule rests on holds from a day on: a terminal that says 1970 must not switch all rules off.
const BELIEVED_WITHIN_MS: u64 = 31 * 86_400_000;

/// The time of the payment by the terminal, or the host's where that can't be.
fn believed(occurred_at_ms: u64, now_ms: u64) -> u64 {
    if occurred_at_ms.abs_diff(now_ms) <= BELIEVED_WITHIN_MS {
        occurred_at_ms
    } else {
        now_ms
    }
}

/// A moment in the merchant's time zone.
pub(crate) fn local_time(at_ms: u64, zone: &TimeZone) -> LocalTime {
    let at = i64::try_from(at_ms)
        .ok()
        .and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let offset = at.map(|at| zone.to_offset(at));
    let (at, offset) = (at.unwrap_or_default(), offset.unwrap_or(Offset::UTC));
    let local = offset.to_datetime(at);
    // The ranges of a calendar fit the contract's types: years from 1970 on.
    let narrow = |part: i8| u8::try_from(part).unwrap_or(0);
    LocalTime {
        year: u16::try_from(local.year()).unwrap_or(0),
        month: narrow(local.month()),
        day: narrow(local.day()),
        hour: narrow(local.hour()),
        minute: narrow(local.minute()),
        weekday: narrow(local.weekday().to_monday_one_offset()),
        utc_offset_minutes: i16::try_from(offset.seconds() / 60).unwrap_or(0),
    }
}

fn transaction(payment: &Payment, occurred_at_ms: u64, now_ms: u64) -> Transaction {
    let verification = &payment.verification;
    let currency = payment.amount.currency;
    let local_time = payment
        .terminal
        .as_ref()
        .and_then(|report| report.local_time_ms);
    Transaction {
        kind: payment.kind,
        channel: payment.channel,
        entry_mode: payment.entry_mode,
        amount: money(payment.amount),
        currency_exponent: currency.exponent(),
        sent_exponent: payment.sent_exponent,
        mcc: payment.mcc,
        condition_code: payment.condition_code,
        occurred_at: occurred_at_ms,
        clock_skew_ms: (local_time.into_iter().chain([occurred_at_ms]))
            .map(|told_ms| difference(told_ms, now_ms))
            .max_by_key(|skew_ms| skew_ms.unsigned_abs())
            .unwrap_or(0),
        missing: payment.missing,
        malformed: payment.malformed,
        sensitive_data: payment.sensitive_data,
        duplicate_age_ms: None,
        unanswered_age_ms: None,
        referred_age_ms: None,
        name_matches: None,
        fraud_score_ppm: payment.fraud_score_ppm,
        order_amount: payment.order_amount.map(money),
        tip: payment.tip,
        surcharge: payment.surcharge,
        fee_rate_ppm: payment.fee_rate_ppm,
        issuer_fee: payment.issuer_fee,
        network_fee: payment.network_fee,
        currency_conversion: payment.currency_conversion,
        currency_choice_recorded: payment.currency_choice_recorded,
        pin_present: verification.pin_present,
        pin_block_invalid: verification.pin_block_invalid,
        pin_tries: verification.pin_tries,
        signature_captured: verification.signature_captured,
        message_mac: verification.message_mac,
        cvv: verification.cvv,
    }
}

fn card(card: &crate::payment::Card, parties: &Parties) -> Card {
    let issuer = parties.issuer.as_deref();
    Card {
        bin: card.bin.value,
        length: card.length,
        luhn_valid: card.luhn_valid,
        network: card.network,
        declared_network: card.declared_network,
        funding: card.funding,
        expiry_year: card.expiry.0,
        expiry_month: card.expiry.1,
        service_code: card.service_code,
        issuer_country: issuer_country(card, parties),
        issuer_known: issuer.is_some(),
        chip_data_present: card.chip_data_present,
        refused_for_good_ms: None,
    }
}

/// Where the card was issued: by the issuer's profile, else as the sender says. 0 unknown.
pub(crate) fn issuer_country(card: &crate::payment::Card, parties: &Parties) -> u16 {
    match parties.issuer.as_ref().map_or(0, |issuer| issuer.country) {
        0 => card.issuer_country,
        on_file => on_file,
    }
}

fn payment_code(
    code: &crate::payment::Code,
    merchant: Option<&MerchantProfile>,
    occurred_at_ms: u64,
) -> PaymentCode {
    let shown = code.shown.as_ref();
    PaymentCode {
        kind: code.kind,
        wallet: code.wallet,
        length: code.length,
        prefix: code.prefix,
        age_ms: code
            .issued_at_ms
            .map(|issued| occurred_at_ms.saturating_sub(issued)),
        used_before: false,
        emv_valid: shown.map(|shown| shown.valid),
        emv_mcc: shown.and_then(|shown| shown.mcc),
        emv_country: shown.map_or(0, |shown| shown.country),
        emv_name_matches: shown
            .and_then(|shown| shown_name(merchant, shown.names.iter().map(|name| &**name))),
        account_class: code.account_class,
        auth_level: code.auth_level,
    }
}

/// Whether one of the names that payers are shown is the merchant's; `None` where there are
/// none, or none is on file.
fn shown_name<'a>(
    merchant: Option<&MerchantProfile>,
    shown: impl IntoIterator<Item = &'a str>,
) -> Option<bool> {
    let on_file = merchant.map(MerchantProfile::name)?;
    shown
        .into_iter()
        .filter_map(|shown| same_name(on_file, shown))
        .reduce(|one, other| one || other)
}

fn identifiers(payment: &Payment) -> Identifiers {
    let token = payment.card.as_ref().map_or("", |card| &card.token);
    Identifiers {
        merchant: payment.merchant_id.to_string(),
        terminal: payment.terminal_id.to_string(),
        card_token: token.to_owned(),
    }
}

fn money(amount: crate::money::Amount) -> Money {
    Money {
        minor_units: amount.minor_units,
        currency: amount.currency.number(),
    }
}

fn difference(later_ms: u64, earlier_ms: u64) -> i64 {
    let later = i64::try_from(later_ms).unwrap_or(i64::MAX);
    let earlier = i64::try_from(earlier_ms).unwrap_or(i64::MAX);
    later.saturating_sub(earlier)
}
