//! A host with merchants, terminals, banks and lists, and the payments that it is asked about.

#![allow(clippy::print_stderr, reason = "a benchmark says what it does")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tollgate_workload::{Job, Plan, Workload, load};

use super::feed::{Feed, Messages};
use super::figures::{Figures, figures, micros};
use super::open::{self, Call};
use super::tally::Tally;
use super::wire::{Line, connect};
use super::{closed, empty};
use crate::process::{Server, own_cpu};

/// The method that is measured.
pub(crate) const METHOD: &str = "/tollgate.v1.DecisionService/Evaluate";

/// So many payments a day of their own time that all in work at once are made within seconds of
/// each other: the host's time is the latest that it has seen, and who is minutes behind it has a
/// wrong clock.
const PLAN: Plan = Plan {
    seed: 1,
    merchants: 5_000,
    payments_per_day: 2_000_000,
};

/// Payments that are kept ready beyond twice what was needed at most so far.
const SPARE: usize = 10_000;

/// What calls are made to.
pub(crate) struct Stage {
    /// Where.
    pub(crate) server: Server,
    /// What was sent and answered; `None` where nothing is asked.
    asked: Option<Asked>,
}

/// The payments of a host.
struct Asked {
    feed: Feed,
    tally: Tally,
    /// Sent in one window, at most so far.
    most: usize,
}

impl Stage {
    /// A host with these policies and everything that is on file.
    pub(crate) async fn host(policies: &Path) -> anyhow::Result<Self> {
        let server = Server::host(policies)?;
        let workload = Workload::new(PLAN);
        let channel = connect(&server.address).await?;
        let begun = Instant::now();
        let merchants = load::merchants(&channel, workload.shops()).await?;
        let terminals = load::terminals(&channel, workload.shops()).await?;
        load::banks(&channel, &workload).await?;
        load::lists(&channel, &workload).await?;
        eprintln!(
            "a host with {merchants} merchants and {terminals} terminals, loaded in {:.0} s",
            begun.elapsed().as_secs_f64()
        );
        Ok(Self {
            server,
            asked: Some(Asked {
                feed: Feed::new(workload),
                tally: Tally::default(),
                most: 0,
            }),
        })
    }

    /// A server that does nothing.
    pub(crate) fn empty() -> anyhow::Result<Self> {
        Ok(Self {
            server: Server::empty()?,
            asked: None,
        })
    }

    /// Connections to it.
    pub(crate) async fn lines(&self, count: usize) -> anyhow::Result<Vec<Line>> {
        let method = match self.asked {
            Some(_) => METHOD,
            None => empty::METHOD,
        };
        Line::several(&self.server.address, method, count).await
    }

    /// Closed loop; last in the figures is the processor time of a call, the server's and the
    /// client's.
    pub(crate) async fn closed(
        &mut self,
        lines: &[Line],
        each: usize,
        length: Duration,
    ) -> anyhow::Result<Figures> {
        loop {
            let most = self.asked.as_ref().map_or(0, |asked| asked.most);
            let (jobs, messages) = self.take(most * 2 + SPARE);
            let (server, client) = (self.server.cpu()?, own_cpu()?);
            let window = closed::run(lines, each, &messages, length).await?;
            let (server, client) = (self.server.cpu()? - server, own_cpu()? - client);
            self.settle(
                jobs,
                window.sent,
                window.answers.iter().map(|(n, a)| (*n, a)),
            )?;
            // Then what was prepared is twice as much.
            if window.ran_out {
                continue;
            }
            let calls = window.took.len() as f64;
            let cpu = [server, client].map(|cpu| micros(cpu) / calls);
            let rate = window.in_time as f64 / length.as_secs_f64();
            return Ok(figures(rate, window.took, cpu));
        }
    }

    /// Open loop; last in the figures are how many in a hundred calls were late, and the
    /// processor time of a call, the server's.
    pub(crate) async fn open(
        &mut self,
        lines: &[Line],
        schedule: Vec<Duration>,
    ) -> anyhow::Result<Figures> {
        let server = self.server.cpu()?;
        let calls = self.calls(lines, schedule).await?;
        let server = micros(self.server.cpu()? - server) / calls.len() as f64;
        let late = calls.iter().filter(|call| call.is_late()).count();
        let late = 100.0 * late as f64 / calls.len() as f64;
        let begun = calls.iter().map(|call| call.due).min();
        let ended = calls.iter().map(|call| call.answered).max();
        let length = ended.zip(begun).map(|(ended, begun)| ended - begun);
        let rate = calls.len() as f64 / length.unwrap_or_default().as_secs_f64();
        let took = calls.iter().map(Call::took).collect();
        Ok(figures(rate, took, [late, server]))
    }

    /// Open loop, call by call.
    pub(crate) async fn calls(
        &mut self,
        lines: &[Line],
        schedule: Vec<Duration>,
    ) -> anyhow::Result<Vec<Call>> {
        let (jobs, messages) = self.take(schedule.len());
        let calls = open::run(lines, &messages, schedule).await?;
        let answers = calls.iter().map(|call| (call.number, &call.answer));
        self.settle(jobs, calls.len(), answers)?;
        Ok(calls)
    }

    /// Prints what was sent and what was answered.
    pub(crate) fn tell(&self) {
        if let Some(asked) = &self.asked {
            asked.tally.tell(&PLAN);
        }
    }

    /// Prepares what is sent next.
    fn take(&mut self, count: usize) -> (Vec<Job>, Arc<Messages>) {
        match &mut self.asked {
            None => (Vec::new(), Arc::new(Messages::Empty)),
            Some(asked) => {
                let batch = asked.feed.take(count);
                (batch.jobs, batch.messages)
            }
        }
    }

    /// Counts what was sent and keeps the rest.
    fn settle<'a>(
        &mut self,
        jobs: Vec<Job>,
        sent: usize,
        answers: impl Iterator<Item = (usize, &'a Vec<u8>)>,
    ) -> anyhow::Result<()> {
        if let Some(asked) = &mut self.asked {
            asked.tally.count(&jobs, answers)?;
            asked.most = asked.most.max(sent);
            asked.feed.put_back(jobs, sent);
        }
        Ok(())
    }
}
