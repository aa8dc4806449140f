//! How the log is kept.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Durability;

/// How the log is kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// When a decision counts as recorded.
    pub durability: Durability,
    /// Bytes of a segment.
    pub segment_bytes: u32,
    /// Records that wait to be written at most; more are refused.
    pub queue_max: usize,
    /// Whether full segments are compressed where that makes them smaller.
    pub compress: bool,
    /// How long full segments are kept, in milliseconds; 0 for ever.
    pub retain_ms: u64,
    /// Records from one snapshot to the next.
    pub snapshot_records: u64,
    /// How often a checkpoint is signed where there is something new, in milliseconds.
    pub checkpoint_ms: u64,
    /// A file that gets every checkpoint too: best on another machine's disk.
    pub checkpoint_file: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            durability: Durability::Sync,
            segment_bytes: 64 << 20,
            queue_max: 16_384,
            compress: true,
            retain_ms: 0,
            snapshot_records: 500_000,
            checkpoint_ms: 60_000,
            checkpoint_file: None,
        }
    }
}

impl Config {
    /// Names what is wrong with the figures.
    pub fn check(&self, problems: &mut Vec<String>) {
        let mut require = |good: bool, problem: &str| {
            if !good {
                problems.push(format!("audit.{problem}"));
            }
        };
        require(
            (8 << 20..=1 << 30).contains(&self.segment_bytes),
            "segment_bytes: must be between 8388608 and 1073741824",
        );
        require(
            (1..=1_000_000).contains(&self.queue_max),
            "queue_max: must be between 1 and 1000000",
        );
        require(
            self.snapshot_records >= 1_000,
            "snapshot_records: must be at least 1000",
        );
        require(
            self.checkpoint_ms >= 100,
            "checkpoint_ms: must be at least 100",
        );
    }
}
