//! Any of the smaller records.

use super::dice::Dice;
use crate::activity::{Kind, Trade};
use crate::fold::Bounds;
use crate::limits::{CounterKey, Counts, Entry, Measure, Release, Report, Span};
use crate::record::DecisionId;
use crate::recorded::{Change, Cut, Outcome, ProfileChange, ProfileKind, Start};

pub(super) fn any_outcome(dice: &mut Dice) -> Outcome {
    let spans = [
        Span::Until { ends_at_ms: 9 },
        Span::Rolling { seconds: 60 },
        Span::Lifetime,
    ];
    let entry = |dice: &mut Dice| Entry {
        key: CounterKey::from_u128(dice.roll()),
        span: dice.of(&spans),
        measure: dice.of(&[Measure::Amount, Measure::Count]),
        counts: dice.of(&[Counts::Approved, Counts::Refused]),
    };
    let amount = dice.roll();
    Outcome {
        decision: DecisionId(dice.roll()),
        at_ms: dice.roll(),
        report: dice.of(&[
            Report::Authorized { amount },
            Report::Released(Release::DeclinedByIssuer),
            Report::Released(Release::TimedOut),
            Report::Released(Release::Abandoned),
            Report::Voided,
        ]),
        issuer_response_code: dice.roll(),
        merchant_advice_code: dice.roll(),
        issuer_latency_ms: dice.roll(),
        issuer_id: dice.roll(),
        late: dice.roll(),
        entries: (0..dice.below(4)).map(|_| entry(dice)).collect(),
        trade: dice.roll::<bool>().then(|| any_trade(dice)),
    }
}

fn any_trade(dice: &mut Dice) -> Trade {
    Trade {
        merchant: dice.roll(),
        kind: dice.of(&[Kind::Sale, Kind::Reservation, Kind::Refund]),
        amount: dice.roll(),
        currency: dice.roll(),
        card: dice.roll(),
        night: dice.roll(),
        round: dice.roll(),
        credit: dice.roll(),
        away: dice.roll(),
    }
}

pub(super) fn any_profile_change(dice: &mut Dice) -> ProfileChange {
    let kinds = [
        ProfileKind::Merchant,
        ProfileKind::Terminal,
        ProfileKind::Issuer,
        ProfileKind::Network,
        ProfileKind::Listing,
    ];
    ProfileChange {
        kind: dice.of(&kinds),
        id: dice.roll(),
        at_ms: dice.roll(),
        change: match dice.below(3) {
            0 => Change::Deleted,
            1 => Change::Put(Vec::new()),
            _ => Change::Put(dice.some(9)),
        },
    }
}

pub(super) fn any_start(dice: &mut Dice) -> Start {
    let cut = Cut {
        segment: dice.roll(),
        offset: dice.roll(),
        sequence: dice.roll(),
        bytes: dice.roll(),
    };
    let bounds = Bounds {
        remember_ms: dice.roll(),
        remember_max: dice.roll::<u32>() as usize,
        hold_ms: dice.roll(),
        merchants_max: dice.roll::<u32>().max(1) as usize,
        earlier_ms: dice.roll(),
    };
    Start::now(
        dice.roll(),
        dice.roll(),
        dice.of(&[None, Some(cut)]),
        bounds,
    )
}
