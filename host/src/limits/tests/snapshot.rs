//! Snapshots: what was written is read, and what wasn't is refused.

use super::*;
use crate::fixed::SnapshotError;

pub(super) fn written(ledger: &Ledger) -> Vec<u8> {
    let mut bytes = Vec::new();
    ledger.write_to(&mut bytes).unwrap();
    bytes
}

pub(super) fn read(mut bytes: &[u8], bounds: Bounds) -> Result<Ledger, SnapshotError> {
    let ledger = Ledger::read_from(&mut bytes, bounds)?;
    assert!(bytes.is_empty(), "all is read");
    Ok(ledger)
}

/// Something of everything.
fn full() -> Book {
    let mut ledger = Book::new();
    let spans = [TODAY, TOMORROW, LAST_HOUR, Span::Lifetime];
    for (number, span) in (0..40).zip(spans.into_iter().cycle()) {
        let at_ms = NOON + u64::try_from(number).unwrap() * MINUTE;
        let again = [TODAY, TOMORROW][usize::try_from(number % 2).unwrap()];
        let entries = [
            amounts(number, span),
            requests(number % 5, span),
            refusals(100, again),
            // Begins as the one and is then declared as the other.
            amounts(101, again),
        ];
        decide(&mut ledger, number, at_ms, number % 7 != 6, 10, &entries);
        let outcome = match number % 7 {
            0 => Some(AUTHORIZED),
            1 => Some(authorized(4)),
            2 => Some(DECLINED),
            3 => Some(Report::Voided),
            _ => None,
        };
        if let Some(outcome) = outcome {
            report(&mut ledger, number, at_ms, outcome).unwrap();
        }
        if number % 7 == 4 {
            expire(&mut ledger, number, at_ms).unwrap();
        }
    }
    for (number, told) in [(0, Report::Voided), (4, authorized(3)), (11, TIMED_OUT)] {
        report(&mut ledger, number, NOON + HOUR, told).unwrap();
    }
    ledger
}

#[test]
fn what_was_written_is_read() {
    let ledger = full();
    let bytes = written(&ledger);
    let mut again = Book::new();
    again.ledger = read(&bytes, BOUNDS).unwrap();
    again.decided = ledger.decided.clone();
    let known = |ledger: &Ledger| (ledger.sizes().decisions, ledger.sizes().pending);
    assert_eq!(known(&again), known(&ledger));
    assert_eq!(written(&again), bytes);
    let mut ledger = ledger;
    for number in 0..40 {
        assert_eq!(again.state(number), ledger.state(number));
        for told in [AUTHORIZED, Report::Voided] {
            let answers = [&mut again, &mut ledger]
                .map(|ledger| report(ledger, number, NOON + 2 * HOUR, told));
            assert_eq!(answers[0], answers[1]);
        }
    }
    assert_eq!(written(&again), written(&ledger));
}

#[test]
fn what_follows_is_left() {
    let mut bytes = written(&full());
    bytes.extend([1, 2, 3]);
    let mut input = bytes.as_slice();
    Ledger::read_from(&mut input, BOUNDS).unwrap();
    assert_eq!(input, [1, 2, 3]);
}

#[test]
fn no_bytes_do_harm() {
    let bytes = written(&full());
    // Steps that fall on every byte of a row sooner or later.
    for length in (0..bytes.len()).step_by(13) {
        assert!(read(&bytes[..length], BOUNDS).is_err(), "{length}");
    }
    let flips = [1, 0x80, 0xff].into_iter().cycle();
    for (place, flip) in (0..bytes.len()).step_by(7).zip(flips) {
        let mut bytes = bytes.clone();
        bytes[place] ^= flip;
        if let Ok(mut ledger) = Ledger::read_from(&mut bytes.as_slice(), BOUNDS) {
            let (decision, at_ms) = (1000, NOON);
            let _ = ledger.apply(&Event::Expired { decision, at_ms });
        }
    }
}

#[test]
fn a_count_without_rows_takes_no_room() {
    let mut bytes = written(&Ledger::new(BOUNDS));
    // Version and instant come before the count of the first shard.
    bytes[9..17].copy_from_slice(&u64::from(u32::MAX).to_le_bytes());
    assert!(matches!(read(&bytes, BOUNDS), Err(SnapshotError::Io(_))));
    bytes[9..17].copy_from_slice(&u64::MAX.to_le_bytes());
    let refused = read(&bytes, BOUNDS);
    assert!(matches!(refused, Err(SnapshotError::Damaged(_))));
    bytes[0] = 9;
    let refused = read(&bytes, BOUNDS);
    assert!(matches!(refused, Err(SnapshotError::Version { found: 9 })));
}

/// The merchants of all moved, half of the totals are over, and most decisions are final or
/// forgotten.
fn once_large() -> Book {
    let mut ledger = Book::within(Bounds {
        ended_max: 300,
        ..BOUNDS
    });
    for number in 0..500 {
        let span = [TODAY, LAST_HOUR][usize::try_from(number % 2).unwrap()];
        let mut entry = amounts(number, span);
        // All in one map.
        entry.key = CounterKey::from_u128(entry.key.to_u128() >> 8);
        let other = amounts(1000, [TODAY, TOMORROW][usize::from(number > 0)]);
        approve(&mut ledger, number, NOON, 10, &[entry, other]);
    }
    for number in 0..500 {
        report(&mut ledger, number, NOON, AUTHORIZED).unwrap();
    }
    for number in 220..480 {
        report(&mut ledger, number, NOON, Report::Voided).unwrap();
    }
    approve(&mut ledger, 500, NOON + HOUR * 2, 10, &[]);
    ledger
}

#[test]
fn sweeping_and_the_order_of_maps_leave_no_trace() {
    let (mut swept, left) = (once_large(), once_large());
    (0..256).for_each(|_| swept.sweep());
    assert_ne!(swept.sizes(), left.sizes());
    let bytes = written(&left);
    assert_eq!(written(&swept), bytes);
    let again = read(&bytes, BOUNDS).unwrap();
    assert_eq!(written(&again), bytes, "though its maps never were large");
}
