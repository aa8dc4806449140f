//! The log through crashes: whatever a file system may forget, tear or refuse, what was told is
//! there in order, nothing else but what was in flight, and damage is not taken for a crash.

use std::convert::Infallible;
use std::sync::Arc;

use tollgate::audit::{Durability, Journal, OpenError, Reader, RecordsError, verify};
use tollgate_tests::faulty::{Faults, Faulty};

mod world;

use world::{World, keys_of, restart_clock};

/// Plays `play` with many seeds; the one that fails is named.
fn each_seed(rounds: u64, play: fn(u64)) {
    for seed in 0..rounds {
        restart_clock();
        let played = std::panic::catch_unwind(|| play(seed));
        assert!(played.is_ok(), "seed {seed} fails");
    }
}

#[test]
fn what_was_told_is_there_after_any_crash() {
    each_seed(400, |seed| {
        let mut world = World::new(seed);
        for _ in 0..6 {
            let short = world.rng.once_in(3);
            let power = 2 + world.rng.number() % 120;
            world.disk.fail(Faults {
                power: Some(power),
                is_short: short,
                ..Faults::default()
            });
            // The power may be gone before it is open.
            if let Ok(mut open) = world.open() {
                world.live(&mut open, 120);
                world.forget_unsynced(&open);
            } else {
                assert!(world.disk.is_off(), "damaged by a crash");
            }
            world.disk = world.disk.crash(&mut world.rng.clone());
            world.rng.number();
        }
        world.open().map(drop).unwrap();
        is_good(&world.disk);
    });
}

#[test]
fn a_failed_write_or_sync_or_a_full_disk_stops_and_a_restart_is_clean() {
    each_seed(400, |seed| {
        let mut world = World::new(seed);
        for _ in 0..4 {
            let at = world.rng.number() % 40;
            let faults = match world.rng.below(3) {
                0 => Faults {
                    writes: Some(at),
                    ..Faults::default()
                },
                1 => Faults {
                    syncs: Some(at),
                    ..Faults::default()
                },
                _ => Faults {
                    room_bytes: Some(at * 1_500),
                    ..Faults::default()
                },
            };
            world.disk.fail(faults);
            let mut is_power = world.rng.once_in(2);
            match world.open() {
                Ok(mut open) => {
                    world.live(&mut open, 150);
                    if is_power {
                        world.forget_unsynced(&open);
                    }
                }
                // What was told by "os" before is not made durable yet.
                Err(OpenError::Io(_)) => is_power &= world.config.durability == Durability::Sync,
                Err(error) => panic!("{error}"),
            }
            // Then the machine is restarted, or only the program.
            if is_power {
                world.disk = world.disk.crash(&mut world.rng.clone());
                world.rng.number();
            }
            world.disk.fail(Faults::default());
        }
        world.open().map(drop).unwrap();
        is_good(&world.disk);
    });
}

/// An auditor finds nothing wrong.
fn is_good(disk: &Faulty) {
    let reader = Reader::open(Arc::new(disk.clone()), keys_of).unwrap();
    let report = verify(&reader, &[], None, |_, _| true).unwrap().unwrap();
    assert_eq!((report.damage, report.unfinished), (None, None));
}

#[test]
fn damage_before_the_tail_is_never_taken_for_a_crash() {
    each_seed(100, |seed| {
        let mut world = World::new(seed);
        world.config.retain_ms = 0;
        let mut open = world.open().unwrap();
        world.live(&mut open, 100);
        open.log.close();
        while open.writer.step() {}
        while open.keeper.step() {}
        drop(open);
        let names = world.disk.names();
        let logs: Vec<&String> = names.iter().filter(|name| name.contains(".log")).collect();
        for _ in 0..10 {
            let disk = world.disk.crash(&mut world.rng);
            let name = logs[world.rng.below(logs.len())];
            let bytes = disk.bytes(name);
            let end = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
            let from = world.rng.below(end);
            let to = end.min(from + 1 + world.rng.below(600));
            let is_flip = world.rng.once_in(2);
            disk.forge(name, |bytes| {
                if is_flip {
                    bytes[from] ^= 1 << (from % 8);
                } else {
                    bytes[from..to].fill(0);
                }
            });
            if disk.bytes(name) == bytes {
                continue;
            }
            let told = format!("{name}, {from}..{to} of {end}, flipped: {is_flip}");
            let reader = Reader::open(Arc::new(disk.clone()), keys_of).unwrap();
            let report = verify(&reader, &[], None, |_, _| true).unwrap().unwrap();
            assert!(report.damage.is_some(), "{told}");
            let opening = Journal::open(Arc::new(disk), &world.config, keys_of);
            let refused = opening.and_then(|mut opening| {
                let done = opening.records_after(None, |_| Ok::<_, Infallible>(()));
                done.map_err(|error| match error {
                    RecordsError::Open(error) => error,
                    RecordsError::Fold(never) => match never {},
                })
            });
            assert!(matches!(refused, Err(OpenError::Damage(_))), "{told}");
        }
    });
}
