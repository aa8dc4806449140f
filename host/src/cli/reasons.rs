//! `tollgate reasons`: every reason that policies and the host can give, as a page.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};

use crate::clock;
use crate::config::Config;
use crate::decision::{Audience, Effect};
use crate::policy::{Loader, NotLoaded, Policy};
use crate::reasons::{Catalogue, HOST, Reason};
use crate::server;

mod json;
mod markdown;
#[cfg(test)]
mod tests;

const EXAMPLES: &str = "\
What a gateway, a merchant's helpdesk or a translator needs: each code with its effect, when to
retry, its DE39, what it carries, and its texts with what each reader can do.

Examples:
  tollgate reasons policies > REASONS.md
  tollgate reasons policies --format json | jq -r '.[].code'";

/// Print every reason that policies and the host can give.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ReasonsArgs {
    /// The policy directory.
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// The configuration of the host that runs them; its [sandbox] and [policy] hold.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Format::Markdown)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A page for people.
    Markdown,
    /// A list of objects.
    Json,
}

/// The reasons of one policy, or of the host.
struct Chapter {
    name: String,
    summary: String,
    reasons: Vec<Arc<Reason>>,
}

/// Prints the catalogue of a directory.
///
/// # Errors
/// Where the directory cannot be loaded.
pub(super) fn run(args: &ReasonsArgs) -> anyhow::Result<ExitCode> {
    let config = match &args.config {
        Some(file) => Config::read(file)?,
        None => Config::default(),
    };
    let chapters = chapters(&server::loader(&config, None, None)?, args)?;
    let text = match args.format {
        Format::Markdown => markdown::page(&chapters),
        Format::Json => json::page(&chapters)? + "\n",
    };
    io::stdout()
        .write_all(text.as_bytes())
        .context("cannot print the reasons")?;
    Ok(ExitCode::SUCCESS)
}

fn chapters(loader: &Loader, args: &ReasonsArgs) -> anyhow::Result<Vec<Chapter>> {
    let set = match loader.load(&args.directory, None, clock::host_ms()) {
        Ok(set) => set,
        Err(NotLoaded(problems)) => bail!("{}", problems.join("\n")),
    };
    let mut chapters: Vec<Chapter> = set.policies().map(|(policy, _)| chapter(policy)).collect();
    chapters.push(hosts_own()?);
    Ok(chapters)
}

fn chapter(policy: &Arc<Policy>) -> Chapter {
    Chapter {
        name: policy.name.to_string(),
        summary: policy.summary.to_string(),
        reasons: policy.reasons.to_vec(),
    }
}

/// The host's own: of those that exist once for each effect, the strictest.
fn hosts_own() -> anyhow::Result<Chapter> {
    let none = Catalogue::new::<&str>([]).map_err(|problems| anyhow::anyhow!(problems.join("\n")));
    let own = none.context("the host's own reasons")?;
    let mut reasons: Vec<Arc<Reason>> = own.reasons().cloned().collect();
    reasons.sort_by(|one, other| one.code().cmp(other.code()));
    reasons.dedup_by(|one, other| one.code() == other.code());
    Ok(Chapter {
        name: HOST.into(),
        summary: "What the host finds itself: a policy that failed, or no answer at all.".into(),
        reasons,
    })
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Reject => "reject",
        Effect::StepUp => "step-up",
        Effect::Review => "review",
        Effect::Advise => "advise",
        Effect::Factor => "factor",
    }
}

fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Cardholder => "cardholder",
        Audience::Merchant => "merchant",
        Audience::Operator => "operator",
    }
}
