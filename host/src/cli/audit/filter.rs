//! Which decisions are meant, as it is said on the command line.

use clap::{Args, ValueEnum};

use crate::decision;
use crate::trail::{Filter, instant, instant_after};

/// Which decisions.
#[derive(Debug, Default, Args)]
pub(super) struct FilterArgs {
    /// Only those of this merchant.
    #[arg(long, value_name = "ID")]
    pub(super) merchant: Option<String>,
    /// Only those of this terminal.
    #[arg(long, value_name = "ID")]
    pub(super) terminal: Option<String>,
    /// Only those with this reason; a code that ends in a dot stands for all that begin with it.
    #[arg(long, value_name = "CODE")]
    pub(super) reason: Option<String>,
    /// Only those with this outcome.
    #[arg(long, value_enum)]
    pub(super) outcome: Option<Outcome>,
    /// Only those decided then or later: 2026-11-23T09:30:00+08:00, or a date, which begins in
    /// UTC.
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub(super) since: Option<u64>,
    /// Only those decided before then; a date is meant to its end.
    #[arg(long, value_name = "TIME", value_parser = instant_after)]
    pub(super) until: Option<u64>,
    /// Only those from this record on.
    #[arg(long, value_name = "SEQUENCE")]
    pub(super) from: Option<u64>,
    /// Only those up to this record.
    #[arg(long, value_name = "SEQUENCE")]
    pub(super) to: Option<u64>,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Outcome {
    Approve,
    Decline,
    StepUp,
    Review,
}

impl FilterArgs {
    /// The decisions that are meant.
    pub(super) fn filter(&self) -> Filter {
        let text = |text: &Option<String>| text.as_deref().map(Into::into);
        Filter {
            merchant: text(&self.merchant),
            terminal: text(&self.terminal),
            reason: text(&self.reason),
            outcome: self.outcome.map(Into::into),
            since_ms: self.since,
            until_ms: self.until,
            from_sequence: self.from,
            to_sequence: self.to,
        }
    }
}

impl From<Outcome> for decision::Outcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Approve => Self::Approve,
            Outcome::Decline => Self::Decline,
            Outcome::StepUp => Self::StepUp,
            Outcome::Review => Self::Review,
        }
    }
}
