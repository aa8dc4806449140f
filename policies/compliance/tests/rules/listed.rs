//! Who is listed.

use tollgate_policy::facts::{Facts, Listing, Listings, TransactionType};
use tollgate_policy::text;

use super::{listed, shipped};

type Party = fn(&mut Listings) -> &mut Listing;

const PARTIES: [(&str, Party); 6] = [
    ("card", |listings| &mut listings.card),
    ("bin", |listings| &mut listings.bin),
    ("payer", |listings| &mut listings.payer),
    ("merchant", |listings| &mut listings.merchant),
    ("terminal", |listings| &mut listings.terminal),
    ("country", |listings| &mut listings.country),
];

fn is(party: Party, so: Listing) -> impl Fn(&mut Facts) {
    move |facts| *party(listed(facts)) = so
}

#[test]
fn each_party_on_each_list() {
    for (name, party) in PARTIES {
        for (code, listing, other) in [
            (
                "compliance.sanctions",
                Listing::SANCTIONED,
                Listing::MONEY_LAUNDERING,
            ),
            (
                "compliance.aml",
                Listing::MONEY_LAUNDERING,
                Listing::SANCTIONED,
            ),
        ] {
            shipped().check(code, is(party, listing), is(party, other));
            let findings = shipped().assess(is(party, listing)).findings;
            assert_eq!(findings[0].parameters, [text(name)]);
            // Nobody is cleared of a sanction by being no fraud.
            let allowed = is(party, listing | Listing::ALLOWED);
            assert_eq!(shipped().codes(allowed), [code]);
        }
    }
}

#[test]
fn other_lists_say_nothing_of_the_law() {
    let others = Listing::all() - Listing::SANCTIONED - Listing::MONEY_LAUNDERING;
    for (_, party) in PARTIES {
        assert_eq!(shipped().codes(is(party, others)), [""; 0]);
    }
}

/// A refund is paid to somebody too.
#[test]
fn every_transaction_is_judged() {
    for kind in [
        TransactionType::Unknown,
        TransactionType::Refund,
        TransactionType::Void,
        TransactionType::Completion,
        TransactionType::BalanceInquiry,
    ] {
        let codes = shipped().codes(|facts| {
            facts.transaction.kind = kind;
            listed(facts).country = Listing::SANCTIONED;
        });
        assert_eq!(codes, ["compliance.sanctions"], "{kind:?}");
    }
}

#[test]
fn all_who_are_listed_are_named() {
    let findings = shipped()
        .assess(|facts| {
            for (_, party) in PARTIES {
                *party(listed(facts)) = Listing::all();
            }
        })
        .findings;
    let all = text("card, bin, payer, merchant, terminal, country");
    assert_eq!(findings.len(), 2);
    assert!(
        findings
            .iter()
            .all(|finding| finding.parameters == [all.clone()])
    );
}
