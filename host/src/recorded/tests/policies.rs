//! Any policies, and what they answer.

use std::sync::Arc;

use super::dice::{Dice, Roll, case, flags, rolled, rolled_cases};
use crate::decide::Heard;
use crate::decision::{Audience, Effect, Retry, Value, ValueKind};
use crate::limits::{Counter, CounterSpec, Counts, Filter, Measure, Subject, Window};
use crate::money::{Amount, Currency};
use crate::policy::{
    Assessed, Claimed, Digest, Finding, Judged, Mode, NamedCounter, OnFault, Terms,
};
use crate::reasons::{Reason, ReasonDraft, TextDraft};
use crate::recorded::RecordedSet;
use crate::sandbox::Fault;

rolled_cases!(Effect, Retry, ValueKind, Subject, Counts);
rolled!(Filter {
    types,
    channels,
    entry_modes,
    fundings,
    networks,
    without_pin
});

/// A reason; those of claims stop the payment and carry nothing.
fn reason(dice: &mut Dice, policy: &Arc<str>, number: usize) -> Arc<Reason> {
    let of_claim = number % 2 == 1;
    let kinds: Vec<ValueKind> = if of_claim { Vec::new() } else { dice.some(3) };
    let names = (0..kinds.len()).map(|number| format!("value_{number}"));
    let parameters: Vec<(String, ValueKind)> = names.zip(kinds).collect();
    let shown: String = parameters
        .iter()
        .map(|(name, _)| format!(" {{{name}}}"))
        .collect();
    let text = |locale: &str| TextDraft {
        locale: locale.into(),
        message: format!("{locale}{shown} {{amount}}。"),
        remedies: vec![
            (Audience::Merchant, format!("{{bank}} {{phone}}{shown}")),
            (Audience::Operator, "{merchant}".into()),
        ],
    };
    let effect = if of_claim {
        dice.of(&[Effect::Reject, Effect::StepUp, Effect::Review])
    } else {
        dice.roll()
    };
    let draft = ReasonDraft {
        code: format!("{policy}.reason_{number}"),
        effect,
        retry: dice.roll(),
        operator_only: dice.roll(),
        of_claim,
        parameters,
        response_codes: vec![
            ("iso8583".into(), "61".into()),
            ("unionpay".into(), "5C".into()),
        ],
        texts: vec![text("en"), text("zh")],
    };
    Arc::new(Reason::parse(draft, policy.clone()).unwrap())
}

fn counter(dice: &mut Dice, number: usize) -> NamedCounter {
    let mut per: Vec<Subject> = dice.some(2);
    per.push(dice.roll());
    let filter: Filter = dice.roll();
    let mut any_or = |mask: u32, cases: u32| {
        if dice.roll() {
            0
        } else {
            mask & ((1 << cases) - 1)
        }
    };
    let filter = Filter {
        types: any_or(filter.types, 8),
        channels: any_or(filter.channels, 7),
        entry_modes: any_or(filter.entry_modes, 10),
        fundings: any_or(filter.fundings, 4),
        networks: any_or(filter.networks, 10),
        without_pin: any_or(1, 1) == 1,
    };
    let window = dice.of(&[
        Window::CalendarDay,
        Window::CalendarMonth,
        Window::CalendarYear,
        Window::Rolling { seconds: 60 },
        Window::Lifetime,
    ]);
    let spec = CounterSpec {
        per,
        measure: dice.of(&[Measure::Amount, Measure::Count]),
        window,
        counts: dice.roll(),
        filter,
    };
    NamedCounter {
        name: format!("counter-{number}").into(),
        counter: Counter::new(spec).unwrap(),
    }
}

/// The terms of a policy with reasons for findings at even positions, for claims at odd ones.
pub(super) fn any_terms(dice: &mut Dice, number: usize) -> Terms {
    let name: Arc<str> = format!("policy{number}").into();
    let reasons = dice.below(3) * 2;
    let counters = dice.below(12);
    let most = dice.roll();
    Terms {
        version: dice.roll(),
        summary: dice.roll(),
        digest: Digest::of(&[number.to_le_bytes()[0]]),
        identity: Digest::of(name.as_bytes()),
        mode: dice.of(&[Mode::Enforce, Mode::Shadow]),
        on_fault: dice.of(&[
            OnFault::Decline,
            OnFault::Review,
            OnFault::ApproveUpTo(most),
        ]),
        rank: dice.roll(),
        fuel: dice.roll(),
        needs: flags(dice, 11),
        reasons: (0..reasons)
            .map(|number| reason(dice, &name, number))
            .collect(),
        counters: (0..counters).map(|number| counter(dice, number)).collect(),
        settings: dice.roll(),
        loaded_at_ms: dice.roll(),
        name,
    }
}

/// What each policy of the set answers to a payment in `currency`.
pub(super) fn any_heard(dice: &mut Dice, set: &RecordedSet, currency: Currency) -> Vec<Heard> {
    set.policies()
        .map(|(terms, positions)| Heard {
            policy: terms.clone(),
            counters: positions.into(),
            judged: Judged {
                result: if dice.below(4) == 0 {
                    Err(fault(dice))
                } else {
                    Ok(assessed(dice, terms, currency))
                },
                fuel: dice.roll(),
                nanoseconds: dice.roll(),
            },
        })
        .collect()
}

fn fault(dice: &mut Dice) -> Fault {
    match dice.below(5) {
        0 => Fault::OutOfFuel,
        1 => Fault::Deadline,
        2 => Fault::Trap(dice.roll()),
        3 => Fault::OutOfMemory,
        _ => Fault::InvalidOutput(dice.roll()),
    }
}

fn assessed(dice: &mut Dice, terms: &Terms, currency: Currency) -> Assessed {
    if terms.reasons.is_empty() {
        return Assessed::default();
    }
    let pairs = terms.reasons.len() / 2;
    let findings = (0..dice.below(4))
        .map(|_| {
            let reason = dice.below(pairs) * 2;
            let parameters = terms.reasons[reason].parameters().iter();
            Finding {
                reason,
                values: parameters
                    .map(|parameter| value(dice, parameter.kind, currency))
                    .collect(),
                not_before_ms: dice.roll(),
            }
        })
        .collect();
    let claims = if terms.counters.is_empty() {
        0
    } else {
        dice.below(6)
    };
    let claims = (0..claims)
        .map(|_| Claimed {
            counter: dice.below(terms.counters.len()),
            cap: dice.roll(),
            reason: dice.below(pairs) * 2 + 1,
        })
        .collect();
    Assessed {
        findings,
        claims,
        score: dice.roll(),
    }
}

fn value(dice: &mut Dice, kind: ValueKind, currency: Currency) -> Value {
    match kind {
        ValueKind::Integer => Value::Integer(dice.roll()),
        ValueKind::Money => Value::Money(Amount {
            minor_units: dice.roll(),
            currency,
        }),
        ValueKind::Ppm => Value::Ppm(dice.roll()),
        ValueKind::Instant => Value::InstantMs(dice.roll()),
        ValueKind::Text => Value::Text(dice.roll()),
    }
}
