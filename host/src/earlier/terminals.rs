//! Where terminals were last, and when they last told how they are.

use std::io;

use super::{FORGOTTEN_AT_ONCE, Footprint, age};
use crate::fixed::{Input, Output, SnapshotError};
use crate::place::Place;
use crate::queue::{Id, Queue, Record};

/// How long a terminal that is not heard of is remembered. Ours.
pub(super) const KEPT_MS: u64 = 30 * 86_400_000;

/// Terminals at most. Ours.
const ENTRIES_MAX: usize = 262_144;

/// The shortest time that a terminal is taken to have moved in, milliseconds: a place told from
/// radio cells may be a kilometre off, which within seconds would look like a flight. Ours.
const MOVED_IN_MS: u64 = 60_000;

/// Terminal, place, three times, flags.
const ROW_BYTES: usize = 16 + 2 * 4 + 3 * 8 + 1;

#[derive(Clone, Copy)]
struct Seen {
    terminal: Id,
    /// Where it last said it was, and when that was by its own account.
    place: Option<(Place, u64)>,
    reported_at_ms: Option<u64>,
    seen_at_ms: u64,
    /// It was seen again since it took its place in the queue.
    is_back: bool,
}

impl Record for Seen {
    fn hash(&self, _: usize) -> Option<u64> {
        Some(self.terminal.spread())
    }
}

/// What is known of a payment's terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// Metres a second.
    pub(super) travel_speed: Option<u32>,
    pub(super) last_report_age_ms: Option<u64>,
}

pub(super) struct Terminals {
    queue: Queue<Seen, 1>,
}

impl Terminals {
    pub(super) fn new() -> Self {
        Self {
            queue: Queue::with_room(0),
        }
    }

    pub(super) fn seen(&mut self, payment: &Footprint, at_ms: u64) {
        let terminal = payment.terminal;
        if terminal == Id::ZERO || payment.place.is_none() && !payment.reported {
            return;
        }
        let place = (payment.place).map(|place| (place, payment.occurred_at_ms));
        let reported_at_ms = payment.reported.then_some(at_ms);
        let number = self.find(terminal);
        let before = number.and_then(|number| self.queue.get(number));
        let seen = Seen {
            terminal,
            place: place.or(before.and_then(|before| before.place)),
            reported_at_ms: reported_at_ms.or(before.and_then(|before| before.reported_at_ms)),
            seen_at_ms: at_ms,
            is_back: number.is_some(),
        };
        match number {
            Some(number) => self.queue.replace(number, seen),
            None => self.queue.push(seen),
        }
    }

    pub(super) fn read(&self, payment: &Footprint, now_ms: u64) -> Known {
        let of_it = |seen: &&Seen| age(seen.seen_at_ms, now_ms, KEPT_MS).is_some();
        let number = match payment.terminal {
            Id::ZERO => None,
            terminal => self.find(terminal),
        };
        let seen = number.and_then(|number| self.queue.get(number));
        let Some(seen) = seen.filter(of_it) else {
            return Known::default();
        };
        Known {
            travel_speed: seen.place.zip(payment.place).map(|((from, at_ms), to)| {
                let apart_ms = at_ms.abs_diff(payment.occurred_at_ms).max(MOVED_IN_MS);
                let metres = u64::from(from.metres_to(to));
                u32::try_from(metres * 1_000 / apart_ms).unwrap_or(u32::MAX)
            }),
            last_report_age_ms: (seen.reported_at_ms).map(|at_ms| now_ms.saturating_sub(at_ms)),
        }
    }

    /// Drops the oldest, but gives another turn to one that was seen since it had its last.
    pub(super) fn forget(&mut self, now_ms: u64) {
        for _ in 0..FORGOTTEN_AT_ONCE {
            let is_over = |oldest: &Seen| {
                self.queue.len() > ENTRIES_MAX || age(oldest.seen_at_ms, now_ms, KEPT_MS).is_none()
            };
            if !self.queue.oldest().is_some_and(is_over) {
                return;
            }
            if let Some(seen) = self.queue.pop()
                && seen.is_back
                && age(seen.seen_at_ms, now_ms, KEPT_MS).is_some()
            {
                let is_back = false;
                self.queue.push(Seen { is_back, ..seen });
            }
        }
    }

    fn find(&self, terminal: Id) -> Option<u64> {
        (self.queue).find(0, terminal.spread(), |seen| seen.terminal == terminal)
    }

    pub(super) fn write(&self, out: &mut Output<'_>) -> io::Result<()> {
        out.count(self.queue.len())?;
        for seen in self.queue.iter() {
            let flags = [
                seen.place.is_some(),
                seen.reported_at_ms.is_some(),
                seen.is_back,
            ];
            let (latitude, longitude, at_ms) = (seen.place).map_or((0, 0, 0), |(place, at_ms)| {
                let Place {
                    latitude_e6,
                    longitude_e6,
                } = place;
                let bits = i32::cast_unsigned;
                (bits(latitude_e6), bits(longitude_e6), at_ms)
            });
            out.u128(seen.terminal.into()).u32(latitude).u32(longitude);
            out.u64(at_ms).u64(seen.reported_at_ms.unwrap_or(0));
            out.u64(seen.seen_at_ms);
            let bits = flags.iter().rev();
            out.u8(bits.fold(0, |bits, flag| bits << 1 | u8::from(*flag)));
            out.end_row()?;
        }
        Ok(())
    }

    pub(super) fn read_from(input: &mut Input<'_>) -> Result<Self, SnapshotError> {
        let mut terminals = Self::new();
        let rows = input.count()?;
        for mut row in input.rows(rows, ROW_BYTES)? {
            let terminal = row.u128().into();
            let place = Place {
                latitude_e6: row.u32().cast_signed(),
                longitude_e6: row.u32().cast_signed(),
            };
            let (placed_at_ms, reported_at_ms) = (row.u64(), row.u64());
            let seen_at_ms = row.u64();
            let flags = row.u8();
            terminals.queue.push(Seen {
                terminal,
                place: (flags & 1 != 0).then_some((place, placed_at_ms)),
                reported_at_ms: (flags & 2 != 0).then_some(reported_at_ms),
                seen_at_ms,
                is_back: flags & 4 != 0,
            });
        }
        Ok(terminals)
    }
}
