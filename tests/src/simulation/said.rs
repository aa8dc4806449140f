//! What the records of a log say, read as an auditor reads them: by the published messages.

use std::collections::HashMap;

use prost::Message as _;
use tollgate::audit::{Kind, Record};
use tollgate_proto::log::v1 as log;
use tollgate_proto::v1;

/// What a record says, as far as promises are about it.
#[derive(Clone, Debug)]
pub enum Said {
    /// An answer was given.
    Decided(Decided),
    /// A report was taken.
    Reported(Reported),
    /// A hold ended because no report came.
    Expired {
        /// Of the decision.
        id: u128,
        /// When.
        at_ms: u64,
    },
    /// Nothing that a promise is about.
    Other,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The decision's id.
    pub id: u128,
    /// The request's.
    pub request_id: String,
    /// The first half of the request's digest.
    pub content: [u8; 16],
    /// The first six bytes of the id.
    pub at_ms: u64,
    /// What was answered.
    pub outcome: v1::Outcome,
    /// How long it holds what it holds.
    pub hold_ms: u64,
    /// Of the policy set that judged.
    pub revision: String,
}

/// A report.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The decision's id.
    pub id: u128,
    /// When it came.
    pub at_ms: u64,
    /// What became of the payment.
    pub result: v1::report_outcome_request::Result,
    /// Authorized, where it says so.
    pub amount: Option<u64>,
}

/// Reads records in their order.
#[derive(Debug, Default)]
pub struct Reading {
    /// Revisions by segment and offset: decisions name them by that.
    revisions: HashMap<(u64, u32), String>,
}

impl Reading {
    /// What a record says.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&mut self, record: &Record) -> Result<Said, String> {
        let told = |error: prost::DecodeError| format!("its payload is none: {error}");
        let payload = record.payload.as_slice();
        Ok(match record.kind {
            Kind::PolicySet => {
                let set = log::PolicySet::decode(payload).map_err(told)?;
                let place = (record.position.segment, record.position.offset);
                self.revisions.insert(place, set.revision);
                Said::Other
            }
            Kind::Decision => {
                let message = log::Decision::decode(payload).map_err(told)?;
                Said::Decided(self.decided(record, message)?)
            }
            Kind::Outcome => {
                let message = log::Outcome::decode(payload).map_err(told)?;
                Said::Reported(Reported {
                    id: id(&message.decision_id)?,
                    at_ms: message.at_ms,
                    result: message.result(),
                    amount: message.amount,
                })
            }
            Kind::Expiry => {
                let message = log::Expiry::decode(payload).map_err(told)?;
                Said::Expired {
                    id: id(&message.decision_id)?,
                    at_ms: message.at_ms,
                }
            }
            _ => Said::Other,
        })
    }

    fn decided(&self, record: &Record, message: log::Decision) -> Result<Decided, String> {
        let id = id(&message.decision_id)?;
        let place = (record.position.segment, record.refs[0]);
        let revision = self.revisions.get(&place);
        let conclusion = message.conclusion.ok_or("it has no conclusion")?;
        Ok(Decided {
            id,
            content: (message.content.as_slice())
                .try_into()
                .map_err(|_| "its content is not 16 bytes")?,
            at_ms: u64::try_from(id >> 80).map_err(|_| "its id has no time")?,
            outcome: conclusion.outcome(),
            hold_ms: conclusion.hold_ms,
            revision: revision
                .ok_or("there is no policy set where it says")?
                .clone(),
            request_id: message.request_id,
        })
    }
}

fn id(bytes: &[u8]) -> Result<u128, String> {
    let bytes = bytes
        .try_into()
        .map_err(|_| "its decision id is not 16 bytes")?;
    Ok(u128::from_be_bytes(bytes))
}
