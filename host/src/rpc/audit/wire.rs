//! What is in the log, as the contract's messages.
//!
//! The messages of the log itself are passed on as they are.

use prost::Message;
use tollgate_proto::v1::{
    self, aftermath, exported_record, replay_decisions_response, verify_log_response,
};

use crate::audit::{Checkpoint, Cut, Kind, Position, Record, Report, Status, hex};
use crate::decision::Audience;
use crate::record::DecisionId;
use crate::replay::{Difference, Divergence, Tally};
use crate::rpc::wire::{encode, timestamp};
use crate::trail::{Aftermath, Became, Logged};

/// Where a record is.
fn position(at: Position) -> v1::LogPosition {
    v1::LogPosition {
        sequence: at.sequence,
        segment: at.segment,
        offset: at.offset,
    }
}

/// A decision as it was recorded, in the language `locale`, for `audience`.
#[must_use]
pub fn logged(of: &Logged, locale: &str, audience: Audience) -> v1::LoggedDecision {
    let decision = of.decision();
    let answer = encode(&decision, &decision.holds, locale, audience, false);
    let is_operator = audience == Audience::Operator;
    let seen = &of.seen;
    let merchant = seen.merchant.as_ref().filter(|_| is_operator);
    let issuer = seen.issuer.as_ref().filter(|_| is_operator);
    v1::LoggedDecision {
        position: Some(position(of.position)),
        hash: hex(&of.hash),
        answer: Some(answer),
        recorded: is_operator.then(|| again(&of.payload)),
        merchant: merchant.map(|known| again(&known.payload)),
        issuer: issuer.map(|known| again(&known.payload)),
        aftermath: of.aftermath.iter().map(self::aftermath).collect(),
    }
}

/// The message that a payload is. It was read before, so it can be.
fn again<M: Message + Default>(payload: &[u8]) -> M {
    M::decode(payload).unwrap_or_default()
}

fn aftermath(of: &Aftermath) -> v1::Aftermath {
    let what = match of.event {
        Became::Reported(_) => aftermath::What::Outcome(again(&of.payload)),
        Became::Expired(_) => aftermath::What::Expiry(again(&of.payload)),
    };
    v1::Aftermath {
        position: Some(position(of.position)),
        at: Some(timestamp(of.event.at_ms())),
        what: Some(what),
    }
}

/// A record as it is. What cannot be read is passed on as bytes.
#[must_use]
pub fn exported(of: &Record) -> v1::ExportedRecord {
    use exported_record::Record as Wire;
    fn read<M: Message + Default>(payload: &[u8], wire: impl FnOnce(M) -> Wire) -> Wire {
        M::decode(payload).map_or_else(|_| Wire::Unknown(payload.to_vec()), wire)
    }
    let payload = &*of.payload;
    let record = match of.kind {
        Kind::Decision => read(payload, Wire::Decision),
        Kind::Outcome => read(payload, Wire::Outcome),
        Kind::Expiry => read(payload, Wire::Expiry),
        Kind::PolicySet => read(payload, Wire::PolicySet),
        Kind::Merchant => read(payload, Wire::Merchant),
        Kind::Issuer => read(payload, Wire::Issuer),
        Kind::ProfileChange => read(payload, Wire::ProfileChange),
        Kind::Start => read(payload, Wire::Start),
        Kind::SetChange => read(payload, Wire::SetChange),
        Kind::Checkpoint => Checkpoint::decode(payload).map_or_else(
            || Wire::Unknown(payload.to_vec()),
            |checkpoint| Wire::Checkpoint(self::checkpoint(&checkpoint)),
        ),
    };
    let last = of.refs.iter().rposition(|offset| *offset > 0);
    let refs = of.refs.iter().take(last.map_or(0, |last| last + 1));
    v1::ExportedRecord {
        position: Some(position(of.position)),
        hash: hex(&of.hash),
        durability: of.durability.to_string(),
        refs: refs.copied().collect(),
        decision_id: decision_id(&record),
        record: Some(record),
    }
}

/// The id of the decision that a record is, or is about; empty for others.
fn decision_id(record: &exported_record::Record) -> String {
    use exported_record::Record as Wire;
    let id = match record {
        Wire::Decision(decision) => &decision.decision_id,
        Wire::Outcome(outcome) => &outcome.decision_id,
        Wire::Expiry(expiry) => &expiry.decision_id,
        _ => return String::new(),
    };
    let id = <[u8; 16]>::try_from(id.as_slice()).map(u128::from_be_bytes);
    id.map_or_else(|_| String::new(), |id| DecisionId(id).to_string())
}

fn checkpoint(of: &Checkpoint) -> v1::LogCheckpoint {
    v1::LogCheckpoint {
        sequence: of.sequence,
        hash: hex(&of.hash),
        at: Some(timestamp(of.at_ms)),
        public_key: hex(&of.public_key),
        signature: hex(&of.signature),
    }
}

/// How the log stands.
pub(super) fn status(of: Status) -> v1::GetLogStatusResponse {
    v1::GetLogStatusResponse {
        durability: of.durability.to_string(),
        sequence: of.sequence,
        synced_sequence: of.synced,
        segments: of.segments as u64,
        bytes: of.bytes,
        waiting: of.queued as u64,
        stopped: of.stopped.unwrap_or_default(),
        cut: of.cut.map(cut),
        checkpoint_sequence: of.checkpoint.map_or(0, |checkpoint| checkpoint.sequence),
        snapshot_sequence: of.snapshot.unwrap_or(0),
        trouble: of.trouble.unwrap_or_default(),
    }
}

fn cut(of: Cut) -> v1::LogCut {
    v1::LogCut {
        segment: of.segment,
        offset: of.offset.into(),
        sequence: of.sequence,
        bytes: of.bytes,
    }
}

/// Something that came out otherwise.
pub(super) fn divergence(of: Divergence) -> v1::Divergence {
    let Difference {
        policy,
        field,
        recorded,
        replayed,
    } = of.difference;
    v1::Divergence {
        position: Some(position(of.position)),
        decision_id: of.decision.to_string(),
        policy: policy.map(|policy| policy.to_string()).unwrap_or_default(),
        field,
        recorded,
        replayed,
    }
}

/// What a replay came to.
pub(super) fn replayed(of: &Tally) -> v1::ReplayResult {
    v1::ReplayResult {
        decisions: of.decisions,
        same: of.same,
        different: of.different,
        not_evaluated: of.not_evaluated(),
        stopped_by_time: of.stopped_by_time,
        divergences: of.divergences,
        refused_sets: (of.refused.iter())
            .map(|(revision, set)| v1::RefusedSet {
                revision: revision.to_string(),
                problems: set.problems.clone(),
                decisions: set.decisions,
            })
            .collect(),
        limits_not_counted: of.limits_not_counted.clone().unwrap_or_default(),
    }
}

pub(super) fn verify_progress(bytes_done: u64, bytes_total: u64) -> v1::VerifyLogResponse {
    v1::VerifyLogResponse {
        step: Some(verify_log_response::Step::Progress(v1::LogProgress {
            bytes_done,
            bytes_total,
        })),
    }
}

/// What a verification found.
pub(super) fn verified(of: &Report) -> v1::VerifyLogResponse {
    let damage = of.damage.as_ref().map(|damage| v1::LogDamage {
        segment: damage.segment,
        offset: damage.offset.into(),
        sequence: damage.sequence,
        what: damage.what.to_string(),
    });
    v1::VerifyLogResponse {
        step: Some(verify_log_response::Step::Result(v1::VerifyResult {
            records: of.records,
            segments: of.segments,
            first_sequence: of.first,
            last_sequence: of.last,
            checkpoints: of.checkpoints,
            damage,
        })),
    }
}

/// How far a replay is.
#[must_use]
pub(super) fn replay_progress(of: &Tally, last: u64) -> v1::ReplayProgress {
    v1::ReplayProgress {
        records: of.records,
        sequence: of.last.map_or(0, |last| last.sequence),
        last_sequence: last,
        decisions: of.decisions,
        divergences: of.divergences,
    }
}

pub(super) fn replay_step(step: replay_decisions_response::Step) -> v1::ReplayDecisionsResponse {
    v1::ReplayDecisionsResponse { step: Some(step) }
}
