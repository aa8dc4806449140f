//! PIN, no-PIN limits, signature.

use tollgate_policy::facts::{Channel, EntryMode, Facts, Funding, TransactionType};
use tollgate_policy::testing::Subject;

use super::{CardValidity, shipped};

const USD: u16 = 840;
const EUR: u16 = 978;

/// The sample without its PIN.
fn without_pin(mode: EntryMode, third: u8) -> impl Fn(&mut Facts) {
    move |facts| {
        facts.transaction.pin_present = false;
        facts.transaction.entry_mode = mode;
        let card = facts.card.as_mut().unwrap();
        card.service_code = Some((1, 0, third));
    }
}

fn tap(minor_units: i64, currency: u16) -> impl Fn(&mut Facts) {
    move |facts| {
        without_pin(EntryMode::Contactless, 1)(facts);
        facts.transaction.amount.minor_units = minor_units;
        facts.transaction.amount.currency = currency;
    }
}

#[test]
fn the_service_code_asks_for_a_pin() {
    let reason = "cvm.pin_required";
    for mode in [
        EntryMode::Magstripe,
        EntryMode::Chip,
        EntryMode::MagstripeFallback,
    ] {
        for third in [0, 3, 5] {
            for free in [1, 2, 4, 6, 7] {
                shipped().check(reason, without_pin(mode, third), without_pin(mode, free));
            }
            shipped().check(reason, without_pin(mode, third), |facts| {
                without_pin(mode, third)(facts);
                facts.transaction.pin_present = true;
            });
        }
    }
    let unread = |facts: &mut Facts| {
        without_pin(EntryMode::Chip, 0)(facts);
        facts.card.as_mut().unwrap().service_code = None;
    };
    shipped().check(reason, without_pin(EntryMode::Chip, 0), unread);
}

#[test]
fn nobody_enters_a_pin_at_a_distance_or_for_a_refund() {
    let reason = "cvm.pin_required";
    let fires = || without_pin(EntryMode::Chip, 0);
    for mode in [
        EntryMode::Ecommerce,
        EntryMode::CredentialOnFile,
        EntryMode::Manual,
        EntryMode::QrDynamic,
        EntryMode::Unknown,
    ] {
        shipped().check(reason, fires(), without_pin(mode, 0));
    }
    for channel in [Channel::Online, Channel::InApp, Channel::MailOrTelephone] {
        shipped().check(reason, fires(), |facts| {
            fires()(facts);
            facts.transaction.channel = channel;
        });
    }
    use TransactionType::{BalanceInquiry, Completion, Refund, Unknown, Void};
    for kind in [BalanceInquiry, Completion, Refund, Unknown, Void] {
        for (mode, amount) in [(EntryMode::Chip, 1), (EntryMode::Contactless, 100_001)] {
            let found = shipped().codes(|facts| {
                without_pin(mode, 0)(facts);
                facts.transaction.amount.minor_units = amount;
                facts.transaction.kind = kind;
                facts.transaction.pin_tries = 200;
                facts.terminal.as_mut().unwrap().no_pin_enabled = false;
                facts.counters[1].value = u64::MAX;
            });
            assert!(found.is_empty(), "{kind:?}: {found:?}");
        }
    }
}

#[test]
fn settings_ask_for_a_pin_too() {
    let reason = "cvm.pin_required";
    let rules = r#"{"pin":{"debit":true,
        "above":{"CNY":{"value":50000,"source":"ours","effective_from":"2026-11-24"}}}}"#;
    let subject = Subject::<CardValidity>::with(rules);
    let pays = |funding, minor_units, day| {
        move |facts: &mut Facts| {
            without_pin(EntryMode::Chip, 1)(facts);
            facts.card.as_mut().unwrap().funding = funding;
            facts.transaction.amount.minor_units = minor_units;
            facts.local.day = day;
        }
    };
    let credit = Funding::Credit;
    subject.check(reason, pays(Funding::Debit, 1, 24), pays(credit, 1, 24));
    subject.check(reason, pays(credit, 50_001, 24), pays(credit, 50_000, 24));
    subject.check(reason, pays(credit, 50_001, 24), pays(credit, 50_001, 23));
    assert!(shipped().codes(pays(Funding::Debit, 50_001, 24)).is_empty());
}

#[test]
fn a_tap_within_the_limit_needs_no_pin() {
    let reason = "cvm.no_pin_limit.single";
    shipped().check(reason, tap(100_001, 156), tap(100_000, 156));
    shipped().check(reason, tap(20_001, USD), tap(20_000, USD));
    shipped().check(reason, tap(i64::MAX, 156), tap(i64::MIN, 156));
    shipped().check(reason, tap(100_001, 156), tap(100_001, EUR));
    shipped().check(reason, tap(100_001, 156), |facts| {
        tap(100_001, 156)(facts);
        facts.transaction.pin_present = true;
    });
    shipped().check(reason, tap(100_001, 156), |facts| {
        tap(100_001, 156)(facts);
        facts.transaction.entry_mode = EntryMode::Chip;
    });
    // The limit of 1,000 yuan holds from 1 June 2018.
    let on = |year, month, day| {
        move |facts: &mut Facts| {
            tap(100_001, 156)(facts);
            (facts.local.year, facts.local.month, facts.local.day) = (year, month, day);
        }
    };
    shipped().check(reason, on(2018, 6, 1), on(2018, 5, 31));
}

/// Most Chinese cards ask for a PIN by their service code, and are tapped without one.
#[test]
fn a_no_pin_limit_is_an_exception_from_the_service_code() {
    let coded = |currency| {
        move |facts: &mut Facts| {
            tap(10_000, currency)(facts);
            facts.card.as_mut().unwrap().service_code = Some((2, 2, 0));
        }
    };
    assert!(shipped().codes(coded(156)).is_empty());
    shipped().check("cvm.pin_required", coded(EUR), coded(156));
}

#[test]
fn taps_of_a_day_add_up() {
    let reason = "cvm.no_pin_limit.daily";
    let after = |used, minor_units, currency| {
        move |facts: &mut Facts| {
            tap(minor_units, currency)(facts);
            facts.counters[1].value = used;
        }
    };
    shipped().check(
        reason,
        after(290_000, 10_001, 156),
        after(290_000, 10_000, 156),
    );
    shipped().check(reason, after(u64::MAX, 1, 156), after(0, 300, 156));
    shipped().check(reason, after(59_999, 2, USD), after(59_999, 1, USD));
    shipped().check(reason, after(300_000, 1, 156), after(u64::MAX, 1, EUR));
    shipped().check(reason, after(300_000, 1, 156), |facts| {
        after(300_000, 1, 156)(facts);
        facts.transaction.pin_present = true;
    });
    // A merchant's own cap leads.
    shipped().check(
        reason,
        |facts| {
            after(0, 101, 156)(facts);
            facts.counters[1].cap_override = Some(100);
        },
        |facts| {
            after(0, 100, 156)(facts);
            facts.counters[1].cap_override = Some(100);
        },
    );
}

#[test]
fn a_terminal_must_be_enabled_for_taps_without_pin() {
    let reason = "cvm.no_pin.not_enabled";
    let at = |registered, enabled, pin_present| {
        move |facts: &mut Facts| {
            tap(1, 156)(facts);
            facts.transaction.pin_present = pin_present;
            let terminal = facts.terminal.as_mut().unwrap();
            (terminal.registered, terminal.no_pin_enabled) = (registered, enabled);
        }
    };
    shipped().check(reason, at(true, false, false), at(true, true, false));
    shipped().check(reason, at(true, false, false), at(false, false, false));
    shipped().check(reason, at(true, false, false), at(true, false, true));
    shipped().check(reason, at(true, false, false), |facts| {
        tap(1, 156)(facts);
        facts.terminal = None;
    });
}

#[test]
fn a_pin_has_three_tries() {
    let tries = |tries| move |facts: &mut Facts| facts.transaction.pin_tries = tries;
    shipped().check("cvm.pin_tries_exceeded", tries(4), tries(3));
    let off = Subject::<CardValidity>::with(r#"{"pin":{"max_tries":null}}"#);
    assert!(off.codes(tries(255)).is_empty());
}

#[test]
fn a_large_payment_without_pin_is_signed() {
    let reason = "cvm.signature_required";
    let pays = |minor_units, third, signed| {
        move |facts: &mut Facts| {
            without_pin(EntryMode::Chip, third)(facts);
            facts.transaction.amount.minor_units = minor_units;
            facts.transaction.signature_captured = signed;
        }
    };
    shipped().check(reason, pays(100_001, 1, false), pays(100_000, 1, false));
    shipped().check(reason, pays(100_001, 1, false), pays(100_001, 1, true));
    // Who is asked for a PIN is not also asked to sign.
    shipped().check(reason, pays(100_001, 1, false), pays(100_001, 0, false));
    shipped().check(reason, pays(100_001, 1, false), tap(100_001, 156));
}
