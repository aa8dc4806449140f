//! Limits of money, one for each currency: letters in settings, ISO 4217 numbers in facts.

use std::collections::BTreeMap;

use tollgate_policy::facts::{Facts, LocalTime};
use tollgate_policy::{Date, Figure, Problems};

const NUMBERS: &[(&str, u16)] = &[
    ("AUD", 36),
    ("CAD", 124),
    ("CHF", 756),
    ("CNY", 156),
    ("EUR", 978),
    ("GBP", 826),
    ("HKD", 344),
    ("INR", 356),
    ("JPY", 392),
    ("KRW", 410),
    ("MOP", 446),
    ("MYR", 458),
    ("NZD", 554),
    ("RUB", 643),
    ("SGD", 702),
    ("THB", 764),
    ("TWD", 901),
    ("USD", 840),
];

/// Amounts in minor units by currency, as settings give them.
pub type ByCurrency = BTreeMap<String, Figure<i64>>;

/// Limits as the rules use them. A currency without a limit is not limited.
pub struct Limits(Vec<Limit>);

struct Limit {
    currency: u16,
    minor_units: i64,
    from: Date,
}

impl Limits {
    /// The limits of checked settings.
    pub fn new(settings: &ByCurrency) -> Self {
        let limit = |(code, figure): (&String, &Figure<i64>)| {
            Some(Limit {
                currency: number(code)?,
                minor_units: figure.value,
                from: figure.effective_from,
            })
        };
        Self(settings.iter().filter_map(limit).collect())
    }

    /// The limit of the request's currency, where one holds on its day.
    pub fn of(&self, facts: &Facts) -> Option<i64> {
        self.at(facts.transaction.amount.currency, &facts.local)
    }

    /// The limit of the request's currency, where its amount is larger.
    pub fn exceeded(&self, facts: &Facts) -> Option<i64> {
        let amount = facts.transaction.amount.minor_units;
        self.of(facts).filter(|limit| amount > *limit)
    }

    fn at(&self, currency: u16, local: &LocalTime) -> Option<i64> {
        let limit = self.0.iter().find(|limit| limit.currency == currency)?;
        (Date::of(local) >= limit.from).then_some(limit.minor_units)
    }
}

/// Refuses currencies that have no number here and limits that are not positive.
pub fn check(limits: &ByCurrency, path: &str, problems: &mut Problems) {
    for (code, figure) in limits {
        let path = format!("{path}.{code}");
        if number(code).is_none() {
            let known: Vec<&str> = NUMBERS.iter().map(|(code, _)| *code).collect();
            let known = known.join(", ");
            problems.refuse(&path, format!("unknown currency; use one of {known}"));
        }
        problems.require(
            figure.value > 0,
            format!("{path}.value"),
            format!("must be larger than 0; give minor units of {code}"),
        );
    }
}

fn number(code: &str) -> Option<u16> {
    let row = NUMBERS.iter().find(|(known, _)| *known == code)?;
    Some(row.1)
}
