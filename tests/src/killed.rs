//! A real host that is killed in the middle of its work, round after round, and what its gateway
//! holds against it afterwards: every answer that it was told, every cap.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use tollgate::audit::{Disk, Reader, verify};
use tollgate::remembered;
use tollgate_proto::v1;
use tollgate_proto::v1::decision_service_client::DecisionServiceClient;
use tollgate_proto::v1::report_outcome_request::Result as Told;
use tonic::Code;
use tonic::transport::Channel;

use crate::payment::{ask, at, caps, cny, merchant, payment};
use crate::simulation::random::Random;
use crate::{Host, Setup, built};

/// What a merchant may take in a day.
const CAP: u64 = 200_000;
const MERCHANTS: u64 = 4;
const CONNECTIONS: u64 = 16;
/// Requests at one time on each connection.
const CALLS: u64 = 4;
/// 2026-11-24 12:30 in Shanghai. Each round has a day of its own.
const NOON: i64 = 1_795_494_600;
const DAY: i64 = 86_400;

/// A request of the gateway, and what it knows of it.
#[derive(Clone, Debug)]
struct Sent {
    merchant: u64,
    payment: v1::PreAuthorization,
    /// What it was told; `None` where the host was gone before.
    told: Option<v1::EvaluateResponse>,
    /// What was reported, authorized, and whether that was answered.
    report: Option<(Told, Option<u64>, bool)>,
}

impl Sent {
    fn amount(&self) -> u64 {
        let amount = self.payment.amount.as_ref();
        amount.map_or(0, |amount| u64::try_from(amount.minor_units).unwrap_or(0))
    }
}

/// What came of some rounds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Came {
    /// Rounds.
    pub rounds: u64,
    /// Answers that the gateway was told.
    pub told: u64,
    /// Requests that were in work when the host was killed.
    pub cut_off: u64,
    /// Of these, those that were in the log.
    pub found: u64,
    /// Reports that were answered.
    pub reports: u64,
    /// Ends of the log that were cut.
    pub tails_cut: u64,
    /// Milliseconds from a start to an answer, in all.
    pub start_ms: u64,
}

/// A host and its gateway.
pub struct Killed {
    /// `None` while it is killed and started.
    host: Option<Host>,
    random: Random,
    sent: Vec<Sent>,
    /// What came of all rounds so far.
    pub came: Came,
}

impl Killed {
    /// Starts the host for the first time.
    pub async fn start(seed: u64) -> Self {
        let setup = Setup::bare()
            .with("clock", "source", "\"request\"")
            .with("evaluator", "remember_ms", 400_u64 * 86_400_000)
            // So small that rounds meet its edges: rolls, seals, snapshots.
            .with("audit", "segment_bytes", 8 << 20)
            .with("audit", "snapshot_records", 1_000);
        let limits = built::module("policies/channel-limits");
        setup.policies.put(
            "channel-limits",
            &limits,
            &built::settings("policies/channel-limits"),
        );
        let host = setup.start().await;
        for number in 0..MERCHANTS {
            let mut limited = merchant(&merchant_id(number));
            limited.limit_overrides = caps([("merchant-day", CAP)]);
            host.put_merchant(limited).await;
        }
        Self {
            host: Some(host),
            random: Random::new(seed),
            sent: Vec::new(),
            came: Came::default(),
        }
    }

    fn host(&self) -> &Host {
        self.host.as_ref().expect("a host that runs")
    }

    /// Lets the gateway work until the host is killed, starts it again, and checks everything.
    ///
    /// # Panics
    /// Where a promise is broken.
    pub async fn round(&mut self) {
        let round = self.came.rounds;
        let first = self.sent.len();
        self.work(round).await;
        let host = self.host.take().expect("a host that runs");
        let setup = host.kill();
        let begun = std::time::Instant::now();
        let host = setup.start().await;
        self.came.start_ms += u64::try_from(begun.elapsed().as_millis()).unwrap_or(0);
        let cut = host.log().contains("is cut off");
        self.came.tails_cut += u64::from(cut);
        self.host = Some(host);
        self.still_told(first).await;
        self.within_caps(round, first).await;
        // What was told in earlier rounds, as well.
        for _ in 0..20.min(first) {
            let position = self.random.index(first);
            let mut decisions = self.host().decisions().await;
            told_again(&mut decisions, &mut self.sent[position]).await;
        }
        self.verified();
        self.came.rounds += 1;
    }

    /// Works at full load, for a while that the seed says.
    async fn work(&mut self, round: u64) {
        let is_over = Arc::new(AtomicBool::new(false));
        let mut workers = JoinSet::new();
        for connection in 0..CONNECTIONS {
            let decisions = self.host().decisions().await;
            for call in 0..CALLS {
                let worker = Worker {
                    round,
                    name: format!("k-{round}-{connection}-{call}"),
                    decisions: decisions.clone(),
                    random: Random::new(self.random.bits()),
                    is_over: is_over.clone(),
                };
                workers.spawn(worker.run());
            }
        }
        let for_ms = self.random.between(20, 400);
        tokio::time::sleep(Duration::from_millis(for_ms)).await;
        // Whatever fails from now on may.
        is_over.store(true, Ordering::SeqCst);
        self.host().kill_now();
        for sent in workers.join_all().await.into_iter().flatten() {
            self.came.told += u64::from(sent.told.is_some());
            self.came.cut_off += u64::from(sent.told.is_none());
            let answered = sent.report.is_some_and(|(_, _, answered)| answered);
            self.came.reports += u64::from(answered);
            self.sent.push(sent);
        }
    }

    /// Every answer of this round is told again; what was not answered is now.
    async fn still_told(&mut self, first: usize) {
        let lanes = 16;
        let mut checks = JoinSet::new();
        let sent = self.sent.split_off(first);
        let each = sent.len().div_ceil(lanes).max(1);
        let mut sent = sent.into_iter().peekable();
        while sent.peek().is_some() {
            let mut some: Vec<Sent> = sent.by_ref().take(each).collect();
            let mut decisions = self.host().decisions().await;
            checks.spawn(async move {
                let mut found = 0;
                for sent in &mut some {
                    let cut_off = sent.told.is_none();
                    let repeated = told_again(&mut decisions, sent).await;
                    found += u64::from(cut_off && repeated);
                }
                (some, found)
            });
        }
        for (some, found) in checks.join_all().await {
            self.came.found += found;
            self.sent.extend(some);
        }
    }

    /// What a merchant took in this round's day is what its decisions come to, and no more than
    /// the cap.
    async fn within_caps(&mut self, round: u64, first: usize) {
        let mut decisions = self.host().decisions().await;
        let mut taken: HashMap<u64, u64> = HashMap::new();
        for sent in &self.sent[first..] {
            *taken.entry(sent.merchant).or_default() += counted(&mut decisions, sent).await;
        }
        for number in 0..MERCHANTS {
            let expected = taken.get(&number).copied().unwrap_or(0);
            assert!(
                expected <= CAP,
                "round {round}: {expected} was approved, of {CAP}"
            );
            let used = used(&mut decisions, round, number).await;
            assert_eq!(used, expected, "round {round}, {}", merchant_id(number));
        }
    }

    /// The chain of the whole log holds, beside the host that writes it.
    fn verified(&self) {
        let directory = self.host().home().join("data/log");
        let storage = Arc::new(Disk::open(&directory).expect("a log"));
        let reader = Reader::open(storage, remembered::keys_of).expect("a log");
        let report = verify(&reader, &[], None, |_, _| true).expect("a log that can be read");
        let report = report.expect("a report");
        assert_eq!(report.damage, None, "{report:?}");
    }
}

/// One of the gateway's workers.
struct Worker {
    round: u64,
    name: String,
    decisions: DecisionServiceClient<Channel>,
    random: Random,
    is_over: Arc<AtomicBool>,
}

impl Worker {
    /// Sends until the host is gone.
    async fn run(mut self) -> Vec<Sent> {
        let mut all = Vec::new();
        for number in 0.. {
            let merchant = self.random.below(MERCHANTS);
            let amount = self.random.between(1, 3_000);
            let mut payment = payment(&format!("{}-{number}", self.name));
            payment.merchant_id = merchant_id(merchant);
            payment.amount = Some(cny(i64::try_from(amount).unwrap_or(1)));
            payment.occurred_at = Some(noon(self.round));
            let mut sent = Sent {
                merchant,
                payment: payment.clone(),
                told: None,
                report: None,
            };
            match self.decisions.evaluate(ask(payment)).await {
                Ok(answer) => sent.told = Some(answer.into_inner()),
                Err(status) => {
                    self.may_fail(&status);
                    all.push(sent);
                    return all;
                }
            }
            let goes_on = self.report(&mut sent).await;
            all.push(sent);
            if !goes_on {
                return all;
            }
        }
        all
    }

    /// Reports most approvals; `false` once the host is gone.
    async fn report(&mut self, sent: &mut Sent) -> bool {
        let answer = sent.told.as_ref().expect("an answer");
        if answer.outcome() != v1::Outcome::Approve || self.random.percent(30) {
            return true;
        }
        let result = self.random.weighted(&[
            (6, Told::Authorized),
            (2, Told::DeclinedByIssuer),
            (1, Told::TimedOut),
            (2, Told::Voided),
        ]);
        let part = self.random.between(1, sent.amount());
        let amount = (result == Told::Authorized && self.random.percent(30)).then_some(part);
        let request = v1::ReportOutcomeRequest {
            decision_id: answer.decision_id.clone(),
            result: result.into(),
            amount: amount.map(|amount| cny(i64::try_from(amount).unwrap_or(1))),
            ..Default::default()
        };
        let told = self.decisions.report_outcome(request).await;
        sent.report = Some((result, amount, told.is_ok()));
        if let Err(status) = &told {
            self.may_fail(status);
        }
        told.is_ok()
    }

    /// A call fails where the host is killed, and nowhere else.
    fn may_fail(&self, status: &tonic::Status) {
        let is_over = self.is_over.load(Ordering::SeqCst);
        assert!(is_over, "{}: {status}", self.name);
    }
}

/// Asks once more. What was told is told again; what was not gets an answer. Whether the host
/// knew the request.
async fn told_again(decisions: &mut DecisionServiceClient<Channel>, sent: &mut Sent) -> bool {
    let answer = decisions.evaluate(ask(sent.payment.clone())).await;
    let id = &sent.payment.request_id;
    let answer = answer
        .unwrap_or_else(|status| panic!("{id}: {status}"))
        .into_inner();
    let repeated = answer.repeated_answer;
    match &sent.told {
        Some(told) => {
            let expected = v1::EvaluateResponse {
                repeated_answer: true,
                ..told.clone()
            };
            assert_eq!(answer, expected, "{id}: not what was told");
        }
        None => {
            sent.told = Some(v1::EvaluateResponse {
                repeated_answer: false,
                ..answer
            });
        }
    }
    // Not for each: it takes as long as the rest.
    if id.ends_with('7') {
        let mut other = sent.payment.clone();
        other.amount = Some(cny(3_001));
        let conflict = decisions.evaluate(ask(other)).await;
        let code = conflict.expect_err("other content").code();
        assert_eq!(code, Code::AlreadyExists, "{id}");
    }
    repeated
}

/// For how much a payment counts in its merchant's day, by how the host says that it stands;
/// that must be what was reported, where an answer to the report came.
async fn counted(decisions: &mut DecisionServiceClient<Channel>, sent: &Sent) -> u64 {
    let told = sent.told.as_ref().expect("an answer");
    if told.outcome() != v1::Outcome::Approve {
        return 0;
    }
    let asked = v1::GetDecisionRequest {
        key: Some(v1::get_decision_request::Key::DecisionId(
            told.decision_id.clone(),
        )),
        ..Default::default()
    };
    let id = &sent.payment.request_id;
    let stands = decisions.get_decision(asked).await;
    let stands = stands
        .unwrap_or_else(|status| panic!("{id}: {status}"))
        .into_inner();
    // One that was not answered was taken, or was not.
    let taken = sent
        .report
        .filter(|(result, _, answered)| *answered || stands.outcome() == *result);
    let (outcome, part) = match taken {
        Some((result, part, _)) => (result, part),
        None => (Told::Unspecified, None),
    };
    assert_eq!(stands.outcome(), outcome, "{id}: {:?}", sent.report);
    match outcome {
        Told::Unspecified => sent.amount(),
        Told::Authorized => part.unwrap_or(sent.amount()),
        _ => 0,
    }
}

/// What the host says is used of a merchant's day.
async fn used(decisions: &mut DecisionServiceClient<Channel>, round: u64, number: u64) -> u64 {
    let mut payment = payment(&format!("used-{round}-{number}"));
    payment.merchant_id = merchant_id(number);
    payment.amount = Some(cny(i64::try_from(CAP).unwrap_or(0) + 1));
    payment.occurred_at = Some(noon(round));
    let mut request = ask(payment);
    request.dry_run = true;
    let answer = decisions
        .evaluate(request)
        .await
        .expect("decided")
        .into_inner();
    let limits = answer
        .reasons
        .iter()
        .filter_map(|reason| reason.limit.as_ref());
    let day = limits
        .into_iter()
        .find(|limit| limit.counter == "merchant-day");
    day.expect("the merchant's day").used
}

fn merchant_id(number: u64) -> String {
    format!("killed-{number}")
}

fn noon(round: u64) -> prost_types::Timestamp {
    at(NOON + DAY * i64::try_from(round).unwrap_or(0))
}
