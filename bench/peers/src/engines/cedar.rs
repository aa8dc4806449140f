//! cedar-policy: a policy for each rule. Every one forbids, for Cedar tells of a denial which
//! policies forbade and of nothing else; what a code asks for is an annotation.
//!
//! Channels, networks and settings are entities, made once. What is known of a payment is the
//! context of its request.

use std::collections::{HashMap, HashSet};

use anyhow::Context as _;
use cedar_policy::{Authorizer, Context, Entities, Entity, EntityUid, PolicyId, PolicySet};
use cedar_policy::{Request, RestrictedExpression as Value};
use peer_rules::settings::{Limits, Settings};
use tollgate::decision::Outcome;

use super::{Engine, Parts};
use crate::input::{Cases as _, Channel, Input, Network};
use crate::rules::{Choice, score};
use crate::verdict::{Catalogue, Verdict, outcome_named};

const RULES: &str = include_str!("../../rules/peers.cedar");

pub(super) struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    channels: Vec<EntityUid>,
    networks: Vec<EntityUid>,
    action: EntityUid,
    /// By the policy that fired: the place of its code, and its outcome.
    codes: HashMap<PolicyId, (usize, Outcome)>,
}

impl Cedar {
    pub(super) fn new(parts: &Parts<'_>) -> anyhow::Result<Self> {
        let settings = parts.native.settings();
        let score = score(&settings.scorecard, "context.merchant.", Choice::IfThenElse);
        let written: PolicySet = parts.rules(&score).fill(RULES).parse()?;
        let (mut policies, mut codes) = (PolicySet::new(), HashMap::new());
        for policy in written.policies() {
            let annotation = |name| policy.annotation(name).context("@id and @outcome");
            let id = PolicyId::new(annotation("id")?);
            // What permits has no code.
            if let Ok(outcome) = annotation("outcome") {
                let position = parts.catalogue.position(annotation("id")?)?;
                codes.insert(id.clone(), (position, outcome_named(outcome)?));
            }
            policies.add(policy.new_id(id))?;
        }
        ensure_complete(&codes, parts.catalogue)?;
        let uids = |kind: &str, names: &mut dyn Iterator<Item = &str>| {
            names
                .map(|name| uid(kind, name))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            authorizer: Authorizer::new(),
            policies,
            entities: Entities::from_entities(entities(settings)?, None)?,
            channels: uids("Channel", &mut Channel::ALL.iter().map(|one| one.name()))?,
            networks: uids("Network", &mut Network::ALL.iter().map(|one| one.name()))?,
            action: uid("Action", "pay")?,
            codes,
        })
    }

    fn request(&self, input: &Input) -> anyhow::Result<Request> {
        let channel = self
            .channels
            .get(input.channel as usize)
            .context("a channel")?;
        let network = self
            .networks
            .get(input.card.network as usize)
            .context("a network")?;
        Ok(Request::new(
            channel.clone(),
            self.action.clone(),
            network.clone(),
            context(input)?,
            None,
        )?)
    }
}

impl Engine for Cedar {
    fn name(&self) -> &'static str {
        "cedar-policy"
    }

    fn judge(&mut self, input: &Input) -> anyhow::Result<Verdict> {
        let request = self.request(input)?;
        let response = self
            .authorizer
            .is_authorized(&request, &self.policies, &self.entities);
        if let Some(error) = response.diagnostics().errors().next() {
            anyhow::bail!("Cedar: {error}");
        }
        let mut verdict = Verdict::APPROVED;
        for (position, outcome) in response
            .diagnostics()
            .reason()
            .filter_map(|id| self.codes.get(id))
        {
            verdict.add(*position, *outcome);
        }
        Ok(verdict)
    }
}

fn ensure_complete(
    codes: &HashMap<PolicyId, (usize, Outcome)>,
    catalogue: &Catalogue,
) -> anyhow::Result<()> {
    let (told, all) = (codes.len(), catalogue.codes().count());
    anyhow::ensure!(told == all, "{told} of {all} rules are written in Cedar");
    Ok(())
}

fn uid(kind: &str, name: &str) -> anyhow::Result<EntityUid> {
    Ok(format!("{kind}::\"{name}\"").parse()?)
}

/// What rules look up, by the payment's channel and network.
fn entities(settings: &Settings) -> anyhow::Result<Vec<Entity>> {
    let set = |numbers: &mut dyn Iterator<Item = i64>| Value::new_set(numbers.map(Value::new_long));
    let mccs = set(&mut settings.prohibited_mccs.iter().map(|mcc| i64::from(*mcc)));
    let mut entities = vec![entity("Settings", "peers", [("prohibited_mccs", mccs)])?];
    let channels = &settings.channels;
    let limits = [
        ("pos", &channels.pos),
        ("qr", &channels.qr),
        ("online", &channels.online),
    ];
    for (
        name,
        Limits {
            single,
            day_amount,
            day_count,
        },
    ) in limits
    {
        let attributes = [
            ("single", Value::new_long(*single)),
            ("day_amount", Value::new_long(*day_amount)),
            ("day_count", Value::new_long(i64::try_from(*day_count)?)),
        ];
        entities.push(entity("Channel", name, attributes)?);
    }
    for (name, lengths) in &settings.lengths {
        let lengths = set(&mut lengths.iter().map(|length| i64::from(*length)));
        entities.push(entity("Network", name, [("lengths", lengths)])?);
    }
    Ok(entities)
}

fn entity<const N: usize>(
    kind: &str,
    name: &str,
    attributes: [(&str, Value); N],
) -> anyhow::Result<Entity> {
    let attributes = attributes.map(|(name, value)| (name.to_owned(), value));
    Ok(Entity::new(
        uid(kind, name)?,
        attributes.into(),
        HashSet::new(),
    )?)
}

fn record<const N: usize>(members: [(&str, Value); N]) -> anyhow::Result<Value> {
    Ok(Value::new_record(
        members.map(|(name, value)| (name.to_owned(), value)),
    )?)
}

/// What is known of the payment beside its channel and network.
fn context(input: &Input) -> anyhow::Result<Context> {
    let long = Value::new_long;
    let text = |text: &str| Value::new_string(text.to_owned());
    let Input {
        card,
        terminal,
        merchant,
        usage,
        fee,
        ..
    } = input;
    let card = record([
        ("length", long(card.length.into())),
        ("luhn_ok", Value::new_bool(card.luhn_ok)),
        ("expiry_yymm", long(card.expiry_yymm.into())),
        ("service_code_1", long(card.service_code_1.into())),
        ("no_pin", Value::new_bool(card.no_pin)),
    ])?;
    let terminal = record([
        ("chip_capable", Value::new_bool(terminal.chip_capable)),
        ("tpm", long(terminal.tpm.into())),
    ])?;
    let merchant = record([
        ("status", text(merchant.status.name())),
        ("mcc", long(merchant.mcc.into())),
        ("kyc_expired", Value::new_bool(merchant.kyc_expired)),
        ("tenure_days", long(merchant.tenure_days.into())),
        ("chargeback_bps", long(merchant.chargeback_bps.into())),
        ("refund_bps", long(merchant.refund_bps.into())),
        ("volume_ratio_pct", long(merchant.volume_ratio_pct.into())),
        ("sales_count", long(merchant.sales_count.into())),
        ("night_ppm", long(merchant.night_ppm.into())),
        ("country", text(merchant.country)),
    ])?;
    let usage = record([
        ("merchant_day_amount", long(usage.merchant_day_amount)),
        ("merchant_day_count", long(usage.merchant_day_count.into())),
        ("card_day_amount", long(usage.card_day_amount)),
        ("qr_static_day_amount", long(usage.qr_static_day_amount)),
    ])?;
    let fee = record([
        ("rate_ppm", long(fee.rate_ppm.into())),
        ("contract_ppm", long(fee.contract_ppm.into())),
        ("max_share_ppm", long(fee.max_share_ppm.into())),
        ("surcharge_minor", long(fee.surcharge_minor)),
    ])?;
    let members = [
        ("amount_minor", long(input.amount_minor)),
        ("currency", text(input.currency)),
        ("entry", text(input.entry.name())),
        ("now_yymm", long(input.now_yymm.into())),
        ("card", card),
        ("terminal", terminal),
        ("merchant", merchant),
        ("usage", usage),
        ("fee", fee),
    ];
    Ok(Context::from_pairs(
        members.map(|(name, value)| (name.to_owned(), value)),
    )?)
}
