//! The request that a payment completes, voids or refunds, wherever it is known from.

use crate::clock::Deadline;
use crate::history::History;
use crate::original::{Became, Former};
use crate::payment::Payment;

use super::{Evaluator, Refusal};

impl Evaluator {
    /// The request that the payment names, and what became of it; `None` where it names none, or
    /// there is none.
    ///
    /// # Errors
    /// Where the log cannot be read: a payment is not judged without what it names. Where time is
    /// up before it is found.
    pub(super) async fn original(
        &self,
        payment: &Payment,
        deadline: Deadline,
    ) -> Result<Option<(Former, Became)>, Refusal> {
        let request_id = &*payment.original_request_id;
        if request_id.is_empty() {
            return Ok(None);
        }
        tokio::time::timeout_at(deadline.instant().into(), self.look_for(request_id))
            .await
            .unwrap_or(Err(Refusal::DeadlineExceeded))
    }

    async fn look_for(&self, request_id: &str) -> Result<Option<(Former, Became)>, Refusal> {
        let Some(former) = self.former(request_id).await? else {
            return Ok(None);
        };
        let id = former.id;
        let stands = self.books().ledger.state(id.0);
        let became = match stands {
            Some(state) => Became::Stands(state),
            None if !former.approved => Became::Stands(crate::limits::State::NotApproved),
            None => {
                let find = move |history: &History| history.report(id);
                Became::Reported(self.search(find).await?)
            }
        };
        Ok(Some((former, became)))
    }

    async fn former(&self, request_id: &str) -> Result<Option<Former>, Refusal> {
        if let Some(former) = self.originals.get(request_id) {
            return Ok(Some(former));
        }
        if self.history.is_none() {
            // Nothing was ever recorded here.
            return Ok(None);
        }
        if let Some((id, position)) = self.remembered.by_request(request_id) {
            let find = move |history: &History| history.former(position);
            return self.read_back_unless_gone(id, find).await;
        }
        let request_id: Box<str> = request_id.into();
        let find = move |history: &History| history.find_former(&request_id);
        self.search(find).await
    }
}
