//! `tollgate check`: says what policies are, or what is wrong with them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;

use super::table::{Page, Style, count};
use crate::clock;
use crate::config::Config;
use crate::policy::{Loader, NotLoaded, Policy};
use crate::server;
use described::Described;

mod counter;
mod described;
#[cfg(test)]
mod tests;

/// Some policy would not be loaded.
const PROBLEMS: u8 = 2;

const EXAMPLES: &str = "\
A module is looked at, compiled, configured and tried exactly as by a host that loads it, in a
process and a sandbox with bounds. A directory is also checked as a whole: each .toml has its .wasm,
and no two enforced policies have a reason of the same code.

Examples:
  tollgate check policies
  tollgate check target/wasm/fees.wasm --schema
  tollgate check policies/fees.wasm --texts | less
  tollgate check new/*.wasm --config /etc/tollgate/tollgate.toml

Exit code: 0 where nothing is wrong, 2 where a host would refuse a policy, 1 where it could not be
checked.";

/// Say what policies are, or what is wrong with them.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct CheckArgs {
    /// Modules, each with its .toml beside it, or whole policy directories.
    #[arg(required = true, value_name = "FILE.wasm|DIR")]
    paths: Vec<PathBuf>,
    /// The configuration of the host that shall run them; its [sandbox] and [policy] hold.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print every text of every reason in all languages.
    #[arg(long)]
    texts: bool,
    /// Print the JSON Schema of the settings.
    #[arg(long)]
    schema: bool,
}

/// Checks each path and shows what it is or what is wrong.
///
/// # Errors
/// Where it could not be checked.
pub(super) fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let mut page = Page::new();
    let code = check(args, &mut page)?;
    page.print()?;
    Ok(code)
}

fn check(args: &CheckArgs, page: &mut Page) -> anyhow::Result<ExitCode> {
    let config = match &args.config {
        Some(file) => Config::read(file)?,
        None => Config::default(),
    };
    let loader = server::loader(&config, None, None)?;
    let (mut loaded, mut problems) = (0, 0);
    for path in &args.paths {
        let kind = fs::metadata(path)
            .with_context(|| format!("cannot open `{}`", path.display()))?
            .file_type();
        let shown = if kind.is_dir() {
            directory(page, &loader, path, args)?
        } else {
            module(page, &loader, path, args)?
        };
        match shown {
            Ok(policies) => loaded += policies,
            Err(NotLoaded(found)) => {
                self::problems(page, path, &found);
                problems += found.len() as u64;
            }
        }
    }
    page.blank();
    let policies = count(loaded, "policy", "policies");
    if problems == 0 {
        let told = format!("{policies}, nothing wrong");
        page.line(&[(&told, Style::Good)]);
    } else {
        let told = count(problems, "problem", "problems");
        let others = match loaded {
            0 => String::new(),
            _ => format!("; {policies} without any"),
        };
        page.line(&[(&told, Style::Bad), (&others, Style::Plain)]);
    }
    Ok(match problems {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(PROBLEMS),
    })
}

/// Shows one module, and says how many policies it is: none where it is off.
fn module(
    page: &mut Page,
    loader: &Loader,
    path: &Path,
    args: &CheckArgs,
) -> io::Result<Result<u64, NotLoaded>> {
    match loader.load_one(path, clock::host_ms()) {
        Ok(Some(policy)) => {
            self::policy(page, &policy, path, args)?;
            Ok(Ok(1))
        }
        Ok(None) => {
            let shown = path.display().to_string();
            page.blank();
            page.line(&[
                (&shown, Style::Strong),
                ("  mode = \"off\": a host does not load it", Style::Caution),
            ]);
            Ok(Ok(0))
        }
        Err(problems) => Ok(Err(problems)),
    }
}

/// Shows every policy of a directory, and says how many there are.
fn directory(
    page: &mut Page,
    loader: &Loader,
    path: &Path,
    args: &CheckArgs,
) -> io::Result<Result<u64, NotLoaded>> {
    let set = match loader.load(path, None, clock::host_ms()) {
        Ok(set) => set,
        Err(problems) => return Ok(Err(problems)),
    };
    let policies: Vec<_> = set.policies().map(|(policy, _)| policy.clone()).collect();
    for policy in &policies {
        let module = path.join(format!("{}.wasm", policy.name));
        self::policy(page, policy, &module, args)?;
    }
    page.blank();
    page.table(0, &described::overview(&policies));
    let shared = format!(
        "{}, {}, policy set {}",
        count(set.counters().len() as u64, "counter", "counters"),
        count(
            policies
                .iter()
                .map(|policy| policy.reasons.len() as u64)
                .sum(),
            "reason",
            "reasons"
        ),
        set.revision().chars().take(12).collect::<String>(),
    );
    page.paragraph(0, &shared, Style::Faint);
    Ok(Ok(policies.len() as u64))
}

fn policy(page: &mut Page, policy: &Arc<Policy>, path: &Path, args: &CheckArgs) -> io::Result<()> {
    let described = Described {
        policy,
        path,
        bytes: fs::metadata(path)?.len(),
    };
    described.write(page, args.texts);
    if args.schema {
        described.schema(page);
    }
    Ok(())
}

fn problems(page: &mut Page, path: &Path, problems: &[String]) {
    let shown = path.display().to_string();
    page.blank();
    page.line(&[(&shown, Style::Strong), ("  refused", Style::Bad)]);
    for problem in problems {
        page.paragraph(2, problem, Style::Plain);
    }
}
