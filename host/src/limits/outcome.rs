//! What can become of a decision.
//!
//! Pending, then kept, released, given back or expired. Each end comes once: saying it again
//! is harmless, saying another is refused. Two ends are not the last word: what was kept can
//! be given back, and what expired takes a late report, for the issuer has already spoken.

use std::error::Error;
use std::fmt;

/// Why a hold was released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Release {
    /// The issuer declined.
    DeclinedByIssuer,
    /// The issuer gave no answer.
    TimedOut,
    /// The merchant or cardholder gave up.
    Abandoned,
}

/// An outcome as the gateway reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Report {
    /// The issuer authorized the payment.
    Authorized {
        /// Minor units; `None` for all that was asked. The rest is given back.
        amount: Option<u64>,
    },
    /// The payment didn't come about.
    Released(Release),
    /// It was authorized, reported or not, and then voided.
    Voided,
}

/// How a decision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It was no approval, so there is nothing to report.
    NotApproved,
    /// Approved; no outcome yet.
    Pending,
    /// No outcome came in time.
    Expired,
    /// Authorized.
    Kept {
        /// Minor units.
        amount: u64,
        /// Reported after expiry: it counts even where it exceeds a cap.
        late: bool,
    },
    /// Given back without an authorization.
    Released {
        /// Why.
        why: Release,
        /// Reported after expiry.
        late: bool,
    },
    /// Voided.
    GivenBack {
        /// Minor units that had been reported as authorized; `None` if no report came before.
        authorized: Option<u64>,
        /// The first report came after expiry.
        late: bool,
    },
}

/// What a report does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing: it was said before.
    Repeated,
    /// The decision now stands like this.
    To(State),
}

/// What a report would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The change.
    pub change: Change,
    /// The event must bring the entries of the decision, as they were when it was decided.
    pub needs_entries: bool,
}

/// Why a report is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportError {
    /// There is no such decision, or it was forgotten.
    Unknown,
    /// The decision was no approval.
    NotApproved,
    /// Another outcome was reported before.
    Conflict {
        /// How the decision stands.
        was: State,
    },
    /// More was authorized than asked for.
    AmountAboveHold {
        /// Minor units that were asked for.
        held: u64,
    },
    /// The event should have brought the entries of the decision, and brought none.
    EntriesMissing,
}

impl fmt::Display for ReportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => formatter.write_str("no such decision is remembered"),
            Self::NotApproved => formatter.write_str("the decision was not an approval"),
            Self::Conflict { was } => write!(formatter, "the decision was {} before", was.name()),
            Self::AmountAboveHold { held } => {
                write!(
                    formatter,
                    "more than the `{held}` minor units asked for was authorized"
                )
            }
            Self::EntriesMissing => {
                formatter.write_str("what the decision counted in was not brought")
            }
        }
    }
}

impl Error for ReportError {}

impl State {
    /// The stable name, as in messages and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotApproved => "not_approved",
            Self::Pending => "pending",
            Self::Expired => "expired",
            Self::Kept { .. } => "kept",
            Self::Released { .. } => "released",
            Self::GivenBack { .. } => "given_back",
        }
    }

    /// Minor units for which the decision counts as approved, `held` having been asked for;
    /// `None` where it doesn't count.
    pub(super) fn counted(self, held: u64) -> Option<u64> {
        match self {
            Self::Pending => Some(held),
            Self::Kept { amount, .. } => Some(amount),
            Self::NotApproved | Self::Expired | Self::Released { .. } | Self::GivenBack { .. } => {
                None
            }
        }
    }

    /// The issuer refused the payment.
    pub(super) fn is_refused(self) -> bool {
        matches!(
            self,
            Self::Released {
                why: Release::DeclinedByIssuer,
                ..
            }
        )
    }

    /// No report can change it any more.
    pub(super) fn is_final(self) -> bool {
        matches!(
            self,
            Self::NotApproved | Self::Released { .. } | Self::GivenBack { .. }
        )
    }

    /// What a report on a payment of `held` minor units does.
    pub(super) fn after(self, report: Report, held: u64) -> Result<Change, ReportError> {
        let to = match (self, report) {
            (Self::NotApproved, _) => return Err(ReportError::NotApproved),
            (Self::Pending | Self::Expired, report) => self.first(report, held)?,
            (Self::Kept { amount, late }, Report::Voided) => Self::GivenBack {
                authorized: Some(amount),
                late,
            },
            _ if self.says(report, held) => return Ok(Change::Repeated),
            _ => return Err(ReportError::Conflict { was: self }),
        };
        Ok(Change::To(to))
    }

    fn first(self, report: Report, held: u64) -> Result<Self, ReportError> {
        let late = self == Self::Expired;
        match report {
            Report::Authorized { amount } => match amount.unwrap_or(held) {
                amount if amount > held => Err(ReportError::AmountAboveHold { held }),
                amount => Ok(Self::Kept { amount, late }),
            },
            Report::Released(why) => Ok(Self::Released { why, late }),
            Report::Voided => Ok(Self::GivenBack {
                authorized: None,
                late,
            }),
        }
    }

    /// Whether the report was heard before. One that was delivered twice may arrive again
    /// after the next one, so an authorization that has since been voided is no news.
    fn says(self, report: Report, held: u64) -> bool {
        match (self, report) {
            (
                Self::Kept { amount: before, .. }
                | Self::GivenBack {
                    authorized: Some(before),
                    ..
                },
                Report::Authorized { amount },
            ) => amount.unwrap_or(held) == before,
            (Self::Released { why: before, .. }, Report::Released(why)) => why == before,
            (Self::GivenBack { .. }, Report::Voided) => true,
            _ => false,
        }
    }
}
