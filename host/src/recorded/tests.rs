//! What is written is read back as it was, and no bytes make the reader panic.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use proptest::prelude::*;
use prost::Message as _;
use tollgate_proto::log::v1 as log;

use super::*;
use crate::earlier::Footprint;
use crate::facts::counted;
use crate::profiles::Terms;
use crate::record::DecisionId;
use crate::sandbox::{Bounds, Config};
use case::{Case, any_case, parts};
use dice::Dice;
use events::{any_outcome, any_profile_change, any_start};

mod case;
mod dice;
mod events;
mod groups;
mod policies;

/// Lets every reader read bytes that may be anything.
fn read_all(bytes: &[u8], case: &Case) {
    let (merchant, issuer) = parts(&case.parties);
    let merchant = merchant.map(|bytes| decode_merchant(&bytes).unwrap());
    let issuer = issuer.map(|bytes| decode_issuer(&bytes).unwrap());
    if let Ok(read) = decode_decision(bytes, &case.set, merchant.as_ref(), issuer.as_ref()) {
        let _ = (read.decision(&case.set), read.entries(&case.set));
        for policy in 0..=case.set.policies.len() {
            let _ = read.counters(&case.set, policy, merchant.as_ref());
        }
    }
    let _ = decode_summary(bytes, merchant.as_ref(), issuer.as_ref());
    let _ = decode_brief(bytes, merchant.as_ref());
    let _ = decode_names(bytes);
    let _ = decode_merchant(bytes);
    let _ = decode_issuer(bytes);
    let _ = decode_set(bytes);
    let _ = decode_outcome(bytes);
    let _ = decode_expiry(bytes);
    let _ = decode_profile_change(bytes);
    let _ = decode_start(bytes);
    let _ = decode_set_change(bytes);
}

/// Changes a few of the bytes, or their number.
fn mutate(dice: &mut Dice, bytes: &mut Vec<u8>) {
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len().max(1));
        match dice.below(4) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at.min(bytes.len()), dice.roll()),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
    }
}

/// Puts numbers out of their range where the decision has positions and the like.
fn distort(dice: &mut Dice, payload: &[u8]) -> Vec<u8> {
    let mut message = log::Decision::decode(payload).unwrap();
    let mut ended = message.conclusion.take().unwrap();
    let seen = message.transaction.as_mut().unwrap();
    for _ in 0..=dice.below(3) {
        match dice.below(9) {
            0 => one_of(dice, &mut ended.found),
            1 => one_of(dice, &mut ended.misses),
            2 => ended.calendar_ends_ms = dice.some(4),
            3 => ended.found.extend([dice.of(&[0, 1, 2, 3]), 0, dice.roll()]),
            4 => one_of(dice, &mut message.totals),
            5 => message.applies = dice.some(4),
            6 => (seen.occurred_before_ms, seen.clock_ahead_ms) = dice.roll(),
            7 => (seen.exponent_less_2, seen.utc_offset_minutes) = dice.roll(),
            _ => {
                for answer in &mut message.answers {
                    one_of(dice, &mut answer.findings);
                    one_of(dice, &mut answer.numbers);
                    one_of(dice, &mut answer.claims);
                    one_of(dice, &mut answer.waits);
                }
            }
        }
    }
    message.conclusion = Some(ended);
    message.encode_to_vec()
}

fn one_of<T: dice::Roll>(dice: &mut Dice, numbers: &mut [T]) {
    if !numbers.is_empty() {
        let at = dice.below(numbers.len());
        numbers[at] = dice.roll();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_decision_is_read_as_it_was_written(seed: u64) {
        let mut dice = Dice(seed);
        let case = any_case(&mut dice);
        let (merchant, issuer) = parts(&case.parties);
        let merchant = merchant.map(|bytes| decode_merchant(&bytes).unwrap());
        let issuer = issuer.map(|bytes| decode_issuer(&bytes).unwrap());
        let (merchant, issuer) = (merchant.as_ref(), issuer.as_ref());
        let read = decode_decision(&case.payload, &case.set, merchant, issuer).unwrap();
        prop_assert_eq!(&read.facts, &case.facts);
        prop_assert_eq!(read.own_risk, case.own_risk);
        prop_assert_eq!((read.id, read.decided_at_ms), (case.id, case.id.at_ms()));
        prop_assert_eq!(read.amount, case.payment.amount);
        prop_assert_eq!(&read.request_id, &case.payment.request_id);
        let brief = decode_brief(&case.payload, merchant).unwrap();
        let names = read.facts.identifiers.as_ref().unwrap();
        prop_assert_eq!((brief.id, brief.amount), (read.id, read.amount));
        prop_assert_eq!((&*brief.merchant, &*brief.terminal), (&*names.merchant, &*names.terminal));
        prop_assert_eq!(brief.outcome, read.concluded.outcome);
        prop_assert_eq!(brief.channel, read.facts.transaction.channel);
        prop_assert_eq!(&brief.zone, &read.told.zone);
        prop_assert_eq!(&read.content[..], &case.payment.content[..16]);
        let code = case.payment.code.as_ref();
        prop_assert_eq!(&*read.code_token, code.map_or("", |code| &code.token));
        prop_assert_eq!(&*read.payer, code.and_then(|code| code.payer.as_deref()).unwrap_or(""));
        prop_assert_eq!(&read.original_request_id, &case.payment.original_request_id);
        let applies: Vec<bool> = case.entries.iter().map(Option::is_some).collect();
        prop_assert_eq!(&read.applies, &applies);
        prop_assert_eq!(&read.totals, &case.totals);
        let answers: Vec<_> = case.heard.iter().map(|heard| heard.judged.clone()).collect();
        prop_assert_eq!(&read.answers, &answers);
        prop_assert_eq!(&read.misses, &case.misses);
        prop_assert_eq!((read.hold_until_ms, read.calendar), (case.hold_until_ms, case.calendar));
        prop_assert_eq!(format!("{:?}", read.concluded), format!("{:?}", case.concluded));
        let on_file = case.parties.merchant.as_deref();
        let zone = on_file.map_or(&case.zone, |merchant| &merchant.zone);
        prop_assert_eq!(&read.told.zone, zone);
        prop_assert_eq!(&read.told.terminal, &case.payment.terminal_id);
        prop_assert_eq!(read.request(), counted(&case.payment, &case.parties));
        prop_assert_eq!(&read.entries(&case.set), &case.entries);

        let summary = decode_summary(&case.payload, merchant, issuer).unwrap();
        prop_assert_eq!(summary.entries(&case.set), case.entries);
        let whole = Summary {
            id: read.id,
            decided_at_ms: read.decided_at_ms,
            request_id: (&*read.request_id).into(),
            content: read.content,
            outcome: read.concluded.outcome,
            amount: read.amount,
            hold_until_ms: read.hold_until_ms,
            calendar: read.calendar,
            request: read.request(),
            trade: read.trade,
            footprint: Footprint::of(&case.payment, case.facts.now),
        };
        prop_assert_eq!(summary, whole);
    }

    #[test]
    fn merchants_and_issuers_are_read_as_they_were_written(seed: u64) {
        let mut dice = Dice(seed);
        let (merchant, issuer) = (groups::any_merchant(&mut dice), groups::any_issuer(&mut dice));
        let seen = MerchantSeen {
            id: merchant.id().into(),
            name: merchant.name().into(),
            zone: merchant.zone.clone(),
            response_profile: merchant.response_profile,
            owner_id: merchant.owner_id().map(Into::into),
            facts: crate::facts::merchant::on_file(&merchant),
            risk: merchant.risk_indicators(),
            fee_contract: merchant.fee_contract.as_ref().map(Terms::contract),
            overrides: merchant.overrides.clone(),
        };
        for (counter, cap) in &merchant.overrides {
            prop_assert_eq!(seen.cap(counter), Some(*cap));
        }
        prop_assert_eq!(decode_merchant(&encode_merchant(&merchant)), Ok(seen));
        let seen = IssuerSeen {
            id: (&*issuer.id).into(),
            name: issuer.name.clone(),
            phone: issuer.phone.clone(),
        };
        prop_assert_eq!(decode_issuer(&encode_issuer(&issuer)), Ok(seen));
    }

    #[test]
    fn a_set_is_read_as_it_was_written(seed: u64) {
        let mut dice = Dice(seed);
        let terms: Vec<_> = (0..3).map(|number| policies::any_terms(&mut dice, number)).collect();
        let bounds = Bounds { findings_max: dice.below(1_000), ..Config::default().bounds() };
        let payload = set::encode("r", 5, terms.iter(), Some(bounds));
        let read = decode_set(&payload).unwrap();
        prop_assert_eq!(read.bounds, Some(bounds));
        let (read, written): (Vec<String>, Vec<String>) = read
            .policies
            .iter()
            .zip(&terms)
            .map(|(read, written)| (format!("{read:?}"), format!("{written:?}")))
            .unzip();
        prop_assert_eq!(read, written);
    }

    #[test]
    fn the_smaller_records_are_read_as_they_were_written(seed: u64) {
        let mut dice = Dice(seed);
        let outcome = any_outcome(&mut dice);
        prop_assert_eq!(decode_outcome(&encode_outcome(&outcome)), Ok(outcome));
        let expiry = Expiry { decision: DecisionId(dice.roll()), at_ms: dice.roll() };
        prop_assert_eq!(decode_expiry(&encode_expiry(&expiry)), Ok(expiry));
        let change = SetChange { at_ms: dice.roll(), revision: dice.roll() };
        prop_assert_eq!(decode_set_change(&encode_set_change(&change)), Ok(change));
        let change = any_profile_change(&mut dice);
        prop_assert_eq!(decode_profile_change(&encode_profile_change(&change)), Ok(change));
        let start = any_start(&mut dice);
        prop_assert_eq!(decode_start(&encode_start(&start)), Ok(start));
    }

    #[test]
    fn no_change_of_a_record_makes_a_reader_panic(seed: u64) {
        let mut dice = Dice(seed);
        let case = any_case(&mut dice);
        let (merchant, issuer) = parts(&case.parties);
        let payloads = [
            Some(case.payload.clone()),
            Some(case.set_payload.clone()),
            merchant,
            issuer,
            Some(encode_outcome(&any_outcome(&mut dice))),
            Some(encode_start(&any_start(&mut dice))),
        ];
        for mut bytes in payloads.into_iter().flatten() {
            mutate(&mut dice, &mut bytes);
            read_all(&bytes, &case);
        }
        for _ in 0..4 {
            read_all(&distort(&mut dice, &case.payload), &case);
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(seed: u64, bytes: Vec<u8>) {
        read_all(&bytes, &any_case(&mut Dice(seed)));
    }
}
