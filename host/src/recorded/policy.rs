//! A policy, all but its module, and its counters.

use std::sync::Arc;

use tollgate_proto::log::v1 as log;

use crate::decision::Effect;
use crate::limits::{Counter, CounterSpec, Filter, Measure, Window};
use crate::policy::{Digest, NamedCounter, OnFault, Terms};

use super::cases::{Masked as _, Numbered as _, case, mask};
use super::{Damaged, exactly, reason};

pub(super) fn encode(terms: &Terms) -> log::Policy {
    let (on_fault, approve_up_to) = match terms.on_fault {
        OnFault::Decline => (Effect::Reject, 0),
        OnFault::Review => (Effect::Review, 0),
        OnFault::ApproveUpTo(most) => (Effect::Advise, most),
    };
    log::Policy {
        name: terms.name.to_string(),
        version: terms.version.to_string(),
        summary: terms.summary.to_string(),
        digest: terms.digest.bytes().to_vec(),
        identity: terms.identity.bytes().to_vec(),
        mode: terms.mode.number(),
        on_fault: on_fault.number(),
        approve_up_to,
        rank: terms.rank,
        fuel: terms.fuel,
        needs: terms.needs.bits(),
        settings: terms.settings.to_string(),
        loaded_at_ms: terms.loaded_at_ms,
        reasons: terms
            .reasons
            .iter()
            .map(|declared| reason::encode(declared))
            .collect(),
        counters: terms.counters.iter().map(counter).collect(),
    }
}

fn counter(named: &NamedCounter) -> log::Counter {
    let spec = named.counter.spec();
    let (window, window_seconds) = window(spec.window);
    let filter = spec.filter;
    log::Counter {
        name: named.name.to_string(),
        per: spec.per.iter().map(|subject| subject.number()).collect(),
        counts_requests: spec.measure == Measure::Count,
        window: window.into(),
        counts: spec.counts.number(),
        types: filter.types,
        channels: filter.channels,
        entry_modes: filter.entry_modes,
        fundings: filter.fundings,
        networks: filter.networks,
        without_pin: filter.without_pin,
        window_seconds,
    }
}

fn window(window: Window) -> (log::Window, u32) {
    match window {
        Window::CalendarDay => (log::Window::CalendarDay, 0),
        Window::CalendarMonth => (log::Window::CalendarMonth, 0),
        Window::CalendarYear => (log::Window::CalendarYear, 0),
        Window::Rolling { seconds } => (log::Window::Rolling, seconds),
        Window::Lifetime => (log::Window::Lifetime, 0),
    }
}

pub(super) fn decode(message: log::Policy) -> Result<Terms, Damaged> {
    let on_fault = match case("policies.on_fault", message.on_fault)? {
        Effect::Reject => OnFault::Decline,
        Effect::Review => OnFault::Review,
        Effect::Advise => OnFault::ApproveUpTo(message.approve_up_to),
        Effect::StepUp | Effect::Factor => {
            return Err(Damaged::new("policies.on_fault", "is no effect of a fault"));
        }
    };
    let name: Arc<str> = message.name.into();
    let digest = exactly("policies.digest", &message.digest)?;
    let identity = exactly("policies.identity", &message.identity)?;
    Ok(Terms {
        reasons: (message.reasons.into_iter())
            .map(|declared| reason::decode(declared, &name).map(Arc::new))
            .collect::<Result<_, _>>()?,
        name,
        version: message.version.into(),
        summary: message.summary.into(),
        digest: Digest::from_bytes(digest),
        identity: Digest::from_bytes(identity),
        mode: case("policies.mode", message.mode)?,
        on_fault,
        rank: message.rank,
        fuel: message.fuel,
        needs: mask("policies.needs", message.needs)?,
        counters: (message.counters.iter())
            .map(decode_counter)
            .collect::<Result<_, _>>()?,
        settings: message.settings.into(),
        loaded_at_ms: message.loaded_at_ms,
    })
}

fn decode_counter(message: &log::Counter) -> Result<NamedCounter, Damaged> {
    const WINDOW: &str = "policies.counters.window";
    let window = log::Window::try_from(message.window)
        .map_err(|_| Damaged::new(WINDOW, "has an unknown case"))?;
    let spec = CounterSpec {
        per: (message.per.iter())
            .map(|subject| case("policies.counters.per", *subject))
            .collect::<Result<_, _>>()?,
        measure: measure(message.counts_requests),
        window: match window {
            log::Window::CalendarDay => Window::CalendarDay,
            log::Window::CalendarMonth => Window::CalendarMonth,
            log::Window::CalendarYear => Window::CalendarYear,
            log::Window::Rolling => Window::Rolling {
                seconds: message.window_seconds,
            },
            log::Window::Lifetime => Window::Lifetime,
        },
        counts: case("policies.counters.counts", message.counts)?,
        filter: Filter {
            types: message.types,
            channels: message.channels,
            entry_modes: message.entry_modes,
            fundings: message.fundings,
            networks: message.networks,
            without_pin: message.without_pin,
        },
    };
    Ok(NamedCounter {
        name: message.name.as_str().into(),
        counter: Counter::new(spec)
            .map_err(|problem| Damaged::new("policies.counters", problem))?,
    })
}

/// What is summed.
pub(super) fn measure(counts_requests: bool) -> Measure {
    if counts_requests {
        Measure::Count
    } else {
        Measure::Amount
    }
}
