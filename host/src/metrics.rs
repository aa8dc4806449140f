//! What the host tells of itself in figures. Names and labels are those of the code: phases,
//! outcomes, policies, faults. No label holds anything of a single payment.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::audit::Status;
use crate::clock::Stopwatch;
use crate::decision::Outcome;
use crate::evaluator::PhaseTimer;
use crate::limits::{Release, Report, Sizes};
use crate::policy::{Judged, Mode, Policy};
use crate::record::Decision;

/// The phases of a request; see [`crate::evaluator`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Room, time, repeated request.
    Admit,
    /// Policy set, profiles, totals.
    Gather,
    /// Policies.
    Evaluate,
    /// Findings to an outcome.
    Decide,
    /// Claims on limits.
    Hold,
    /// Remembering it.
    Record,
}

impl Phase {
    /// All, in order.
    pub const ALL: [(Self, &str); 6] = [
        (Self::Admit, "admit"),
        (Self::Gather, "gather"),
        (Self::Evaluate, "evaluate"),
        (Self::Decide, "decide"),
        (Self::Hold, "hold"),
        (Self::Record, "record"),
    ];
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Named {
    name: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct PhaseLabels {
    phase: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OutcomeLabels {
    outcome: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct PolicyLabels {
    policy: String,
    mode: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct FaultLabels {
    policy: String,
    fault: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ReasonLabels {
    reason: String,
}

/// Figures of the runs of one policy.
pub(crate) struct RunFigures {
    seconds: Histogram,
    fuel: Counter,
}

/// Seconds: from 1 µs to 1 s, three to a decade.
const SECONDS: [f64; 19] = [
    1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1,
    2e-1, 5e-1, 1.0,
];

/// The figures of one host.
pub struct Metrics {
    registry: Registry,
    phases: [Histogram; Phase::ALL.len()],
    outcomes: [Counter; Outcome::ALL.len()],
    reasons: Family<ReasonLabels, Counter>,
    policy_seconds: Family<PolicyLabels, Histogram, fn() -> Histogram>,
    policy_fuel: Family<PolicyLabels, Counter>,
    policy_faults: Family<FaultLabels, Counter>,
    refusals: Family<Named, Counter>,
    reports: Family<Named, Counter>,
    holds_expired: Counter,
    holds_pending: Gauge,
    totals: Gauge,
    remembered: Gauge,
    log_records: Gauge,
    log_bytes: Gauge,
    log_queued: Gauge,
    log_stopped: Gauge,
    loads: Counter,
    load_errors: Counter,
    last_load_failed: Gauge,
    policies: Gauge,
}

fn histogram() -> Histogram {
    Histogram::new(SECONDS)
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// All figures at zero.
    #[must_use]
    pub fn new() -> Self {
        let metrics = Self {
            registry: Registry::with_prefix("tollgate"),
            phases: std::array::from_fn(|_| histogram()),
            outcomes: std::array::from_fn(|_| Counter::default()),
            reasons: Family::default(),
            policy_seconds: Family::new_with_constructor(histogram),
            policy_fuel: Family::default(),
            policy_faults: Family::default(),
            refusals: Family::default(),
            reports: Family::default(),
            holds_expired: Counter::default(),
            holds_pending: Gauge::default(),
            totals: Gauge::default(),
            remembered: Gauge::default(),
            log_records: Gauge::default(),
            log_bytes: Gauge::default(),
            log_queued: Gauge::default(),
            log_stopped: Gauge::default(),
            loads: Counter::default(),
            load_errors: Counter::default(),
            last_load_failed: Gauge::default(),
            policies: Gauge::default(),
        };
        metrics.registered()
    }

    fn registered(mut self) -> Self {
        let registry = &mut self.registry;
        // One family each: a name may be described once.
        let phases =
            Family::<PhaseLabels, Histogram, _>::new_with_constructor(histogram as fn() -> _);
        self.phases =
            Phase::ALL.map(|(_, phase)| phases.get_or_create_owned(&PhaseLabels { phase }));
        registry.register("phase_seconds", "Time of a phase of a request", phases);
        let decisions = Family::<OutcomeLabels, Counter>::default();
        self.outcomes = Outcome::ALL.map(|outcome| {
            let outcome = outcome.name();
            decisions.get_or_create_owned(&OutcomeLabels { outcome })
        });
        registry.register("decisions", "Decisions", decisions);
        let reasons = self.reasons.clone();
        registry.register("reasons", "Reasons found by enforced policies", reasons);
        let seconds = self.policy_seconds.clone();
        registry.register("policy_seconds", "Time of one run of a policy", seconds);
        let fuel = self.policy_fuel.clone();
        registry.register("policy_fuel", "Fuel that policies used", fuel);
        let faults = self.policy_faults.clone();
        registry.register(
            "policy_faults",
            "Runs of policies without an answer",
            faults,
        );
        let refusals = self.refusals.clone();
        registry.register(
            "refusals",
            "Requests that got an error, by its gRPC code",
            refusals,
        );
        let reports = self.reports.clone();
        registry.register("reports", "Outcomes reported", reports);
        let expired = self.holds_expired.clone();
        registry.register(
            "holds_expired",
            "Holds that no outcome came for in time",
            expired,
        );
        let pending = self.holds_pending.clone();
        registry.register(
            "holds_pending",
            "Holds that wait for their outcome",
            pending,
        );
        let totals = self.totals.clone();
        registry.register("totals", "Totals of counters in memory", totals);
        let remembered = self.remembered.clone();
        registry.register("decisions_remembered", "Decisions in memory", remembered);
        let log = [
            ("log_records", "Records in the log", &self.log_records),
            ("log_bytes", "Bytes of the log on disk", &self.log_bytes),
            (
                "log_queued",
                "Records that wait to be written",
                &self.log_queued,
            ),
            (
                "log_stopped",
                "1 once the log cannot be written and no decision is given",
                &self.log_stopped,
            ),
        ];
        for (name, help, gauge) in log {
            registry.register(name, help, gauge.clone());
        }
        let loads = self.loads.clone();
        registry.register("policy_loads", "Policy sets that became active", loads);
        let errors = self.load_errors.clone();
        registry.register(
            "policy_load_errors",
            "Policy directories that were refused",
            errors,
        );
        let failed = self.last_load_failed.clone();
        let help = "1 while the policy directory is refused and an older set decides";
        registry.register("policy_load_failed", help, failed);
        let policies = self.policies.clone();
        registry.register("policies", "Policies in the active set", policies);
        self
    }

    /// Measures a phase until what this returns is dropped.
    pub(crate) fn phase(&self, phase: Phase) -> PhaseTimer<'_> {
        PhaseTimer {
            metrics: self,
            phase,
            watch: Stopwatch::start(),
        }
    }

    /// A phase took so long.
    pub(crate) fn phase_took(&self, phase: Phase, took: Duration) {
        if let Some(histogram) = self.phases.get(phase as usize) {
            histogram.observe(took.as_secs_f64());
        }
    }

    /// Where the runs of a policy are told.
    pub(crate) fn of_policy(&self, policy: &str, mode: Mode) -> RunFigures {
        let mode = if mode == Mode::Enforce {
            "enforce"
        } else {
            "shadow"
        };
        let labels = PolicyLabels {
            policy: policy.to_owned(),
            mode,
        };
        RunFigures {
            seconds: self.policy_seconds.get_or_create_owned(&labels),
            fuel: self.policy_fuel.get_or_create_owned(&labels),
        }
    }

    /// A policy ran.
    pub(crate) fn policy_ran(&self, policy: &Policy, judged: &Judged) {
        let figures = policy.figures(self);
        figures.seconds.observe(f64::from(judged.nanoseconds) / 1e9);
        figures.fuel.inc_by(judged.fuel);
        if let Err(fault) = &judged.result {
            let labels = FaultLabels {
                policy: policy.name.to_string(),
                fault: fault.name(),
            };
            self.policy_faults.get_or_create(&labels).inc();
        }
    }

    /// A decision was made.
    pub(crate) fn decided(&self, decision: &Decision) {
        let position = Outcome::ALL
            .iter()
            .position(|outcome| *outcome == decision.outcome);
        if let Some(counter) = position.and_then(|position| self.outcomes.get(position)) {
            counter.inc();
        }
        for found in &decision.found {
            let labels = ReasonLabels {
                reason: found.reason.code().to_string(),
            };
            self.reasons.get_or_create(&labels).inc();
        }
    }

    /// A request got an error.
    pub(crate) fn refused(&self, code: &'static str) {
        self.refusals
            .get_or_create(&Named { name: code.into() })
            .inc();
    }

    /// An outcome was reported.
    pub(crate) fn reported(&self, report: Report, repeated: bool) {
        let name = match report {
            _ if repeated => "repeated",
            Report::Authorized { .. } => "authorized",
            Report::Released(Release::DeclinedByIssuer) => "declined_by_issuer",
            Report::Released(Release::TimedOut) => "timed_out",
            Report::Released(Release::Abandoned) => "abandoned",
            Report::Voided => "voided",
        };
        self.reports
            .get_or_create(&Named { name: name.into() })
            .inc();
    }

    /// Holds expired.
    pub(crate) fn expired(&self, holds: usize) {
        self.holds_expired.inc_by(holds as u64);
    }

    /// What is in memory now.
    pub(crate) fn limits(&self, sizes: &Sizes, remembered: usize) {
        let gauge =
            |gauge: &Gauge, value: usize| gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        gauge(&self.holds_pending, sizes.pending);
        gauge(&self.totals, sizes.totals);
        gauge(&self.remembered, remembered);
    }

    /// How the log is doing.
    pub(crate) fn log(&self, status: &Status) {
        let gauge = |gauge: &Gauge, value: u64| gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        gauge(&self.log_records, status.sequence);
        gauge(&self.log_bytes, status.bytes);
        gauge(&self.log_queued, status.queued as u64);
        gauge(&self.log_stopped, u64::from(status.stopped.is_some()));
    }

    /// A policy set of `policies` became active.
    pub(crate) fn loaded(&self, policies: usize) {
        self.loads.inc();
        self.last_load_failed.set(0);
        self.policies
            .set(i64::try_from(policies).unwrap_or(i64::MAX));
    }

    /// The policy directory was refused.
    pub(crate) fn not_loaded(&self) {
        self.load_errors.inc();
        self.last_load_failed.set(1);
    }

    /// All figures in the text format of Prometheus.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        to_nanoseconds(&text)
    }
}

/// Ends sums of seconds at the nanosecond. What adding binary fractions leaves beyond it is
/// noise, of as many digits as a card number has, and one in ten has a right check digit.
fn to_nanoseconds(text: &str) -> String {
    let line = |line: &str| {
        let (name, value) = line.rsplit_once(' ')?;
        let seconds: f64 = value.parse().ok()?;
        name.contains("_seconds_sum")
            .then(|| format!("{name} {seconds:.9}\n"))
    };
    text.split_inclusive('\n')
        .map(|told| line(told.trim_end()).unwrap_or_else(|| told.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_described_once_and_holds_every_phase_and_outcome() {
        let metrics = Metrics::new();
        drop(metrics.phase(Phase::Hold));
        let text = metrics.text();
        let mut described: Vec<_> = text
            .lines()
            .filter(|line| line.starts_with("# TYPE "))
            .collect();
        let count = described.len();
        described.sort_unstable();
        described.dedup();
        assert_eq!(described.len(), count, "{text}");
        assert!(text.contains("tollgate_phase_seconds_count{phase=\"hold\"} 1"));
        assert!(text.contains("tollgate_decisions_total{outcome=\"step_up\"} 0"));
    }
    #[test]
    fn sums_end_at_the_nanosecond() {
        let told = "# HELP x y\na_seconds_sum{b=\"c d\"} 0.014544707000000004\n\
                    a_seconds_sum 1e-7\na_seconds_count 3\na_fuel_total 12345678901\n# EOF\n";
        let expected = "# HELP x y\na_seconds_sum{b=\"c d\"} 0.014544707\n\
                        a_seconds_sum 0.000000100\na_seconds_count 3\na_fuel_total 12345678901\n\
                        # EOF\n";
        assert_eq!(to_nanoseconds(told), expected);
    }
}
