//! `tollgate audit show`: decisions as they were recorded, and what became of them.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use tollgate_proto::json;

use super::filter::FilterArgs;
use super::place::PlaceArgs;
use super::{facts, since};
use crate::cli::answer;
use crate::cli::audience::Audience;
use crate::cli::client::tell;
use crate::cli::table::{Page, count};
use crate::cli::words;
use crate::decision;
use crate::profiles::quote;
use crate::reasons::Locale;
use crate::record::DecisionId;
use crate::rpc::logged;
use crate::trail::{Logged, Trail};

const EXAMPLES: &str = "\
A decision is shown as it was answered, in the language and for the reader that are asked for, with
the facts that the policies saw, what became of it, and where its record is. The newest come first.

Examples:
  tollgate audit show --request pay-20261123-0001
  tollgate audit show --merchant m-1 --outcome decline --since 2026-11-20 --limit 5
  tollgate audit show --reason limit. --audience cardholder --locale zh
  tollgate audit show --decision 01kdq3v7m2x8a9b4c5d6e7f8g9 --json | jq .recorded

A line of --json is `tollgate.v1.LoggedDecision` in the contract's JSON form.

Exit code: 0 where decisions were found, 1 where there is none or the log cannot be read.";

/// Show decisions as they were recorded, and what became of them.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ShowArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The decision with this id.
    #[arg(long, value_name = "ID", conflicts_with_all = ["request", "limit", "merchant", "terminal",
        "reason", "outcome", "since", "until", "from", "to"])]
    decision: Option<DecisionId>,
    /// The decisions on the request with this id.
    #[arg(long, value_name = "ID", conflicts_with_all = ["limit", "merchant", "terminal", "reason",
        "outcome", "since", "until", "from", "to"])]
    request: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// At most so many, the newest.
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    limit: usize,
    /// Language of the texts: en or zh.
    #[arg(long, value_name = "TAG", default_value = "en")]
    locale: String,
    /// Who reads the answer: facts, and what is masked for others, only operators see.
    #[arg(long, value_enum, default_value = "operator")]
    audience: Audience,
    /// Print a line of JSON for each decision.
    #[arg(long)]
    json: bool,
}

/// Shows the decisions.
///
/// # Errors
/// Where there is none, or the log cannot be read.
pub(super) fn run(args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let mut page = Page::new();
    show(args, &mut page)?;
    page.print()?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn show(args: &ShowArgs, page: &mut Page) -> anyhow::Result<()> {
    let place = args.place.open()?;
    let trail = Trail::new(place.reader.clone(), &|| true);
    let found = match (args.decision, &args.request) {
        (Some(id), _) => trail.by_decision(id)?.into_iter().collect(),
        (None, Some(id)) => trail.by_request(id)?,
        (None, None) => trail.newest(&args.filter.filter(), args.limit.max(1))?,
    };
    if found.is_empty() {
        let log = place.log.display();
        match (args.decision, &args.request) {
            (Some(id), _) => bail!("no decision {id} in `{log}`{}", since(&place.reader)?),
            (None, Some(id)) => {
                let id = quote(id);
                bail!(
                    "no decision on request {id} in `{log}`{}",
                    since(&place.reader)?
                )
            }
            (None, None) => bail!("no decision in `{log}` fits"),
        }
    }
    for (number, logged) in found.iter().enumerate() {
        if args.json {
            let audience = decision::Audience::from(args.audience);
            let message = self::logged(logged, &args.locale, audience);
            page.verbatim(&json::to_json("LoggedDecision", &message)?);
        } else {
            if number > 0 {
                page.blank();
            }
            write(
                page,
                logged,
                Locale::for_tag(&args.locale),
                args.audience.into(),
            );
        }
    }
    if !args.json && found.len() > 1 {
        tell(&count(found.len() as u64, "decision", "decisions"));
    }
    Ok(())
}

/// Writes one decision.
pub(super) fn write(
    page: &mut Page,
    logged: &Logged,
    locale: Locale,
    audience: decision::Audience,
) {
    let decision = logged.decision();
    let context = decision.told.context(locale, audience);
    answer::write(page, &decision, &context, words::HELD);
    if audience == decision::Audience::Operator {
        facts::seen(page, logged, &context);
    }
    facts::aftermath(page, logged, &context);
    facts::record(page, logged, &context);
}
