//! How reports come to figures.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use super::*;
use crate::limits::{Release, Report};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
/// 2026-11-24, 12:00 UTC.
const NOON: u64 = 1_795_521_600_000;

const APPROVED: Report = Report::Authorized { amount: None };
const DECLINED: Report = Report::Released(Release::DeclinedByIssuer);
const TIMED_OUT: Report = Report::Released(Release::TimedOut);

fn answer(success: bool, latency_ms: u32) -> Answered {
    Answered {
        answered: true,
        success,
        latency_ms: Some(latency_ms),
    }
}

/// How long after noon, how many, and each of them.
type Reports = (u64, u32, Answered);

/// Reports of the issuer `a`.
fn stats(reports: &[Reports]) -> IssuerStats {
    let mut stats = IssuerStats::new(Bounds::default());
    for (after_ms, times, answered) in reports {
        for _ in 0..*times {
            stats.reported("a", NOON + after_ms, *answered);
        }
    }
    stats
}

fn written(stats: &IssuerStats) -> Vec<u8> {
    let mut bytes = Vec::new();
    stats.write_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn an_answer_is_a_decision_of_the_issuer() {
    let table = [
        (APPROVED, "00", Some((true, true))),
        (APPROVED, "", Some((true, true))),
        (DECLINED, "51", Some((true, true))),
        (DECLINED, "05", Some((true, true))),
        (DECLINED, "", Some((true, true))),
        (DECLINED, "91", Some((true, false))),
        (DECLINED, "96", Some((true, false))),
        (DECLINED, "90", Some((true, false))),
        (DECLINED, "92", Some((true, false))),
        (DECLINED, "68", Some((false, false))),
        (DECLINED, "98", Some((false, false))),
        (DECLINED, "a0", None),
        (DECLINED, "97", None),
        (TIMED_OUT, "", Some((false, false))),
        (Report::Released(Release::Abandoned), "", None),
        (Report::Voided, "00", None),
    ];
    for (report, code, expected) in table {
        let answered = Answered::of(report, code, Some(7));
        let got = answered.map(|answered| (answered.answered, answered.success));
        assert_eq!(got, expected, "{report:?} `{code}`");
        assert!(answered.is_none_or(|answered| answered.latency_ms == Some(7)));
    }
}

#[test]
fn the_last_ten_minutes_are_counted_and_no_more() {
    let stats = stats(&[
        (0, 1, answer(false, 100)),
        (30_000, 2, answer(true, 100)),
        (5 * MINUTE, 1, answer(false, 100)),
    ]);
    let read = |after_ms| {
        let standing = stats.read("a", NOON + after_ms);
        (standing.samples, standing.success_ppm)
    };
    assert_eq!(read(5 * MINUTE), (4, 500_000));
    assert_eq!(read(10 * MINUTE - 1), (4, 500_000));
    assert_eq!(read(10 * MINUTE), (3, 666_666));
    assert_eq!(read(15 * MINUTE - 1), (1, 0));
    assert_eq!(read(15 * MINUTE), (0, 0));
    assert_eq!(read(0), (4, 500_000), "a clock that steps back");
    assert_eq!(stats.read("b", NOON), Standing::default());
}

#[test]
fn an_outage_is_compared_with_what_was_before_it() {
    let hourly = |hours: std::ops::Range<u64>, success| {
        hours.map(move |hour| (hour * HOUR, 10, answer(success, 100)))
    };
    let mut reports: Vec<_> = hourly(0..500, true).collect();
    reports.extend(hourly(500..503, false));
    let standing = stats(&reports).read("a", NOON + 502 * HOUR);
    assert_eq!(standing.success_ppm, 0);
    assert_eq!(standing.usual_success_ppm, 988_538);
    reports.extend(hourly(503..1000, false));
    let standing = stats(&reports).read("a", NOON + 999 * HOUR);
    assert!((150_000..200_000).contains(&standing.usual_success_ppm));
}

#[test]
fn the_95th_percent_of_answers_tells_the_latency() {
    let timeout = Answered {
        answered: false,
        ..answer(false, 60_000)
    };
    let table: &[(&[Reports], u32)] = &[
        (&[(0, 1, answer(true, 0))], 10),
        (&[(0, 1, answer(true, 10))], 10),
        (&[(0, 1, answer(true, 11))], 20),
        (
            &[(0, 95, answer(true, 180)), (0, 5, answer(true, 9_000))],
            200,
        ),
        (
            &[(0, 94, answer(true, 180)), (0, 6, answer(true, 9_000))],
            10_000,
        ),
        (&[(0, 1, answer(true, u32::MAX))], 120_000),
        (&[(0, 1, answer(true, 300)), (0, 99, timeout)], 300),
        (&[(0, 9, timeout)], 0),
    ];
    for (reports, expected) in table {
        let standing = stats(reports).read("a", NOON);
        assert_eq!(standing.latency_p95_ms, *expected, "{reports:?}");
    }
}

#[test]
fn the_issuer_not_reported_of_for_longest_is_dropped() {
    let mut stats = IssuerStats::new(Bounds { issuers_max: 3 });
    for (after_ms, issuer) in (0..).zip(["a", "b", "c", "a", "d", "e"]) {
        stats.reported(issuer, NOON + after_ms, answer(true, 5));
    }
    let known = ["a", "b", "c", "d", "e"].map(|issuer| stats.read(issuer, NOON).samples);
    assert_eq!(known, [2, 0, 0, 1, 1]);
    assert_eq!(stats.len(), 3);
}

#[test]
fn what_was_written_is_read_and_goes_on_alike() {
    let mut stats = IssuerStats::new(Bounds { issuers_max: 5 });
    let mut again = IssuerStats::new(Bounds { issuers_max: 5 });
    for step in 0..200_u64 {
        let issuer = ["a", "b", "c", "d", "e", "f", "银行"][usize::try_from(step * 5 % 7).unwrap()];
        let answered = answer(step % 3 != 0, u32::try_from(step * 37).unwrap());
        // A few minutes, sometimes days, and now and then back.
        let at_ms = NOON + step * 200_000 * (step % 13) * u64::from(step % 11 != 0);
        stats.reported(issuer, at_ms, answered);
        again.reported(issuer, at_ms, answered);
        let bytes = written(&stats);
        let mut input = bytes.as_slice();
        again = IssuerStats::read_from(&mut input, again.bounds).unwrap();
        assert!(input.is_empty());
        assert_eq!(written(&again), bytes, "{step}");
        assert_eq!(again.read(issuer, at_ms), stats.read(issuer, at_ms));
    }
    let fewer = Bounds { issuers_max: 2 };
    let again = IssuerStats::read_from(&mut written(&stats).as_slice(), fewer).unwrap();
    assert_eq!(again.len(), 2);
}

#[test]
fn no_bytes_do_harm() {
    let mut stats = stats(&[(0, 3, answer(true, 100)), (MINUTE, 1, answer(false, 9))]);
    stats.reported("b", NOON, answer(true, 1));
    let bytes = written(&stats);
    let read = |bytes: &[u8]| IssuerStats::read_from(&mut &*bytes, Bounds::default());
    for length in 0..bytes.len() {
        assert!(read(&bytes[..length]).is_err(), "{length}");
    }
    for place in 0..bytes.len() {
        for flip in [1, 0x80, 0xff] {
            let mut bytes = bytes.clone();
            bytes[place] ^= flip;
            if let Ok(mut stats) = read(&bytes) {
                stats.reported("a", u64::MAX, answer(true, 5));
                let _ = stats.read("a", 0);
            }
        }
    }
}
