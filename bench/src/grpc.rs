//! `Evaluate` over gRPC, on the program as it ships, against an empty call on the same stack with
//! the same settings: how many a second, how long each takes, what each costs.
//!
//! Both servers are processes of their own, and share the machine with the client. They are
//! called in turns, so that what else the machine does hits both.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark reports to a person"
)]

use std::time::Duration;

mod closed;
pub(crate) mod empty;
mod feed;
pub(crate) mod figures;
pub(crate) mod open;
pub(crate) mod stage;
mod tally;
mod wire;

use figures::{Figures, OTHERS, head, line, of_turns, ratio};
use stage::Stage;

/// How much is measured.
pub(crate) struct Extent {
    turns: u64,
    /// Length of a turn.
    closed: Duration,
    open: Duration,
    connections: &'static [usize],
    /// What is said of it.
    told: &'static str,
}

/// All of it.
pub(crate) const FULL: Extent = Extent {
    turns: 3,
    closed: Duration::from_secs(2),
    open: Duration::from_secs(5),
    connections: &[1, 2, 4, 8, 16, 32, 64],
    told: "medians of three turns; max is of all",
};

/// A first look.
pub(crate) const QUICK: Extent = Extent {
    turns: 1,
    closed: Duration::from_secs(1),
    open: Duration::from_secs(2),
    connections: &[1, 8, 64],
    told: "QUICK: a single short turn of each, which says little",
};

/// Calls in work on each connection of a closed loop.
const EACH: [usize; 2] = [1, 8];

/// Connections of an open loop. Each has at most 256 calls in work, and together no more than the
/// host takes in at once; more are held back by the client and wait.
pub(crate) const OPEN_CONNECTIONS: usize = 4;

/// Shares of the closed loop's maximum at which an open loop runs, in percent.
const SHARES: [u32; 4] = [20, 40, 60, 80];

/// Measures it.
pub(crate) fn run(extent: &Extent) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let mut pair = Pair {
            empty: Stage::empty()?,
            evaluate: Stage::host(&crate::host::policies()).await?,
        };
        pair.warm_up(extent).await?;
        println!(
            "Calls over gRPC, with client and server on one machine ({} processors); times in\n\
             microseconds; {}.\n",
            std::thread::available_parallelism()?,
            extent.told
        );
        let most = pair.closed(extent).await?;
        println!();
        pair.open(extent, most).await?;
        println!();
        pair.evaluate.tell();
        Ok(())
    })
}

/// What is compared.
struct Pair {
    empty: Stage,
    evaluate: Stage,
}

impl Pair {
    /// Fills caches. Not counted.
    async fn warm_up(&mut self, extent: &Extent) -> anyhow::Result<()> {
        for stage in [&mut self.empty, &mut self.evaluate] {
            let lines = stage.lines(OPEN_CONNECTIONS).await?;
            stage.closed(&lines, 8, extent.closed).await?;
        }
        Ok(())
    }

    /// Prints the closed loop; returns the most that `Evaluate` came to, calls a second.
    async fn closed(&mut self, extent: &Extent) -> anyhow::Result<f64> {
        println!(
            "Closed loop: connections × calls in work on each, turns of {} s. cpu is the processor\n\
             time of a call, all threads.\n",
            extent.closed.as_secs()
        );
        head("", ["cpu srv", "cpu cli"]);
        let mut most: f64 = 0.0;
        for connections in extent.connections {
            for each in EACH {
                eprintln!("closed loop, {connections} × {each}");
                let lines = [
                    self.empty.lines(*connections).await?,
                    self.evaluate.lines(*connections).await?,
                ];
                let [of_empty, of_evaluate] = &lines;
                let (mut empty, mut evaluate) = (Vec::new(), Vec::new());
                for _ in 0..extent.turns {
                    empty.push(self.empty.closed(of_empty, each, extent.closed).await?);
                    evaluate.push(
                        self.evaluate
                            .closed(of_evaluate, each, extent.closed)
                            .await?,
                    );
                }
                let [rate, ..] = tell(&format!("{connections} × {each}"), &empty, &evaluate, None);
                most = most.max(rate);
            }
        }
        Ok(most)
    }

    /// Prints the open loop, at shares of so many calls a second.
    async fn open(&mut self, extent: &Extent, most: f64) -> anyhow::Result<()> {
        println!(
            "Open loop: calls come at random (a Poisson process) at a share of {most:.0} a second,\n\
             the most that Evaluate came to; turns of {} s, {OPEN_CONNECTIONS} connections. Times \
             count from the\nmoment a call was due; late % were made more than 1 ms after it.\n",
            extent.open.as_secs()
        );
        head("", ["late %", "cpu srv"]);
        let of_empty = self.empty.lines(OPEN_CONNECTIONS).await?;
        let of_evaluate = self.evaluate.lines(OPEN_CONNECTIONS).await?;
        for share in SHARES {
            eprintln!("open loop, {share} %");
            let rate = most * f64::from(share) / 100.0;
            let (mut empty, mut evaluate) = (Vec::new(), Vec::new());
            for turn in 0..extent.turns {
                let schedule = open::schedule(rate, extent.open, turn);
                empty.push(self.empty.open(&of_empty, schedule.clone()).await?);
                evaluate.push(self.evaluate.open(&of_evaluate, schedule).await?);
            }
            // Being late is the client's.
            tell(&format!("{share} %"), &empty, &evaluate, Some(OTHERS));
        }
        Ok(())
    }
}

/// Prints three lines: both, and how they compare but for the figure at `apart`. Returns the
/// figures of `Evaluate`.
fn tell(what: &str, empty: &[Figures], evaluate: &[Figures], apart: Option<usize>) -> Figures {
    let (empty, evaluate) = (of_turns(empty), of_turns(evaluate));
    let mut ratio = ratio(&evaluate, &empty);
    if let Some(figure) = apart.and_then(|place| ratio.get_mut(place)) {
        *figure = f64::NAN;
    }
    line(&format!("{what:<8} empty"), &empty, 0);
    line(&format!("{:<8} Evaluate", ""), &evaluate, 0);
    line(&format!("{:<8} ratio", ""), &ratio, 2);
    evaluate
}
