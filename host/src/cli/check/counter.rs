//! A counter in one sentence.

use crate::limits::{CounterSpec, Counts, Filter, Measure, Subject, Window};

/// Cases by their numbers in `wit/policy.wit`.
const TYPES: &[&str] = &[
    "unknown type",
    "purchase",
    "pre-authorization",
    "completion",
    "refund",
    "void",
    "cash advance",
    "balance inquiry",
];
const CHANNELS: &[&str] = &[
    "unknown channel",
    "pos",
    "qr",
    "online",
    "in-app",
    "mail or telephone",
    "atm",
];
const ENTRY_MODES: &[&str] = &[
    "unknown entry",
    "manual",
    "magstripe",
    "chip",
    "contactless",
    "magstripe fallback",
    "dynamic qr",
    "static qr",
    "e-commerce",
    "credential on file",
];
const FUNDINGS: &[&str] = &["unknown funding", "debit", "credit", "prepaid"];
const NETWORKS: &[&str] = &[
    "unknown network",
    "unionpay",
    "visa",
    "mastercard",
    "amex",
    "jcb",
    "diners",
    "discover",
    "wechat pay",
    "alipay",
];

/// `amount approved per merchant and channel in a day; only purchase, refund; without PIN`.
pub(super) fn sentence(spec: &CounterSpec) -> String {
    let measure = match spec.measure {
        Measure::Amount => "amount",
        Measure::Count => "number",
    };
    let counts = match spec.counts {
        Counts::Approved => "approved",
        Counts::Attempted => "attempted",
        Counts::Declined => "declined here",
        Counts::Refused => "refused by the issuer",
        Counts::Passed => "approved, whatever became of it",
    };
    let per: Vec<_> = spec
        .per
        .iter()
        .map(|subject| self::subject(*subject))
        .collect();
    let window = window(spec.window);
    let mut told = format!("{measure} {counts} per {} {window}", per.join(" and "));
    for only in only(&spec.filter) {
        told += "; ";
        told += &only;
    }
    told
}

fn only(filter: &Filter) -> Vec<String> {
    let cases = |mask: u32, names: &[&str]| {
        let named = (0_u32..).zip(names);
        let named = named.filter(|(bit, _)| mask & (1 << bit) != 0);
        named.map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
    };
    let mut only: Vec<_> = [
        cases(filter.types, TYPES),
        cases(filter.channels, CHANNELS),
        cases(filter.entry_modes, ENTRY_MODES),
        cases(filter.fundings, FUNDINGS),
        cases(filter.networks, NETWORKS),
    ]
    .into_iter()
    .filter(|cases| !cases.is_empty())
    .map(|cases| format!("only {cases}"))
    .collect();
    if filter.without_pin {
        only.push("without PIN".into());
    }
    only
}

fn subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Merchant => "merchant",
        Subject::Owner => "owner",
        Subject::Terminal => "terminal",
        Subject::Card => "card",
        Subject::Payer => "payer",
        Subject::Issuer => "issuer",
        Subject::Channel => "channel",
        Subject::Network => "network",
        Subject::Mcc => "MCC",
        Subject::Original => "original transaction",
    }
}

fn window(window: Window) -> String {
    match window {
        Window::CalendarDay => "in a day".into(),
        Window::CalendarMonth => "in a month".into(),
        Window::CalendarYear => "in a year".into(),
        Window::Rolling { seconds } => format!("in the last {}", time(seconds)),
        Window::Lifetime => "for ever".into(),
    }
}

/// In the largest unit of which it is several: a day is told as 24 h.
fn time(seconds: u32) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "min")];
    let several = |unit: u32| seconds.is_multiple_of(unit) && seconds > unit;
    let unit = units.iter().find(|(unit, _)| several(*unit));
    match unit {
        Some((unit, name)) => format!("{} {name}", seconds / unit),
        None => format!("{seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(change: impl FnOnce(&mut CounterSpec), expected: &str) {
        let mut spec = CounterSpec {
            per: vec![Subject::Merchant],
            measure: Measure::Amount,
            window: Window::CalendarDay,
            counts: Counts::Approved,
            filter: Filter::default(),
        };
        change(&mut spec);
        assert_eq!(sentence(&spec), expected);
    }

    #[test]
    fn a_counter_is_one_sentence() {
        check(|_| {}, "amount approved per merchant in a day");
        check(
            |spec| {
                spec.per.push(Subject::Mcc);
                spec.measure = Measure::Count;
                spec.counts = Counts::Refused;
                spec.window = Window::Rolling { seconds: 7_200 };
            },
            "number refused by the issuer per merchant and MCC in the last 2 h",
        );
        check(
            |spec| spec.window = Window::Rolling { seconds: 86_400 },
            "amount approved per merchant in the last 24 h",
        );
        check(
            |spec| {
                spec.filter.channels = 0b110;
                spec.filter.networks = 1 << 9;
                spec.filter.without_pin = true;
                spec.window = Window::Rolling { seconds: 61 };
            },
            "amount approved per merchant in the last 61 s; only pos, qr; only alipay; without PIN",
        );
    }
}
