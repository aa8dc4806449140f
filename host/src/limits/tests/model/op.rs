//! What happens in a story.

use super::*;

#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    Wait(u64),
    Decide {
        amount: u64,
        counters: u16,
        twice: bool,
    },
    Tell {
        decision: prop::sample::Index,
        report: Report,
    },
    ExpireDue,
    Expire(prop::sample::Index),
    Sweep,
    Restart,
}

pub(super) fn op() -> impl Strategy<Value = Op> {
    let report = prop_oneof![
        3 => Just(AUTHORIZED),
        2 => (0..120_u64).prop_map(authorized),
        1 => Just(DECLINED),
        1 => Just(TIMED_OUT),
        1 => Just(Report::Released(Release::Abandoned)),
        2 => Just(Report::Voided),
    ];
    let wait = prop_oneof![4 => 0..60_u64, 4 => 0..5_000_u64, 2 => 0..70_000_u64, 1 => 0..3_000_000_000_u64];
    prop_oneof![
        3 => wait.prop_map(Op::Wait),
        5 => (0..100_u64, any::<u16>(), any::<bool>())
            .prop_map(|(amount, counters, twice)| Op::Decide { amount, counters, twice }),
        4 => (any::<prop::sample::Index>(), report)
            .prop_map(|(decision, report)| Op::Tell { decision, report }),
        1 => Just(Op::ExpireDue),
        1 => any::<prop::sample::Index>().prop_map(Op::Expire),
        1 => Just(Op::Sweep),
        1 => Just(Op::Restart),
    ]
}
