//! The settings about suspicions: fraud, cash-out, and cards that an issuer refused for good.

use serde::Deserialize;
use tollgate_policy::currency::{self, ByCurrency};
use tollgate_policy::facts;
use tollgate_policy::{Figure, Problems};

use super::WINDOW_MAX_S;

/// Signs of fraud.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fraud {
    pub score_ppm: Option<Figure<u32>>,
    pub condition_codes: Vec<u8>,
}

/// Signs that a credit card is turned into cash.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CashOut {
    pub unit: ByCurrency,
    pub minimum: ByCurrency,
    pub payments: Option<Figure<u64>>,
    pub window_s: u32,
}

/// For how long an issuer's "never again" holds at the merchant, by network found from the BIN.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedForGoodDays {
    unionpay: Option<Figure<u16>>,
    visa: Option<Figure<u16>>,
    mastercard: Option<Figure<u16>>,
    amex: Option<Figure<u16>>,
    jcb: Option<Figure<u16>>,
    diners: Option<Figure<u16>>,
    discover: Option<Figure<u16>>,
}

impl RefusedForGoodDays {
    /// The periods that are set, each with its network and its name in settings.
    pub fn rows(&self) -> impl Iterator<Item = (facts::Network, &'static str, &Figure<u16>)> {
        use facts::Network;
        let rows = [
            (Network::Unionpay, "unionpay", &self.unionpay),
            (Network::Visa, "visa", &self.visa),
            (Network::Mastercard, "mastercard", &self.mastercard),
            (Network::Amex, "amex", &self.amex),
            (Network::Jcb, "jcb", &self.jcb),
            (Network::Diners, "diners", &self.diners),
            (Network::Discover, "discover", &self.discover),
        ];
        (rows.into_iter()).filter_map(|(network, name, days)| Some((network, name, days.as_ref()?)))
    }
}

/// Says what is wrong with the settings about fraud.
pub fn check_fraud(fraud: &Fraud, problems: &mut Problems) {
    let score = fraud.score_ppm.as_ref();
    problems.require(
        score.is_none_or(|score| (1..=1_000_000).contains(&score.value)),
        "fraud.score_ppm.value",
        "must be from 1 to 1000000; list it under `remove` for no check",
    );
    problems.require(
        fraud
            .condition_codes
            .iter()
            .all(|code| (1..=99).contains(code)),
        "fraud.condition_codes",
        "each must be from 1 to 99 (DE25)",
    );
}

/// Says what is wrong with the settings about cash-out.
pub fn check_cash_out(cash_out: &CashOut, problems: &mut Problems) {
    currency::check(&cash_out.unit, "cash_out.unit", problems);
    currency::check(&cash_out.minimum, "cash_out.minimum", problems);
    for code in cash_out.unit.keys() {
        problems.require(
            cash_out.minimum.contains_key(code),
            format!("cash_out.minimum.{code}"),
            format!("is missing; say from what amount in {code} a round sum is suspect"),
        );
    }
    problems.require(
        (cash_out.payments.as_ref()).is_none_or(|payments| payments.value > 1),
        "cash_out.payments.value",
        "must be larger than 1: one payment repeats nothing; list it under `remove` for no check",
    );
    problems.require(
        (1..=WINDOW_MAX_S).contains(&cash_out.window_s),
        "cash_out.window_s",
        "must be from 1 to 2678400 seconds (31 days)",
    );
}

/// Says what is wrong with the hold periods.
pub fn check_refused_for_good(days: &RefusedForGoodDays, problems: &mut Problems) {
    for (_, name, figure) in days.rows() {
        problems.require(
            (1..=30).contains(&figure.value),
            format!("refused_for_good_days.{name}.value"),
            "must be from 1 to 30 days, for which the host remembers; list it under `remove` for no check",
        );
    }
}
