//! Some declines in full, as the gateway gets them: in both languages, for each audience.

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;
use tollgate_proto::v1::evidence::Value;
use tollgate_proto::v1::get_decision_request::Key;
use tollgate_proto::v1::{
    Audience, EvaluateResponse, Evidence, GetDecisionRequest, LimitUsage, Money, Reason,
    RetryAdvice,
};
use tollgate_workload::{Shop, way};
use tonic::transport::Channel;

use super::page::{self, bold, dim, labelled, number};
use super::summary::coloured;
use super::tally::Sample;
use super::traffic::{self, Traffic};

/// Leading reasons that are worth a look, a group for each decline that is shown.
const WANTED: [&[&str]; 4] = [
    &[
        "limit.qr.static_daily",
        "limit.card.daily_amount",
        "card.expired",
    ],
    &["issuer.maintenance", "issuer.circuit_open", "issuer.outage"],
    &[
        "terminal.location.out_of_area",
        "terminal.keys_stale",
        "terminal.temperature",
    ],
    &[
        "merchant.score.below_cutoff",
        "fee.contract_mismatch",
        "merchant.kyc.expired",
    ],
];

/// Shows a decline of each group, and of any other reason where a group has none.
pub(super) async fn show(address: &str, traffic: &Traffic, shops: &[Shop]) -> Result<()> {
    page::heading("Four declines in full");
    let mut samples = traffic.tally().samples.clone();
    let mut client = DecisionServiceClient::new(traffic::connect(address).await?);
    for codes in WANTED {
        let code = codes.iter().find(|code| samples.contains_key(**code));
        let code = code.map(|code| (*code).to_owned());
        let Some(code) = code.or_else(|| samples.keys().next().cloned()) else {
            return Ok(());
        };
        let Some(sample) = samples.remove(&code) else {
            return Ok(());
        };
        decline(&mut client, &sample, shops).await?;
    }
    Ok(())
}

async fn decline(
    client: &mut DecisionServiceClient<Channel>,
    sample: &Sample,
    shops: &[Shop],
) -> Result<()> {
    let shop = shops
        .iter()
        .find(|shop| shop.record.merchant_id == sample.payment.merchant_id);
    let shop = shop.context("an answer for a merchant that nobody loaded")?;
    let [english, chinese] = [
        ask(client, sample, "en", Audience::Operator).await?,
        ask(client, sample, "zh", Audience::Operator).await?,
    ];
    let place = Place::of(shop);
    page::gap();
    page::line(&format!(
        "{}  {}  {}",
        bold(
            &english
                .reasons
                .first()
                .map_or_else(String::new, |reason| reason.code.clone())
        ),
        coloured(english.outcome()),
        dim(&format!("DE39 {}", english.response_code)),
    ));
    payment(sample, shop, &place);
    for (answer, language) in [(&english, "English"), (&chinese, "中文")] {
        page::gap();
        texts(answer, language);
    }
    page::gap();
    facts(&english, &place);
    if english.reasons.iter().any(|reason| reason.operator_only) {
        let masked = ask(client, sample, "en", Audience::Merchant).await?;
        let told: Vec<&str> = (masked.reasons.iter())
            .map(|reason| reason.message.as_str())
            .collect();
        labelled("merchant sees", &told.join(" "));
    }
    Ok(())
}

/// A decision as it is told to `audience`.
pub(super) async fn ask(
    client: &mut DecisionServiceClient<Channel>,
    sample: &Sample,
    locale: &str,
    audience: Audience,
) -> Result<EvaluateResponse> {
    let request = GetDecisionRequest {
        key: Some(Key::DecisionId(sample.decision_id.clone())),
        locale: locale.into(),
        audience: audience.into(),
    };
    let answer = client.get_decision(request).await?.into_inner();
    answer.decision.context("an answer without a decision")
}

fn payment(sample: &Sample, shop: &Shop, place: &Place) {
    let payment = &sample.payment;
    let amount = payment.amount.as_ref().map(money).unwrap_or_default();
    let read = way(payment.entry_mode());
    let at = payment
        .occurred_at
        .as_ref()
        .map(|at| place.moment(at))
        .unwrap_or_default();
    page::line(&dim(&format!(
        "{amount}, {read}, at {} in {}, {at}",
        shop.record.name, shop.place.city,
    )));
}

/// What is told, and what each audience can do.
fn texts(answer: &EvaluateResponse, language: &str) {
    let mut label = language;
    for reason in &answer.reasons {
        labelled(label, &reason.message);
        label = "";
    }
    let audiences = match language {
        "English" => ["customer", "merchant", "operator"],
        _ => ["持卡人", "商户", "运营"],
    };
    let remedies = answer
        .reasons
        .first()
        .map_or(&[][..], |reason| &reason.remedies);
    for remedy in remedies {
        let audience = match remedy.audience() {
            Audience::Cardholder => audiences[0],
            Audience::Merchant => audiences[1],
            Audience::Operator | Audience::Unspecified => audiences[2],
        };
        labelled(&format!("  {audience}"), &remedy.text);
    }
}

/// What is the same in every language.
fn facts(answer: &EvaluateResponse, place: &Place) {
    for reason in &answer.reasons {
        if let Some(limit) = &reason.limit {
            labelled("limit", &usage(reason, limit, place));
        }
    }
    let leading = answer.reasons.first();
    let evidence: Vec<String> = (leading.iter())
        .flat_map(|reason| &reason.evidence)
        .map(|evidence| format!("{} {}", evidence.name, value(evidence, place)))
        .collect();
    if !evidence.is_empty() {
        labelled("evidence", &evidence.join(", "));
    }
    if let Some(advice) = &answer.retry {
        labelled("retry", &retry(advice, place));
    }
}

fn usage(reason: &Reason, limit: &LimitUsage, place: &Place) -> String {
    // A limit of money shows money as its evidence or in its text; a count does neither.
    let counts = limit.counter.ends_with("-count") || reason.code.contains("velocity");
    let figure = |figure: u64| match (counts, i64::try_from(figure)) {
        (false, Ok(minor_units)) => money(&Money {
            minor_units,
            currency: place.currency.into(),
        }),
        _ => number(figure),
    };
    let mut text = format!(
        "{}: {} of {} used, {} would pass now",
        limit.counter,
        figure(limit.used),
        figure(limit.cap),
        figure(limit.remaining),
    );
    if let Some(at) = &limit.resets_at {
        text.push_str(&format!("; resets {}", place.moment(at)));
    }
    text
}

fn retry(advice: &RetryAdvice, place: &Place) -> String {
    use tollgate_proto::v1::retry_advice::Kind;
    let kind = match advice.kind() {
        Kind::None | Kind::Unspecified => "nothing to retry",
        Kind::Once => "once more as it is",
        Kind::AfterFix => "after correcting the data",
        Kind::Reenter => "present the card or code again, or another way",
        Kind::OtherMeans => "with another card, code or channel",
        Kind::Wait => "later",
        Kind::AfterOperator => "after an operator has changed something",
        Kind::Never => "never",
    };
    match &advice.not_before {
        Some(at) => format!("{kind}, not before {}", place.moment(at)),
        None => kind.into(),
    }
}

fn value(evidence: &Evidence, place: &Place) -> String {
    match &evidence.value {
        Some(Value::Integer(integer)) => integer.to_string(),
        Some(Value::Money(amount)) => money(amount),
        Some(Value::Ppm(ppm)) => format!("{} %", f64::from(*ppm) / 10_000.0),
        Some(Value::Instant(at)) => place.moment(at),
        Some(Value::Text(text)) => text.clone(),
        None => "-".into(),
    }
}

fn money(money: &Money) -> String {
    let minor = money.minor_units.unsigned_abs();
    let sign = if money.minor_units < 0 { "-" } else { "" };
    match money.currency.as_str() {
        "JPY" => format!("JPY {sign}{}", number(minor)),
        currency => format!(
            "{currency} {sign}{}.{:02}",
            number(minor / 100),
            minor % 100
        ),
    }
}

/// How times and amounts read where a merchant is.
struct Place {
    zone: TimeZone,
    currency: &'static str,
}

impl Place {
    fn of(shop: &Shop) -> Self {
        Self {
            zone: TimeZone::get(shop.place.zone).unwrap_or(TimeZone::UTC),
            currency: shop.place.currency,
        }
    }

    /// A moment by the merchant's clock.
    fn moment(&self, at: &prost_types::Timestamp) -> String {
        let moment = Timestamp::new(at.seconds, at.nanos).unwrap_or_default();
        let local = moment.to_zoned(self.zone.clone());
        local.strftime("%-d %b %Y, %H:%M").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_as_its_currency_does() {
        for (minor_units, currency, text) in [
            (1_234_567, "CNY", "CNY 12,345.67"),
            (5, "USD", "USD 0.05"),
            (-250, "HKD", "HKD -2.50"),
            (1_980, "JPY", "JPY 1,980"),
        ] {
            let currency = currency.into();
            assert_eq!(
                money(&Money {
                    minor_units,
                    currency
                }),
                text
            );
        }
    }
}
