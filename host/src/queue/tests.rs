//! The queue against a naive one, and its edges.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Letter {
    name: u64,
    is_found: bool,
}

impl Record for Letter {
    fn hash(&self, key: usize) -> Option<u64> {
        // The second key is the same for many, and all of them crowd at the last slots.
        let hash = [self.name << 56, u64::MAX - self.name % 3];
        self.is_found.then(|| hash.get(key).copied()).flatten()
    }
}

#[derive(Clone, Copy, Debug)]
enum Op {
    Push(u64),
    Pop,
    Retire(u64),
    Replace(u64, u64),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (0..200_u64).prop_map(Op::Push),
        3 => Just(Op::Pop),
        1 => (0..200_u64).prop_map(Op::Retire),
        2 => (0..200_u64, 0..200_u64).prop_map(|(name, by)| Op::Replace(name, by)),
    ]
}

fn find(queue: &Queue<Letter, 2>, key: usize, name: u64) -> Option<u64> {
    let record = Letter {
        name,
        is_found: true,
    };
    queue.find(key, record.hash(key).unwrap(), |known| {
        known.is_found && known.name == name
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn a_queue_is_a_list_that_is_searched(ops in prop::collection::vec(op(), 1..400), first in 0..2_u64) {
        let mut queue = Queue::<Letter, 2>::with_room(0);
        // Just before labels begin again.
        queue.records.first = first * (u64::from(u32::MAX) - 40);
        let mut list: VecDeque<Letter> = VecDeque::new();
        for op in ops {
            match op {
                Op::Push(name) if find(&queue, 0, name).is_none() => {
                    let record = Letter { name, is_found: true };
                    queue.push(record);
                    list.push_back(record);
                }
                Op::Push(_) => {}
                Op::Pop => prop_assert_eq!(queue.pop(), list.pop_front()),
                Op::Retire(name) => if let Some(number) = find(&queue, 0, name) {
                    let instead = Letter { name, is_found: false };
                    queue.retire(number, instead);
                    *list.iter_mut().find(|known| known.is_found && known.name == name).unwrap() = instead;
                },
                Op::Replace(name, by) => if let Some(number) = find(&queue, 0, name)
                    && (find(&queue, 0, by).is_none() || by == name)
                {
                    let instead = Letter { name: by, is_found: true };
                    queue.replace(number, instead);
                    *list.iter_mut().find(|known| known.is_found && known.name == name).unwrap() = instead;
                },
            }
            prop_assert!(queue.iter().eq(list.iter()));
            prop_assert_eq!(queue.len(), list.len());
            prop_assert_eq!(queue.oldest(), list.front());
            for name in 0..200 {
                let known = list.iter().position(|known| known.is_found && known.name == name);
                for key in 0..2 {
                    let found = find(&queue, key, name);
                    prop_assert_eq!(found.map(|number| number - queue.records.first), known.map(|at| at as u64));
                    prop_assert_eq!(found.and_then(|number| queue.get(number)), known.and_then(|at| list.get(at)));
                }
            }
        }
    }
}

#[test]
fn chunks_come_and_go() {
    let record = |name| Letter {
        name,
        is_found: false,
    };
    let mut queue = Queue::<Letter, 2>::with_room(0);
    let all = 5 * CHUNK;
    (0..all).for_each(|name| queue.push(record(name as u64)));
    for name in 0..all {
        assert_eq!(queue.pop(), Some(record(name as u64)));
        assert!(queue.records.chunks.len() <= 5 - (name + 1) / CHUNK);
    }
    assert_eq!(queue.pop(), None);
}
