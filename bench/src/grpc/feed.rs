//! The payments to send, generated and encoded before they are.

use std::collections::VecDeque;
use std::sync::Arc;

use prost::Message as _;
use prost::bytes::Bytes;
use tollgate_proto::v1::EvaluateRequest;
use tollgate_workload::{Job, Workload};

/// What calls carry, by their numbers.
pub(crate) enum Messages {
    /// The same nothing for every call, without end.
    Empty,
    /// One for each call.
    Each(Vec<Bytes>),
}

impl Messages {
    /// The message of the call with this number, unless there are none left.
    pub(crate) fn get(&self, number: usize) -> Option<Bytes> {
        match self {
            Self::Empty => Some(Bytes::new()),
            Self::Each(messages) => messages.get(number).cloned(),
        }
    }

    /// How many calls can be made.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Empty => usize::MAX,
            Self::Each(messages) => messages.len(),
        }
    }
}

/// Some payments, in the order of their time.
pub(crate) struct Batch {
    /// What they are.
    pub(crate) jobs: Vec<Job>,
    /// The same, as they are sent.
    pub(crate) messages: Arc<Messages>,
}

/// The stream of payments. None is sent twice.
pub(crate) struct Feed {
    workload: Workload,
    /// Taken and not sent.
    left: VecDeque<Job>,
}

impl Feed {
    /// The stream of a workload.
    pub(crate) fn new(workload: Workload) -> Self {
        Self {
            workload,
            left: VecDeque::new(),
        }
    }

    /// The next payments.
    pub(crate) fn take(&mut self, count: usize) -> Batch {
        let left = self.left.drain(..count.min(self.left.len()));
        let mut jobs: Vec<Job> = left.collect();
        let more = count - jobs.len();
        jobs.extend(self.workload.by_ref().take(more));
        let messages = jobs.iter().map(encoded).collect();
        Batch {
            jobs,
            messages: Arc::new(Messages::Each(messages)),
        }
    }

    /// Takes back what is left when the first `sent` payments of a batch are sent.
    pub(crate) fn put_back(&mut self, mut jobs: Vec<Job>, sent: usize) {
        for job in jobs.drain(sent.min(jobs.len())..).rev() {
            self.left.push_front(job);
        }
    }
}

/// As a gateway asks.
fn encoded(job: &Job) -> Bytes {
    let request = EvaluateRequest {
        pre_authorization: Some(job.payment.clone()),
        ..EvaluateRequest::default()
    };
    request.encode_to_vec().into()
}
