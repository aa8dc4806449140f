//! The breaker, and what is told of an issuer that is not well.

use tollgate_policy::facts::{Facts, SystemStatus, TransactionType};
use tollgate_policy::testing::Subject;
use tollgate_policy::{integer, ppm};

use super::{IssuerAvailability, issuer, shipped};

const OPEN: &str = "issuer.circuit_open";
const DEGRADED: &str = "issuer.degraded";

/// An issuer's rates, with the one probe of this interval taken.
fn rates(success_ppm: u32, usual_ppm: u32, samples: u32) -> impl Fn(&mut Facts) {
    move |facts| {
        let issuer = issuer(facts);
        (issuer.success_ppm, issuer.usual_success_ppm) = (success_ppm, usual_ppm);
        issuer.samples = samples;
        facts.counters[0].value = 1;
    }
}

#[test]
fn it_opens_against_the_issuers_own_rate() {
    // Half of the usual, and not a ppm more.
    shipped().check(
        OPEN,
        rates(475_000, 950_000, 30),
        rates(475_001, 950_000, 30),
    );
    // A rate that is bad for one is usual for another.
    shipped().check(
        OPEN,
        rates(330_000, 950_000, 30),
        rates(330_000, 600_000, 30),
    );
    shipped().check(OPEN, rates(0, 1_000_000, 30), rates(0, 1_000_000, 29));
    // Without a usual rate there is nothing to compare with.
    shipped().check(OPEN, rates(0, 1, 30), rates(0, 0, 30));
}

/// One payment in each interval goes on and finds out.
#[test]
fn while_it_is_open_one_payment_at_a_time_probes() {
    let probe = |taken: u64| {
        move |facts: &mut Facts| {
            rates(0, 950_000, 100)(facts);
            facts.counters[0].value = taken;
        }
    };
    shipped().check(OPEN, probe(1), probe(0));
    let claims = |change: &dyn Fn(&mut Facts)| shipped().assess(change).claims;
    assert_eq!(claims(&probe(0)).len(), 1);
    assert_eq!(claims(&probe(0))[0].cap, 1);
    assert!(claims(&rates(950_000, 950_000, 100)).is_empty());
    // The first to pass is told no more than those that wait.
    assert!(shipped().assess(probe(0)).findings.is_empty());
}

/// Ten minutes of probes, of which the given number succeeded, are all that is known.
#[test]
fn it_closes_when_enough_probes_succeed() {
    let probes = |succeeded: u32| rates(succeeded * 1_000_000 / 60, 950_000, 60);
    for succeeded in [0, 1, 10, 28] {
        shipped().check(OPEN, probes(succeeded), probes(29));
    }
    assert_eq!(shipped().codes(probes(29)), [DEGRADED]);
    assert_eq!(shipped().codes(probes(46)), [""; 0]);
}

/// A void or a refund tells nothing of the issuer by its outcome, and takes no probe's place.
#[test]
fn what_ends_an_earlier_payment_passes_with_advice() {
    for kind in [
        TransactionType::Void,
        TransactionType::Refund,
        TransactionType::Completion,
    ] {
        let codes = shipped().codes(|facts| {
            rates(0, 950_000, 100)(facts);
            facts.transaction.kind = kind;
        });
        assert_eq!(codes, [DEGRADED], "{kind:?}");
    }
}

#[test]
fn an_issuer_known_to_be_down_is_not_probed() {
    let claims = shipped().assess(|facts| {
        rates(0, 950_000, 100)(facts);
        issuer(facts).status = SystemStatus::Down;
    });
    assert!(claims.claims.is_empty());
}

#[test]
fn between_band_and_cut_payments_pass_with_advice() {
    shipped().check(
        DEGRADED,
        rates(759_999, 950_000, 30),
        rates(760_000, 950_000, 30),
    );
    shipped().check(
        DEGRADED,
        rates(759_999, 950_000, 30),
        rates(759_999, 950_000, 29),
    );
    let parameters = shipped().assess(rates(700_000, 950_000, 30)).findings[0]
        .parameters
        .clone();
    let expected = [ppm(700_000), integer(30), ppm(950_000), integer(400)];
    assert_eq!(parameters, expected);
}

#[test]
fn a_slow_issuer_is_advised_of() {
    let slow = |latency_ms, samples| {
        move |facts: &mut Facts| {
            rates(950_000, 950_000, samples)(facts);
            issuer(facts).latency_p95_ms = latency_ms;
        }
    };
    shipped().check(DEGRADED, slow(5_001, 30), slow(5_000, 30));
    shipped().check(DEGRADED, slow(5_001, 30), slow(5_001, 29));
}

#[test]
fn without_a_cut_nothing_is_held_back() {
    let off = Subject::<IssuerAvailability>::with(r#"{"breaker": {"cut_ppm": null}}"#);
    let claims = off.assess(rates(0, 950_000, 100)).claims;
    assert!(claims.is_empty());
    assert_eq!(off.codes(rates(0, 950_000, 100)), [DEGRADED]);
}
