//! The settings: their form, and what is refused. Units and meaning of each are in
//! `settings.schema.json`, the defaults with their sources in `defaults.json`.

mod suspicion;

use serde::Deserialize;
use tollgate_policy::currency::{self, ByCurrency};
use tollgate_policy::facts;
use tollgate_policy::{Figure, Problems};

use crate::named::{Channel, Funding, Network, TransactionType};
use crate::place;
use crate::prefix::Prefix;
pub use suspicion::{CashOut, Fraud, RefusedForGoodDays};

/// Counts of digits.
pub type Digits = Figure<Vec<u8>>;

/// The longest rolling window of a counter, in seconds: 31 days.
const WINDOW_MAX_S: u32 = 31 * 86_400;

/// All settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub fraud: Fraud,
    pub cash_out: CashOut,
    pub refused_for_good_days: RefusedForGoodDays,
    pub number: Number,
    pub network: Networks,
    pub expiry: Expiry,
    pub service_code: ServiceCode,
    pub restricted_regions: Vec<Region>,
    pub restricted_products: Vec<Product>,
    pub entry: Entry,
    pub pin: Pin,
    pub no_pin: NoPin,
    pub signature: Signature,
}

/// The card number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    pub lengths: Lengths,
    pub luhn_exempt: Figure<Vec<String>>,
    pub require_known_issuer: bool,
    pub unknown_network: UnknownNetwork,
}

/// What becomes of a card of which neither BIN table nor issuer directory knows anything.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnknownNetwork {
    Accept,
    RejectUndeclared,
    Reject,
}

/// Lengths by network found from the BIN; a network that is absent is not checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lengths {
    unionpay: Option<Digits>,
    visa: Option<Digits>,
    mastercard: Option<Digits>,
    amex: Option<Digits>,
    jcb: Option<Digits>,
    diners: Option<Digits>,
    discover: Option<Digits>,
    unknown: Option<Digits>,
}

impl Lengths {
    /// The lengths that are set, each with its network and its name in settings.
    pub fn rows(&self) -> impl Iterator<Item = (facts::Network, &'static str, &Digits)> {
        use facts::Network;
        let rows = [
            (Network::Unionpay, "unionpay", &self.unionpay),
            (Network::Visa, "visa", &self.visa),
            (Network::Mastercard, "mastercard", &self.mastercard),
            (Network::Amex, "amex", &self.amex),
            (Network::Jcb, "jcb", &self.jcb),
            (Network::Diners, "diners", &self.diners),
            (Network::Discover, "discover", &self.discover),
            (Network::Unknown, "unknown", &self.unknown),
        ];
        (rows.into_iter())
            .filter_map(|(network, name, digits)| Some((network, name, digits.as_ref()?)))
    }
}

/// Networks and who stands in for whom.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Networks {
    pub partners: Vec<(Network, Network)>,
    pub co_branded: Figure<Vec<String>>,
}

/// The expiry date.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expiry {
    pub required_for: Vec<Required>,
    pub century_pivot: Figure<u8>,
    pub no_expiry: Figure<Vec<String>>,
    pub max_years: MaxYears,
    pub soon_months: Option<Figure<u16>>,
}

/// When a card must show an expiry date.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Required {
    Credit,
    Keyed,
    CardNotPresent,
}

/// The longest plausible term by funding.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaxYears {
    pub credit: Option<Figure<u16>>,
    pub debit: Option<Figure<u16>>,
    pub prepaid: Option<Figure<u16>>,
}

/// The service code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceCode {
    pub accept_test_cards: bool,
}

/// Cards that may not be used at merchants. Members that are given must all match.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    #[serde(default)]
    pub bins: Vec<String>,
    #[serde(default)]
    pub issuer_countries: Vec<String>,
    #[serde(default)]
    pub merchant_countries: Vec<String>,
}

/// Kinds of card that may not pay for something. Members that are given must all match.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    #[serde(default)]
    pub bins: Vec<String>,
    #[serde(default)]
    pub fundings: Vec<Funding>,
    #[serde(default)]
    pub mccs: Vec<u16>,
    #[serde(default)]
    pub types: Vec<TransactionType>,
}

/// How a card is presented.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub chip_data_required: bool,
    pub fallback_forbidden_in: Figure<Vec<String>>,
    pub manual_channels: Vec<Channel>,
    pub manual_mccs: Vec<u16>,
    pub failures: Option<Figure<u64>>,
    pub failures_window_s: u32,
}

/// When a PIN is needed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    pub service_code_digits: Vec<u8>,
    pub debit: bool,
    pub above: ByCurrency,
    pub max_tries: Option<Figure<u8>>,
}

/// What may be paid by contactless without PIN.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoPin {
    pub single: ByCurrency,
    pub daily: ByCurrency,
}

/// When a signature is collected.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    pub above: ByCurrency,
}

/// Says what is wrong with settings beyond their form.
pub fn check(settings: &Settings, problems: &mut Problems) {
    suspicion::check_fraud(&settings.fraud, problems);
    suspicion::check_cash_out(&settings.cash_out, problems);
    suspicion::check_refused_for_good(&settings.refused_for_good_days, problems);
    check_number(&settings.number, problems);
    check_network(&settings.network, problems);
    check_expiry(&settings.expiry, problems);
    check_restrictions(settings, problems);
    check_entry(&settings.entry, problems);
    check_pin(settings, problems);
}

fn check_number(number: &Number, problems: &mut Problems) {
    for (_, name, digits) in number.lengths.rows() {
        let good = !digits.value.is_empty() && digits.value.iter().all(|n| (8..=19).contains(n));
        problems.require(
            good,
            format!("number.lengths.{name}.value"),
            "give at least one length, each from 8 to 19 digits; list it under `remove` for no check",
        );
    }
    check_bins(
        &number.luhn_exempt.value,
        "number.luhn_exempt.value",
        problems,
    );
}

fn check_network(network: &Networks, problems: &mut Problems) {
    for (row, (one, other)) in network.partners.iter().enumerate() {
        let path = format!("network.partners[{row}]");
        problems.require(one != other, path, "name two different networks");
    }
    check_bins(
        &network.co_branded.value,
        "network.co_branded.value",
        problems,
    );
}

fn check_expiry(expiry: &Expiry, problems: &mut Problems) {
    problems.require(
        expiry.century_pivot.value <= 99,
        "expiry.century_pivot.value",
        "must be at most 99; give the last two-digit year of the 2000s",
    );
    for (row, text) in expiry.no_expiry.value.iter().enumerate() {
        problems.require(
            month_of(text).is_some(),
            format!("expiry.no_expiry.value[{row}]"),
            format!("`{text}` is not a year and month like 4912"),
        );
    }
    let years = &expiry.max_years;
    let terms = [
        ("credit", &years.credit),
        ("debit", &years.debit),
        ("prepaid", &years.prepaid),
    ];
    for (name, term) in terms {
        problems.require(
            term.as_ref()
                .is_none_or(|term| (1..=100).contains(&term.value)),
            format!("expiry.max_years.{name}.value"),
            "must be from 1 to 100 years; list it under `remove` for no check",
        );
    }
    let soon = expiry.soon_months.as_ref();
    problems.require(
        soon.is_none_or(|soon| soon.value <= 24),
        "expiry.soon_months.value",
        "must be at most 24 months; list it under `remove` for no advice",
    );
}

fn check_restrictions(settings: &Settings, problems: &mut Problems) {
    for (row, rule) in settings.restricted_regions.iter().enumerate() {
        let path = format!("restricted_regions[{row}]");
        check_bins(&rule.bins, &format!("{path}.bins"), problems);
        let issuers = format!("{path}.issuer_countries");
        check_countries(&rule.issuer_countries, &issuers, problems);
        let merchants = format!("{path}.merchant_countries");
        check_countries(&rule.merchant_countries, &merchants, problems);
        let empty = rule.bins.is_empty()
            && rule.issuer_countries.is_empty()
            && rule.merchant_countries.is_empty();
        problems.require(
            !empty,
            path,
            "would refuse every card; name what it is about",
        );
    }
    for (row, rule) in settings.restricted_products.iter().enumerate() {
        let path = format!("restricted_products[{row}]");
        check_bins(&rule.bins, &format!("{path}.bins"), problems);
        let empty = rule.bins.is_empty() && rule.fundings.is_empty();
        problems.require(!empty, path, "name the cards, by `fundings` or `bins`");
    }
}

fn check_entry(entry: &Entry, problems: &mut Problems) {
    let countries = &entry.fallback_forbidden_in.value;
    check_countries(countries, "entry.fallback_forbidden_in.value", problems);
    problems.require(
        entry.failures.as_ref().is_none_or(|cap| cap.value > 0),
        "entry.failures.value",
        "must be larger than 0; list it under `remove` for no check",
    );
    problems.require(
        (1..=WINDOW_MAX_S).contains(&entry.failures_window_s),
        "entry.failures_window_s",
        "must be from 1 to 2678400 seconds (31 days)",
    );
}

fn check_pin(settings: &Settings, problems: &mut Problems) {
    let pin = &settings.pin;
    problems.require(
        pin.service_code_digits.iter().all(|digit| *digit <= 9),
        "pin.service_code_digits",
        "each must be one digit, 0 to 9",
    );
    problems.require(
        pin.max_tries.as_ref().is_none_or(|max| max.value > 0),
        "pin.max_tries.value",
        "must be larger than 0; list it under `remove` for no check",
    );
    currency::check(&pin.above, "pin.above", problems);
    currency::check(&settings.no_pin.single, "no_pin.single", problems);
    currency::check(&settings.no_pin.daily, "no_pin.daily", problems);
    currency::check(&settings.signature.above, "signature.above", problems);
}

fn check_bins(texts: &[String], path: &str, problems: &mut Problems) {
    for (row, text) in texts.iter().enumerate() {
        problems.require(
            Prefix::parse(text).is_some(),
            format!("{path}[{row}]"),
            format!("`{text}` is not a BIN prefix; give 1 to 8 digits as a string"),
        );
    }
}

fn check_countries(texts: &[String], path: &str, problems: &mut Problems) {
    for (row, text) in texts.iter().enumerate() {
        problems.require(
            place::parse(text).is_some(),
            format!("{path}[{row}]"),
            format!("`{text}` is not a country; give two capital letters (ISO 3166-1)"),
        );
    }
}

/// Reads `YYMM` as years since 2000 and month.
pub fn month_of(text: &str) -> Option<(u8, u8)> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse::<u16>().ok().filter(|_| digits)?;
    let (year, month) = (number / 100, number % 100);
    ((1..=12).contains(&month)).then_some((u8::try_from(year).ok()?, u8::try_from(month).ok()?))
}
