//! Values made from a seed: every field of every group, with the edges of its range more often
//! than chance would have them.

use crate::recorded::cases::{Masked, Numbered};

/// A source of values; the same seed makes the same ones.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// 64 bits (SplitMix64).
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let bits = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.bits() % end as u64).unwrap()
    }

    /// One of several.
    pub(super) fn of<T: Copy>(&mut self, several: &[T]) -> T {
        several[self.below(several.len())]
    }

    /// Any value.
    pub(super) fn roll<T: Roll>(&mut self) -> T {
        T::roll(self)
    }

    /// Up to `most` of any values.
    pub(super) fn some<T: Roll>(&mut self, most: usize) -> Vec<T> {
        let count = self.below(most + 1);
        (0..count).map(|_| self.roll()).collect()
    }
}

/// What can be made of chance.
pub(super) trait Roll {
    fn roll(dice: &mut Dice) -> Self;
}

macro_rules! numbers {
    ($($of:ty),+) => {
        $(impl Roll for $of {
            #[allow(clippy::cast_possible_truncation, reason = "any bits will do")]
            fn roll(dice: &mut Dice) -> Self {
                match dice.below(8) {
                    0 => 0,
                    1 => <$of>::MAX,
                    2 => <$of>::MIN,
                    3 => 1,
                    _ => {
                        let bits = dice.bits();
                        (bits >> (bits % 64)) as $of
                    }
                }
            }
        })+
    };
}

numbers!(u8, u16, u32, u64, i16, i32, i64);

impl Roll for bool {
    fn roll(dice: &mut Dice) -> Self {
        dice.bits() & 1 == 0
    }
}

impl Roll for u128 {
    fn roll(dice: &mut Dice) -> Self {
        u128::from(dice.bits()) << 64 | u128::from(dice.bits())
    }
}

impl Roll for String {
    fn roll(dice: &mut Dice) -> Self {
        let length = dice.of(&[0, 1, 8, 36, 64]);
        (0..length)
            .map(|_| dice.of(&['a', 'z', '0', '-', ' ', '王', 'é']))
            .collect()
    }
}

impl Roll for Box<str> {
    fn roll(dice: &mut Dice) -> Self {
        dice.roll::<String>().into()
    }
}

impl<T: Roll> Roll for Option<T> {
    fn roll(dice: &mut Dice) -> Self {
        (dice.below(3) != 0).then(|| dice.roll())
    }
}

impl<A: Roll, B: Roll> Roll for (A, B) {
    fn roll(dice: &mut Dice) -> Self {
        (dice.roll(), dice.roll())
    }
}

/// Any case of an enum.
pub(super) fn case<C: Numbered>(dice: &mut Dice) -> C {
    dice.of(C::ALL)
}

/// Any flags of `count`.
pub(super) fn flags<M: Masked>(dice: &mut Dice, count: u32) -> M {
    let bits = u32::try_from(dice.bits() & 0xffff_ffff).unwrap();
    M::of_bits(bits & ((1 << count) - 1)).unwrap()
}

/// Makes [`Roll`] of types field by field.
macro_rules! rolled {
    ($($of:ident { $($field:ident),+ $(,)? })+) => {
        $(impl Roll for $of {
            fn roll(dice: &mut Dice) -> Self {
                Self { $($field: dice.roll()),+ }
            }
        })+
    };
}

/// Makes [`Roll`] of enums.
macro_rules! rolled_cases {
    ($($of:ident),+ $(,)?) => {
        $(impl Roll for $of {
            fn roll(dice: &mut Dice) -> Self {
                case(dice)
            }
        })+
    };
}

pub(super) use {rolled, rolled_cases};
