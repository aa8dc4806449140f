//! A host in process, without sockets: its evaluator on a log of its own.

use std::path::Path;
use std::sync::Arc;

use tollgate::audit::{Disk, Log};
use tollgate::clock::{Clock, Source};
use tollgate::config::Config;
use tollgate::evaluator::{Evaluator, Parts, entropy};
use tollgate::fold::Bounds;
use tollgate::lists::Lists;
use tollgate::metrics::Metrics;
use tollgate::policy::Registry;
use tollgate::profiles::Profiles;
use tollgate::recovery::recover;

/// An evaluator whose log is in `data`, and the log. The thread that writes it ends with the
/// process.
///
/// # Panics
/// Where there is no log to be made.
#[must_use]
pub fn evaluator(
    data: &Path,
    config: &Config,
    registry: Arc<Registry>,
    profiles: Arc<Profiles>,
) -> (Evaluator, Arc<Log>) {
    let storage = Arc::new(Disk::create(&data.join("log")).expect("a directory"));
    let bounds = Bounds::of(&config.evaluator);
    let recovered = recover(storage, &config.audit, &bounds, None).expect("a log");
    std::thread::spawn(move || recovered.writer.run());
    let lists = Lists::open(profiles.store()).expect("lists");
    let parts = Parts {
        clock: Clock::new(Source::Request),
        registry,
        profiles,
        lists: Arc::new(lists),
        metrics: Arc::new(Metrics::new()),
        log: Some(recovered.log.clone()),
        fold: recovered.fold,
        entropy: entropy(),
    };
    (
        Evaluator::new(config.evaluator.clone(), parts),
        recovered.log,
    )
}
