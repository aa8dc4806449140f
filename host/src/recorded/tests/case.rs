//! Any decision, with the set that made it and the parts that it refers to.

use jiff::tz::TimeZone;

use super::dice::Dice;
use super::{groups, policies};
use crate::decide::{self, Concluded, Heard};
use crate::facts::{Parties, counted};
use crate::limits::{Calendar, Entry, Miss};
use crate::payment::Payment;
use crate::record::DecisionId;
use crate::recorded::{
    Evidence, Head, RecordedSet, decision, decode_set, encode_issuer, encode_merchant, evidence,
    head, set,
};
use crate::wit::tollgate::policy::facts::{Facts, RiskIndicators};

/// A decision and all that it was made of.
pub(super) struct Case {
    pub(super) set: RecordedSet,
    pub(super) set_payload: Vec<u8>,
    pub(super) payment: Payment,
    pub(super) facts: Facts,
    pub(super) own_risk: Option<RiskIndicators>,
    pub(super) zone: TimeZone,
    pub(super) parties: Parties,
    pub(super) entries: Vec<Option<Entry>>,
    pub(super) totals: Vec<u64>,
    pub(super) heard: Vec<Heard>,
    pub(super) id: DecisionId,
    pub(super) hold_until_ms: u64,
    pub(super) calendar: Calendar,
    pub(super) misses: Vec<Miss>,
    pub(super) concluded: Concluded,
    pub(super) payload: Vec<u8>,
}

fn calendar(dice: &mut Dice) -> Calendar {
    let mut end = || dice.of(&[u64::MAX, 0, 1_795_536_000_000, 1_796_054_400_000]);
    Calendar {
        day_ends_at_ms: end(),
        month_ends_at_ms: end(),
        year_ends_at_ms: end(),
    }
}

/// Some of what was asked does not fit, and is free again now, later or never.
fn misses(dice: &mut Dice, asked: usize, decided_at_ms: u64) -> Vec<Miss> {
    let later = |dice: &mut Dice| {
        let after = dice.of(&[None, Some(0), Some(1), Some(86_400_000), Some(u64::MAX)]);
        after.map(|after: u64| decided_at_ms.saturating_add(after))
    };
    (0..asked)
        .filter(|_| dice.roll())
        .collect::<Vec<_>>()
        .into_iter()
        .map(|index| Miss {
            index,
            used: dice.roll(),
            resets_at_ms: later(dice),
            fits_at_ms: later(dice),
        })
        .collect()
}

pub(super) fn any_case(dice: &mut Dice) -> Case {
    let count = dice.below(5);
    let terms: Vec<_> = (0..count)
        .map(|number| policies::any_terms(dice, number))
        .collect();
    let set_payload = set::encode("r", 5, terms.iter(), None);
    let set = decode_set(&set_payload).unwrap();
    let zone = groups::any_zone(dice);
    let own_risk: Option<RiskIndicators> = dice.roll();
    let (payment, facts, parties) = groups::any_payment(dice, &zone, own_risk.as_ref());
    let calendar = calendar(dice);
    let request = counted(&payment, &parties);
    let entries = decision::entries(&set, &request, &calendar);
    let totals: Vec<u64> = (entries.iter())
        .map(|entry| entry.map_or(0, |_| dice.roll()))
        .collect();
    let heard = policies::any_heard(dice, &set, payment.amount.currency);
    let mut payload = evidence(&Evidence {
        payment: &payment,
        facts: &facts,
        parties: &parties,
        zone: &zone,
        applies: &entries,
        totals: &totals,
        own_risk: own_risk.as_ref(),
        heard: &heard,
    });
    let id = DecisionId::new(facts.now + dice.bits() % 3, [dice.roll(); 10]);
    let collected = decide::collect(&heard, &entries, payment.amount, &set.catalogue);
    let misses = misses(dice, collected.asked.len(), id.at_ms());
    let concluded = decide::conclude(collected, &misses);
    let hold_until_ms = id.at_ms() + dice.bits() % 1_000_000;
    head(
        &mut payload,
        &Head {
            id,
            hold_until_ms,
            calendar: &calendar,
            concluded: &concluded,
            misses: &misses,
        },
    );
    Case {
        set,
        set_payload,
        payment,
        facts,
        own_risk,
        zone,
        parties,
        entries,
        totals,
        heard,
        id,
        hold_until_ms,
        calendar,
        misses,
        concluded,
        payload,
    }
}

/// The payloads of the parts that a decision refers to.
pub(super) fn parts(parties: &Parties) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    (
        parties.merchant.as_deref().map(encode_merchant),
        parties.issuer.as_deref().map(encode_issuer),
    )
}
