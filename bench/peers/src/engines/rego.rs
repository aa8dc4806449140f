//! regorus: Rego, compiled to a program of its virtual machine, which is kept.

use anyhow::Context as _;
use peer_rules::PeerRules;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::value::{Object, Set};
use regorus::{Rc, Value};
use tollgate::decision::Outcome;
use tollgate_policy::Policy;

use super::{Engine, Parts};
use crate::input::Input;
use crate::verdict::{Catalogue, Verdict, outcome_named};

const ENTRY_POINT: &str = "data.peers.verdict";
const RULES: &str = include_str!("../../rules/peers.rego");

pub(super) struct Rego<'a> {
    machine: RegoVM,
    keys: Keys,
    /// The members of the answer, with what they mean.
    outcomes: Vec<(Value, Outcome)>,
    catalogue: &'a Catalogue,
}

impl<'a> Rego<'a> {
    pub(super) fn new(parts: &Parts<'a>) -> anyhow::Result<Self> {
        let mut engine = regorus::Engine::new();
        engine.add_policy("peers.rego".into(), RULES.into())?;
        let compiled = engine.compile_with_entrypoint(&Rc::from(ENTRY_POINT))?;
        let program = Compiler::compile_from_policy(&compiled, &[ENTRY_POINT])
            .map_err(|error| anyhow::anyhow!("{error}"))?;
        let mut machine = RegoVM::new_with_policy(compiled);
        machine.load_program(program);
        machine.set_data(data()?)?;
        let outcomes = ["decline", "step_up", "review"]
            .map(|name| anyhow::Ok((Value::from(name), outcome_named(name)?)));
        Ok(Self {
            machine,
            keys: Keys::new(),
            outcomes: outcomes.into_iter().collect::<Result<_, _>>()?,
            catalogue: parts.catalogue,
        })
    }
}

impl Engine for Rego<'_> {
    fn name(&self) -> &'static str {
        "regorus, compiled"
    }

    fn judge(&mut self, input: &Input) -> anyhow::Result<Verdict> {
        self.machine.set_input(self.keys.value(input));
        let answer = self.machine.execute()?;
        let answer = answer.as_object()?;
        let mut verdict = Verdict::APPROVED;
        for (member, outcome) in &self.outcomes {
            let codes = answer.get(member).context("the answer has all outcomes")?;
            for code in codes.as_set()?.iter() {
                verdict.add(self.catalogue.position(code.as_string()?)?, *outcome);
            }
        }
        Ok(verdict)
    }
}

/// The settings as `data.settings`; what is asked for membership is a set.
fn data() -> anyhow::Result<Value> {
    let mut settings = Value::from_json_str(PeerRules::DEFAULT_SETTINGS)?;
    let members = settings.as_object_mut()?;
    let mccs = members.get_mut(&"prohibited_mccs".into()).context("MCCs")?;
    *mccs = set(mccs)?;
    let lengths = members.get_mut(&"lengths".into()).context("lengths")?;
    for (_, lengths) in lengths.as_object_mut()?.iter_mut() {
        *lengths = set(lengths)?;
    }
    Ok(object([(&"settings".into(), settings)]))
}

fn set(array: &Value) -> anyhow::Result<Value> {
    Ok(array
        .as_array()?
        .iter()
        .cloned()
        .collect::<Set>()
        .into_value())
}

fn object<const N: usize>(members: [(&Value, Value); N]) -> Value {
    let members = members.into_iter().map(|(key, value)| (key.clone(), value));
    members.collect::<Object>().into_value()
}

/// Makes values of inputs, with keys that are made once.
macro_rules! keys {
    ($($key:ident),+ $(,)?) => {
        struct Keys { $($key: Value),+ }

        impl Keys {
            fn new() -> Self {
                Self { $($key: stringify!($key).into()),+ }
            }
        }
    };
}
keys!(
    amount_minor,
    currency,
    channel,
    entry,
    now_yymm,
    card,
    network,
    length,
    luhn_ok,
    expiry_yymm,
    service_code_1,
    no_pin,
    terminal,
    chip_capable,
    tpm,
    merchant,
    status,
    mcc,
    kyc_expired,
    tenure_days,
    chargeback_bps,
    refund_bps,
    volume_ratio_pct,
    sales_count,
    night_ppm,
    country,
    usage,
    merchant_day_amount,
    merchant_day_count,
    card_day_amount,
    qr_static_day_amount,
    fee,
    rate_ppm,
    contract_ppm,
    max_share_ppm,
    surcharge_minor,
);

impl Keys {
    fn value(&self, input: &Input) -> Value {
        let Input {
            card,
            terminal,
            merchant,
            usage,
            fee,
            ..
        } = input;
        let card = object([
            (&self.network, card.network.name().into()),
            (&self.length, u32::from(card.length).into()),
            (&self.luhn_ok, card.luhn_ok.into()),
            (&self.expiry_yymm, u32::from(card.expiry_yymm).into()),
            (&self.service_code_1, u32::from(card.service_code_1).into()),
            (&self.no_pin, card.no_pin.into()),
        ]);
        let terminal = object([
            (&self.chip_capable, terminal.chip_capable.into()),
            (&self.tpm, terminal.tpm.into()),
        ]);
        let merchant = object([
            (&self.status, merchant.status.name().into()),
            (&self.mcc, u32::from(merchant.mcc).into()),
            (&self.kyc_expired, merchant.kyc_expired.into()),
            (&self.tenure_days, merchant.tenure_days.into()),
            (&self.chargeback_bps, merchant.chargeback_bps.into()),
            (&self.refund_bps, merchant.refund_bps.into()),
            (&self.volume_ratio_pct, merchant.volume_ratio_pct.into()),
            (&self.sales_count, merchant.sales_count.into()),
            (&self.night_ppm, merchant.night_ppm.into()),
            (&self.country, merchant.country.into()),
        ]);
        let usage = object([
            (&self.merchant_day_amount, usage.merchant_day_amount.into()),
            (&self.merchant_day_count, usage.merchant_day_count.into()),
            (&self.card_day_amount, usage.card_day_amount.into()),
            (
                &self.qr_static_day_amount,
                usage.qr_static_day_amount.into(),
            ),
        ]);
        let fee = object([
            (&self.rate_ppm, fee.rate_ppm.into()),
            (&self.contract_ppm, fee.contract_ppm.into()),
            (&self.max_share_ppm, fee.max_share_ppm.into()),
            (&self.surcharge_minor, fee.surcharge_minor.into()),
        ]);
        object([
            (&self.amount_minor, input.amount_minor.into()),
            (&self.currency, input.currency.into()),
            (&self.channel, input.channel.name().into()),
            (&self.entry, input.entry.name().into()),
            (&self.now_yymm, u32::from(input.now_yymm).into()),
            (&self.card, card),
            (&self.terminal, terminal),
            (&self.merchant, merchant),
            (&self.usage, usage),
            (&self.fee, fee),
        ])
    }
}
