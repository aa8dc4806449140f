//! A decision as it is remembered and told, made of what was gathered, heard and concluded.

use crate::decide::{self, Concluded, Heard};
use crate::decision::Outcome;
use crate::facts::{self, Parties};
use crate::payment::Payment;
use crate::reasons::ResponseProfile;
use crate::record::{Decision, DecisionId, Told};

use super::Ask;
use super::gather::Scene;

/// The decision on what was asked, as it is remembered and told.
pub(super) fn decision(
    id: DecisionId,
    scene: &Scene,
    heard: &[Heard],
    concluded: Concluded,
    ask: &Ask,
    hold_until_ms: u64,
) -> Decision {
    let Concluded {
        outcome,
        found,
        alone,
        ..
    } = concluded;
    let held = outcome == Outcome::Approve && !ask.dry_run;
    Decision {
        id,
        request_id: ask.payment.request_id.clone(),
        decided_at_ms: scene.now_ms,
        outcome,
        found,
        holds: if held {
            decide::holds(heard, &scene.entries, ask.payment.amount, hold_until_ms)
        } else {
            Vec::new()
        },
        revision: scene.set.revision().clone(),
        runs: heard
            .iter()
            .zip(alone)
            .map(|(heard, alone)| heard.run(alone))
            .collect(),
        told: told(scene, &ask.payment),
        trade: scene.trade,
        catalogue: scene.set.catalogue().clone(),
    }
}

fn told(scene: &Scene, payment: &Payment) -> Told {
    let Parties {
        merchant, issuer, ..
    } = &scene.parties;
    let merchant_name = merchant
        .as_ref()
        .map(|merchant| merchant.name())
        .unwrap_or_default();
    Told {
        zone: scene.zone.clone(),
        profile: merchant
            .as_ref()
            .map_or(ResponseProfile::Iso8583, |merchant| {
                merchant.response_profile
            }),
        amount: payment.amount,
        channel: facts::names::channel(payment.channel),
        network: payment.network().map_or("unknown", facts::names::network),
        merchant: if merchant_name.is_empty() {
            &payment.merchant_id
        } else {
            merchant_name
        }
        .into(),
        terminal: payment.terminal_id.clone(),
        issuer: issuer.as_ref().map(|issuer| issuer.id.clone()),
        bank: issuer.as_ref().map(|issuer| issuer.name.as_ref().into()),
        phone: issuer
            .as_ref()
            .and_then(|issuer| issuer.phone.as_deref().map(Into::into)),
    }
}
