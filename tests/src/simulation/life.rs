//! One life of a host: what its gateway, its risk team, its disk and the power do to it.

use std::collections::{BTreeMap, HashMap};

use tollgate::audit::{Entry, Kind};
use tollgate::clock::{host_ms, stand_still};
use tollgate::recorded::{self, SetChange};
use tollgate_proto::v1;

use super::asked::Asked;
use super::calendar::{day, day_starts_ms};
use super::chronicle::{Chronicle, Report};
use super::disk::{Crash, Disk, Fault};
use super::gateway::{Reply, What};
use super::model::Known;
use super::random::Random;
use super::running::{Bench, Flight, Running};
use super::settings::Settings;
use super::tally::Tally;
use super::world::{Caps, MERCHANTS};

/// 2026-11-24 12:30 in Shanghai.
const NOON_MS: u64 = 1_795_494_600_000;
const DAY_MS: u64 = 86_400_000;

/// A promise that did not hold.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The life.
    pub seed: u64,
    /// The step.
    pub step: u64,
    /// What is wrong.
    pub what: String,
}

/// What may be told of a host, and must still be so after a crash.
pub(super) struct Promised<T> {
    pub(super) what: T,
    /// The last record of the log when it was told.
    pub(super) sequence: u64,
}

/// A life.
pub struct Life<'a> {
    pub(super) bench: &'a Bench<'a>,
    pub(super) random: Random,
    pub(super) settings: Settings,
    pub(super) disk: Disk,
    pub(super) running: Running,
    pub(super) flights: Vec<Flight<What>>,
    /// What terminals take for now.
    pub(super) now_ms: u64,
    pub(super) asked: HashMap<(String, [u8; 16]), Asked>,
    pub(super) requests: Vec<Asked>,
    pub(super) told: BTreeMap<u128, Promised<Reply>>,
    pub(super) told_reports: Vec<Promised<Report>>,
    pub(super) answers: HashMap<u128, v1::EvaluateResponse>,
    pub(super) caps: HashMap<String, Caps>,
    pub(super) chronicle: Chronicle,
    pub(super) tally: Tally,
    pub(super) step: u64,
    replays_percent: u64,
    verbose: bool,
}

/// What happens next.
#[derive(Clone, Copy, Debug)]
enum Step {
    Ask,
    AskAgain,
    AskOther,
    DryRun,
    Advance,
    HangUp,
    Commit,
    Report,
    Look,
    Tick,
    Swap,
    Snapshot,
    Checkpoint,
    Keep,
    Clock,
    Trouble,
    Crash,
    Restart,
}

#[rustfmt::skip]
const STEPS: [(u64, Step); 18] = [
    (300, Step::Ask), (60, Step::AskAgain), (25, Step::AskOther), (25, Step::DryRun),
    (80, Step::Advance), (25, Step::HangUp), (170, Step::Commit), (110, Step::Report),
    (35, Step::Look), (40, Step::Tick), (25, Step::Swap), (15, Step::Snapshot),
    (12, Step::Checkpoint), (30, Step::Keep), (60, Step::Clock), (14, Step::Trouble),
    (16, Step::Crash), (4, Step::Restart),
];

/// How lives are lived, beside their seeds: nothing of it changes what happens in them.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many of 100 lives are replayed at their end.
    pub replays_percent: u64,
    /// Whether each step is told.
    pub verbose: bool,
}

/// Lives the life of a seed.
///
/// # Errors
/// The first promise that did not hold.
pub fn live(bench: &Bench<'_>, seed: u64, options: Options) -> Result<Tally, Broken> {
    stand_still(NOON_MS);
    let mut random = Random::new(seed);
    let settings = Settings::draw(&mut random);
    let disk = Disk::new(Random::new(random.bits()));
    let first = bench.world.sets.first().expect("a policy set");
    bench.registry.activate(first.set.clone());
    let broken = |step, what| Broken { seed, step, what };
    let started = Running::start(bench, &disk, &settings, Random::new(random.bits()));
    let running = started.map_err(|error| broken(0, format!("does not start: {error}")))?;
    let caps = bench.world.sets.iter();
    let caps = caps.map(|set| (set.set.revision().to_string(), set.caps));
    let mut life = Life {
        bench,
        random,
        settings,
        disk,
        running,
        flights: Vec::new(),
        now_ms: NOON_MS,
        asked: HashMap::new(),
        requests: Vec::new(),
        told: BTreeMap::new(),
        told_reports: Vec::new(),
        answers: HashMap::new(),
        caps: caps.collect(),
        chronicle: Chronicle::default(),
        tally: Tally::default(),
        step: 0,
        replays_percent: options.replays_percent,
        verbose: options.verbose,
    };
    life.note(|life| format!("{:?}", life.settings));
    let lived = life.go();
    lived.map_err(|what| broken(life.step, what))?;
    Ok(life.tally)
}

impl Life<'_> {
    fn go(&mut self) -> Result<(), String> {
        let steps = self.random.between(60, 200);
        while self.step < steps {
            self.step += 1;
            let step = self.random.weighted(&STEPS);
            self.note(|_| format!("{step:?}"));
            self.take(step)?;
            if self.running.log.stopped().is_some() {
                self.stopped()?;
            }
        }
        // Whatever came of the last steps is looked at as well.
        self.step += 1;
        let last = self.random.pick(&[Crash::Kill, Crash::Power]);
        self.crash(last)?;
        self.look_at_all()?;
        // Policies are made again for it, which takes longer than the rest of a life.
        if self.random.percent(self.replays_percent) {
            self.replay()?;
        }
        Ok(())
    }

    fn take(&mut self, step: Step) -> Result<(), String> {
        match step {
            Step::Ask => self.ask(),
            Step::AskAgain => self.ask_again(),
            Step::AskOther => self.ask_other(),
            Step::DryRun => self.dry_run(),
            Step::Advance => self.advance_one(),
            Step::HangUp => {
                self.hang_up();
                Ok(())
            }
            Step::Commit => self.commit(),
            Step::Report => self.report(),
            Step::Look => self.look(),
            Step::Tick => self.tick(),
            Step::Swap => {
                self.swap();
                Ok(())
            }
            Step::Snapshot => self.snapshot(),
            Step::Checkpoint => {
                self.running.log.checkpoint(self.now_ms);
                self.tally.count("checkpoints");
                self.commit()
            }
            Step::Keep => self.keep(),
            Step::Clock => {
                self.clock();
                Ok(())
            }
            Step::Trouble => {
                let after = self.random.below(14);
                let fault = self.random.pick(&[Fault::Error, Fault::Full, Fault::Dead]);
                self.note(|_| format!("{fault:?} after {after} operations"));
                self.disk.plan(after, fault);
                Ok(())
            }
            Step::Crash => {
                let crash = self.random.pick(&[Crash::Kill, Crash::Power]);
                self.crash(crash)
            }
            Step::Restart => self.restart(),
        }
    }

    /// Seconds, minutes, over midnight, days; and back.
    fn clock(&mut self) {
        let merchant = self.random.pick(&MERCHANTS);
        let offset = merchant.utc_offset_minutes;
        let midnight = day_starts_ms(day(self.now_ms, offset) + 1, offset);
        self.now_ms = match self.random.below(20) {
            0..9 => self.now_ms + 1_000 * self.random.between(1, 90),
            9..13 => self.now_ms + 60_000 * self.random.between(1, 90),
            13..15 => midnight - 1_000,
            15..17 => midnight,
            17 => self.now_ms + DAY_MS * self.random.between(1, 12),
            _ => self
                .now_ms
                .saturating_sub(1_000 * self.random.between(1, 7_200)),
        };
    }

    fn swap(&mut self) {
        let sets = &self.bench.world.sets;
        let set = &sets[self.random.index(sets.len())];
        self.bench.registry.activate(set.set.clone());
        self.note(|_| format!("to {}", set.name));
        self.tally.count("swaps");
        // As the server does it: a record of its own, which nobody waits for.
        let change = SetChange {
            at_ms: host_ms(),
            revision: (&**set.set.revision()).into(),
        };
        let mut entry = Entry::new(Kind::SetChange, recorded::encode_set_change(&change));
        entry.parts = [Some(set.set.clone()), None, None];
        // Where too many wait, it goes without.
        let _ = self.running.log.append(entry, Box::new(|_| {}));
    }

    /// The record that ends the log now, where nothing waits to be written. A log that stopped
    /// has no end: a restart tells.
    pub(super) fn settled_end(&self) -> Option<u64> {
        let status = self.running.log.status();
        (status.queued == 0 && status.stopped.is_none()).then_some(status.sequence)
    }

    /// Does something with the chronicle and what the model is told besides.
    pub(super) fn with_chronicle<T>(
        &mut self,
        act: impl FnOnce(&mut Chronicle, &Known<'_>) -> Result<T, String>,
    ) -> Result<T, String> {
        let known = Known {
            asked: &self.asked,
            caps: &self.caps,
            answers: &self.answers,
            hold_ms: self.settings.evaluator.hold_ms,
            remember_ms: self.settings.evaluator.remember_ms,
        };
        act(&mut self.chronicle, &known)
    }

    /// Tells whoever watches one life.
    #[allow(
        clippy::print_stderr,
        reason = "for the person who looks for what went wrong"
    )]
    pub(super) fn note(&self, told: impl FnOnce(&Self) -> String) {
        if self.verbose {
            eprintln!("{:>4} {}", self.step, told(self));
        }
    }
}

/// An error that says so, unless this is good.
pub(super) fn ensure(good: bool, told: impl FnOnce() -> String) -> Result<(), String> {
    if good { Ok(()) } else { Err(told()) }
}
