//! Where the log is that is audited, and what is beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;

use crate::audit::{Disk, Reader};
use crate::config::Config;
use crate::remembered::keys_of;

/// Which log.
#[derive(Debug, Args)]
pub(in crate::cli) struct PlaceArgs {
    /// The configuration of the host: its data directory, and what bounds its policies and folds.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The data directory, a copy of it, or a directory that has segments of the log alone;
    /// otherwise that of the configuration, or `data`.
    #[arg(long, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
}

/// A log and what is beside it.
pub(in crate::cli) struct Place {
    pub(super) config: Config,
    /// Where the segments are.
    pub(in crate::cli) log: PathBuf,
    /// The directory that has, or would have, modules and keys.
    pub(super) data: PathBuf,
    pub(in crate::cli) reader: Reader,
}

impl PlaceArgs {
    /// Opens the log to read it.
    ///
    /// # Errors
    /// Where there is none.
    pub(in crate::cli) fn open(&self) -> anyhow::Result<Place> {
        let config = match &self.config {
            Some(file) => Config::read(file)?,
            None => Config::default(),
        };
        let given = self.data.as_ref().unwrap_or(&config.data_directory);
        let (log, data) = find(given)?;
        let told = || format!("the log in `{}`", log.display());
        let storage = Arc::new(Disk::open(&log).with_context(told)?);
        let reader = Reader::open(storage, keys_of).with_context(told)?;
        Ok(Place {
            config,
            log,
            data,
            reader,
        })
    }
}

/// The directory of segments, and the data directory that it is in.
fn find(given: &Path) -> anyhow::Result<(PathBuf, PathBuf)> {
    let shown = given.display();
    let below = given.join("log");
    if below.is_dir() {
        return Ok((below, given.to_path_buf()));
    }
    let names = fs::read_dir(given).with_context(|| {
        format!("cannot open `{shown}`; give the data directory of a host with --data DIR")
    })?;
    let mut names = names.filter_map(Result::ok).map(|entry| entry.file_name());
    let has_segments = names.any(|name| is_segment(&name.to_string_lossy()));
    if !has_segments {
        bail!(
            "`{shown}` has no log; give the data directory of a host, or a directory of segments \
             (files such as 00000000000000000001.log)"
        );
    }
    // `log` alone has an empty parent, which is here.
    let parent = given.parent().unwrap_or(given);
    let data = [given, parent]
        .into_iter()
        .find(|data| data.join("modules").is_dir());
    Ok((given.to_path_buf(), data.unwrap_or(parent).to_path_buf()))
}

fn is_segment(name: &str) -> bool {
    let first = name
        .strip_suffix(".log")
        .or_else(|| name.strip_suffix(".log.lz4"));
    first.is_some_and(|first| first.len() == 20 && first.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_log_is_found_in_a_data_directory_or_alone() {
        let home = tempfile::tempdir().unwrap();
        let data = home.path().join("data");
        let log = data.join("log");
        fs::create_dir_all(&log).unwrap();
        let segment = log.join("00000000000000000001.log.lz4");
        assert!(find(&log).unwrap_err().to_string().contains("has no log"));
        fs::write(segment, "").unwrap();
        assert_eq!(find(&data).unwrap(), (log.clone(), data.clone()));
        assert_eq!(find(&log).unwrap(), (log, data.clone()));
        let nowhere = find(&data.join("nowhere")).unwrap_err();
        assert!(nowhere.to_string().contains("--data DIR"));
    }

    #[test]
    fn segments_are_known_by_their_names() {
        let known = "00000000000000000001";
        assert!(is_segment(&format!("{known}.log")) && is_segment(&format!("{known}.log.lz4")));
        for other in ["1.log", "checkpoints.jsonl", "00000000000000000001.idx"] {
            assert!(!is_segment(other));
        }
    }
}
