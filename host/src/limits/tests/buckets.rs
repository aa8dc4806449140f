//! A rolling total against a map of all its buckets, whether it keeps one of them or several.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::limits::rolling::{Bucket, Rolling};
use crate::limits::totals::{less, more};

const SECONDS: u32 = 60;
const BUCKET_MS: u64 = 1017;
const BEGIN_MS: u64 = 1_000_000;

#[derive(Clone, Copy, Debug)]
enum Op {
    Wait { ms: u64 },
    Add { before_ms: u64, amount: u64 },
    Take { before_ms: u64, amount: u64 },
    Restart,
}

fn op() -> impl Strategy<Value = Op> {
    let before_ms = || prop_oneof![Just(0), 0..3 * BUCKET_MS, 0..80_000_u64];
    let amount = || prop_oneof![0..5_u64, Just(u64::MAX), Just(u64::MAX - 3)];
    prop_oneof![
        prop_oneof![0..2 * BUCKET_MS, 0..70_000_u64].prop_map(|ms| Op::Wait { ms }),
        (before_ms(), amount()).prop_map(|(before_ms, amount)| Op::Add { before_ms, amount }),
        (before_ms(), amount()).prop_map(|(before_ms, amount)| Op::Take { before_ms, amount }),
        Just(Op::Restart),
    ]
}

/// Sums by number of a bucket, never dropped.
#[derive(Default)]
struct Model(BTreeMap<u64, u64>);

impl Model {
    fn gone_at(number: u64) -> u64 {
        (number + 1) * BUCKET_MS - 1 + u64::from(SECONDS) * 1000
    }

    fn add(&mut self, at_ms: u64, amount: u64, now_ms: u64) {
        let number = at_ms / BUCKET_MS;
        if now_ms < Self::gone_at(number) {
            let sum = self.0.entry(number).or_default();
            *sum = more(*sum, amount);
        }
    }

    fn take(&mut self, at_ms: u64, amount: u64) {
        if let Some(sum) = self.0.get_mut(&(at_ms / BUCKET_MS)) {
            *sum = less(*sum, amount);
        }
    }

    fn live(&self, now_ms: u64) -> Vec<(u64, u64)> {
        let live = |(number, _): &(u64, u64)| now_ms < Self::gone_at(*number);
        self.0
            .iter()
            .map(|(n, sum)| (*n, *sum))
            .filter(live)
            .collect()
    }

    fn falls_to(&self, room: u64, now_ms: u64) -> u64 {
        let live = self.live(now_ms);
        let left = |from: usize| {
            live[from..]
                .iter()
                .fold(0, |left, (_, sum)| more(left, *sum))
        };
        let too_much = (0..live.len()).rev().find(|from| left(*from) > room);
        too_much.map_or(now_ms, |from| Self::gone_at(live[from].0))
    }
}

fn check(rolling: &Rolling, model: &Model, now_ms: u64) {
    let live: Vec<_> = rolling
        .live(now_ms)
        .iter()
        .map(|one| (one.number, one.sum))
        .collect();
    assert_eq!(live, model.live(now_ms));
    let total = live.iter().fold(0, |total, (_, sum)| more(total, *sum));
    assert_eq!(rolling.read(now_ms), total);
    assert_eq!(rolling.is_dead(now_ms), live.is_empty());
    for room in [0, 1, total / 2, total.saturating_sub(1), total] {
        assert_eq!(rolling.falls_to(room, now_ms), model.falls_to(room, now_ms));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn a_total_answers_as_all_its_buckets_would(first: u64, ops in prop::collection::vec(op(), 0..60)) {
        let (mut now_ms, mut model) = (BEGIN_MS, Model::default());
        let mut rolling = Rolling::new(SECONDS, now_ms);
        assert_eq!(Rolling::bucket_ms(SECONDS), BUCKET_MS);
        rolling.add(now_ms, first, now_ms);
        model.add(now_ms, first, now_ms);
        for op in ops {
            match op {
                Op::Wait { ms } => now_ms += ms,
                Op::Add { before_ms, amount } => {
                    rolling.add(now_ms - before_ms, amount, now_ms);
                    model.add(now_ms - before_ms, amount, now_ms);
                }
                Op::Take { before_ms, amount } => {
                    rolling.take(now_ms - before_ms, amount);
                    model.take(now_ms - before_ms, amount);
                }
                Op::Restart => {
                    let live: Vec<Bucket> = rolling.live(now_ms).to_vec();
                    // What is dead is not written.
                    if let Some(read) = Rolling::of(SECONDS, live, now_ms) {
                        rolling = read;
                    }
                }
            }
            check(&rolling, &model, now_ms);
        }
    }
}
