//! How the host of one life is set up: drawn from the seed.

use tollgate::audit;
use tollgate::audit::Durability;
use tollgate::evaluator;

use super::random::Random;

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 86_400_000;

/// A segment for some policy sets, and not for others.
pub(super) const TOO_SMALL_BYTES: u32 = 16 << 10;

/// The settings of a life.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Of the evaluator.
    pub evaluator: evaluator::Config,
    /// Of the log.
    pub log: audit::Config,
    /// Signs checkpoints.
    pub secret: [u8; 32],
    /// How often there are no random bytes.
    pub entropy_fails_percent: u64,
}

impl Settings {
    /// Those of a seed.
    pub fn draw(random: &mut Random) -> Self {
        let hold_ms = random.pick(&[MINUTE_MS, 10 * MINUTE_MS, 60 * MINUTE_MS]);
        let remember_ms = random.weighted(&[
            (1, hold_ms),
            (2, 2 * hold_ms),
            (3, DAY_MS),
            (4, 400 * DAY_MS),
        ]);
        let evaluator = evaluator::Config {
            concurrency_max: random.pick(&[4, 64]),
            deadline_ms: 600_000,
            remember_ms,
            recent_max: random.pick(&[0, 3, 8_192]),
            hold_ms,
            ..evaluator::Config::default()
        };
        let log = audit::Config {
            durability: random.pick(&[Durability::Sync, Durability::Sync, Durability::Os]),
            segment_bytes: random.weighted(&[
                (3, TOO_SMALL_BYTES),
                (30, 32 << 10),
                (30, 40 << 10),
                (20, 64 << 10),
                (17, 128 << 10),
            ]),
            queue_max: random.pick(&[3, 8, 16_384]),
            compress: random.percent(60),
            // What is remembered must be there to be told again.
            retain_ms: random.pick(&[0, 0, remember_ms + MINUTE_MS]),
            ..audit::Config::default()
        };
        let mut secret = [0; 32];
        for bytes in secret.chunks_mut(8) {
            bytes.copy_from_slice(&random.bits().to_le_bytes());
        }
        Self {
            evaluator,
            log,
            secret,
            entropy_fails_percent: random.pick(&[0, 0, 1]),
        }
    }
}
