//! `tollgate.v1.DecisionService`.

use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;
use tollgate_proto::v1::{self, decision_service_server::DecisionService};
use tonic::{Code, Request, Response, Status, Streaming};

use crate::clock::Deadline;
use crate::decision::Audience;
use crate::evaluator::{Answer, Ask, Evaluator, Issued, Refusal, ReportRefused, holds_in};
use crate::limits::{Release, Report, ReportError, State};
use crate::metrics::Metrics;
use crate::pan::{Vault, holds_card_number};
use crate::profiles::FieldProblem;
use crate::record::DecisionId;

use super::timeout::deadline;
use super::wire::{amount_of, decode, encode, hold};
use super::{bad_request, refusal};

/// Requests of one stream in work at one time.
const STREAM_CONCURRENCY: usize = 64;

/// The service on one evaluator.
#[derive(Clone)]
pub struct DecisionRpc {
    /// Decides.
    pub evaluator: Arc<Evaluator>,
    /// Makes tokens of card numbers.
    pub vault: Arc<Vault>,
    /// Counts refusals.
    pub metrics: Arc<Metrics>,
}

impl DecisionRpc {
    async fn answer(
        &self,
        request: v1::EvaluateRequest,
        deadline: Option<Deadline>,
    ) -> Result<v1::EvaluateResponse, Status> {
        let answered = self.decide(request, deadline).await;
        answered.inspect_err(|status| self.metrics.refused(code_name(status.code())))
    }

    async fn decide(
        &self,
        request: v1::EvaluateRequest,
        deadline: Option<Deadline>,
    ) -> Result<v1::EvaluateResponse, Status> {
        let v1::EvaluateRequest {
            pre_authorization,
            locale,
            dry_run,
            audience,
        } = request;
        let audience = self::audience(audience)?;
        let message = pre_authorization.ok_or_else(|| missing("pre_authorization"))?;
        let payment = decode(message, &self.vault).map_err(bad_request)?;
        let ask = Ask {
            payment,
            dry_run,
            deadline,
        };
        let answered = self.evaluator.evaluate(ask).await;
        let Answer { decision, repeated } =
            answered.map_err(|refusal| self.refused(refusal, &locale))?;
        Ok(encode(
            &decision,
            &decision.holds,
            &locale,
            audience,
            repeated,
        ))
    }
}

#[tonic::async_trait]
impl DecisionService for DecisionRpc {
    async fn evaluate(
        &self,
        request: Request<v1::EvaluateRequest>,
    ) -> Result<Response<v1::EvaluateResponse>, Status> {
        let deadline = deadline(request.metadata().as_ref());
        self.answer(request.into_inner(), deadline)
            .await
            .map(Response::new)
    }

    type EvaluateStreamStream = ReceiverStream<Result<v1::EvaluateStreamResponse, Status>>;

    async fn evaluate_stream(
        &self,
        request: Request<Streaming<v1::EvaluateRequest>>,
    ) -> Result<Response<Self::EvaluateStreamStream>, Status> {
        let (answers, stream) = mpsc::channel(STREAM_CONCURRENCY);
        let service = self.clone();
        tokio::spawn(async move { service.follow(request.into_inner(), answers).await });
        Ok(Response::new(ReceiverStream::new(stream)))
    }

    async fn report_outcome(
        &self,
        request: Request<v1::ReportOutcomeRequest>,
    ) -> Result<Response<v1::ReportOutcomeResponse>, Status> {
        let (id, issued) = issued(request.into_inner())?;
        let reported = self.evaluator.report(id, issued).await;
        let reported = reported.map_err(report_refused)?;
        let holds = reported.holds.iter().map(hold).collect();
        Ok(Response::new(v1::ReportOutcomeResponse { holds }))
    }

    async fn get_decision(
        &self,
        request: Request<v1::GetDecisionRequest>,
    ) -> Result<Response<v1::GetDecisionResponse>, Status> {
        use v1::get_decision_request::Key;
        let request = request.into_inner();
        let standing = match request
            .key
            .ok_or_else(|| missing("decision_id or request_id"))?
        {
            Key::DecisionId(id) => self.evaluator.by_decision(decision_id(&id)?).await,
            Key::RequestId(id) => self.evaluator.by_request(&id).await,
        };
        let standing = standing
            .map_err(|refusal| self.refused(refusal, &request.locale))?
            .ok_or_else(|| Status::not_found("no such decision is in the log"))?;
        let audience = self::audience(request.audience)?;
        let holds = holds_in(&standing.decision, standing.state);
        let decision = encode(&standing.decision, &holds, &request.locale, audience, true);
        Ok(Response::new(v1::GetDecisionResponse {
            decision: Some(decision),
            outcome: standing
                .state
                .map_or(v1::report_outcome_request::Result::Unspecified, result)
                .into(),
            expired: standing.state == Some(State::Expired),
        }))
    }
}

impl DecisionRpc {
    /// Answers the requests of one stream as they are decided, not in their order.
    async fn follow(
        self,
        mut requests: Streaming<v1::EvaluateRequest>,
        answers: mpsc::Sender<Result<v1::EvaluateStreamResponse, Status>>,
    ) {
        let room = Arc::new(Semaphore::new(STREAM_CONCURRENCY));
        while let Some(request) = requests.next().await {
            let request = match request {
                Ok(request) => request,
                Err(status) => {
                    // The client is told what its stream broke on, if it is still there.
                    let _ = answers.send(Err(status)).await;
                    return;
                }
            };
            let Ok(place) = room.clone().acquire_owned().await else {
                return;
            };
            let (service, answers) = (self.clone(), answers.clone());
            tokio::spawn(async move {
                let answer = service.stream_answer(request).await;
                // A client that has gone can ask again: the answer is remembered.
                let _ = answers.send(Ok(answer)).await;
                drop(place);
            });
        }
    }

    fn refused(&self, refusal: Refusal, locale: &str) -> Status {
        refusal::status(refusal, self.evaluator.set().catalogue(), locale)
    }

    async fn stream_answer(&self, request: v1::EvaluateRequest) -> v1::EvaluateStreamResponse {
        use v1::evaluate_stream_response::Result as StreamResult;
        let asked = request.pre_authorization.as_ref();
        // As it was sent, for it says whose answer this is; but no card number is sent back.
        let request_id = match asked.map(|asked| &*asked.request_id) {
            Some(id) if holds_card_number(id) => crate::profiles::mask(id),
            Some(id) => id.to_owned(),
            None => String::new(),
        };
        let result = match self.answer(request, None).await {
            Ok(response) => StreamResult::Response(response),
            Err(status) => StreamResult::Error(v1::StreamError {
                code: status.code().into(),
                message: status.message().to_owned(),
                reason: refusal::reason(&status),
            }),
        };
        v1::EvaluateStreamResponse {
            request_id,
            result: Some(result),
        }
    }
}

/// Reads a report.
fn issued(request: v1::ReportOutcomeRequest) -> Result<(DecisionId, Issued), Status> {
    use v1::report_outcome_request::Result as Told;
    let report = match Told::try_from(request.result) {
        Ok(Told::Authorized) => Report::Authorized { amount: None },
        Ok(Told::DeclinedByIssuer) => Report::Released(Release::DeclinedByIssuer),
        Ok(Told::TimedOut) => Report::Released(Release::TimedOut),
        Ok(Told::Abandoned) => Report::Released(Release::Abandoned),
        Ok(Told::Voided) => Report::Voided,
        Ok(Told::Unspecified) => return Err(missing("result")),
        Err(_) => {
            return Err(problem(
                "result",
                "has a number that this host does not know",
            ));
        }
    };
    let amount = match &request.amount {
        None => None,
        Some(money) => Some(amount_of(money).ok_or_else(|| {
            problem(
                "amount.currency",
                "must be an active ISO 4217 code in capitals, such as CNY",
            )
        })?),
    };
    let code = request.issuer_response_code;
    if !code.is_empty() && !is_response_code(&code) {
        return Err(problem(
            "issuer_response_code",
            "must be the two characters of DE39, letters or digits",
        ));
    }
    let advice = request.merchant_advice_code;
    if !advice.is_empty() && !is_response_code(&advice) {
        return Err(problem(
            "merchant_advice_code",
            "must be two letters or digits, such as 03",
        ));
    }
    let issued = Issued {
        report,
        amount,
        response_code: code.into(),
        advice_code: advice.into(),
        latency_ms: request.issuer_latency_ms,
    };
    Ok((decision_id(&request.decision_id)?, issued))
}

/// Whether this has the form of DE39, or of the advice in DE48.
fn is_response_code(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn result(state: State) -> v1::report_outcome_request::Result {
    use v1::report_outcome_request::Result as Told;
    match state {
        State::Kept { .. } => Told::Authorized,
        State::Released {
            why: Release::DeclinedByIssuer,
            ..
        } => Told::DeclinedByIssuer,
        State::Released {
            why: Release::TimedOut,
            ..
        } => Told::TimedOut,
        State::Released {
            why: Release::Abandoned,
            ..
        } => Told::Abandoned,
        State::GivenBack { .. } => Told::Voided,
        State::NotApproved | State::Pending | State::Expired => Told::Unspecified,
    }
}

fn report_refused(why: ReportRefused) -> Status {
    match why {
        ReportRefused::Unknown | ReportRefused::Ledger(ReportError::Unknown) => {
            Status::not_found("decision_id: no such decision is remembered")
        }
        ReportRefused::Unavailable(refusal) => refusal::plain(refusal),
        ReportRefused::Amount(told) => problem("amount", &told),
        ReportRefused::Ledger(ReportError::NotApproved) => {
            Status::failed_precondition("the decision was no approval; there is nothing to settle")
        }
        ReportRefused::Ledger(ReportError::Conflict { .. }) => {
            Status::failed_precondition("another outcome was reported before; it stands")
        }
        ReportRefused::Ledger(ReportError::AmountAboveHold { held }) => problem(
            "amount",
            &format!("is more than the {held} minor units that were approved"),
        ),
        ReportRefused::Ledger(ReportError::EntriesMissing) => {
            Status::internal("what the decision counted in cannot be read")
        }
    }
}

fn decision_id(text: &str) -> Result<DecisionId, Status> {
    text.parse().map_err(|told| problem("decision_id", told))
}

/// Whoever does not say who reads the answer is taken for the merchant.
fn audience(number: i32) -> Result<Audience, Status> {
    match v1::Audience::try_from(number) {
        Ok(v1::Audience::Operator) => Ok(Audience::Operator),
        Ok(v1::Audience::Cardholder) => Ok(Audience::Cardholder),
        Ok(v1::Audience::Merchant | v1::Audience::Unspecified) => Ok(Audience::Merchant),
        Err(_) => Err(problem(
            "audience",
            "has a number that this host does not know",
        )),
    }
}

fn missing(field: &str) -> Status {
    problem(field, "is missing")
}

fn problem(field: &str, problem: &str) -> Status {
    bad_request(vec![FieldProblem {
        field: field.into(),
        problem: problem.into(),
    }])
}

fn code_name(code: Code) -> &'static str {
    match code {
        Code::InvalidArgument => "invalid_argument",
        Code::AlreadyExists => "already_exists",
        Code::DeadlineExceeded => "deadline_exceeded",
        Code::ResourceExhausted => "resource_exhausted",
        Code::Unavailable => "unavailable",
        _ => "other",
    }
}
