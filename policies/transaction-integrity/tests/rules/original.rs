//! What completions, voids and refunds refer to.

use tollgate_policy::facts::{CounterState, Facts, OriginalState, TransactionType};
use tollgate_policy::verdicts::Value;
use tollgate_policy::{configure, describe};
use transaction_integrity::TransactionIntegrity;

use super::{ends, shipped, shown, with, yuan};

use TransactionType::{CashAdvance, Completion, PreAuthorization, Purchase, Refund, Void};

const STATE: &str = "integrity.original.state";
const DAY_MS: u64 = 86_400_000;
/// Positions of the counters.
const ENDED: usize = 0;
const GIVEN_BACK: usize = 1;

/// A request of one kind about an original of another, and what else.
fn about(
    kind: TransactionType,
    original: TransactionType,
    change: impl Fn(&mut Facts),
) -> impl Fn(&mut Facts) {
    move |facts| {
        ends(facts, kind, original);
        change(facts);
    }
}

fn in_state(state: OriginalState) -> impl Fn(&mut Facts) {
    move |facts| facts.original.as_mut().unwrap().state = state
}

fn of_amount(original: i64, amount: i64) -> impl Fn(&mut Facts) {
    move |facts| {
        facts.transaction.amount = yuan(amount);
        facts.original.as_mut().unwrap().amount = yuan(original);
    }
}

fn used(counter: usize, value: u64) -> impl Fn(&mut Facts) {
    move |facts| facts.counters[counter].value = value
}

#[test]
fn not_found() {
    let code = "integrity.original.not_found";
    let lost = |facts: &mut Facts| facts.original.as_mut().unwrap().found = false;
    for kind in [Completion, Void, Refund] {
        shipped().check(
            code,
            about(kind, Purchase, lost),
            about(kind, Purchase, |_| ()),
        );
        // Where the host could not look, nothing was looked for.
        shipped().check(code, about(kind, Purchase, lost), |facts| {
            facts.transaction.kind = kind;
        });
        // What is said of one that was not found says nothing.
        for original in [CashAdvance, PreAuthorization] {
            let only = shipped().codes(about(kind, original, |facts| {
                of_amount(1, 10_000)(facts);
                lost(facts);
                facts.original.as_mut().unwrap().age_ms = u64::MAX;
            }));
            assert_eq!(only, [code]);
        }
    }
    let purchase = shipped().codes(about(Purchase, Purchase, lost));
    assert!(purchase.is_empty(), "{purchase:?}");
}

#[test]
fn what_can_be_done_to_what() {
    let allowed = [
        (Completion, PreAuthorization),
        (Refund, Purchase),
        (Refund, Completion),
        (Void, Purchase),
        (Void, Completion),
        (Void, PreAuthorization),
    ];
    for kind in [Completion, Refund, Void] {
        let good = allowed.iter().find(|(known, _)| *known == kind).unwrap().1;
        for original in [
            TransactionType::Unknown,
            Purchase,
            PreAuthorization,
            Completion,
            Refund,
            Void,
            CashAdvance,
            TransactionType::BalanceInquiry,
        ] {
            if allowed.contains(&(kind, original)) {
                let found = shipped().codes(about(kind, original, |_| ()));
                assert!(found.is_empty(), "{kind:?} of {original:?}: {found:?}");
            } else {
                let fires = about(kind, original, |_| ());
                shipped().check(STATE, fires, about(kind, good, |_| ()));
            }
        }
    }
}

#[test]
fn states_that_allow_nothing_more() {
    use OriginalState::{Approved, Declined, Expired, Unanswered, Voided};
    for (kind, original) in [
        (Completion, PreAuthorization),
        (Refund, Purchase),
        (Void, Purchase),
    ] {
        for state in [Declined, Voided] {
            for good in [Approved, Expired] {
                let fires = about(kind, original, in_state(state));
                shipped().check(STATE, fires, about(kind, original, in_state(good)));
            }
        }
    }
    // Only a void brings back what an issuer may have taken without saying so.
    let unanswered = || about(Refund, Purchase, in_state(Unanswered));
    shipped().check(
        STATE,
        unanswered(),
        about(Void, Purchase, in_state(Unanswered)),
    );
    let values = shown(unanswered());
    assert_eq!(values, [Value::Text("unanswered".into())]);
}

#[test]
fn what_was_done_before_is_found() {
    for (kind, original, counter, value, state) in [
        (
            Completion,
            PreAuthorization,
            ENDED,
            1,
            "completed or voided",
        ),
        (Void, PreAuthorization, ENDED, 1, "completed"),
        (Void, Purchase, GIVEN_BACK, 1, "refunded"),
    ] {
        let fires = || about(kind, original, used(counter, value));
        shipped().check(STATE, fires(), about(kind, original, used(counter, 0)));
        assert_eq!(shown(fires()), [Value::Text(state.into())]);
        // It is told once, and not as a race too.
        assert_eq!(shipped().codes(fires()), [STATE]);
        // Also where the host could not look for the original.
        shipped().check(
            STATE,
            |facts| {
                fires()(facts);
                facts.original = None;
            },
            |_| (),
        );
    }
    let voided = about(Void, Purchase, |facts| {
        used(ENDED, 1)(facts);
        used(GIVEN_BACK, 10_000)(facts);
    });
    assert_eq!(shown(voided), [Value::Text("voided".into())]);
}

/// The claims that a request makes: counter, cap, code.
fn claims(change: impl Fn(&mut Facts)) -> Vec<(u16, u64, String)> {
    let manifest = describe(&configure::<TransactionIntegrity>("{}").unwrap());
    let code = |reason: u16| manifest.reasons[usize::from(reason)].code.clone();
    (shipped().assess(change).claims.iter())
        .map(|claim| (claim.counter, claim.cap, code(claim.reason)))
        .collect()
}

#[test]
fn of_two_that_race_only_one_passes() {
    let taken = "integrity.original.taken".to_owned();
    let refund = "integrity.amount.refund_exceeds_original".to_owned();
    let completion = claims(about(
        Completion,
        PreAuthorization,
        of_amount(10_000, 11_000),
    ));
    assert_eq!(completion, [(0, 1, taken.clone())]);
    // A void races completions in one total, refunds in the other.
    let void = claims(about(Void, PreAuthorization, |_| ()));
    assert_eq!(void, [(0, 1, taken.clone()), (1, 10_000, taken)]);
    let back = claims(about(Refund, Purchase, of_amount(10_000, 1)));
    assert_eq!(back, [(1, 10_000, refund)]);
    assert!(claims(|_| ()).is_empty());
    // No merchant's own cap lets it give back more than it took, or twice.
    let own_caps = |facts: &mut Facts| {
        let own = |state: &mut CounterState| state.cap_override = Some(u64::MAX);
        facts.counters.iter_mut().for_each(own);
    };
    let caps = |kind| -> Vec<u64> {
        let claims = claims(about(kind, Purchase, own_caps));
        claims.iter().map(|(_, cap, _)| *cap).collect()
    };
    assert_eq!((caps(Refund), caps(Void)), (vec![10_000], vec![1, 10_000]));
}

#[test]
fn refunds_come_to_no_more_than_the_sale() {
    let code = "integrity.amount.refund_exceeds_original";
    let refund = |before, amount| {
        about(Refund, Purchase, move |facts| {
            of_amount(10_000, amount)(facts);
            used(GIVEN_BACK, before)(facts);
        })
    };
    shipped().check(code, refund(0, 10_001), refund(0, 10_000));
    shipped().check(code, refund(4_000, 6_001), refund(4_000, 6_000));
    shipped().check(code, refund(10_000, 1), |facts| {
        refund(10_000, 1)(facts);
        facts.original = None;
    });
}

#[test]
fn completions_come_to_little_more_than_was_authorized() {
    let code = "integrity.amount.capture_exceeds_auth";
    let complete = |amount| about(Completion, PreAuthorization, of_amount(10_001, amount));
    // 115 % of 100.01 is 115.0115.
    shipped().check(code, complete(11_502), complete(11_501));
    shipped().check(code, complete(11_502), |facts| {
        complete(11_502)(facts);
        facts.original.as_mut().unwrap().amount.currency = super::USD;
    });
    assert_eq!(
        shown(complete(11_502)),
        [Value::Money(10_001), Value::Money(11_501)]
    );
}

/// Of what cannot be completed at all no amount is too large.
#[test]
fn a_purchase_cannot_be_completed_by_any_amount() {
    let found = shipped().codes(about(Completion, Purchase, of_amount(1, 10_000)));
    assert_eq!(found, [STATE]);
}

#[test]
fn a_void_is_of_the_whole() {
    let code = "integrity.amount.original_mismatch";
    let void = |amount| about(Void, Purchase, of_amount(10_000, amount));
    shipped().check(code, void(9_999), void(10_000));
    shipped().check(
        code,
        void(10_001),
        about(Refund, Purchase, of_amount(10_000, 9_999)),
    );
}

#[test]
fn too_old() {
    let code = "integrity.original.too_old";
    let aged = |kind, original, age_ms| {
        about(kind, original, move |facts| {
            facts.original.as_mut().unwrap().age_ms = age_ms;
        })
    };
    for (kind, original, days) in [
        (Completion, PreAuthorization, 30),
        (Void, PreAuthorization, 30),
        (Void, Purchase, 1),
        (Refund, Purchase, 365),
        (Refund, Completion, 365),
    ] {
        let last = days * DAY_MS;
        shipped().check(
            code,
            aged(kind, original, last + 1),
            aged(kind, original, last),
        );
        shipped().check(
            code,
            aged(kind, original, u64::MAX),
            aged(kind, original, 0),
        );
    }
    assert_eq!(
        shown(aged(Completion, PreAuthorization, 30 * DAY_MS + 1)),
        [Value::Integer(31), Value::Integer(30)]
    );
    let unlimited = with(r#"{"original":{"refund_days":null}}"#);
    let found = unlimited.codes(aged(Refund, Purchase, u64::MAX));
    assert!(found.is_empty(), "{found:?}");
}
