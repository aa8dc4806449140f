//! A few hundred simulated lives of a host, each with crashes. `cargo xtask simulate` lives more.

use tollgate_tests::simulation::{Bench, Options, World, live};

/// Other lives than those that `cargo xtask simulate` begins with.
const FIRST: u64 = 1_000_000;
const LIVES: u64 = 60;

#[test]
fn every_promise_holds_through_every_crash() {
    let world = World::make();
    let halves = [FIRST, FIRST + LIVES / 2];
    std::thread::scope(|scope| {
        for first in halves {
            let world = &world;
            scope.spawn(move || {
                let bench = Bench::new(world);
                let options = Options {
                    replays_percent: 5,
                    verbose: false,
                };
                for seed in first..first + LIVES / 2 {
                    if let Err(broken) = live(&bench, seed, options) {
                        panic!("{broken:?}; see `cargo xtask simulate --seed {seed}`");
                    }
                }
            });
        }
    });
}

/// What cannot be run again cannot be understood.
#[test]
fn a_seed_is_the_same_life_each_time() {
    let world = World::make();
    let bench = Bench::new(&world);
    let options = Options {
        replays_percent: 0,
        verbose: false,
    };
    for seed in FIRST..FIRST + 3 {
        let twice = [(); 2].map(|()| live(&bench, seed, options).expect("a life"));
        assert_eq!(twice[0], twice[1], "seed {seed}");
    }
}
