//! Lines on their way to the host and back: one reader, and workers that each wait for one answer.

use std::fmt;
use std::io::BufRead;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::sync::{Mutex, mpsc};
use tollgate_proto::v1::{self, decision_service_client::DecisionServiceClient};
use tonic::transport::Channel;
use tonic::{Code, Status};

use crate::cli::client::connect;
use crate::cli::lines::Lines;
use crate::cli::message;
use crate::clock::Stopwatch;
use crate::pan::holds_card_number;
use crate::profiles::mask;

/// A host that does not answer in this time will not.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// How lines are sent.
pub(super) struct Flight {
    pub(super) to: String,
    pub(super) connections: u16,
    pub(super) concurrency: u16,
    /// What is asked with every payment.
    pub(super) ask: v1::EvaluateRequest,
}

/// A line that was read.
struct Work {
    line: u64,
    end_byte: u64,
    message: Result<v1::PreAuthorization, String>,
}

/// What became of a line.
pub(super) struct Asked {
    /// From 1.
    pub(super) line: u64,
    /// Where the next line begins, in bytes.
    pub(super) end_byte: u64,
    /// Of the payment, fit to be kept; empty where the line was not readable.
    pub(super) request_id: String,
    pub(super) answer: Answer,
}

/// What became of a line.
pub(super) enum Answer {
    /// The line is no payment: why.
    Unreadable(String),
    /// The host had no answer.
    Refused(Status),
    Decided {
        decision: Box<v1::EvaluateResponse>,
        nanoseconds: u64,
    },
}

/// Why a line has no decision.
pub(super) struct Failure {
    /// The code of gRPC, or `UNREADABLE` where the host was not asked.
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            UNREADABLE => formatter.write_str(&self.message),
            code => write!(formatter, "{code}: {}", self.message),
        }
    }
}

const UNREADABLE: &str = "UNREADABLE";

impl Asked {
    /// Why the line has no decision; `None` where it has.
    pub(super) fn failure(&self) -> Option<Failure> {
        let (code, message) = match &self.answer {
            Answer::Decided { .. } => return None,
            Answer::Unreadable(message) => (UNREADABLE, message.as_str()),
            Answer::Refused(status) => (code(status.code()), status.message()),
        };
        Some(Failure {
            code,
            message: mask(message),
        })
    }
}

impl Flight {
    /// Opens the connections.
    ///
    /// # Errors
    /// Where no host is there.
    pub(super) async fn connect(&self) -> anyhow::Result<Vec<Channel>> {
        let mut channels = Vec::new();
        for _ in 0..self.connections {
            channels.push(connect(&self.to, ANSWER_TIMEOUT).await?);
        }
        Ok(channels)
    }

    /// Sends every line and hands over what became of it.
    ///
    /// # Errors
    /// Where the file breaks, `take` wants no more, or the user interrupts.
    pub(super) async fn send(
        self,
        channels: Vec<Channel>,
        file: impl BufRead + Send + 'static,
        mut take: impl FnMut(Asked) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let room = usize::from(self.concurrency);
        let (queue, work) = mpsc::channel(room);
        let (done, mut asked) = mpsc::channel(room);
        let work = Arc::new(Mutex::new(work));
        let ask = Arc::new(self.ask);
        for channel in channels.iter().cycle().take(room) {
            let client = DecisionServiceClient::new(channel.clone());
            tokio::spawn(follow(client, ask.clone(), work.clone(), done.clone()));
        }
        drop((work, done));
        let reading = tokio::task::spawn_blocking(move || read(file, &queue));
        let mut last = 0;
        loop {
            tokio::select! {
                next = asked.recv() => match next {
                    Some(asked) => {
                        last = asked.line.max(last);
                        take(asked).with_context(|| format!("after line {last}"))?;
                    }
                    None => break,
                },
                _ = tokio::signal::ctrl_c() => bail!("interrupted after line {last}"),
            }
        }
        reading.await.context("the reader")?.map_err(Into::into)
    }
}

/// Reads lines until the file ends or nobody wants more.
fn read(file: impl BufRead, queue: &mpsc::Sender<Work>) -> std::io::Result<()> {
    for line in Lines::new(file) {
        let line = line?;
        let work = Work {
            line: line.number,
            end_byte: line.end_byte,
            message: message::read(&line.raw),
        };
        if queue.blocking_send(work).is_err() {
            break;
        }
    }
    Ok(())
}

/// Asks about one line after the other.
async fn follow(
    mut client: DecisionServiceClient<Channel>,
    ask: Arc<v1::EvaluateRequest>,
    queue: Arc<Mutex<mpsc::Receiver<Work>>>,
    done: mpsc::Sender<Asked>,
) {
    loop {
        let Some(work) = queue.lock().await.recv().await else {
            return;
        };
        let Work {
            line,
            end_byte,
            message,
        } = work;
        let (request_id, answer) = match message {
            Err(problem) => (String::new(), Answer::Unreadable(problem)),
            Ok(message) => (
                fit_to_keep(&message.request_id),
                self::ask(&mut client, &ask, message).await,
            ),
        };
        let asked = Asked {
            line,
            end_byte,
            request_id,
            answer,
        };
        if done.send(asked).await.is_err() {
            return;
        }
    }
}

async fn ask(
    client: &mut DecisionServiceClient<Channel>,
    ask: &v1::EvaluateRequest,
    message: v1::PreAuthorization,
) -> Answer {
    let request = v1::EvaluateRequest {
        pre_authorization: Some(message),
        ..ask.clone()
    };
    let watch = Stopwatch::start();
    let answer = client.evaluate(request).await;
    let nanoseconds = u64::try_from(watch.elapsed().as_nanos()).unwrap_or(u64::MAX);
    match answer {
        Ok(answer) => Answer::Decided {
            decision: Box::new(answer.into_inner()),
            nanoseconds,
        },
        Err(status) => Answer::Refused(status),
    }
}

/// A request id as it may stand in a file: what looks like a card number in it is masked.
fn fit_to_keep(request_id: &str) -> String {
    if holds_card_number(request_id) {
        mask(request_id)
    } else {
        request_id.to_owned()
    }
}

/// The code as the gRPC specification writes it.
fn code(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
