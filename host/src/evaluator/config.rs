//! How requests are taken in and how long they are remembered.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// How requests are taken in and how long they are remembered.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Requests in work at one time; more are refused at once.
    pub concurrency_max: usize,
    /// How long a request without a deadline of its own may take, in milliseconds.
    pub deadline_ms: u64,
    /// How long a decision is remembered for repeated requests and outcomes, in milliseconds.
    pub remember_ms: u64,
    /// Decisions remembered at most.
    pub remember_max: usize,
    /// Decisions kept in memory, to be told again at once; older ones are read from the log.
    pub recent_max: usize,
    /// How long an approved payment holds its limits without an outcome, in milliseconds.
    pub hold_ms: u64,
    /// Merchants of which this host keeps figures of its own; the one that asked for no decision
    /// for longest is dropped.
    pub merchants_max: usize,
    /// Sales that must stand behind a figure of a merchant before it holds instead of the
    /// acquirer's.
    pub samples_min: u32,
    /// How long an approved payment counts as one that came before the same payment, in
    /// milliseconds: what a repeat, an unanswered or a referred one is looked for in.
    pub earlier_ms: u64,
    /// IANA time zone of merchants without a profile.
    pub time_zone: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            concurrency_max: 1_024,
            deadline_ms: 1_000,
            remember_ms: 86_400_000,
            remember_max: 1_000_000,
            recent_max: 8_192,
            hold_ms: 600_000,
            merchants_max: 100_000,
            samples_min: 100,
            earlier_ms: 900_000,
            time_zone: "UTC".into(),
        }
    }
}

impl Config {
    /// Names what is wrong with the figures.
    pub fn check(&self, problems: &mut Vec<String>) {
        let mut require = |good: bool, problem: &str| {
            if !good {
                problems.push(format!("evaluator.{problem}"));
            }
        };
        require(
            (1..=100_000).contains(&self.concurrency_max),
            "concurrency_max: must be between 1 and 100000",
        );
        require(self.deadline_ms >= 1, "deadline_ms: must be at least 1");
        require(self.remember_max >= 1, "remember_max: must be at least 1");
        require(
            (1..=10_000_000).contains(&self.merchants_max),
            "merchants_max: must be between 1 and 10000000",
        );
        require(self.samples_min >= 1, "samples_min: must be at least 1");
        require(self.hold_ms >= 1_000, "hold_ms: must be at least 1000");
        require(
            self.remember_ms >= self.hold_ms,
            "remember_ms: must be at least hold_ms, or outcomes come too late",
        );
        require(
            (1_000..=86_400_000).contains(&self.earlier_ms),
            "earlier_ms: must be between 1000 and 86400000",
        );
        require(
            TimeZone::get(&self.time_zone).is_ok(),
            "time_zone: must be an IANA time zone, such as Asia/Shanghai",
        );
    }
}
