//! CEL: two programs, the score and the list of what the rules say. Fields of the input are
//! variables that are resolved as they are asked for; nothing is copied.

use anyhow::Context as _;
use cel::common::types::{CelBool, CelInt, CelList, CelString};
use cel::common::value::CowVal;
use cel::context::VariableResolver;
use cel::{Context, Program, Value};
use peer_rules::PeerRules;
use tollgate_policy::Policy;

use super::{Engine, Parts};
use crate::input::Input;
use crate::rules::{Choice, score};
use crate::verdict::{Catalogue, Verdict};

const RULES: &str = include_str!("../../rules/peers.cel");

pub(super) struct Cel<'a> {
    /// With the settings, which are made once.
    context: Context<'static, 'static>,
    score: Program,
    rules: Program,
    /// The codes of the rules, in their order.
    positions: Vec<usize>,
    catalogue: &'a Catalogue,
}

impl<'a> Cel<'a> {
    pub(super) fn new(parts: &Parts<'a>) -> anyhow::Result<Self> {
        let card = &parts.native.settings().scorecard;
        let (positions, rules) = parts.rules("score").list(RULES, parts.catalogue)?;
        let settings: serde_json::Value = serde_json::from_str(PeerRules::DEFAULT_SETTINGS)?;
        let mut context = Context::default();
        context.add_variable_from_value("settings", value(&settings));
        Ok(Self {
            context,
            score: Program::compile(&score(card, "merchant_", Choice::QuestionMark))?,
            rules: Program::compile(&rules)?,
            positions,
            catalogue: parts.catalogue,
        })
    }
}

impl Engine for Cel<'_> {
    fn name(&self) -> &'static str {
        "cel"
    }

    fn judge(&mut self, input: &Input) -> anyhow::Result<Verdict> {
        let fields = Fields(input);
        let mut context = self.context.new_inner_scope();
        context.set_variable_resolver(&fields);
        let score = Value::resolve_val(self.score.expression(), &context)?;
        let score = *score.downcast_ref::<CelInt>().context("a score")?;
        context.add_variable_as_val("score", Box::new(score));
        let fired = Value::resolve_val(self.rules.expression(), &context)?;
        let fired = fired.downcast_ref::<CelList<'_>>().context("a list")?;
        let mut verdict = Verdict::APPROVED;
        for (position, fired) in self.positions.iter().zip(fired.inner()) {
            if *fired
                .downcast_ref::<CelBool>()
                .context("true or false")?
                .inner()
            {
                verdict.add(*position, self.catalogue.outcome(*position));
            }
        }
        Ok(verdict)
    }
}

/// Settings as a value; all their numbers are whole.
fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, json)| (name.clone(), value(json)));
            Value::from(members.collect::<std::collections::HashMap<_, _>>())
        }
        serde_json::Value::Array(items) => Value::from(items.iter().map(value).collect::<Vec<_>>()),
        serde_json::Value::Number(number) => number.as_i64().map_or(Value::Null, Value::Int),
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Bool(flag) => Value::Bool(*flag),
        serde_json::Value::Null => Value::Null,
    }
}

/// The fields of an input by their names in the rules.
struct Fields<'a>(&'a Input);

impl VariableResolver for Fields<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        let Input {
            card,
            terminal,
            merchant,
            usage,
            fee,
            ..
        } = self.0;
        Some(match variable {
            "amount_minor" => int(self.0.amount_minor),
            "currency" => text(self.0.currency),
            "channel" => text(self.0.channel.name()),
            "entry" => text(self.0.entry.name()),
            "now_yymm" => int(self.0.now_yymm),
            "card_network" => text(card.network.name()),
            "card_length" => int(card.length),
            "card_luhn_ok" => flag(card.luhn_ok),
            "card_expiry_yymm" => int(card.expiry_yymm),
            "card_service_code_1" => int(card.service_code_1),
            "card_no_pin" => flag(card.no_pin),
            "terminal_chip_capable" => flag(terminal.chip_capable),
            "terminal_tpm" => int(terminal.tpm),
            "merchant_status" => text(merchant.status.name()),
            "merchant_mcc" => int(merchant.mcc),
            "merchant_kyc_expired" => flag(merchant.kyc_expired),
            "merchant_tenure_days" => int(merchant.tenure_days),
            "merchant_chargeback_bps" => int(merchant.chargeback_bps),
            "merchant_refund_bps" => int(merchant.refund_bps),
            "merchant_volume_ratio_pct" => int(merchant.volume_ratio_pct),
            "merchant_sales_count" => int(merchant.sales_count),
            "merchant_night_ppm" => int(merchant.night_ppm),
            "merchant_country" => text(merchant.country),
            "usage_merchant_day_amount" => int(usage.merchant_day_amount),
            "usage_merchant_day_count" => int(usage.merchant_day_count),
            "usage_card_day_amount" => int(usage.card_day_amount),
            "usage_qr_static_day_amount" => int(usage.qr_static_day_amount),
            "fee_rate_ppm" => int(fee.rate_ppm),
            "fee_contract_ppm" => int(fee.contract_ppm),
            "fee_max_share_ppm" => int(fee.max_share_ppm),
            "fee_surcharge_minor" => int(fee.surcharge_minor),
            _ => return None,
        })
    }
}

fn int<'v>(number: impl Into<i64>) -> CowVal<'v, 'v> {
    CowVal::owned(CelInt::from(number.into()))
}

fn flag<'v>(flag: bool) -> CowVal<'v, 'v> {
    CowVal::owned(CelBool::from(flag))
}

fn text<'v>(text: &'v str) -> CowVal<'v, 'v> {
    CowVal::owned(CelString::from(text))
}
