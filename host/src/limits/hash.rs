//! Hashes: what totals are found by.
//!
//! The keys are in the log, so the same text must hash to the same key for ever.

use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

use siphasher::sip128::{Hasher128, SipHasher24};

/// The key of every hash here. Another key would cut all totals off from the log.
const SIP_KEY: &[u8; 16] = b"tollgate/limits1";

/// A 128-bit hash in the making.
pub(super) struct Hash(SipHasher24);

impl Hash {
    pub(super) fn new() -> Self {
        Self(SipHasher24::new_with_key(SIP_KEY))
    }

    /// Appends bytes. Lengths aren't hashed: what varies in length says so itself.
    pub(super) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.write(bytes);
        self
    }

    /// Appends a 128-bit number.
    pub(super) fn number(self, number: u128) -> Self {
        self.bytes(&number.to_le_bytes())
    }

    pub(super) fn finish(self) -> u128 {
        self.0.finish128().as_u128()
    }
}

/// What one total is found by: a hash of the counter, the subjects and, for amounts, the
/// currency.
///
/// Kept as two halves: a `u128` is aligned to 16 bytes, and a map of millions of totals would
/// pay for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CounterKey {
    high: u64,
    low: u64,
}

impl CounterKey {
    /// The key with these bits.
    #[must_use]
    pub fn from_u128(bits: u128) -> Self {
        let (high, low) = halves(bits);
        Self { high, low }
    }

    /// The bits of the key, as in the log.
    #[must_use]
    pub fn to_u128(self) -> u128 {
        (u128::from(self.high) << 64) | u128::from(self.low)
    }

    /// Eight bits that the hash maps don't use to place the key inside one map.
    pub(super) fn shard(self) -> u8 {
        let [first, ..] = self.high.to_be_bytes();
        first
    }
}

impl fmt::Debug for CounterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.to_u128())
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "takes the two halves apart"
)]
fn halves(bits: u128) -> (u64, u64) {
    ((bits >> 64) as u64, bits as u64)
}

/// Passes on what is a hash already. The one multiplication is for decision ids, which may
/// be counted up: the maps look at the top seven bits too.
#[derive(Default)]
pub(super) struct PassThrough(u64);

pub(super) type BuildPassThrough = BuildHasherDefault<PassThrough>;

/// 2^64 divided by the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for PassThrough {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(32) ^ number).wrapping_mul(SPREAD);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
