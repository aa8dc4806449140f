//! Lists, and signs of fraud.

use tollgate_policy::facts::{Facts, Listing, TransactionType};
use tollgate_policy::testing::payment_code;
use tollgate_policy::text;

use super::{listed, shipped};

fn card(so: Listing) -> impl Fn(&mut Facts) {
    move |facts| listed(facts).card = so
}

fn bin(bin: Listing, card: Listing) -> impl Fn(&mut Facts) {
    move |facts| {
        listed(facts).bin = bin;
        listed(facts).card = card;
    }
}

/// A wallet: there is a payer and no card.
fn wallet(payer: Listing) -> impl Fn(&mut Facts) {
    move |facts| {
        facts.card = None;
        facts.payment_code = Some(payment_code());
        listed(facts).payer = payer;
    }
}

fn score(ppm: u32, card: Listing, payer: Listing) -> impl Fn(&mut Facts) {
    move |facts| {
        facts.transaction.fraud_score_ppm = Some(ppm);
        listed(facts).card = card;
        listed(facts).payer = payer;
    }
}

#[test]
fn each_list_has_its_reason() {
    let rows = [
        ("card.lost", Listing::LOST),
        ("card.stolen", Listing::STOLEN),
        ("card.inactive", Listing::INACTIVE),
        ("card.blocked", Listing::BLOCKED),
        ("card.fraud_suspected", Listing::FRAUD),
    ];
    for (code, listing) in rows {
        shipped().check(code, card(listing), |facts| facts.listings = None);
        for (_, other) in rows.iter().filter(|(other, _)| *other != code) {
            shipped().check(code, card(listing), card(*other));
        }
    }
    for elsewhere in [Listing::SANCTIONED, Listing::MONEY_LAUNDERING] {
        assert_eq!(shipped().codes(card(elsewhere)), [""; 0]);
    }
}

/// A card whose suspicion was cleared is spared from what is listed of its BIN, not from what
/// is listed of itself.
#[test]
fn an_allowed_card_is_spared_from_its_bin() {
    let none = Listing::empty();
    for (code, listing) in [
        ("card.blocked", Listing::BLOCKED),
        ("card.fraud_suspected", Listing::FRAUD),
    ] {
        shipped().check(code, bin(listing, none), bin(listing, Listing::ALLOWED));
        shipped().check(code, card(listing | Listing::ALLOWED), bin(none, none));
    }
    // A whole BIN is neither lost nor asleep.
    let whole = Listing::LOST | Listing::STOLEN | Listing::INACTIVE;
    assert_eq!(shipped().codes(bin(whole, none)), [""; 0]);
}

#[test]
fn the_payer_of_a_wallet_is_judged() {
    let none = Listing::empty();
    shipped().check("card.blocked", wallet(Listing::BLOCKED), wallet(none));
    shipped().check("card.fraud_suspected", wallet(Listing::FRAUD), wallet(none));
}

#[test]
fn the_sender_declares_fraud() {
    let condition = |code| move |facts: &mut Facts| facts.transaction.condition_code = code;
    shipped().check("card.fraud_suspected", condition(11), condition(10));
    shipped().check("card.fraud_suspected", condition(11), condition(0));
}

#[test]
fn a_high_score_is_suspect_unless_it_was_cleared() {
    let (none, allowed) = (Listing::empty(), Listing::ALLOWED);
    let code = "card.fraud_suspected";
    let high = || score(900_000, none, none);
    shipped().check(code, high(), score(899_999, none, none));
    shipped().check(code, high(), score(900_000, allowed, none));
    shipped().check(code, high(), score(900_000, none, allowed));
    shipped().check(code, high(), |facts| {
        facts.transaction.fraud_score_ppm = None
    });
}

#[test]
fn every_sign_is_named_once() {
    let findings = shipped()
        .assess(|facts| {
            facts.transaction.condition_code = 11;
            facts.transaction.fraud_score_ppm = Some(1_000_000);
            let fraud = Listing::FRAUD;
            let listings = listed(facts);
            (listings.card, listings.bin, listings.payer) = (fraud, fraud, fraud);
        })
        .findings;
    let signs = "card-list, bin-list, payer-list, condition-code, score";
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].parameters, [text(signs)]);
}

/// A holder gets money back whatever became of the card.
#[test]
fn what_ends_an_earlier_payment_is_not_judged() {
    let every = Listing::all() - Listing::ALLOWED;
    for kind in [
        TransactionType::Refund,
        TransactionType::Void,
        TransactionType::Completion,
    ] {
        let codes = shipped().codes(|facts| {
            facts.transaction.kind = kind;
            card(every)(facts);
        });
        assert_eq!(codes, [""; 0], "{kind:?}");
    }
}

#[test]
fn lost_stolen_and_fraud_lead() {
    let manifest = tollgate_policy::describe(
        &tollgate_policy::configure::<super::CardValidity>("{}").unwrap(),
    );
    let first: Vec<&str> = (manifest.reasons.iter().take(3))
        .map(|reason| reason.code.as_str())
        .collect();
    assert_eq!(first, ["card.lost", "card.stolen", "card.fraud_suspected"]);
}
