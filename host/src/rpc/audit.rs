//! `tollgate.v1.AuditService`: the log read, checked and replayed beside the decisions.
//!
//! All of it blocks for the disk or computes for long, so it runs on threads of its own, and an
//! answer that nobody takes any more stops the work.

use std::num::NonZero;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tollgate_proto::v1::{self, audit_service_server::AuditService};
use tonic::{Request, Response, Status};

use crate::audit::{self, Log, ReadError};
use crate::fold::Bounds;
use crate::policy::{Archive, Loader};
use crate::record::DecisionId;
use crate::replay::{Replayer, Step};
use crate::trail::{self, Filter, Trail, TrailError};

use super::bad_request;
use filter::Key;

mod filter;
mod wire;

pub use wire::{exported, logged};

/// Messages that wait for a caller to take them.
const WAITING: usize = 64;
/// Differences that one replay tells; the result counts all.
const DIVERGENCES_TOLD: u64 = 1_000;
/// Readings of the log at one time, verifications and replays not among them.
const READINGS_MAX: usize = 4;

/// What auditing needs.
pub struct Auditing {
    /// The log of the host.
    pub log: Arc<Log>,
    /// Makes policies again: [`Registry::for_replay`](crate::policy::Registry::for_replay).
    pub loader: Loader,
    /// The modules that were ever active.
    pub archive: Archive,
    /// What bounds the host's folds.
    pub bounds: Bounds,
    /// The key that checkpoints are signed with.
    pub public_key: [u8; 32],
}

/// The service on one log.
#[derive(Clone)]
pub struct AuditRpc {
    auditing: Arc<Auditing>,
    /// One verification or replay at a time.
    working: Arc<Semaphore>,
    reading: Arc<Semaphore>,
}

type Answers<T> = ReceiverStream<Result<T, Status>>;

impl AuditRpc {
    /// A service on what it needs.
    #[must_use]
    pub fn new(auditing: Auditing) -> Self {
        Self {
            auditing: Arc::new(auditing),
            working: Arc::new(Semaphore::new(1)),
            reading: Arc::new(Semaphore::new(READINGS_MAX)),
        }
    }

    fn place(room: &Arc<Semaphore>, what: &str) -> Result<OwnedSemaphorePermit, Status> {
        room.clone()
            .try_acquire_owned()
            .map_err(|_| Status::resource_exhausted(format!("{what}; try again when it is done")))
    }

    /// Works on a thread of its own, and answers with what `work` sends.
    fn stream<T: Send + 'static>(
        &self,
        place: OwnedSemaphorePermit,
        work: impl FnOnce(&Auditing, &Sending<T>) -> Result<(), TrailError> + Send + 'static,
    ) -> Response<Answers<T>> {
        let (sender, answers) = mpsc::channel(WAITING);
        let auditing = self.auditing.clone();
        tokio::task::spawn_blocking(move || {
            let sending = Sending(sender);
            if let Err(error) = work(&auditing, &sending) {
                // Whoever has gone is told nothing.
                let _ = sending.0.blocking_send(Err(failed(&error)));
            }
            drop(place);
        });
        Response::new(ReceiverStream::new(answers))
    }
}

/// Where answers go.
struct Sending<T>(mpsc::Sender<Result<T, Status>>);

impl<T> Sending<T> {
    /// Sends an answer; `false` where nobody takes it any more.
    fn send(&self, answer: T) -> bool {
        self.0.blocking_send(Ok(answer)).is_ok()
    }

    /// Sends what may as well not come; `false` where nobody takes anything any more.
    fn offer(&self, answer: T) -> bool {
        use mpsc::error::TrySendError;
        !matches!(self.0.try_send(Ok(answer)), Err(TrySendError::Closed(_)))
    }

    fn is_wanted(&self) -> bool {
        !self.0.is_closed()
    }
}

#[tonic::async_trait]
impl AuditService for AuditRpc {
    async fn get_log_status(
        &self,
        _: Request<v1::GetLogStatusRequest>,
    ) -> Result<Response<v1::GetLogStatusResponse>, Status> {
        let auditing = self.auditing.clone();
        let status = tokio::task::spawn_blocking(move || auditing.log.status());
        let status = status.await.map_err(|error| {
            tracing::error!(%error, "the log's status");
            Status::internal("the log's status is not known")
        })?;
        Ok(Response::new(wire::status(status)))
    }

    type ListDecisionsStream = Answers<v1::LoggedDecision>;

    async fn list_decisions(
        &self,
        request: Request<v1::ListDecisionsRequest>,
    ) -> Result<Response<Self::ListDecisionsStream>, Status> {
        let request = request.into_inner();
        let key = filter::key(&request).map_err(bad_request)?;
        let audience = filter::audience(request.audience).map_err(bad_request)?;
        let place = Self::place(&self.reading, "others read the log")?;
        Ok(self.stream(place, move |auditing, answers| {
            let is_wanted = || answers.is_wanted();
            let trail = Trail::new(auditing.log.reader(), &is_wanted);
            let (found, missing) = match key {
                Key::Decision(id) => (one(&trail, id)?, true),
                Key::Request(id) => (trail.by_request(&id)?, true),
                Key::Newest(filter, limit) => {
                    let found = trail.newest(&filter, limit)?;
                    (found, false)
                }
            };
            if found.is_empty() && missing {
                let missing = Status::not_found("no such decision is in the log");
                let _ = answers.0.blocking_send(Err(missing));
            }
            for logged in found {
                if !answers.send(wire::logged(&logged, &request.locale, audience)) {
                    break;
                }
            }
            Ok(())
        }))
    }

    type VerifyLogStream = Answers<v1::VerifyLogResponse>;

    async fn verify_log(
        &self,
        request: Request<v1::VerifyLogRequest>,
    ) -> Result<Response<Self::VerifyLogStream>, Status> {
        let request = request.into_inner();
        let expected = filter::checkpoints(&request.checkpoints).map_err(bad_request)?;
        let key = filter::public_key(&request.public_key).map_err(bad_request)?;
        let place = Self::place(&self.working, BUSY)?;
        Ok(self.stream(place, move |auditing, answers| {
            let key = key.unwrap_or(auditing.public_key);
            let reader = auditing.log.reader();
            let report = audit::verify(&reader, &expected, Some(&key), |done, total| {
                answers.offer(wire::verify_progress(done, total))
            });
            if let Some(report) = report.map_err(ReadError::Io)? {
                answers.send(wire::verified(&report));
            }
            Ok(())
        }))
    }

    type ReplayDecisionsStream = Answers<v1::ReplayDecisionsResponse>;

    async fn replay_decisions(
        &self,
        request: Request<v1::ReplayDecisionsRequest>,
    ) -> Result<Response<Self::ReplayDecisionsStream>, Status> {
        let filter = filter::filter(request.into_inner().filter.as_ref()).map_err(bad_request)?;
        let place = Self::place(&self.working, BUSY)?;
        Ok(self.stream(place, move |auditing, answers| {
            replay(auditing, &filter, answers)
        }))
    }

    type ExportRecordsStream = Answers<v1::ExportedRecord>;

    async fn export_records(
        &self,
        request: Request<v1::ExportRecordsRequest>,
    ) -> Result<Response<Self::ExportRecordsStream>, Status> {
        let filter = filter::filter(request.into_inner().filter.as_ref()).map_err(bad_request)?;
        let place = Self::place(&self.reading, "others read the log")?;
        Ok(self.stream(place, move |auditing, answers| {
            let reader = auditing.log.reader();
            trail::records(&reader, &filter, |record| {
                answers.send(wire::exported(&record))
            })
        }))
    }
}

/// Why a second one has to wait.
const BUSY: &str = "a verification or a replay runs already";

fn one(trail: &Trail<'_>, id: DecisionId) -> Result<Vec<trail::Logged>, TrailError> {
    Ok(trail.by_decision(id)?.into_iter().collect())
}

fn replay(
    auditing: &Auditing,
    filter: &Filter,
    answers: &Sending<v1::ReplayDecisionsResponse>,
) -> Result<(), TrailError> {
    use v1::replay_decisions_response::Step as Wire;
    let reader = auditing.log.reader();
    let last = reader.last_sequence()?;
    let replayer = Replayer {
        reader,
        loader: &auditing.loader,
        archive: &auditing.archive,
        bounds: auditing.bounds,
        workers: half_the_cores(),
    };
    let mut told = 0;
    let tally = replayer.run(filter, &mut |step| match step {
        Step::Progress(tally) => answers.offer(wire::replay_step(Wire::Progress(
            wire::replay_progress(tally, last),
        ))),
        Step::Divergence(divergence) => {
            told += 1;
            told > DIVERGENCES_TOLD
                || answers.send(wire::replay_step(Wire::Divergence(wire::divergence(
                    divergence,
                ))))
        }
    })?;
    answers.send(wire::replay_step(Wire::Result(wire::replayed(&tally))));
    Ok(())
}

/// So many threads that decisions keep theirs.
fn half_the_cores() -> NonZero<usize> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    NonZero::new(cores / 2).unwrap_or(NonZero::<usize>::MIN)
}

/// Why the log could not be read, as gRPC says it.
fn failed(error: &TrailError) -> Status {
    match error {
        TrailError::Log(ReadError::Io(_)) => {
            tracing::error!(%error, "reading the log for an auditor");
            Status::unavailable("the log cannot be read; see the host's log")
        }
        TrailError::Log(ReadError::Gone { .. }) => Status::not_found(error.to_string()),
        TrailError::Log(ReadError::Damage(_))
        | TrailError::Damaged { .. }
        | TrailError::Missing { .. } => {
            tracing::error!(%error, "reading the log for an auditor");
            Status::data_loss(error.to_string())
        }
    }
}
