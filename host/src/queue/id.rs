//! An id of 128 bits.

/// An id, or a hash, of 128 bits. Kept as two halves: a `u128` is aligned to 16 bytes, and
/// millions of records would pay for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Id {
    high: u64,
    low: u64,
}

/// 2^64 divided by the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Id {
    pub(crate) const ZERO: Self = Self { high: 0, low: 0 };

    /// A hash of it whose upper bits vary, also where ids are counted up.
    pub(crate) fn spread(self) -> u64 {
        let high = self.high.wrapping_mul(SPREAD).rotate_left(32);
        (high ^ self.low).wrapping_mul(SPREAD)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "takes the two halves apart"
)]
impl From<u128> for Id {
    fn from(bits: u128) -> Self {
        Self {
            high: (bits >> 64) as u64,
            low: bits as u64,
        }
    }
}

impl From<Id> for u128 {
    fn from(id: Id) -> Self {
        (Self::from(id.high) << 64) | Self::from(id.low)
    }
}
