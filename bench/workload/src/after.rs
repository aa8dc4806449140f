//! What becomes of a payment that was approved.

use tollgate_proto::v1::report_outcome_request::Result as Reported;
use tollgate_proto::v1::{Money, ReportOutcomeRequest};

use super::random::Random;

/// What the gateway reports.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct After {
    /// How it ends.
    pub ending: Ending,
    issuer_latency_ms: u32,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// The issuer authorized it.
    Authorized,
    /// The issuer authorized so many percent.
    AuthorizedInPart(u8),
    /// With this DE39.
    Declined(&'static str),
    /// No answer came from the issuer.
    TimedOut,
    /// It was never sent to the issuer.
    Abandoned,
    /// Authorized, then taken back.
    Voided,
}

impl After {
    pub(super) fn draw(random: &mut Random) -> Self {
        let ending = match random.unit() {
            ..0.930 => Ending::Authorized,
            ..0.945 => Ending::AuthorizedInPart(u8::try_from(random.between(50, 95)).unwrap_or(50)),
            ..0.965 => Ending::Declined("51"),
            ..0.975 => Ending::Declined("05"),
            ..0.980 => Ending::Declined("61"),
            ..0.986 => Ending::TimedOut,
            ..0.992 => Ending::Abandoned,
            _ => Ending::Voided,
        };
        Self {
            ending,
            issuer_latency_ms: random.between(60, 900),
        }
    }

    /// With this ending, where a story needs one.
    pub(super) fn ending(self, ending: Option<Ending>) -> Self {
        Self {
            ending: ending.unwrap_or(self.ending),
            ..self
        }
    }

    /// The reports to send, in order.
    pub fn reports(self, decision_id: &str, amount: Option<&Money>) -> Vec<ReportOutcomeRequest> {
        let report = |result: Reported| ReportOutcomeRequest {
            decision_id: decision_id.into(),
            result: result.into(),
            issuer_latency_ms: Some(self.issuer_latency_ms),
            ..ReportOutcomeRequest::default()
        };
        let answered = |result, code: &str| ReportOutcomeRequest {
            issuer_response_code: code.into(),
            ..report(result)
        };
        match self.ending {
            Ending::Authorized => vec![answered(Reported::Authorized, "00")],
            Ending::AuthorizedInPart(percent) => {
                let part = amount.map(|money| Money {
                    minor_units: (money.minor_units / 100 * i64::from(percent)).max(1),
                    currency: money.currency.clone(),
                });
                vec![ReportOutcomeRequest {
                    amount: part,
                    ..answered(Reported::Authorized, "10")
                }]
            }
            Ending::Declined(code) => vec![answered(Reported::DeclinedByIssuer, code)],
            Ending::TimedOut => vec![ReportOutcomeRequest {
                issuer_latency_ms: None,
                ..report(Reported::TimedOut)
            }],
            Ending::Abandoned => vec![report(Reported::Abandoned)],
            Ending::Voided => vec![
                answered(Reported::Authorized, "00"),
                report(Reported::Voided),
            ],
        }
    }

    /// What it is called in a table.
    pub fn name(self) -> &'static str {
        match self.ending {
            Ending::Authorized => "authorized",
            Ending::AuthorizedInPart(_) => "authorized in part",
            Ending::Declined(_) => "declined by the issuer",
            Ending::TimedOut => "no answer from the issuer",
            Ending::Abandoned => "abandoned",
            Ending::Voided => "authorized, then voided",
        }
    }
}
