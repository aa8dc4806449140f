//! The way of records through a replay: read in order, evaluated by all, counted in order.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::audit::Kind;
use crate::trail::{Filter, Parts, TrailError};

use super::compare::Difference;
use super::ledger::Counted;
use super::sets::Sets;
use super::tally::{Divergence, Tally};
use super::worker::{self, Batch, Meant, Replay, Replayed};
use super::{Replayer, Step};

/// Records of a batch: enough that handing over costs nothing, few enough that progress shows.
const BATCH_RECORDS: usize = 256;
/// Batches under way for each worker: what a slow one holds up is bounded.
const BATCHES_PER_WORKER: usize = 4;

type Result<T> = std::result::Result<T, TrailError>;

pub(super) fn run(
    replayer: &Replayer<'_>,
    filter: &Filter,
    tell: &mut dyn FnMut(Step<'_>) -> bool,
) -> Result<Tally> {
    let workers = replayer.workers.get();
    let sets = Sets::new(replayer.loader, replayer.archive, workers);
    let (batches, work) = mpsc::channel::<Batch>();
    let (done, results) = mpsc::channel::<Result<Replayed>>();
    let (room, rooms) = mpsc::channel::<()>();
    for _ in 0..workers.saturating_mul(BATCHES_PER_WORKER) {
        // The receiver is here.
        let _ = room.send(());
    }
    let work = Mutex::new(work);
    thread::scope(|scope| {
        let reading = Reading {
            replayer,
            filter,
            batches,
            rooms,
        };
        let failed = done.clone();
        scope.spawn(move || {
            if let Err(error) = reading.run() {
                // Where nobody listens any more, the end is known.
                let _ = failed.send(Err(error));
            }
        });
        for _ in 0..workers {
            let (work, sets, done) = (&work, &sets, done.clone());
            scope.spawn(move || {
                while let Some(batch) = next(work) {
                    if done.send(worker::replay(&batch, filter, sets)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        let ends = Ends { results, room };
        collect(replayer, &sets, ends, tell)
    })
}

/// The thread that reads.
struct Reading<'a> {
    replayer: &'a Replayer<'a>,
    filter: &'a Filter,
    batches: Sender<Batch>,
    rooms: Receiver<()>,
}

impl Reading<'_> {
    fn run(self) -> Result<()> {
        let mut parts = Parts::new(self.replayer.reader.clone());
        let mut batch = Batch::default();
        for record in self.replayer.reader.scan(None)? {
            let record = record?;
            let sequence = record.position.sequence;
            if self.filter.to_sequence.is_some_and(|last| last < sequence) {
                break;
            }
            parts.pass(&record)?;
            batch.read += 1;
            batch.first.get_or_insert(record.position);
            batch.last = Some(record.position);
            let seen = match record.kind {
                Kind::Decision => Some(parts.of(&record)?),
                Kind::Outcome | Kind::Expiry | Kind::Start => None,
                _ => continue,
            };
            batch.records.push((record, seen));
            if batch.records.len() >= BATCH_RECORDS && !self.hand_over(&mut batch) {
                return Ok(());
            }
        }
        self.hand_over(&mut batch);
        Ok(())
    }

    /// Hands a batch to the workers once there is room; `false` where nobody wants it.
    fn hand_over(&self, batch: &mut Batch) -> bool {
        let next = Batch {
            number: batch.number + 1,
            ..Batch::default()
        };
        let batch = std::mem::replace(batch, next);
        self.rooms.recv().is_ok() && self.batches.send(batch).is_ok()
    }
}

/// Where results come from, and where room for more is told. Dropping it ends the reader and the
/// workers.
struct Ends {
    results: Receiver<Result<Replayed>>,
    room: Sender<()>,
}

/// Takes what workers made, in the order of the log.
fn collect(
    replayer: &Replayer<'_>,
    sets: &Sets<'_>,
    Ends { results, room }: Ends,
    tell: &mut dyn FnMut(Step<'_>) -> bool,
) -> Result<Tally> {
    let mut collecting = Collecting {
        tally: Tally::default(),
        counted: Some(Counted::new(&replayer.bounds)),
    };
    let mut waiting = BTreeMap::new();
    let mut number = 0;
    for replayed in results {
        let replayed = replayed?;
        waiting.insert(replayed.number, replayed);
        while let Some(replayed) = waiting.remove(&number) {
            number += 1;
            (collecting.tally.sets, collecting.tally.making) = sets.making();
            if !collecting.take(replayed, tell) {
                return Ok(collecting.tally);
            }
            // The reader may be through.
            let _ = room.send(());
        }
    }
    Ok(collecting.tally)
}

struct Collecting {
    tally: Tally,
    /// `None` where the beginning of the log is not there.
    counted: Option<Counted>,
}

impl Collecting {
    /// Takes a batch; `false` where no more is wanted.
    fn take(&mut self, replayed: Replayed, tell: &mut dyn FnMut(Step<'_>) -> bool) -> bool {
        let first = replayed.first.map_or(1, |first| first.sequence);
        if replayed.number == 0 && first > 1 {
            self.counted = None;
            self.tally.limits_not_counted = Some(format!(
                "the log begins with record {first}: what was counted before is not known"
            ));
        }
        self.tally.records += replayed.read;
        self.tally.last = replayed.last.or(self.tally.last);
        for replay in replayed.events {
            let counted = self.counted.as_mut();
            let missed = counted.map(|counted| counted.count(&replay));
            if let Replay::Decided(decided) = replay
                && let Some(meant) = decided.meant
            {
                let divergence = |difference| Divergence {
                    position: decided.position,
                    decision: decided.id,
                    difference,
                };
                let found = self.judge(meant, missed.unwrap_or_default());
                for difference in found {
                    if !tell(Step::Divergence(divergence(difference))) {
                        return false;
                    }
                }
            }
        }
        tell(Step::Progress(&self.tally))
    }

    /// Counts how a decision came out, and says what differs.
    fn judge(&mut self, meant: Meant, missed: Vec<Difference>) -> Vec<Difference> {
        let tally = &mut self.tally;
        tally.decisions += 1;
        tally.stopped_by_time += meant.stopped_by_time;
        let (evaluated, mut found) = match meant.evaluated {
            Ok(found) => (true, found),
            Err((revision, problems)) => {
                tally.refuse(&revision, &problems);
                (false, Vec::new())
            }
        };
        found.extend(missed);
        tally.divergences += found.len() as u64;
        match (found.is_empty(), evaluated) {
            (false, _) => tally.different += 1,
            (true, true) => tally.same += 1,
            (true, false) => {}
        }
        found
    }
}

fn next(work: &Mutex<Receiver<Batch>>) -> Option<Batch> {
    // Taking from a channel does not panic.
    let work = work.lock().unwrap_or_else(PoisonError::into_inner);
    work.recv().ok()
}
