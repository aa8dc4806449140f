//! Phase 1: is there room, is there time, was the request seen before?

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::SemaphorePermit;

use crate::audit::Position;
use crate::clock::Deadline;
use crate::metrics::Phase;
use crate::record::{Decision, DecisionId};
use crate::remembered::{Seen, Ticket};

use super::{Ask, Evaluator, Refusal};

/// A request that was let in.
pub(super) enum Admitted<'a> {
    New(Permit<'a>),
    Repeated(Arc<Decision>),
}

/// Room for one request, and its id.
pub(super) struct Permit<'a> {
    /// `None` for a dry run.
    pub(super) ticket: Option<Ticket>,
    pub(super) deadline: Deadline,
    _room: SemaphorePermit<'a>,
}

impl Evaluator {
    pub(super) async fn admit(&self, ask: &Ask) -> Result<Admitted<'_>, Refusal> {
        let _phase = self.metrics.phase(Phase::Admit);
        let room = self.room.try_acquire().map_err(|_| Refusal::Overloaded)?;
        let own = Deadline::within(Duration::from_millis(self.config.deadline_ms));
        let deadline = ask.deadline.unwrap_or(own);
        // Requests that came meanwhile take their room, or are refused, before this one goes
        // on: without this the room would never fill, and the queue would grow unseen.
        tokio::task::yield_now().await;
        let ticket = if ask.dry_run {
            None
        } else {
            let mut gone = None;
            loop {
                match self.take_ticket(ask, deadline, gone).await? {
                    Ok(ticket) => break Some(ticket),
                    Err((id, position)) => match self.given_before(id, position).await? {
                        Some(given) => return Ok(Admitted::Repeated(given)),
                        None => gone = Some(id),
                    },
                }
            }
        };
        if deadline.left_ms() == 0 {
            return Err(Refusal::DeadlineExceeded);
        }
        Ok(Admitted::New(Permit {
            ticket,
            deadline,
            _room: room,
        }))
    }

    /// The right to decide the request, or where the answer is that was given to it before. One
    /// that is `gone` is no answer any more.
    async fn take_ticket(
        &self,
        ask: &Ask,
        deadline: Deadline,
        gone: Option<DecisionId>,
    ) -> Result<Result<Ticket, (DecisionId, Position)>, Refusal> {
        if self.log.as_ref().is_none_or(|log| log.stopped().is_some()) {
            return Err(Refusal::NotRecorded);
        }
        let payment = &ask.payment;
        loop {
            let now_ms = self.clock.latest_ms();
            let seen = self
                .remembered
                .look_up(&payment.request_id, &payment.content, now_ms, gone);
            match seen {
                Seen::New(ticket) => return Ok(Ok(ticket)),
                Seen::Decided(id, position) => return Ok(Err((id, position))),
                Seen::Conflict => return Err(Refusal::Conflict),
                Seen::Full => return Err(Refusal::Overloaded),
                // However it ended, the next look tells.
                Seen::InFlight(ended) => {
                    let ended = tokio::time::timeout_at(deadline.instant().into(), ended).await;
                    ended.map(drop).map_err(|_| Refusal::DeadlineExceeded)?;
                }
            }
        }
    }
}
