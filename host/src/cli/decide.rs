//! `tollgate decide`: decides one payment without a host.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use tollgate_proto::json;
use zeroize::Zeroizing;

use super::answer;
use super::audience::Audience;
use super::client::tell;
use super::message;
use super::table::{Page, Style};
use super::words;
use crate::decision::Outcome;
use crate::evaluator::{Ask, Refusal};
use crate::reasons::Locale;
use crate::rpc::{decode, encode};
use offline::{Offline, Without};

mod offline;
#[cfg(test)]
mod tests;

/// The payment is not one that a gateway could send.
const MALFORMED: u8 = 2;
/// The name of what is no file.
const STANDARD_INPUT: &str = "-";
/// No payment is longer.
const INPUT_BYTES_MAX: u64 = 1 << 20;

const EXAMPLES: &str = "\
The policies decide as they would in a host, in a sandbox and with their settings. Limits stand at
zero: nothing was spent before. Now is the time at which the payment occurred; with --config, what
the configuration's clock says. Nothing is written.

Without --merchant and --merchants, profiles and the key of card tokens are those in the
configuration's data directory; without --config there are none.

Examples:
  tollgate decide payment.json --policies policies
  tollgate decide payment.json --config tollgate.toml --merchants merchants.jsonl
  tollgate decide payment.json --locale zh --audience cardholder
  jq -c '.amount.minorUnits = \"9900000\"' payment.json | tollgate decide - --json | jq .reasons

Exit code: 0 approve, 10 decline, 11 step up, 12 review; 1 where there is no decision, 2 where the
payment is malformed.";

/// Decide one payment without a host, and say why.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct DecideArgs {
    /// The payment in the contract's JSON form (`tollgate.v1.PreAuthorization`); - is standard
    /// input.
    file: PathBuf,
    /// The policy directory; otherwise that of the configuration, or `policies`.
    #[arg(long, value_name = "DIR")]
    pub(super) policies: Option<PathBuf>,
    /// The configuration of the host that would decide.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The merchant's profile in the contract's JSON form (`tollgate.v1.Merchant`).
    #[arg(long, value_name = "FILE", conflicts_with = "merchants")]
    pub(super) merchant: Option<PathBuf>,
    /// A file of merchants, one JSON object a line, the payment's among them.
    #[arg(long, value_name = "FILE")]
    pub(super) merchants: Option<PathBuf>,
    /// Language of the texts: en or zh.
    #[arg(long, value_name = "TAG", default_value = "en")]
    locale: String,
    /// Who reads the answer: what is masked for others, only operators see.
    #[arg(long, value_enum, default_value = "operator")]
    audience: Audience,
    /// Print the answer as a gateway gets it (`tollgate.v1.EvaluateResponse`), as JSON.
    #[arg(long)]
    json: bool,
}

/// Decides the payment and shows the answer.
///
/// # Errors
/// Where there is no decision.
pub(super) fn run(args: &DecideArgs) -> anyhow::Result<ExitCode> {
    let mut page = Page::new();
    let code = decide(args, &mut page)?;
    page.print()?;
    Ok(code)
}

fn decide(args: &DecideArgs, page: &mut Page) -> anyhow::Result<ExitCode> {
    let input = read(&args.file)?;
    let message = match message::read(&input) {
        Ok(message) => message,
        Err(problem) => return Ok(malformed(&args.file, &[problem])),
    };
    let offline = Offline::build(args, &message)?;
    let payment = match decode(message, &offline.vault) {
        Ok(payment) => payment,
        Err(problems) => {
            let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
            return Ok(malformed(&args.file, &problems));
        }
    };
    let ask = Ask {
        payment,
        dry_run: true,
        deadline: None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let answer = runtime.block_on(offline.evaluator.evaluate(ask));
    let decision = answer.map_err(refused)?.decision;
    let audience = args.audience.into();
    if args.json {
        let answer = encode(&decision, &decision.holds, &args.locale, audience, false);
        page.verbatim(&json::to_json("EvaluateResponse", &answer)?);
    } else {
        let locale = Locale::for_tag(&args.locale);
        let context = decision.told.context(locale, audience);
        answer::write(page, &decision, &context, words::WOULD_HOLD);
        closing(page, locale, offline.without);
    }
    Ok(code(decision.outcome))
}

/// What the reader must know of how this was decided.
fn closing(page: &mut Page, locale: Locale, without: Without) {
    page.blank();
    page.paragraph(0, words::said(words::ZERO, locale), Style::Faint);
    if without.merchant {
        page.paragraph(0, words::said(words::NO_MERCHANT, locale), Style::Caution);
    }
}

fn code(outcome: Outcome) -> ExitCode {
    ExitCode::from(match outcome {
        Outcome::Approve => 0,
        Outcome::Decline => 10,
        Outcome::StepUp => 11,
        Outcome::Review => 12,
    })
}

fn malformed(file: &Path, problems: &[String]) -> ExitCode {
    tell(&format!("error: {} is malformed", shown(file)));
    for problem in problems {
        tell(&format!("  {problem}"));
    }
    ExitCode::from(MALFORMED)
}

fn refused(refusal: Refusal) -> anyhow::Error {
    anyhow::anyhow!(match refusal {
        Refusal::DeadlineExceeded => "no decision within evaluator.deadline_ms",
        Refusal::Unavailable => "profiles cannot be read",
        Refusal::Overloaded | Refusal::Conflict | Refusal::NotRecorded | Refusal::NotReadBack =>
            "no decision",
    })
}

fn shown(file: &Path) -> String {
    if file == Path::new(STANDARD_INPUT) {
        "standard input".into()
    } else {
        format!("`{}`", file.display())
    }
}

/// Reads the file, wiped from memory after use: it may hold a card number.
fn read(file: &Path) -> anyhow::Result<Zeroizing<Vec<u8>>> {
    let shown = shown(file);
    let reader: Box<dyn Read> = if file == Path::new(STANDARD_INPUT) {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(file).with_context(|| format!("cannot open {shown}"))?)
    };
    let mut input = Zeroizing::new(Vec::new());
    reader
        .take(INPUT_BYTES_MAX + 1)
        .read_to_end(&mut input)
        .with_context(|| format!("cannot read {shown}"))?;
    if input.is_empty() {
        bail!("{shown} is empty");
    }
    ensure!(
        input.len() as u64 <= INPUT_BYTES_MAX,
        "{shown} is longer than 1 MiB: give one payment, `tollgate send` takes many"
    );
    Ok(input)
}
