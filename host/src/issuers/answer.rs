//! What a reported outcome says of the issuer's system, by DE39.
//!
//! Any decision about the card is an answer, a refusal like any other: an issuer with many
//! cards out of funds is in good health. One table serves both response profiles: codes that
//! only UnionPay has are private use in ISO 8583:1987, and none of the two reads otherwise here.

use crate::limits::{Release, Report};

/// What a reported outcome says of the issuer's system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// There was an answer in time.
    pub answered: bool,
    /// The issuer's system decided: it approved the payment or refused it for a reason of the
    /// card, the account or the merchant.
    pub success: bool,
    /// Milliseconds that the issuer took.
    pub latency_ms: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// The issuer, or the way to it, can't process.
    CannotProcess,
    /// No answer came in time.
    NoAnswer,
    /// Nothing of the issuer: the payment did not leave the acquirer's side.
    Nothing,
}

/// The codes that are no decision of the issuer. Sources: UnionPay Q/CUP 006.6-2014 appendix
/// A.2; for 68, 90, 91, 92 and 96 also ISO 8583:1987, which has the same meanings.
const NO_DECISION: [(&str, Says); 11] = [
    // The issuer did not answer the switch in time.
    ("68", Says::NoAnswer),
    // The terminal and the acquirer have different batches: sign in again.
    ("77", Says::Nothing),
    // The day is being closed.
    ("90", Says::CannotProcess),
    // Down, signed off, closed, or its line is.
    ("91", Says::CannotProcess),
    // There is no way to the issuer.
    ("92", Says::CannotProcess),
    // The switch has a fault, or is under maintenance.
    ("96", Says::CannotProcess),
    // The terminal isn't registered.
    ("97", Says::Nothing),
    // The switch received no answer.
    ("98", Says::NoAnswer),
    // The PIN block is malformed: sign in again.
    ("99", Says::Nothing),
    // The message authentication code is wrong: sign in again.
    ("A0", Says::Nothing),
    // The acquirer isn't signed in.
    ("C1", Says::Nothing),
];

impl Answered {
    /// What a report says; `None` where it says nothing of the issuer. `response_code` is the
    /// issuer's DE39, empty where it isn't known.
    #[must_use]
    pub fn of(report: Report, response_code: &str, latency_ms: Option<u32>) -> Option<Self> {
        let (answered, success) = match report {
            Report::Authorized { .. } => (true, true),
            Report::Released(Release::TimedOut) => (false, false),
            Report::Released(Release::DeclinedByIssuer) => {
                let code = |(code, _): &&(&str, Says)| code.eq_ignore_ascii_case(response_code);
                match NO_DECISION.iter().find(code).map(|(_, says)| *says) {
                    None => (true, true),
                    Some(Says::CannotProcess) => (true, false),
                    Some(Says::NoAnswer) => (false, false),
                    Some(Says::Nothing) => return None,
                }
            }
            Report::Released(Release::Abandoned) | Report::Voided => return None,
        };
        Some(Self {
            answered,
            success,
            latency_ms,
        })
    }
}
