//! What the host's own machinery does in a life, and how it ends and begins again.

use std::num::NonZero;

use tollgate::audit::{Durability, Signer, Stopped, verify};
use tollgate::evaluator::{Ask, Refusal};
use tollgate::fold::{Bounds, Fold};
use tollgate::history::History;
use tollgate::record::DecisionId;
use tollgate::recovery;
use tollgate::replay::{Replayer, Step};
use tollgate::rpc::decode;
use tollgate::trail::Filter;

use super::chronicle::bytes;
use super::disk::{Crash, Fault};
use super::gateway::{Reply, What};
use super::life::{Life, ensure};
use super::model::Expected;
use super::random::Random;
use super::running::{Landed, Running};
use super::settings::TOO_SMALL_BYTES;

/// Answers that are asked for again after each restart.
const ASKED_AGAIN: usize = 6;

impl Life<'_> {
    /// The writer commits what waits; whoever waited hears of it.
    pub(super) fn commit(&mut self) -> Result<(), String> {
        self.running.writer.step();
        self.tally.count("groups");
        self.hear()
    }

    /// Lets all calls go on for as long as any of them can. Only those may wait then whose
    /// records do.
    fn hear(&mut self) -> Result<(), String> {
        loop {
            let mut landed = false;
            let mut position = 0;
            while position < self.flights.len() {
                if self.advance(position, true)? {
                    landed = true;
                } else {
                    position += 1;
                }
            }
            let waits = self.running.log.status().queued > 0;
            if !landed && (waits || self.flights.is_empty()) {
                return Ok(());
            }
            if !landed && !self.running.writer.step() {
                let calls: Vec<_> = self.flights.iter().map(|flight| &flight.what).collect();
                return Err(format!("these wait for what never comes: {calls:?}"));
            }
        }
    }

    pub(super) fn tick(&mut self) -> Result<(), String> {
        let settles = self.random.percent(60) && self.quiet()?;
        self.running.evaluator.tick();
        self.tally.count("ticks");
        if settles {
            let now_ms = self.told_latest_ms();
            self.commit()?;
            // Where only a few records may wait, a few holds expire at a time.
            let all = self.settings.log.queue_max > self.requests.len();
            let goes_on = self.running.log.stopped().is_none();
            if let (true, Some(end)) = (all && goes_on, self.settled_end()) {
                self.chronicle.expect(end, Expected::NoneDue(now_ms));
            }
        }
        Ok(())
    }

    /// A time that the host has certainly come to: that of the last answer.
    fn told_latest_ms(&self) -> u64 {
        let told = self.told.values().map(|told| told.what.decided_at_ms);
        told.max().unwrap_or(0)
    }

    pub(super) fn snapshot(&mut self) -> Result<(), String> {
        let bounds = Bounds::of(&self.settings.evaluator);
        let written = recovery::snapshot(&self.running.log, &bounds);
        self.tally.count("snapshots");
        match written {
            Ok(()) => Ok(()),
            Err(_) if self.disk.happened().is_some() => Ok(()),
            Err(error) => Err(format!("no snapshot: {error}")),
        }
    }

    /// Full segments are sealed, compressed and removed.
    pub(super) fn keep(&mut self) -> Result<(), String> {
        // What will be removed is read before.
        if self.settings.log.retain_ms > 0 {
            self.read_log()?;
        }
        let mut steps = 0;
        while self.running.keeper.step() {
            steps += 1;
            ensure(steps < 1_000, || "there is no end of sealing".into())?;
        }
        self.tally.add("segments sealed or removed", steps);
        let trouble = self.running.log.status().trouble;
        let fault = self.disk.happened().is_some();
        ensure(trouble.is_none() || fault, || {
            format!("the keeper has trouble: {trouble:?}")
        })
    }

    /// The log has stopped: everybody hears that, and nobody gets an answer any more.
    pub(super) fn stopped(&mut self) -> Result<(), String> {
        let fault = self.disk.happened();
        self.note(|life| format!("  stopped: {:?} {fault:?}", life.running.log.stopped()));
        let small = self.settings.log.segment_bytes == TOO_SMALL_BYTES;
        ensure(fault.is_some() || small, || {
            format!(
                "the log stopped by itself: {:?}",
                self.running.log.stopped()
            )
        })?;
        if fault.is_none() {
            // The operator does what the error says.
            self.settings.log.segment_bytes *= 4;
        }
        self.tally.count(match fault {
            Some(Fault::Full) => "stops: disk full",
            Some(Fault::Dead) => "stops: power gone while writing",
            None => "stops: a record larger than a segment",
            _ => "stops: write or sync failed",
        });
        self.running.writer.step();
        self.hear()?;
        self.probe(false)?;
        let crash = self.random.pick(&[Crash::Kill, Crash::Power]);
        self.crash(crash)
    }

    /// Asks something new and looks whether it is answered.
    fn probe(&mut self, answers: bool) -> Result<(), String> {
        let asked = self.requests.len();
        self.ask()?;
        let refused = self.tally.of("not recorded");
        self.hear_one(asked)?;
        if !answers {
            let told = self
                .requests
                .get(asked)
                .map(|asked| asked.request_id.as_str());
            let told = self
                .told
                .values()
                .any(|reply| Some(reply.what.asked.request_id.as_str()) == told);
            ensure(!told, || "an answer was given after the log stopped".into())?;
            ensure(self.tally.of("not recorded") >= refused, || {
                "nothing was refused".into()
            })?;
        }
        Ok(())
    }

    fn hear_one(&mut self, _asked: usize) -> Result<(), String> {
        self.running.writer.step();
        self.hear()
    }

    /// The process or the power goes, and a host starts on what is left.
    pub(super) fn crash(&mut self, crash: Crash) -> Result<(), String> {
        self.tally.count(match crash {
            Crash::Kill => "crashes: process",
            Crash::Power => "crashes: power",
        });
        self.note(|life| format!("  {crash:?}, {} calls in flight", life.flights.len()));
        let os = self.settings.log.durability == Durability::Os;
        let power = crash == Crash::Power || self.disk.happened() == Some(Fault::Dead);
        let must_reach = if os && power {
            self.running.log.status().synced
        } else {
            0
        };
        let next = self.disk.crash(crash);
        self.flights.clear();
        self.begin_again(next, os && power, must_reach)
    }

    /// The host is told to stop, and started again.
    pub(super) fn restart(&mut self) -> Result<(), String> {
        self.running.log.close();
        self.running.writer.step();
        self.hear()?;
        let clean = self.running.log.stopped() == Some(Stopped::Closed);
        self.tally.count("clean restarts");
        let crash = self.random.pick(&[Crash::Kill, Crash::Power]);
        let next = self.disk.crash(crash);
        let may_lose = !clean && self.settings.log.durability == Durability::Os;
        self.begin_again(next, may_lose, 0)?;
        ensure(!clean || self.running.found.cut.is_none(), || {
            format!("a clean end was cut: {:?}", self.running.found.cut)
        })
    }

    fn begin_again(
        &mut self,
        disk: super::disk::Disk,
        may_lose: bool,
        must_reach: u64,
    ) -> Result<(), String> {
        self.disk = disk;
        let os = self.settings.log.durability == Durability::Os;
        let may_lose = may_lose || self.random.percent(10) && self.stumble() && os;
        let random = Random::new(self.random.bits());
        let running = Running::start(self.bench, &self.disk, &self.settings, random);
        self.running = running.map_err(|error| format!("does not start: {error}"))?;
        let found = self.running.found;
        self.note(|_| format!("  {found:?}"));
        self.tally
            .add("torn tails cut", u64::from(found.cut.is_some()));
        self.tally
            .add("snapshots used", u64::from(found.snapshot.is_some()));
        self.tally.add("records folded at starts", found.records);
        self.after_start(may_lose, must_reach)
    }

    /// A start that fails in the middle, and after which the next one is tried. Whether the power
    /// went as well.
    fn stumble(&mut self) -> bool {
        let after = self.random.below(8);
        let fault = self.random.pick(&[Fault::Error, Fault::Full, Fault::Dead]);
        self.disk.plan(after, fault);
        let random = Random::new(self.random.bits());
        let started = Running::start(self.bench, &self.disk, &self.settings, random);
        self.note(|_| format!("  a start with {fault:?}: {:?}", started.as_ref().err()));
        self.tally.count("starts that failed or were cut short");
        let crash = self.random.pick(&[Crash::Kill, Crash::Power]);
        let power = crash == Crash::Power || self.disk.happened() == Some(Fault::Dead);
        let next = self.disk.crash(crash);
        drop(started);
        self.disk = next;
        power
    }

    /// Checks every promise on what a restart found.
    fn after_start(&mut self, may_lose: bool, must_reach: u64) -> Result<(), String> {
        let end = self.running.log.status().sequence;
        ensure(end >= must_reach, || {
            format!("the log ends with record {end}, and {must_reach} was on disk")
        })?;
        if may_lose {
            self.forget_after(end)?;
        }
        self.read_log()?;
        ensure(self.chronicle.end() == end, || {
            format!("{} records can be read, of {end}", self.chronicle.end())
        })?;
        self.with_chronicle(|chronicle, known| chronicle.settle(end + 1, known))?;
        self.verified()?;
        self.promised()?;
        self.folded()?;
        self.answered_again()
    }

    /// Under "os" the power may take what was told lately.
    fn forget_after(&mut self, end: u64) -> Result<(), String> {
        let before = self.told.len() + self.told_reports.len();
        self.told.retain(|_, promised| promised.sequence <= end);
        self.told_reports
            .retain(|promised| promised.sequence <= end);
        let lost = before - self.told.len() - self.told_reports.len();
        self.tally.add("told and lost, as \"os\" may", lost as u64);
        let told = &self.told;
        self.answers.retain(|id, _| told.contains_key(id));
        self.chronicle.expect_nothing_after(end);
        if self.chronicle.end() > end {
            self.with_chronicle(|chronicle, known| chronicle.cut(end, known))?;
        }
        Ok(())
    }

    /// Takes all records that the log has.
    pub(super) fn read_log(&mut self) -> Result<(), String> {
        let scan = self
            .running
            .log
            .scan(None)
            .map_err(|error| error.to_string())?;
        self.with_chronicle(|chronicle, known| {
            for record in scan {
                let record = record.map_err(|error| error.to_string())?;
                chronicle.take(record, known)?;
            }
            Ok(())
        })
    }

    /// The whole chain is as it should be, and its checkpoints are signed by this host.
    fn verified(&mut self) -> Result<(), String> {
        let key = Signer::from_secret(&self.settings.secret).public_key();
        let report = verify(&self.running.log.reader(), &[], Some(&key), |_, _| true);
        let report = report.map_err(|error| format!("the log cannot be verified: {error}"))?;
        let report = report.ok_or("the log was not verified to its end")?;
        self.tally.add("segments verified", report.segments);
        self.tally.add("checkpoints verified", report.checkpoints);
        ensure(report.damage.is_none(), || {
            format!("a log that was just opened is damaged: {:?}", report.damage)
        })
    }

    /// Everything that was told is in the log.
    fn promised(&mut self) -> Result<(), String> {
        for (id, promised) in &self.told {
            let is_there = self.chronicle.decision(*id).is_some();
            let asked = &promised.what.asked;
            ensure(is_there, || {
                format!("{}: was told and is lost", asked.request_id)
            })?;
        }
        for promised in &self.told_reports {
            ensure(self.chronicle.has(&promised.what), || {
                let (id, result, _) = promised.what;
                format!(
                    "a report was taken and is lost: {result:?} of {}",
                    DecisionId(id)
                )
            })?;
        }
        Ok(())
    }

    /// What was recovered is the fold of the log from its first record on, and so is every
    /// snapshot with what follows it.
    fn folded(&mut self) -> Result<(), String> {
        let bounds = Bounds::of(&self.settings.evaluator);
        let whole = self.chronicle.fold(&bounds)?;
        ensure(self.running.folds == whole, || {
            let snapshot = self.running.found.snapshot;
            format!("what was recovered (snapshot {snapshot:?}) is not the fold of the log")
        })?;
        let snapshots = self
            .running
            .log
            .snapshots()
            .map_err(|error| error.to_string())?;
        for snapshot in snapshots {
            let Ok(mut fold) = Fold::read_from(&mut snapshot.reader()) else {
                // Never finished; recovery passes it over.
                continue;
            };
            let sequence = snapshot.position.sequence;
            self.chronicle.fold_on(&mut fold, sequence)?;
            ensure(bytes(&fold)? == whole, || {
                format!("snapshot {sequence} and what follows is not the fold of the log")
            })?;
        }
        Ok(())
    }

    /// Some answers are asked for again; they are what was told.
    fn answered_again(&mut self) -> Result<(), String> {
        let history = History::new(self.running.log.clone());
        let ids: Vec<u128> = self.told.keys().copied().collect();
        for _ in 0..ids.len().min(ASKED_AGAIN) {
            let id = ids[self.random.index(ids.len())];
            self.recalled(&history, id)?;
        }
        Ok(())
    }

    fn recalled(&self, history: &History, id: u128) -> Result<(), String> {
        let (Some(promised), Some(record)) = (self.told.get(&id), self.chronicle.decision(id))
        else {
            return Ok(());
        };
        let recalled = history.recall(record.position);
        let recalled =
            recalled.map_err(|error| format!("an answer cannot be read back: {error}"))?;
        let asked = &promised.what.asked;
        let reply = Reply::new(asked, &recalled.decision);
        ensure(reply == promised.what, || {
            format!(
                "{}: what is recorded is not what was told",
                asked.request_id
            )
        })
    }

    /// At the end of a life: every answer that was told is told again, by the host as it is now.
    pub(super) fn look_at_all(&mut self) -> Result<(), String> {
        let history = History::new(self.running.log.clone());
        let ids: Vec<u128> = self.told.keys().copied().collect();
        for id in &ids {
            self.recalled(&history, *id)?;
        }
        let latest_ms = self.chronicle.model.latest_ms();
        for id in ids.iter().rev().take(4 * ASKED_AGAIN) {
            let Some(promised) = self.told.get(id) else {
                continue;
            };
            let reply = &promised.what;
            if latest_ms - reply.decided_at_ms >= self.settings.evaluator.remember_ms {
                continue;
            }
            let asked = reply.asked.clone();
            self.answers_again(&asked, *id)?;
        }
        Ok(())
    }

    /// At the end of a life: every decision that the log still has comes out the same again.
    pub(super) fn replay(&mut self) -> Result<(), String> {
        let replayer = Replayer {
            reader: self.running.log.reader(),
            loader: &self.bench.replays,
            archive: &self.bench.world.archive,
            bounds: Bounds::of(&self.settings.evaluator),
            workers: NonZero::<usize>::MIN,
        };
        let mut first = None;
        let told = replayer.run(&Filter::default(), &mut |step| {
            if let Step::Divergence(divergence) = step {
                first.get_or_insert(format!("{divergence:?}"));
            }
            true
        });
        let told = told.map_err(|error| format!("the log cannot be replayed: {error}"))?;
        self.tally.add("decisions replayed", told.same);
        ensure(told.is_clean() && first.is_none(), || {
            format!("a replay differs: {first:?}, refused: {:?}", told.refused)
        })
    }

    fn answers_again(&mut self, asked: &super::asked::Asked, id: u128) -> Result<(), String> {
        let payment = decode(asked.message(), &self.bench.world.vault);
        let ask = Ask {
            payment: payment.map_err(|_| "the simulation asks badly")?,
            dry_run: false,
            deadline: None,
        };
        let mut flight = self.running.ask(
            What::LookedAt {
                id: Some(id),
                exact: false,
            },
            true,
            ask,
        );
        match flight.advance(self.bench, true) {
            Some(Landed::Answer(Ok(answer))) => {
                let reply = Reply::new(asked, &answer.decision);
                let same = self.told.get(&id).is_some_and(|told| told.what == reply);
                ensure(same && answer.repeated, || {
                    format!("{}: asked again, another answer is given", asked.request_id)
                })
            }
            Some(Landed::Answer(Err(Refusal::Overloaded))) => Ok(()),
            Some(Landed::Answer(Err(refusal))) => {
                Err(format!("{}: asked again, {refusal:?}", asked.request_id))
            }
            _ => Err(format!(
                "{}: asked again, no answer comes",
                asked.request_id
            )),
        }
    }
}
