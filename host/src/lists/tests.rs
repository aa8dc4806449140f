//! Lists on a store in a directory of their own.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use prost_types::Timestamp;
use tempfile::TempDir;
use tollgate_proto::v1::listing::{Cause, Subject as Named};

use super::*;
use crate::payment::{Bin, Card};
use crate::profiles::{Config, Profiles, describe};
use crate::wit::tollgate::policy::facts::{Funding, Network};

mod kept;

/// When the entries of most tests end.
const NOW_S: i64 = 1_800_000_000;
const NOW_MS: u64 = 1_800_000_000_000;

fn open(directory: &TempDir) -> Lists {
    let profiles = Profiles::open(directory.path(), &Config::default(), None).unwrap();
    Lists::open(profiles.store()).unwrap()
}

fn in_memory() -> Lists {
    let profiles = Profiles::in_memory(&Config::default()).unwrap();
    Lists::open(profiles.store()).unwrap()
}

fn listing(subject: Named, cause: Cause) -> v1::Listing {
    v1::Listing {
        subject: Some(subject),
        cause: cause.into(),
        ..Default::default()
    }
}

fn token(token: &str) -> Named {
    Named::CardToken(token.into())
}

fn until(seconds: i64, nanos: i32, listing: v1::Listing) -> v1::Listing {
    v1::Listing {
        expires_at: Some(Timestamp { seconds, nanos }),
        ..listing
    }
}

fn card(token: &str, value: u32, digits: u8) -> Card {
    Card {
        token: token.into(),
        bin: Bin { value, digits },
        length: 16,
        luhn_valid: true,
        network: Network::Unionpay,
        declared_network: Network::Unionpay,
        funding: Funding::Debit,
        expiry: (35, 12),
        service_code: None,
        issuer_country: 0,
        issuer_id: None,
        chip_data_present: true,
    }
}

/// What is said of a payment with this card alone.
fn of_card(lists: &Lists, card: &Card, now_ms: u64) -> (Listing, Listing) {
    let sought = Sought {
        card: Some(card),
        ..Sought::default()
    };
    let found = lists.find(&sought, now_ms);
    found.map_or((Listing::empty(), Listing::empty()), |found| {
        (found.card, found.bin)
    })
}

const CN: u16 = u16::from_be_bytes(*b"CN");
const KP: u16 = u16::from_be_bytes(*b"KP");

#[test]
fn the_causes_are_those_of_the_contract_in_its_order_and_complete() {
    let mut all = Listing::empty();
    for (number, (cause, flag, name)) in (1..).zip(entry::CAUSES) {
        assert_eq!(i32::from(cause), number);
        let named = cause.as_str_name().replace("CAUSE_", "").replace('_', "-");
        assert_eq!(named.to_lowercase(), name);
        let told = format!("{flag:?}").replace('_', "-").to_lowercase();
        assert!(told.contains(name), "{told} for {name}");
        all |= flag;
    }
    let after = i32::try_from(entry::CAUSES.len()).unwrap() + 1;
    assert!(Cause::try_from(after).is_err(), "the contract has more");
    assert_eq!(all, Listing::all());
}

/// Each subject in its own place, and in no other's.
#[test]
fn each_who_takes_part_is_found_by_what_it_is() {
    let lists = in_memory();
    assert_eq!(lists.find(&Sought::default(), NOW_MS), None);
    for (subject, cause) in [
        (token("abc"), Cause::Lost),
        (Named::Bin("621226".into()), Cause::Inactive),
        (Named::PayerToken("abc".into()), Cause::Fraud),
        (Named::MerchantId("abc".into()), Cause::Blocked),
        (Named::TerminalId("abc".into()), Cause::CashOut),
        (Named::Country("KP".into()), Cause::Sanctioned),
    ] {
        lists.put(&listing(subject, cause)).unwrap();
    }
    let known = card("abc", 62_122_600, 8);
    let all = Sought {
        card: Some(&known),
        payer: Some("abc"),
        merchant: "abc",
        terminal: "abc",
        countries: [KP, CN],
    };
    let expected = Listings {
        card: Listing::LOST,
        bin: Listing::INACTIVE,
        payer: Listing::FRAUD,
        merchant: Listing::BLOCKED,
        terminal: Listing::CASH_OUT,
        country: Listing::SANCTIONED,
    };
    assert_eq!(lists.find(&all, NOW_MS), Some(expected));
    let merchants_own = Sought {
        countries: [CN, KP],
        ..Sought::default()
    };
    let found = lists.find(&merchants_own, NOW_MS).unwrap();
    assert_eq!(found.country, Listing::SANCTIONED);
    assert_eq!(found.merchant, Listing::empty());

    let other = card("ab", 621_227, 6);
    let nobody = Sought {
        card: Some(&other),
        payer: Some("ab"),
        merchant: "m-1",
        terminal: "",
        countries: [CN, 0],
    };
    assert_eq!(lists.find(&nobody, NOW_MS), None);
}

#[test]
fn a_bin_of_six_digits_is_a_prefix_of_one_of_eight() {
    for (listed, value, digits, found) in [
        ("621226", 621_226, 6, true),
        ("621226", 62_122_699, 8, true),
        ("621226", 621_227, 6, false),
        ("62122699", 62_122_699, 8, true),
        ("62122699", 62_122_698, 8, false),
        // The rest of its digits is not known.
        ("62122699", 621_226, 6, false),
        ("62122600", 621_226, 6, false),
        ("062122", 62_122, 6, true),
        ("062122", 62_122_000, 8, false),
    ] {
        let lists = in_memory();
        let bin = Named::Bin(listed.into());
        lists.put(&listing(bin, Cause::Blocked)).unwrap();
        let (_, bin) = of_card(&lists, &card("a", value, digits), NOW_MS);
        assert_eq!(bin == Listing::BLOCKED, found, "{listed}, {value}");
        // A card whose number could not be read has no first digits.
        let (_, bin) = of_card(&lists, &card("", value, digits), NOW_MS);
        assert_eq!(bin, Listing::empty());
    }
}

#[test]
fn an_entry_counts_until_the_moment_it_ends() {
    let entry = listing(token("a"), Cause::Stolen);
    for (listing, now_ms, counts) in [
        (until(NOW_S, 0, entry.clone()), NOW_MS - 1, true),
        (until(NOW_S, 0, entry.clone()), NOW_MS, false),
        (until(NOW_S, 0, entry.clone()), NOW_MS + 1, false),
        (until(NOW_S, 1_000_000, entry.clone()), NOW_MS, true),
        (until(NOW_S, 1_000_000, entry.clone()), NOW_MS + 1, false),
        (until(0, 0, entry.clone()), 0, false),
        (entry.clone(), 0, true),
        (entry, u64::MAX, true),
    ] {
        let lists = in_memory();
        lists.put(&listing).unwrap();
        let (found, _) = of_card(&lists, &card("a", 621_226, 6), now_ms);
        assert_eq!(found == Listing::STOLEN, counts, "{listing:?} at {now_ms}");
    }
}

#[test]
fn causes_of_one_subject_come_and_go_by_themselves() {
    let lists = in_memory();
    let known = card("a", 621_226, 6);
    let found = |now_ms| of_card(&lists, &known, now_ms).0;
    let lost = listing(token("a"), Cause::Lost);
    let allowed = listing(token("a"), Cause::Allowed);
    let fraud = listing(token("a"), Cause::Fraud);
    lists.put(&lost).unwrap();
    lists.put(&allowed).unwrap();
    lists.put(&until(NOW_S, 0, fraud.clone())).unwrap();
    let all = Listing::LOST | Listing::ALLOWED | Listing::FRAUD;
    assert_eq!(found(NOW_MS - 1), all);
    assert_eq!(found(NOW_MS), Listing::LOST | Listing::ALLOWED);

    // The same again changes its end.
    lists.put(&fraud).unwrap();
    assert_eq!(found(NOW_MS), all);
    lists.put(&until(NOW_S, 0, fraud.clone())).unwrap();
    assert_eq!(found(NOW_MS), Listing::LOST | Listing::ALLOWED);

    assert!(lists.delete(&allowed).unwrap());
    assert_eq!(found(NOW_MS), Listing::LOST);
    assert!(!lists.delete(&allowed).unwrap());
    // Its end and its note say nothing here, right or wrong.
    let named = v1::Listing {
        note: "4111111111111111".into(),
        ..until(-5, 0, lost)
    };
    assert!(lists.delete(&named).unwrap());
    assert!(lists.delete(&fraud).unwrap());
    assert_eq!(found(0), Listing::empty());
    assert!(lists.memory.is_empty());
}

#[test]
fn what_breaks_a_rule_is_refused_with_its_field() {
    let lost = |subject| listing(subject, Cause::Lost);
    let pan = "4111111111111111";
    for (listing, told) in [
        (
            v1::Listing::default(),
            "subject: must be set: one of pan, card_token, bin",
        ),
        (v1::Listing::default(), "cause: must be a cause from 1 to 9"),
        (
            v1::Listing {
                cause: 10,
                ..lost(token("a"))
            },
            "cause: must be",
        ),
        (lost(Named::Pan(pan.into())), "pan: must be 8 to 19 digits"),
        (lost(token("")), "card_token: must be 1 to 64 bytes"),
        (
            lost(token(&"a".repeat(65))),
            "card_token: must be 1 to 64 bytes",
        ),
        (
            lost(token(pan)),
            "card_token: holds what looks like a card number",
        ),
        (lost(token("4111-1111-1111-1111")), "card_token: holds what"),
        (
            lost(Named::PayerToken(pan.into())),
            "payer_token: holds what",
        ),
        (
            lost(Named::PayerToken("a\nb".into())),
            "payer_token: must be 1 to 64",
        ),
        (
            lost(Named::Bin(pan.into())),
            "bin: must be the first 6 or 8 digits",
        ),
        (lost(Named::Bin("62122".into())), "bin: must be"),
        (lost(Named::Bin("+62122".into())), "bin: must be"),
        (lost(Named::Bin(String::new())), "bin: must be"),
        (
            lost(Named::MerchantId(pan.into())),
            "merchant_id: holds what looks like",
        ),
        (
            lost(Named::MerchantId("m 1".into())),
            "merchant_id: must be 1 to 64",
        ),
        (
            lost(Named::TerminalId(pan.into())),
            "terminal_id: holds what looks like",
        ),
        (
            lost(Named::TerminalId(String::new())),
            "terminal_id: must be 1 to 64",
        ),
        (
            lost(Named::Country("cn".into())),
            "country: must be two capital",
        ),
        (
            lost(Named::Country(String::new())),
            "country: must not be empty",
        ),
        (
            until(-1, 0, lost(token("a"))),
            "expires_at: must be an instant",
        ),
        (
            v1::Listing {
                note: format!("card {pan}"),
                ..lost(token("a"))
            },
            "note: holds what",
        ),
        (
            v1::Listing {
                note: "a".repeat(201),
                ..lost(token("a"))
            },
            "note: must be at most",
        ),
    ] {
        let lists = in_memory();
        let Err(ProfileError::Invalid(problems)) = lists.put(&listing) else {
            panic!("it was taken for want of {told}");
        };
        let problems = describe(&problems);
        assert!(problems.contains(told), "{problems} has no {told}");
        assert!(!problems.contains("1111"), "{problems}");
        assert!(lists.memory.is_empty());
        assert!(lists.page("", 9, 0, 0).unwrap().records.is_empty());
    }
}

/// What OPERATIONS.md says of memory rests on it.
#[test]
fn a_subject_takes_24_bytes() {
    assert_eq!(memory::BYTES, 24);
}
