//! Service codes, the operator's restrictions, and how the card was presented.

use tollgate_policy::facts::{Channel, EntryMode, Facts, Funding, TransactionType};
use tollgate_policy::testing::{Subject, country};

use super::{CardValidity, shipped};

type Change = Box<dyn Fn(&mut Facts)>;

fn code(first: u8, third: u8) -> impl Fn(&mut Facts) {
    move |facts| facts.card.as_mut().unwrap().service_code = Some((first, 0, third))
}

fn read(mode: EntryMode, service: u8) -> impl Fn(&mut Facts) {
    move |facts| {
        facts.transaction.entry_mode = mode;
        code(service, 1)(facts);
    }
}

fn readers(mode: EntryMode, chip: bool, contactless: bool, qr: bool) -> impl Fn(&mut Facts) {
    move |facts| {
        facts.transaction.entry_mode = mode;
        let terminal = facts.terminal.as_mut().unwrap();
        (terminal.chip_capable, terminal.contactless_capable) = (chip, contactless);
        terminal.qr_capable = qr;
    }
}

fn keyed(channel: Channel) -> impl Fn(&mut Facts) {
    move |facts| {
        facts.transaction.entry_mode = EntryMode::Manual;
        facts.transaction.channel = channel;
    }
}

#[test]
fn a_domestic_card_stays_at_home() {
    let used = |first, issuer: &'static str, merchant: &'static str| {
        move |facts: &mut Facts| {
            code(first, 1)(facts);
            facts.card.as_mut().unwrap().issuer_country = country(issuer);
            facts.merchant.as_mut().unwrap().country = country(merchant);
        }
    };
    let reason = "card.service_code.domestic_only";
    for first in [5, 6] {
        shipped().check(reason, used(first, "US", "CN"), used(first, "CN", "CN"));
        shipped().check(reason, used(first, "CN", "HK"), used(first, "", "CN"));
        shipped().check(reason, used(first, "US", "CN"), used(first, "US", ""));
    }
    for first in [1, 2, 7] {
        shipped().check(reason, used(5, "US", "CN"), used(first, "US", "CN"));
    }
}

#[test]
fn cash_cards_and_test_cards_buy_nothing() {
    for third in [3, 4] {
        for good in [0, 1, 2, 5, 6, 7] {
            shipped().check("card.service_code.no_goods", code(1, third), code(1, good));
        }
        shipped().check("card.service_code.no_goods", code(1, third), |facts| {
            code(1, third)(facts);
            facts.transaction.kind = TransactionType::CashAdvance;
        });
    }
    shipped().check("card.service_code.test", code(9, 1), code(7, 1));
    let lab = Subject::<CardValidity>::with(r#"{"service_code":{"accept_test_cards":true}}"#);
    assert!(lab.codes(code(9, 1)).is_empty());
    // A code that was not read says nothing.
    assert!(
        shipped()
            .codes(|facts| facts.card.as_mut().unwrap().service_code = None)
            .is_empty()
    );
}

#[test]
fn regions_are_the_operators_rules() {
    let from = |issuer: &'static str, merchant: &'static str| {
        move |facts: &mut Facts| {
            facts.card.as_mut().unwrap().issuer_country = country(issuer);
            facts.merchant.as_mut().unwrap().country = country(merchant);
        }
    };
    let reason = "card.restricted.region";
    let rules = r#"{"restricted_regions":[
        {"issuer_countries":["US","CA"],"merchant_countries":["CN"]},
        {"bins":["990000"]}]}"#;
    let subject = Subject::<CardValidity>::with(rules);
    subject.check(reason, from("CA", "CN"), from("CA", "HK"));
    subject.check(reason, from("US", "CN"), from("CN", "CN"));
    let of_bin = |bin| move |facts: &mut Facts| facts.card.as_mut().unwrap().bin = bin;
    subject.check(reason, of_bin(99_000_099), of_bin(99_000_100));
    assert!(shipped().codes(from("US", "CN")).is_empty());
}

#[test]
fn products_are_the_operators_rules() {
    let pays = |funding, mcc, kind| {
        move |facts: &mut Facts| {
            facts.card.as_mut().unwrap().funding = funding;
            (facts.transaction.mcc, facts.transaction.kind) = (mcc, kind);
        }
    };
    let (buys, cash) = (TransactionType::Purchase, TransactionType::CashAdvance);
    let reason = "card.restricted.product";
    let rules = r#"{"restricted_products":[
        {"fundings":["prepaid","credit"],"mccs":[6012,6051]},
        {"fundings":["credit"],"types":["cash-advance"]}]}"#;
    let subject = Subject::<CardValidity>::with(rules);
    for (fires, spares) in [
        (
            pays(Funding::Credit, 6012, buys),
            pays(Funding::Debit, 6012, buys),
        ),
        (
            pays(Funding::Prepaid, 6051, buys),
            pays(Funding::Prepaid, 6052, buys),
        ),
        (
            pays(Funding::Credit, 5411, cash),
            pays(Funding::Credit, 5411, buys),
        ),
    ] {
        subject.check(reason, fires, spares);
    }
    assert!(
        shipped()
            .codes(pays(Funding::Prepaid, 6051, buys))
            .is_empty()
    );
}

#[test]
fn a_chip_is_not_swiped_where_it_can_be_read() {
    use EntryMode::{Chip, Magstripe, MagstripeFallback};
    let reason = "entry.chip_required";
    let no_chip_reader = |facts: &mut Facts| {
        read(Magstripe, 2)(facts);
        facts.terminal.as_mut().unwrap().chip_capable = false;
    };
    for service in [2, 6] {
        shipped().check(reason, read(Magstripe, service), no_chip_reader);
        shipped().check(reason, read(Magstripe, service), read(Chip, service));
        shipped().check(
            reason,
            read(Magstripe, service),
            read(MagstripeFallback, service),
        );
        for stripe_only in [1, 5, 7] {
            shipped().check(
                reason,
                read(Magstripe, service),
                read(Magstripe, stripe_only),
            );
        }
    }
    shipped().check(reason, read(Magstripe, 2), |facts| {
        read(Magstripe, 2)(facts);
        facts.terminal = None;
    });
}

#[test]
fn fallback_is_closed_in_mainland_china_since_may_2017() {
    use EntryMode::MagstripeFallback;
    let at = |merchant: &'static str, service, (year, month, day): (u16, u8, u8)| {
        move |facts: &mut Facts| {
            read(MagstripeFallback, service)(facts);
            facts.merchant.as_mut().unwrap().country = country(merchant);
            (facts.local.year, facts.local.month, facts.local.day) = (year, month, day);
            facts.card.as_mut().unwrap().expiry_year = 30;
        }
    };
    let reason = "entry.fallback_not_allowed";
    let fires = || at("CN", 2, (2017, 5, 1));
    shipped().check(reason, fires(), at("CN", 2, (2017, 4, 30)));
    shipped().check(reason, fires(), at("HK", 2, (2017, 5, 1)));
    shipped().check(reason, fires(), at("CN", 1, (2017, 5, 1)));
    shipped().check(
        reason,
        at("CN", 6, (2026, 11, 24)),
        at("", 6, (2026, 11, 24)),
    );
}

#[test]
fn a_failed_reading_is_told_for_the_reader_that_was_used() {
    use EntryMode::{Chip, Contactless, Magstripe, MagstripeFallback};
    let failed = |mode, chip, stripe, contactless| {
        move |facts: &mut Facts| {
            facts.transaction.entry_mode = mode;
            let terminal = facts.terminal.as_mut().unwrap();
            (terminal.chip_read_failed, terminal.magstripe_read_failed) = (chip, stripe);
            terminal.contactless_read_failed = contactless;
        }
    };
    for (reason, fires, spares) in [
        (
            "entry.chip_read_failed",
            failed(Chip, true, false, false),
            failed(MagstripeFallback, true, false, false),
        ),
        (
            "entry.magstripe_unreadable",
            failed(Magstripe, false, true, false),
            failed(Chip, false, true, false),
        ),
        (
            "entry.magstripe_unreadable",
            failed(MagstripeFallback, true, true, false),
            failed(Magstripe, true, false, true),
        ),
        (
            "entry.contactless_read_failed",
            failed(Contactless, false, false, true),
            failed(Contactless, true, true, false),
        ),
    ] {
        shipped().check(reason, fires, spares);
        // A card that could not be read has no number.
        let found = shipped().codes(|facts| {
            fires(facts);
            facts.card = None;
        });
        assert_eq!(found, [reason]);
    }
}

#[test]
fn numbers_are_keyed_by_mail_and_telephone_only() {
    let reason = "entry.manual_not_allowed";
    for channel in [
        Channel::Pos,
        Channel::Atm,
        Channel::Online,
        Channel::Qr,
        Channel::InApp,
    ] {
        shipped().check(reason, keyed(channel), keyed(Channel::MailOrTelephone));
    }
    shipped().check(reason, keyed(Channel::Pos), keyed(Channel::Unknown));
    shipped().check(reason, keyed(Channel::Pos), |facts| {
        keyed(Channel::Pos)(facts);
        facts.transaction.kind = TransactionType::Completion;
    });
    let hotels =
        r#"{"entry":{"manual_mccs":[7011],"manual_channels":["mail-or-telephone","online"]}}"#;
    let hotels = Subject::<CardValidity>::with(hotels);
    hotels.check(reason, keyed(Channel::Pos), keyed(Channel::Online));
    hotels.check(reason, keyed(Channel::Pos), |facts| {
        keyed(Channel::Pos)(facts);
        facts.transaction.mcc = 7011;
    });
}

#[test]
fn a_terminal_reads_only_what_it_says_it_can() {
    use EntryMode::{Chip, Contactless, Magstripe, MagstripeFallback, QrDynamic, QrStatic};
    let reason = "entry.capability_mismatch";
    for (fires, spares) in [
        (
            readers(Chip, false, true, true),
            readers(Chip, true, false, false),
        ),
        (
            readers(MagstripeFallback, false, true, false),
            readers(Magstripe, false, true, false),
        ),
        (
            readers(Contactless, true, false, true),
            readers(Contactless, false, true, false),
        ),
        (
            readers(QrDynamic, true, true, false),
            readers(QrDynamic, false, false, true),
        ),
        (
            readers(QrDynamic, true, true, false),
            readers(QrStatic, true, true, false),
        ),
        // A terminal that names no reader has told nothing.
        (
            readers(Chip, false, true, false),
            readers(Chip, false, false, false),
        ),
    ] {
        shipped().check(reason, fires, spares);
    }
}

#[test]
fn a_chip_leaves_data() {
    let reason = "entry.chip_data_missing";
    let without = |mode| {
        move |facts: &mut Facts| {
            facts.transaction.entry_mode = mode;
            facts.card.as_mut().unwrap().chip_data_present = false;
        }
    };
    for mode in [EntryMode::Chip, EntryMode::Contactless] {
        let fires: Change = Box::new(without(mode));
        shipped().check(reason, &fires, without(EntryMode::Magstripe));
        shipped().check(reason, &fires, |facts| facts.transaction.entry_mode = mode);
    }
    let off = Subject::<CardValidity>::with(r#"{"entry":{"chip_data_required":false}}"#);
    assert!(off.codes(without(EntryMode::Chip)).is_empty());
}

#[test]
fn a_card_waits_after_five_failures_at_a_terminal() {
    let reason = "entry.repeat_failures";
    let failed = |times| move |facts: &mut Facts| facts.counters[0].value = times;
    shipped().check(reason, failed(5), failed(4));
    shipped().check(reason, failed(u64::MAX), |facts| {
        failed(u64::MAX)(facts);
        facts.counters[0].applies = false;
    });
    shipped().check(reason, failed(5), |facts| {
        failed(5)(facts);
        facts.transaction.kind = TransactionType::Refund;
    });
    let off = Subject::<CardValidity>::with(r#"{"entry":{"failures":null}}"#);
    assert!(off.codes(failed(u64::MAX)).is_empty());
}
