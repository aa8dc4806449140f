//! ZEN: the same expressions twice, compiled beforehand. Once by themselves, in a virtual machine
//! that is kept; once as a decision of the whole engine.

use anyhow::Context as _;
use peer_rules::PeerRules;
use serde_json::json;
use tokio::runtime::Runtime;
use tollgate_policy::Policy;
use zen_engine::model::{DecisionContent, GraphContent};
use zen_engine::{Decision, DecisionEngine};
use zen_expression::expression::{Expression, Standard};
use zen_expression::variable::{Symbol, ToVariable, VariableMap};
use zen_expression::vm::VM;
use zen_expression::{Variable, compile_expression};

use super::{Engine, Parts};
use crate::input::Input;
use crate::rules::{Choice, score};
use crate::verdict::{Catalogue, Verdict};

const RULES: &str = include_str!("../../rules/peers.zen");

/// What reads the list of what the rules say.
struct Reader<'a> {
    /// The codes of the rules, in their order.
    positions: Vec<usize>,
    catalogue: &'a Catalogue,
}

impl Reader<'_> {
    fn verdict(&self, fired: &Variable) -> anyhow::Result<Verdict> {
        let fired = fired.as_array().context("a list")?;
        let mut verdict = Verdict::APPROVED;
        for (position, fired) in self.positions.iter().zip(fired.borrow().iter()) {
            if fired.as_bool().context("true or false")? {
                verdict.add(*position, self.catalogue.outcome(*position));
            }
        }
        Ok(verdict)
    }
}

/// The two expressions, and what else both engines need.
struct Written<'a> {
    score: String,
    rules: String,
    settings: Variable,
    reader: Reader<'a>,
}

/// Writes the rules, in which the score has this name.
fn write<'a>(parts: &Parts<'a>, score_name: &str) -> anyhow::Result<Written<'a>> {
    let (positions, rules) = parts.rules(score_name).list(RULES, parts.catalogue)?;
    let settings: serde_json::Value = serde_json::from_str(PeerRules::DEFAULT_SETTINGS)?;
    let card = &parts.native.settings().scorecard;
    Ok(Written {
        score: score(card, "merchant.", Choice::QuestionMark),
        rules,
        settings: settings.into(),
        reader: Reader {
            positions,
            catalogue: parts.catalogue,
        },
    })
}

/// Expressions by themselves.
pub(super) struct Expressions<'a> {
    machine: VM,
    score: Expression<Standard>,
    rules: Expression<Standard>,
    settings: Variable,
    reader: Reader<'a>,
}

impl<'a> Expressions<'a> {
    pub(super) fn new(parts: &Parts<'a>) -> anyhow::Result<Self> {
        let written = write(parts, "score")?;
        Ok(Self {
            machine: VM::new(),
            score: compile_expression(&written.score)?,
            rules: compile_expression(&written.rules)?,
            settings: written.settings,
            reader: written.reader,
        })
    }
}

impl Engine for Expressions<'_> {
    fn name(&self) -> &'static str {
        "zen-expression, bare expressions"
    }

    fn judge(&mut self, input: &Input) -> anyhow::Result<Verdict> {
        let known = variable(input, &self.settings);
        let score = self.score.evaluate_with(known.clone(), &mut self.machine)?;
        let members = known.as_object().context("an object")?;
        members
            .borrow_mut()
            .insert(Symbol::from_static("score"), score);
        let fired = self.rules.evaluate_with(known, &mut self.machine)?;
        self.reader.verdict(&fired)
    }
}

/// A decision: input, expressions, output.
pub(super) struct Decided<'a> {
    runtime: Runtime,
    decision: Decision,
    settings: Variable,
    reader: Reader<'a>,
}

impl<'a> Decided<'a> {
    pub(super) fn new(parts: &Parts<'a>) -> anyhow::Result<Self> {
        let written = write(parts, "$.score")?;
        let content: GraphContent = serde_json::from_value(json!({
            "nodes": [
                { "id": "input", "name": "input", "type": "inputNode", "content": {} },
                { "id": "rules", "name": "rules", "type": "expressionNode", "content": {
                    "expressions": [
                        { "id": "score", "key": "score", "value": written.score },
                        { "id": "fired", "key": "fired", "value": written.rules },
                    ],
                } },
                { "id": "output", "name": "output", "type": "outputNode", "content": {} },
            ],
            "edges": [
                { "id": "in", "type": "edge", "sourceId": "input", "targetId": "rules" },
                { "id": "out", "type": "edge", "sourceId": "rules", "targetId": "output" },
            ],
        }))?;
        let content = DecisionContent::from(content).into();
        let mut decision = DecisionEngine::default().create_decision(content)?;
        decision.validate()?;
        decision.compile();
        Ok(Self {
            runtime: tokio::runtime::Builder::new_current_thread().build()?,
            decision,
            settings: written.settings,
            reader: written.reader,
        })
    }
}

impl Engine for Decided<'_> {
    fn name(&self) -> &'static str {
        "zen-engine, one decision"
    }

    fn judge(&mut self, input: &Input) -> anyhow::Result<Verdict> {
        let known = variable(input, &self.settings);
        let answer = self.runtime.block_on(self.decision.evaluate(known));
        let answer = answer.map_err(|error| anyhow::anyhow!("zen-engine: {error}"))?;
        let fired = answer.result.dot("fired").context("what fired")?;
        self.reader.verdict(&fired)
    }
}

fn object<const N: usize>(members: [(&'static str, Variable); N]) -> Variable {
    // One more, for the score.
    let mut object = VariableMap::with_capacity(N + 1);
    for (name, value) in members {
        object.insert(Symbol::from_static(name), value);
    }
    Variable::from_object(object)
}

fn variable(input: &Input, settings: &Variable) -> Variable {
    let Input {
        card,
        terminal,
        merchant,
        usage,
        fee,
        ..
    } = input;
    let card = object([
        ("network", card.network.name().to_variable()),
        ("length", card.length.to_variable()),
        ("luhn_ok", card.luhn_ok.to_variable()),
        ("expiry_yymm", card.expiry_yymm.to_variable()),
        ("service_code_1", card.service_code_1.to_variable()),
        ("no_pin", card.no_pin.to_variable()),
    ]);
    let terminal = object([
        ("chip_capable", terminal.chip_capable.to_variable()),
        ("tpm", terminal.tpm.to_variable()),
    ]);
    let merchant = object([
        ("status", merchant.status.name().to_variable()),
        ("mcc", merchant.mcc.to_variable()),
        ("kyc_expired", merchant.kyc_expired.to_variable()),
        ("tenure_days", merchant.tenure_days.to_variable()),
        ("chargeback_bps", merchant.chargeback_bps.to_variable()),
        ("refund_bps", merchant.refund_bps.to_variable()),
        ("volume_ratio_pct", merchant.volume_ratio_pct.to_variable()),
        ("sales_count", merchant.sales_count.to_variable()),
        ("night_ppm", merchant.night_ppm.to_variable()),
        ("country", merchant.country.to_variable()),
    ]);
    let usage = object([
        (
            "merchant_day_amount",
            usage.merchant_day_amount.to_variable(),
        ),
        ("merchant_day_count", usage.merchant_day_count.to_variable()),
        ("card_day_amount", usage.card_day_amount.to_variable()),
        (
            "qr_static_day_amount",
            usage.qr_static_day_amount.to_variable(),
        ),
    ]);
    let fee = object([
        ("rate_ppm", fee.rate_ppm.to_variable()),
        ("contract_ppm", fee.contract_ppm.to_variable()),
        ("max_share_ppm", fee.max_share_ppm.to_variable()),
        ("surcharge_minor", fee.surcharge_minor.to_variable()),
    ]);
    object([
        ("amount_minor", input.amount_minor.to_variable()),
        ("currency", input.currency.to_variable()),
        ("channel", input.channel.name().to_variable()),
        ("entry", input.entry.name().to_variable()),
        ("now_yymm", input.now_yymm.to_variable()),
        ("card", card),
        ("terminal", terminal),
        ("merchant", merchant),
        ("usage", usage),
        ("fee", fee),
        ("settings", settings.clone()),
    ])
}
