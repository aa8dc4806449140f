//! `tollgate report`: why payments failed, and what to do about it.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use clap::{Args, ValueEnum};
use jiff::tz::TimeZone;

use super::audit::place::PlaceArgs;
use super::client::tell;
use super::table::Page;
use crate::decision;
use crate::reasons::Locale;
use crate::report::{Asked, Report, Scope};
use crate::trail::{instant_after_in, instant_in};
use crate::wit::tollgate::policy::facts;

mod html;
mod reading;
mod shown;
#[cfg(test)]
mod tests;
mod text;
mod words;

const EXAMPLES: &str = "\
A payment failed that was not approved, or that was approved and then did not come about: the issuer
declined or gave no answer, somebody gave up, or nothing was reported in time. Its cause is the
reason that led its answer. All of the log is read; nothing is evaluated and nothing changed.

Days and hours are those of each merchant unless --zone names one; with it, a date of --since or
--until is a day there, otherwise a day in UTC.

Examples:
  tollgate report --data data --since 2026-11-01 --until 2026-11-30
  tollgate report --merchant m-1 --audience merchant --locale zh --format html --output m-1.html
  tollgate report --issuer icbc --channel pos --zone Asia/Shanghai
  tollgate report --format json | jq '.causes[] | {code, payments, share_ppm}'

The page is one file without scripts that loads nothing; it prints on A4. The JSON is for other
programs: docs/OPERATIONS.md says what is in it.

Exit code: 0 where the report was written, also where no payment fits; 1 where the log cannot be
read or the file not be written.";

/// Why payments failed, how often, for how much, and what to do.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Only payments of this merchant.
    #[arg(long, value_name = "ID")]
    merchant: Option<String>,
    /// Only payments at this terminal.
    #[arg(long, value_name = "ID")]
    terminal: Option<String>,
    /// Only payments with cards of this issuer.
    #[arg(long, value_name = "ID")]
    issuer: Option<String>,
    /// Only payments that came this way.
    #[arg(long, value_enum)]
    channel: Option<Channel>,
    /// Only payments decided then or later: 2026-11-23T09:30:00+08:00, or a date.
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only payments decided before then; a date is meant to its end.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Language of the report: en or zh.
    #[arg(long, value_name = "TAG", default_value = "en")]
    locale: String,
    /// Time zone of days and hours, such as Asia/Shanghai; otherwise each merchant's own.
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    zone: Option<TimeZone>,
    /// Who reads it: reasons for operators only are masked for others. For a merchant, name the
    /// merchant too.
    #[arg(long, value_enum, default_value = "operator")]
    audience: Reader,
    /// As what.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Write it there instead of to standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Channel {
    Pos,
    Qr,
    Online,
    InApp,
    MailOrTelephone,
    Atm,
}

impl From<Channel> for facts::Channel {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Pos => Self::Pos,
            Channel::Qr => Self::Qr,
            Channel::Online => Self::Online,
            Channel::InApp => Self::InApp,
            Channel::MailOrTelephone => Self::MailOrTelephone,
            Channel::Atm => Self::Atm,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reader {
    /// The person at the counter.
    Merchant,
    /// The person who runs the gateway; sees what is masked for others.
    Operator,
}

impl From<Reader> for decision::Audience {
    fn from(reader: Reader) -> Self {
        match reader {
            Reader::Merchant => Self::Merchant,
            Reader::Operator => Self::Operator,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal.
    Text,
    /// For other programs.
    Json,
    /// One page with charts, to read or to print.
    Html,
}

fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| "must be a time zone such as Asia/Shanghai or UTC".to_owned())
}

/// Makes the report and writes it.
///
/// # Errors
/// Where the log cannot be read, or the report not be written.
pub(super) fn run(args: &ReportArgs) -> anyhow::Result<ExitCode> {
    let asked = asked(args)?;
    let place = args.place.open()?;
    let locale = asked.locale;
    let report = reading::read(&place.reader, asked)
        .with_context(|| format!("cannot read the log in `{}`", place.log.display()))?;
    write(args, &report, locale)?;
    Ok(ExitCode::SUCCESS)
}

fn asked(args: &ReportArgs) -> anyhow::Result<Asked> {
    let audience = args.audience.into();
    if audience == decision::Audience::Merchant && args.merchant.is_none() {
        bail!("a report for a merchant must not tell of others: name it with --merchant ID");
    }
    let zone = args.zone.clone().unwrap_or(TimeZone::UTC);
    let since = args.since.as_deref().map(|text| instant_in(text, &zone));
    let until = args
        .until
        .as_deref()
        .map(|text| instant_after_in(text, &zone));
    let text = |text: &Option<String>| text.as_deref().map(Into::into);
    Ok(Asked {
        scope: Scope {
            merchant: text(&args.merchant),
            terminal: text(&args.terminal),
            issuer: text(&args.issuer),
            channel: args.channel.map(Into::into),
            since_ms: since
                .transpose()
                .map_err(|expected| anyhow!("--since {expected}"))?,
            until_ms: until
                .transpose()
                .map_err(|expected| anyhow!("--until {expected}"))?,
        },
        locale: Locale::for_tag(&args.locale),
        audience,
        zone: args.zone.clone(),
    })
}

fn write(args: &ReportArgs, report: &Report, locale: Locale) -> anyhow::Result<()> {
    let text = match args.format {
        Format::Json => {
            let mut text = serde_json::to_string_pretty(report)?;
            text.push('\n');
            text
        }
        Format::Html => html::page(report, locale),
        Format::Text if args.output.is_none() => {
            let mut page = Page::new();
            text::write(&mut page, report, locale);
            page.print()?;
            return Ok(());
        }
        Format::Text => {
            let mut page = Page::plain();
            text::write(&mut page, report, locale);
            page.into_text()
        }
    };
    let Some(file) = &args.output else {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        return Ok(out.flush()?);
    };
    fs::write(file, text).with_context(|| format!("cannot write `{}`", file.display()))?;
    tell(&format!("written to {}", file.display()));
    Ok(())
}
