//! A policy that a host would load, as a person reads it.

use std::path::Path;
use std::sync::Arc;

use super::counter;
use crate::cli::table::{Cell, Page, Style, Table, grouped, left, right, share, styled};
use crate::cli::words;
use crate::money::Currency;
use crate::policy::{OnFault, Policy, sample_facts};
use crate::reasons::{Locale, Reason, ResponseProfile};
use crate::sandbox::Instances;
use crate::wit::tollgate::policy::verdicts::FactGroups;

/// The groups of facts by their names in `wit/policy.wit`.
const GROUPS: [(FactGroups, &str); 13] = [
    (FactGroups::CARD, "card"),
    (FactGroups::PAYMENT_CODE, "payment-code"),
    (FactGroups::MERCHANT, "merchant"),
    (FactGroups::RISK_INDICATORS, "risk-indicators"),
    (FactGroups::FEE_CONTRACT, "fee-contract"),
    (FactGroups::TERMINAL, "terminal"),
    (FactGroups::TERMINAL_HEALTH, "terminal-health"),
    (FactGroups::ISSUER, "issuer"),
    (FactGroups::ROUTE, "route"),
    (FactGroups::ORIGINAL, "original"),
    (FactGroups::LISTINGS, "listings"),
    (FactGroups::IDENTIFIERS, "identifiers"),
    (FactGroups::ATTRIBUTES, "attributes"),
];

/// A policy and the file that it is from.
pub(super) struct Described<'a> {
    pub(super) policy: &'a Policy,
    pub(super) path: &'a Path,
    pub(super) bytes: u64,
}

impl Described<'_> {
    /// Writes what the policy is, with every text of its reasons where `texts` are asked for.
    pub(super) fn write(&self, page: &mut Page, texts: bool) {
        let policy = self.policy;
        page.blank();
        let version = format!(" {}", policy.version);
        page.line(&[(&policy.name, Style::Strong), (&version, Style::Plain)]);
        page.paragraph(0, &policy.summary, Style::Plain);
        page.table(2, &self.labels());
        if !policy.counters.is_empty() {
            page.blank();
            page.table(2, &counters(policy));
        }
        page.blank();
        page.table(2, &reasons(policy, texts));
    }

    fn labels(&self) -> Table {
        let policy = self.policy;
        let bytes = grouped(self.bytes);
        let mut table = Table::of_labels();
        table.label("module", format!("{}, {bytes} bytes", self.path.display()));
        table.label("digest", policy.digest.to_string());
        let file = self.path.with_extension("toml");
        let treated = if file.exists() {
            String::new()
        } else {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            format!(" (the defaults: there is no {name})")
        };
        let (mode, _) = words::mode(policy.mode);
        let on_fault = match policy.on_fault {
            OnFault::Decline => "decline".to_owned(),
            OnFault::Review => "review".to_owned(),
            OnFault::ApproveUpTo(most) => {
                format!("approve up to {} minor units", grouped(most))
            }
        };
        let rank = policy.rank;
        table.label(
            "treatment",
            format!("{mode}, rank {rank}, on a fault {on_fault}{treated}"),
        );
        let sample = sample_fuel(policy);
        table.label(
            "fuel",
            format!(
                "at most {}; sample request {} ({}), describe {}",
                grouped(policy.fuel),
                grouped(sample),
                share(sample, policy.fuel),
                grouped(policy.describe_fuel()),
            ),
        );
        let needs = GROUPS
            .iter()
            .filter(|(group, _)| policy.needs.contains(*group));
        let needs: Vec<_> = needs.map(|(_, name)| *name).collect();
        table.label(
            "needs",
            if needs.is_empty() {
                "the transaction alone".to_owned()
            } else {
                needs.join(", ")
            },
        );
        table
    }

    /// Writes the JSON Schema of the settings.
    pub(super) fn schema(&self, page: &mut Page) {
        page.heading(&format!("Settings of {}", self.policy.name));
        let text = &self.policy.settings_schema;
        let pretty = serde_json::from_str::<serde_json::Value>(text)
            .and_then(|schema| serde_json::to_string_pretty(&schema));
        for line in pretty.as_deref().unwrap_or(text).lines() {
            page.line(&[(line, Style::Plain)]);
        }
    }
}

/// The policies of a directory, a row each.
pub(super) fn overview(policies: &[Arc<Policy>]) -> Table {
    let mut table = Table::new([
        left("Policy"),
        left("Version"),
        left("Mode"),
        right("Rank"),
        right("Sample fuel"),
        right("Counters"),
        right("Reasons"),
    ]);
    for policy in policies {
        let (mode, _) = words::mode(policy.mode);
        table.row([
            Cell::from(&policy.name),
            (&policy.version).into(),
            mode.into(),
            policy.rank.to_string().into(),
            grouped(sample_fuel(policy)).into(),
            policy.counters.len().to_string().into(),
            policy.reasons.len().to_string().into(),
        ]);
    }
    table
}

/// Fuel that a plain request takes.
fn sample_fuel(policy: &Policy) -> u64 {
    let facts = sample_facts(policy.counters.len());
    let instances = &mut Instances::default();
    policy
        .judge(instances, &facts, Currency::NONE, u64::MAX)
        .fuel
}

fn counters(policy: &Policy) -> Table {
    let mut table = Table::new([left("Counter"), left("Total of")]);
    for named in &policy.counters {
        let told = counter::sentence(named.counter.spec());
        table.row([Cell::from(&named.name), told.into()]);
    }
    table
}

fn reasons(policy: &Policy, texts: bool) -> Table {
    let columns = ["Reason", "Effect", "DE39", "Retry", "Note"].map(left);
    let mut table = Table::new(columns);
    for reason in &policy.reasons {
        let (effect, _) = words::effect(reason.effect());
        table.row([
            Cell::from(reason.code()),
            styled(effect, words::effect_style(reason.effect())),
            response_codes(reason).into(),
            reason.retry().name().into(),
            note(reason).into(),
        ]);
        if texts {
            write_texts(&mut table, reason);
        }
    }
    table
}

fn note(reason: &Reason) -> &'static str {
    match (reason.of_claim(), reason.operator_only()) {
        (false, false) => "",
        (true, false) => "limit",
        (false, true) => "operators only",
        (true, true) => "limit, operators only",
    }
}

/// Under ISO 8583, and under `UnionPay` where that is another.
fn response_codes(reason: &Reason) -> String {
    let code = |profile| reason.response_code(profile);
    let (iso, unionpay) = (
        code(ResponseProfile::Iso8583),
        code(ResponseProfile::UnionPay),
    );
    match (iso, unionpay) {
        (Some(iso), Some(unionpay)) if iso != unionpay => {
            format!("{}/{}", iso.as_str(), unionpay.as_str())
        }
        (Some(code), _) | (None, Some(code)) => code.as_str().to_owned(),
        (None, None) => String::new(),
    }
}

fn write_texts(table: &mut Table, reason: &Reason) {
    for locale in Locale::ALL {
        table.note(reason.message(locale), Style::Plain);
        for (audience, remedy) in reason.remedies(locale) {
            let audience = words::said(words::audience(audience), locale);
            table.note(format!("{audience}: {remedy}"), Style::Faint);
        }
    }
}
