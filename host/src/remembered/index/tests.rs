//! What is remembered, and what is forgotten.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use proptest::prelude::*;

use super::*;

const BOUNDS: Bounds = Bounds {
    keep_ms: 1_000,
    entries_max: 2,
    hold_ms: 1,
};

/// The n-th decision, on a request of that name.
fn known(number: u64, request: u128, at_ms: u64) -> Known {
    Known {
        request,
        content: [u8::try_from(number % 256).unwrap(); 16],
        decision: u128::from(number) << 70 | 5,
        position: Position {
            sequence: 1_000 + number,
            segment: 1_000,
            offset: u32::try_from(number * 400).unwrap(),
        },
        at_ms,
    }
}

fn written(index: &Index) -> Vec<u8> {
    let mut bytes = Vec::new();
    index.write_to(&mut bytes).unwrap();
    bytes
}

fn folded(bounds: Bounds, decisions: &[Known]) -> Index {
    let mut index = Index::new(bounds);
    decisions.iter().for_each(|known| index.decided(*known));
    index
}

#[test]
fn a_decision_is_found_by_its_request_and_by_its_id() {
    let first = known(7, 70, 5);
    let index = folded(BOUNDS, &[first]);
    assert_eq!(index.by_request(70), Some(first));
    assert_eq!(index.by_decision(first.decision), Some(first));
    assert_eq!(index.by_request(71), None);
    assert_eq!(index.by_decision(70), None);
}

#[test]
fn the_oldest_are_forgotten_by_number_and_by_age() {
    let decisions: Vec<_> = (0..)
        .zip([0, 1, 2, 1_003])
        .map(|(n, at_ms)| known(n, n.into(), at_ms))
        .collect();
    let remembered = |count: usize| {
        let index = folded(BOUNDS, &decisions[..count]);
        [0, 1, 2, 3].map(|request| index.by_request(request).is_some())
    };
    assert_eq!(remembered(2), [true, true, false, false]);
    assert_eq!(remembered(3), [false, true, true, false]);
    assert_eq!(remembered(4), [false, false, false, true]);
    let index = folded(BOUNDS, &decisions);
    assert_eq!(index.by_decision(decisions[2].decision), None);
}

#[test]
fn a_decision_whose_outcome_may_come_is_not_forgotten_for_another() {
    let bounds = Bounds {
        entries_max: 1,
        hold_ms: 100,
        ..BOUNDS
    };
    let mut index = folded(bounds, &[]);
    assert!(!index.is_full(104));
    index.decided(known(1, 1, 5));
    assert_eq!([104, 105].map(|now| index.is_full(now)), [true, false]);
    // Those that were in work meanwhile are remembered too.
    index.decided(known(2, 2, 50));
    assert_eq!(index.len(), 2);
    index.decided(known(3, 3, 105));
    assert_eq!(index.len(), 2, "the first is free to go, the second is not");
    index.decided(known(4, 4, 204));
    assert_eq!(index.len(), 2);
    assert!(index.by_request(3).is_some());
}

#[test]
fn a_request_that_is_decided_again_has_the_new_answer() {
    let bounds = Bounds {
        entries_max: 3,
        ..BOUNDS
    };
    let (old, new) = (known(1, 9, 5), known(2, 9, 6));
    let mut index = folded(bounds, &[old, new, known(3, 8, 7)]);
    assert_eq!(index.by_request(9), Some(new));
    assert_eq!(index.by_decision(old.decision), None);
    index.decided(known(4, 7, 8));
    assert_eq!(index.by_request(9), Some(new), "the old one made room");
}

#[test]
fn an_entry_takes_at_most_100_bytes() {
    // Two indexes; in each at least two slots of 4 bytes, here with the default million.
    let million: usize = 1_000_000;
    let slots = (million * 2).next_power_of_two();
    let bytes = size_of::<Entry>() + 2 * 4 * slots / million;
    assert!(bytes <= 100, "{bytes}");
}

#[test]
fn keys_are_the_same_for_ever() {
    assert_eq!(
        request_key("order-1"),
        0x48c0_ca51_8bb4_066f_1701_e6d1_9b66_7618
    );
    let content = std::array::from_fn(|place| u8::try_from(place).unwrap());
    assert_eq!(content_key(&content)[15], 15);
}

#[test]
fn no_bytes_do_harm() {
    let bounds = Bounds {
        entries_max: 9,
        ..BOUNDS
    };
    let decisions: Vec<_> = (0..5).map(|n| known(n, u128::from(n % 4), 5)).collect();
    let bytes = written(&folded(bounds, &decisions));
    for length in 0..bytes.len() {
        assert!(Index::read_from(&mut &bytes[..length], bounds).is_err());
    }
    for place in 0..bytes.len() {
        for flip in [1, 0x80, 0xff] {
            let mut bytes = bytes.clone();
            bytes[place] ^= flip;
            if let Ok(mut index) = Index::read_from(&mut bytes.as_slice(), bounds) {
                (10..20).for_each(|n| index.decided(known(n, n.into(), u64::MAX)));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    /// Against a list, and written and read back at any moment.
    #[test]
    fn an_index_is_a_list_that_forgets(
        decisions in prop::collection::vec((0..40_u128, 0..600_u64, any::<bool>()), 1..120),
        entries_max in 1..20_usize,
        hold_ms in 0..900_u64,
    ) {
        let bounds = Bounds { keep_ms: 2_000, entries_max, hold_ms };
        let mut index = Index::new(bounds);
        let mut list: Vec<Option<Known>> = Vec::new();
        let (mut at_ms, mut latest_ms) = (10_000, 0);
        for (number, (request, later_ms, restart)) in (0..).zip(decisions) {
            // Mostly later, sometimes the clock steps back.
            at_ms = if later_ms < 30 { at_ms - later_ms } else { at_ms + later_ms };
            latest_ms = at_ms.max(latest_ms);
            let known = known(number, request, at_ms);
            index.decided(known);
            for before in &mut list {
                before.take_if(|before| before.request == request);
            }
            list.push(Some(known));
            for _ in 0..2 {
                let Some(oldest) = list.first().copied() else { break };
                let age_ms = latest_ms - oldest.map_or(0, |oldest| oldest.at_ms);
                if age_ms > 2_000 || list.len() > entries_max && age_ms >= hold_ms {
                    list.remove(0);
                }
            }
            if restart {
                index = Index::read_from(&mut written(&index).as_slice(), bounds).unwrap();
            }
            prop_assert_eq!(index.len(), list.len());
            for request in 0..40 {
                let listed = list.iter().flatten().find(|known| known.request == request).copied();
                prop_assert_eq!(index.by_request(request), listed);
                if let Some(listed) = listed {
                    prop_assert_eq!(index.by_decision(listed.decision), Some(listed));
                }
            }
        }
    }
}
