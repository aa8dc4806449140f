//! What was kept as bytes, and back.

use super::*;

fn written(past: &Past) -> Vec<u8> {
    let mut bytes = Vec::new();
    past.write_to(&mut bytes).unwrap();
    bytes
}

/// A step of a story without end: seconds or minutes go by, few cards pay at few terminals, and
/// much is reported.
fn step(past: &mut Past, number: u64) -> u64 {
    let at_ms = NOON + number * 40_000 + number * number % 97 * 1_000;
    let name = |of: u64| ["a", "b", "c", "d", "e"][usize::try_from(of % 5).unwrap()];
    let payment = Made {
        terminal: name(number * 3),
        trace_number: name(number * number),
        place: (number.is_multiple_of(2))
            .then(|| Place::of_degrees((f64::from(u8::try_from(number % 90).unwrap()), 7.0))),
        reported: number.is_multiple_of(3),
        occurred_at_ms: at_ms,
        ..match number % 4 {
            0 => by_code(name(number / 4)),
            _ => Made {
                card: Some((name(number * 7), Network::Visa)),
                ..made()
            },
        }
    };
    let id = DecisionId(number.into());
    past.decided(id, at_ms, !number.is_multiple_of(5), &payment.footprint());
    let states = [
        KEPT,
        VOIDED,
        released(Release::TimedOut),
        released(Release::DeclinedByIssuer),
        State::Expired,
    ];
    if let Some(before) = number.checked_sub(number % 7) {
        let state = states[usize::try_from(number * 11 % 5).unwrap()];
        let answer = said(["01", "41", "51"][usize::try_from(number % 3).unwrap()]);
        past.reported(DecisionId(before.into()), at_ms, state, answer);
    }
    at_ms
}

#[test]
fn what_was_written_is_read_and_goes_on_alike() {
    let bounds = Bounds {
        entries_max: 10,
        ..BOUNDS
    };
    let (mut past, mut again) = (Past::new(bounds), Past::new(bounds));
    for number in 0..600 {
        let at_ms = step(&mut past, number);
        step(&mut again, number);
        let bytes = written(&past);
        let mut input = bytes.as_slice();
        again = Past::read_from(&mut input, bounds).unwrap();
        assert!(input.is_empty());
        assert_eq!(written(&again), bytes, "{number}");
        for terminal in ["a", "b", "c"] {
            let footprint = Made { terminal, ..made() }.footprint();
            assert_eq!(again.read(&footprint, at_ms), past.read(&footprint, at_ms));
        }
        // Ten payments, ten codes, five cards at one merchant, five terminals.
        assert!(bytes.len() < 2_500, "{}", bytes.len());
    }
}

#[test]
fn no_bytes_do_harm() {
    let mut past = past();
    (0..12).for_each(|number| {
        step(&mut past, number);
    });
    let bytes = written(&past);
    let read = |bytes: &[u8]| Past::read_from(&mut &*bytes, BOUNDS);
    for length in 0..bytes.len() {
        assert!(read(&bytes[..length]).is_err(), "{length}");
    }
    for place in 0..bytes.len() {
        for flip in [1, 0x80, 0xff] {
            let mut bytes = bytes.clone();
            bytes[place] ^= flip;
            if let Ok(mut past) = read(&bytes) {
                for number in 12..20 {
                    step(&mut past, number);
                }
                written(&past);
            }
        }
    }
}
