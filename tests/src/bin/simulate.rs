//! Lives lives: `simulate [--seeds N] [--from SEED] [--minutes M] [--threads T] [--replays PERCENT]`, or one of them,
//! told step by step: `simulate --seed SEED`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a tool for people, that fails by panicking"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tollgate_tests::simulation::{self, Bench, Broken, Tally, World, live};

/// Between two lines of progress.
const EVERY: Duration = Duration::from_secs(5);

struct Options {
    seed: Option<u64>,
    seeds: u64,
    from: u64,
    minutes: Option<u64>,
    threads: u64,
    replays_percent: u64,
}

impl Options {
    fn read() -> Result<Self, String> {
        let mut options = Self {
            seed: None,
            seeds: 1_000,
            from: 0,
            minutes: None,
            threads: 2,
            replays_percent: 2,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            let value = arguments.next().and_then(|value| value.parse().ok());
            let value: u64 = value.ok_or(format!("{name}: takes a number"))?;
            match name.as_str() {
                "--seed" => options.seed = Some(value),
                "--seeds" => options.seeds = value,
                "--from" => options.from = value,
                "--minutes" => options.minutes = Some(value),
                "--replays" => options.replays_percent = value,
                "--threads" => options.threads = value.max(1),
                _ => return Err(format!("{name}: no such option")),
            }
        }
        if options.minutes.is_some() {
            options.seeds = u64::MAX - options.from;
        }
        Ok(options)
    }
}

fn main() -> ExitCode {
    let options = match Options::read() {
        Ok(options) => options,
        Err(told) => {
            eprintln!(
                "{told}\nsimulate [--seeds N] [--from SEED] [--minutes M] [--threads T] [--seed SEED]"
            );
            return ExitCode::from(2);
        }
    };
    let world = World::make();
    let found = match options.seed {
        Some(seed) => one(&Bench::new(&world), seed, &options).map(|tally| println!("{tally}")),
        None => many(&world, &options),
    };
    match found {
        Ok(()) => ExitCode::SUCCESS,
        Err(Broken { seed, step, what }) => {
            println!("BROKEN: seed {seed}, step {step}: {what}");
            println!("run it again, told step by step: cargo xtask simulate --seed {seed}");
            ExitCode::FAILURE
        }
    }
}

fn one(bench: &Bench<'_>, seed: u64, options: &Options) -> Result<Tally, Broken> {
    let options = simulation::Options {
        replays_percent: options.replays_percent,
        verbose: options.seed.is_some(),
    };
    catch_unwind(AssertUnwindSafe(|| live(bench, seed, options))).unwrap_or_else(|_| {
        let (step, what) = (0, "something panicked, see above".into());
        Err(Broken { seed, step, what })
    })
}

fn many(world: &World, options: &Options) -> Result<(), Broken> {
    let begun = Instant::now();
    let next = AtomicU64::new(options.from);
    let until = options.from + options.seeds;
    let broken: Mutex<Option<Broken>> = Mutex::default();
    let total = Mutex::new(Tally::default());
    let over = AtomicBool::new(false);
    let is_over = || {
        let late = options
            .minutes
            .is_some_and(|minutes| begun.elapsed().as_secs() >= 60 * minutes);
        late || over.load(Ordering::Relaxed)
    };
    std::thread::scope(|scope| {
        for _ in 0..options.threads {
            scope.spawn(|| {
                let bench = Bench::new(world);
                while !is_over() {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= until {
                        break;
                    }
                    match one(&bench, seed, options) {
                        Ok(mut tally) => {
                            tally.count("lives");
                            total.lock().unwrap().join(&tally);
                        }
                        Err(found) => {
                            let mut broken = broken.lock().unwrap();
                            if broken
                                .as_ref()
                                .is_none_or(|before| found.seed < before.seed)
                            {
                                *broken = Some(found);
                            }
                            over.store(true, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
        let mut told = Instant::now();
        while !is_over() && next.load(Ordering::Relaxed) < until {
            std::thread::sleep(Duration::from_millis(20));
            if told.elapsed() >= EVERY {
                told = Instant::now();
                progress(&total, begun);
            }
        }
    });
    progress(&total, begun);
    print!("{}", total.lock().unwrap());
    broken.lock().unwrap().take().map_or(Ok(()), Err)
}

fn progress(total: &Mutex<Tally>, begun: Instant) {
    let lives = total.lock().unwrap().of("lives");
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{lives} lives in {seconds:.0} s, {:.0} a second",
        lives as f64 / seconds.max(0.001)
    );
}
