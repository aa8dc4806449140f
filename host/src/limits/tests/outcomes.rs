//! Stories of one payment of 1000 in a day's amount and a day's count.

use super::*;
use Change::{Repeated, To};

#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Report(Report),
    Expire,
}
use Step::{Expire, Report as Tell};

pub(super) const VOIDED: Report = Report::Voided;
const ABANDONED: Report = Report::Released(Release::Abandoned);

fn kept(amount: u64) -> State {
    State::Kept {
        amount,
        late: false,
    }
}

fn kept_late(amount: u64) -> State {
    State::Kept { amount, late: true }
}

fn released(why: Release) -> State {
    State::Released { why, late: false }
}

fn conflict(was: State) -> Result<Change, ReportError> {
    Err(ReportError::Conflict { was })
}

/// Each step with what it answers, and the amount and count that are held after it.
#[track_caller]
fn check(story: &[(Step, Result<Change, ReportError>, [u64; 2])]) {
    let mut ledger = Book::new();
    approve(
        &mut ledger,
        1,
        NOON,
        1000,
        &[amounts(1, TODAY), requests(2, TODAY)],
    );
    let mut state = State::Pending;
    for (step, answer, totals) in story {
        let got = match step {
            Tell(told) => report(&mut ledger, 1, NOON, *told),
            Expire => expire(&mut ledger, 1, NOON),
        };
        assert_eq!(got, *answer, "{step:?} of {story:?}");
        let read = [1, 2].map(|n| ledger.read(key(n), TODAY, NOON));
        assert_eq!(read, *totals, "{step:?} of {story:?}");
        if let Ok(To(to)) = answer {
            state = *to;
        }
        assert_eq!(ledger.state(1), Some(state), "{step:?} of {story:?}");
    }
}

#[test]
fn authorized_in_full() {
    check(&[
        (Tell(AUTHORIZED), Ok(To(kept(1000))), [1000, 1]),
        (Tell(AUTHORIZED), Ok(Repeated), [1000, 1]),
        (Tell(authorized(1000)), Ok(Repeated), [1000, 1]),
        (Expire, Ok(Repeated), [1000, 1]),
    ]);
}

#[test]
fn authorized_for_less_gives_the_rest_back() {
    check(&[
        (Tell(authorized(400)), Ok(To(kept(400))), [400, 1]),
        (Tell(authorized(400)), Ok(Repeated), [400, 1]),
        (Tell(authorized(500)), conflict(kept(400)), [400, 1]),
        (Tell(AUTHORIZED), conflict(kept(400)), [400, 1]),
    ]);
}

#[test]
fn authorized_for_more_is_refused() {
    let above = Err(ReportError::AmountAboveHold { held: 1000 });
    check(&[
        (Tell(authorized(1001)), above, [1000, 1]),
        (Expire, Ok(To(State::Expired)), [0, 0]),
        (Tell(authorized(1001)), above, [0, 0]),
    ]);
}

#[test]
fn a_release_gives_all_back_and_is_the_last_word() {
    for why in [
        Release::DeclinedByIssuer,
        Release::TimedOut,
        Release::Abandoned,
    ] {
        let other = if why == Release::Abandoned {
            TIMED_OUT
        } else {
            ABANDONED
        };
        check(&[
            (Tell(Report::Released(why)), Ok(To(released(why))), [0, 0]),
            (Tell(Report::Released(why)), Ok(Repeated), [0, 0]),
            (Tell(other), conflict(released(why)), [0, 0]),
            (Tell(AUTHORIZED), conflict(released(why)), [0, 0]),
            (Tell(VOIDED), conflict(released(why)), [0, 0]),
            (Expire, Ok(Repeated), [0, 0]),
        ]);
    }
}

#[test]
fn a_void_gives_back_what_was_kept() {
    let given_back = State::GivenBack {
        authorized: Some(400),
        late: false,
    };
    check(&[
        (Tell(authorized(400)), Ok(To(kept(400))), [400, 1]),
        (Tell(DECLINED), conflict(kept(400)), [400, 1]),
        (Tell(VOIDED), Ok(To(given_back)), [0, 0]),
        (Tell(VOIDED), Ok(Repeated), [0, 0]),
        // The first report, delivered once more.
        (Tell(authorized(400)), Ok(Repeated), [0, 0]),
        (Tell(authorized(300)), conflict(given_back), [0, 0]),
        (Tell(DECLINED), conflict(given_back), [0, 0]),
    ]);
}

#[test]
fn a_void_without_a_report_before_it_gives_the_hold_back() {
    let given_back = State::GivenBack {
        authorized: None,
        late: false,
    };
    check(&[
        (Tell(VOIDED), Ok(To(given_back)), [0, 0]),
        (Tell(AUTHORIZED), conflict(given_back), [0, 0]),
    ]);
}

#[test]
fn an_authorization_after_expiry_counts_again() {
    check(&[
        (Expire, Ok(To(State::Expired)), [0, 0]),
        (Expire, Ok(Repeated), [0, 0]),
        (Tell(authorized(700)), Ok(To(kept_late(700))), [700, 1]),
        (Tell(authorized(700)), Ok(Repeated), [700, 1]),
        (
            Tell(VOIDED),
            Ok(To(State::GivenBack {
                authorized: Some(700),
                late: true,
            })),
            [0, 0],
        ),
    ]);
}

#[test]
fn an_authorization_after_expiry_counts_even_above_the_cap() {
    let mut ledger = Book::new();
    let entry = amounts(1, TODAY);
    approve(&mut ledger, 1, NOON, 1000, &[entry]);
    expire(&mut ledger, 1, NOON + HOLD).unwrap();
    assert_eq!(ledger.check(&[entry.demand(800, 1000)], NOON + HOLD), []);
    approve(&mut ledger, 2, NOON + HOLD, 800, &[entry]);
    report(&mut ledger, 1, NOON + HOLD, AUTHORIZED).unwrap();
    assert_eq!(ledger.read(key(1), TODAY, NOON + HOLD), 1800);
    assert_eq!(ledger.check(&[entry.demand(1, 1000)], NOON + HOLD).len(), 1);
}

#[test]
fn any_other_report_after_expiry_is_harmless() {
    for why in [
        Release::DeclinedByIssuer,
        Release::TimedOut,
        Release::Abandoned,
    ] {
        let late = State::Released { why, late: true };
        check(&[
            (Expire, Ok(To(State::Expired)), [0, 0]),
            (Tell(Report::Released(why)), Ok(To(late)), [0, 0]),
            (Tell(AUTHORIZED), conflict(late), [0, 0]),
        ]);
    }
    check(&[
        (Expire, Ok(To(State::Expired)), [0, 0]),
        (
            Tell(VOIDED),
            Ok(To(State::GivenBack {
                authorized: None,
                late: true,
            })),
            [0, 0],
        ),
    ]);
}

#[test]
fn nothing_can_become_of_what_was_not_approved_or_not_decided() {
    let mut ledger = Book::new();
    decide(&mut ledger, 1, NOON, false, 1000, &[amounts(1, TODAY)]);
    for told in [AUTHORIZED, DECLINED, VOIDED] {
        assert_eq!(
            report(&mut ledger, 1, NOON, told),
            Err(ReportError::NotApproved)
        );
        assert_eq!(
            report(&mut ledger, 2, NOON, told),
            Err(ReportError::Unknown)
        );
    }
    assert_eq!(expire(&mut ledger, 1, NOON), Ok(Repeated));
    assert_eq!(expire(&mut ledger, 2, NOON), Err(ReportError::Unknown));
    assert_eq!(ledger.read(key(1), TODAY, NOON), 0);
    assert_eq!(
        (ledger.state(1), ledger.state(2)),
        (Some(State::NotApproved), None)
    );
}

#[test]
fn a_decision_folded_twice_counts_once() {
    let mut ledger = Book::new();
    approve(&mut ledger, 1, NOON, 1000, &[amounts(1, TODAY)]);
    approve(&mut ledger, 1, NOON, 1000, &[amounts(1, TODAY)]);
    assert_eq!(ledger.read(key(1), TODAY, NOON), 1000);
}

#[test]
fn refusals_of_reports_can_be_read() {
    let table = [
        (
            ReportError::Conflict { was: kept(1) },
            "the decision was kept before",
        ),
        (
            ReportError::AmountAboveHold { held: 5 },
            "more than the `5` minor units asked for was authorized",
        ),
    ];
    for (error, text) in table {
        assert_eq!(error.to_string(), text);
    }
}
