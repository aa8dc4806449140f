//! Every reason with a request that gets it and a near miss that does not.
#![allow(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod amounts;
mod edges;
mod numbers;
mod refusals;
mod split;

use tollgate_policy::facts::{CounterState, Facts};
use tollgate_policy::testing::{Subject, check_manifest};
use tollgate_policy::{CounterId, Policy};

use crate::ChannelLimits;

fn subject() -> Subject<ChannelLimits> {
    Subject::with("{}")
}

/// The counter has reached `value`.
fn used(facts: &mut Facts, counter: CounterId, value: u64) {
    facts.counters[usize::from(counter.0)].value = value;
}

/// Only these counters apply to the request.
fn only(facts: &mut Facts, counters: &[CounterId]) {
    for (position, state) in (0..).zip(&mut facts.counters) {
        state.applies = counters.contains(&CounterId(position));
    }
}

/// The merchant's profile has its own cap.
fn overridden(facts: &mut Facts, counter: CounterId, cap: u64) {
    let state: &mut CounterState = &mut facts.counters[usize::from(counter.0)];
    state.cap_override = Some(cap);
}

#[test]
fn the_manifest_is_one_that_a_host_takes() {
    check_manifest::<ChannelLimits>();
}

#[test]
fn a_usual_payment_gets_nothing() {
    assert_eq!(subject().codes(|_| {}), [""; 0]);
    let assessment = subject().assess(|_| {});
    assert!(!assessment.claims.is_empty());
}

#[test]
fn it_needs_three_groups_of_facts() {
    use tollgate_policy::verdicts::FactGroups;
    let groups = FactGroups::CARD | FactGroups::PAYMENT_CODE | FactGroups::MERCHANT;
    assert!(ChannelLimits::NEEDS == groups);
}

#[test]
fn the_schema_and_the_defaults_are_small() {
    assert!(ChannelLimits::SETTINGS_SCHEMA.len() < 8_000);
    assert!(ChannelLimits::DEFAULT_SETTINGS.len() < 8_000);
}

#[test]
fn a_merchants_own_cap_raises_the_acquirers_limits_but_no_regulators() {
    use crate::counters::{MERCHANT_DAY, MICRO_CREDIT_DAY};
    use tollgate_policy::facts::{Funding, MerchantSize};
    let full = |facts: &mut Facts, counter, size| {
        facts
            .merchant
            .iter_mut()
            .for_each(|merchant| merchant.size = size);
        facts
            .card
            .iter_mut()
            .for_each(|card| card.funding = Funding::Credit);
        used(facts, counter, 10_000_000_000);
        overridden(facts, counter, u64::MAX);
    };
    let own = subject().codes(|facts| full(facts, MERCHANT_DAY, MerchantSize::Enterprise));
    assert!(
        !own.iter().any(|code| code == "limit.merchant.daily_amount"),
        "{own:?}"
    );
    let regulated = subject().codes(|facts| full(facts, MICRO_CREDIT_DAY, MerchantSize::Micro));
    assert!(
        regulated
            .iter()
            .any(|code| code == "limit.merchant.micro_credit_daily")
    );
}
