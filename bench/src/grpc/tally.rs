//! What was sent, and what was answered.

#![allow(clippy::print_stdout, reason = "a benchmark reports to a person")]

use std::collections::BTreeMap;
use std::fmt::Display;

use anyhow::Context as _;
use prost::Message as _;
use tollgate_proto::v1::{Channel, EvaluateResponse, Outcome};
use tollgate_workload::{Job, Mix, Plan};

/// Reasons that are named; the others are counted.
const REASONS_TOLD: usize = 24;

/// Counts.
#[derive(Default)]
pub(crate) struct Tally {
    sent: Mix,
    outcomes: BTreeMap<(Channel, Outcome), u64>,
    /// What decided, where it was not approved.
    reasons: BTreeMap<(Outcome, String), u64>,
    /// Answers in which a policy failed.
    faulty: u64,
}

impl Tally {
    /// Counts these answers, by the positions of their payments.
    ///
    /// # Errors
    /// Where an answer is none, or one that was given before.
    pub(crate) fn count<'a>(
        &mut self,
        jobs: &[Job],
        answers: impl Iterator<Item = (usize, &'a Vec<u8>)>,
    ) -> anyhow::Result<()> {
        for (number, answer) in answers {
            let job = jobs.get(number).context("an answer to no payment")?;
            let answer = EvaluateResponse::decode(answer.as_slice())?;
            anyhow::ensure!(
                answer.request_id == job.payment.request_id && !answer.repeated_answer,
                "{} was not decided",
                job.payment.request_id
            );
            self.sent.count(job);
            let (channel, outcome) = (job.payment.channel(), answer.outcome());
            *self.outcomes.entry((channel, outcome)).or_default() += 1;
            self.faulty += u64::from(answer.policy_runs.iter().any(|run| run.fault != 0));
            if outcome != Outcome::Approve {
                let first = answer.reasons.into_iter().next().unwrap_or_default();
                *self.reasons.entry((outcome, first.code)).or_default() += 1;
            }
        }
        Ok(())
    }

    /// Prints it all.
    pub(crate) fn tell(&self, plan: &Plan) {
        println!(
            "{} payments were sent, of {} merchants, generated from seed {}: {} for a day. No\n\
             outcomes were reported: what approvals hold ended by itself.\n",
            self.sent.payments, plan.merchants, plan.seed, plan.payments_per_day
        );
        self.tell_sent();
        println!();
        self.tell_outcomes();
        println!();
        self.tell_reasons();
    }

    fn share(&self, count: u64) -> String {
        format!("{:.1} %", 100.0 * count as f64 / self.sent.payments as f64)
    }

    /// Prints names with their shares, the largest first, some in a line.
    fn shares<T: Display>(&self, title: &str, counts: impl Iterator<Item = (T, u64)>) {
        let mut counts: Vec<(T, u64)> = counts.collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let told: Vec<String> = (counts.iter())
            .map(|(name, count)| format!("{name} {}", self.share(*count)))
            .collect();
        for (position, some) in told.chunks(3).enumerate() {
            let title = if position == 0 { title } else { "" };
            println!("  {title:<12} {}", some.join(", "));
        }
    }

    fn tell_sent(&self) {
        let counted = |counts: &BTreeMap<&'static str, u64>| counts.clone().into_iter();
        self.shares("read by", counted(&self.sent.ways));
        self.shares("paid with", counted(&self.sent.means));
        self.shares("in", self.sent.currencies.clone().into_iter());
        let mut areas = BTreeMap::<&str, u64>::new();
        for (story, count) in &self.sent.stories {
            *areas.entry(story.area().unwrap_or("nothing")).or_default() += count;
        }
        self.shares("wrong is", areas.into_iter());
    }

    fn tell_outcomes(&self) {
        let columns = [
            (Outcome::Approve, "approve"),
            (Outcome::Decline, "decline"),
            (Outcome::StepUp, "step up"),
            (Outcome::Review, "review"),
        ];
        let head = columns.map(|(_, name)| format!("{name:>18}")).concat();
        println!("  {:<12}{head}", "answers");
        let mut channels: Vec<Channel> =
            self.outcomes.keys().map(|(channel, _)| *channel).collect();
        channels.dedup();
        let count = |wanted: Option<Channel>, outcome| -> u64 {
            let counts = self.outcomes.iter();
            counts
                .filter(|((channel, told), _)| {
                    *told == outcome && wanted.is_none_or(|wanted| wanted == *channel)
                })
                .map(|(_, count)| count)
                .sum()
        };
        for channel in channels.into_iter().map(Some).chain([None]) {
            let name = channel.map_or("all", |channel| channel.as_str_name());
            let name = name.trim_start_matches("CHANNEL_").to_lowercase();
            let cells = columns.map(|(outcome, _)| {
                let count = count(channel, outcome);
                format!("{count:>9} {:>8}", self.share(count))
            });
            println!("  {name:<12}{}", cells.concat());
        }
        println!("  a policy failed in {} of them", self.faulty);
    }

    fn tell_reasons(&self) {
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        println!(
            "  {:<60}{:>9}",
            "not approved, and why, as a gateway is told", "answers"
        );
        for ((outcome, code), count) in reasons.iter().take(REASONS_TOLD) {
            let outcome = outcome.as_str_name().trim_start_matches("OUTCOME_");
            let outcome = outcome.to_lowercase().replace('_', " ");
            println!(
                "  {outcome:<10}{code:<50}{count:>9} {:>8}",
                self.share(**count)
            );
        }
        let others = reasons.iter().skip(REASONS_TOLD);
        let sum: u64 = others.clone().map(|(_, count)| **count).sum();
        let name = format!("{} other reasons", others.count());
        println!("  {:<10}{name:<50}{sum:>9} {:>8}", "", self.share(sum));
    }
}
