//! Totals of counters in the ledger: bytes each, and the time to read one and to count a decision.

#![allow(clippy::print_stdout, reason = "what starts it reads it")]

use std::time::Instant;

use tollgate::facts::{self, Parties};
use tollgate::limits::{
    Bounds, Calendar, Counter, CounterKey, Counts, Entry, Event, Ledger, Measure, Report, Span,
    Verdict,
};
use tollgate::pan::Vault;
use tollgate::profiles::MerchantProfile;
use tollgate::rpc::decode;

use super::weigh::{NOON_MS, tell_bytes};
use crate::host::{merchant, payment, registry};
use crate::random::Random;

/// Totals that one decision made of them counts in.
const PER_DECISION: usize = 8;
const READS: usize = 1_000_000;
const DECISIONS: usize = 100_000;
const DAY_MS: u64 = 86_400_000;
/// Merchants and cards of the shipped policies' totals.
const MERCHANTS: usize = 100_000;
const CARDS: usize = 1_000_000;
/// Decisions between two sweeps: a host decides some hundreds while it waits for the next one.
const SWEEP_EVERY: usize = 200;

/// Weighs totals of one kind, and prints figures with their names.
pub(super) fn weigh(kind: &str, count: usize) -> anyhow::Result<()> {
    let span = match kind {
        "calendar" => Span::Until {
            ends_at_ms: NOON_MS + DAY_MS,
        },
        "rolling" => Span::Rolling { seconds: 3_600 },
        "lifetime" => Span::Lifetime,
        "shipped" => return shipped(count),
        other => anyhow::bail!("no kind of counters: `{other}`"),
    };
    let mut books = Books::new();
    // Keys are hashes.
    let keyed = |number: usize| entry(u64::try_from(number).unwrap_or(0), span);
    tell_bytes(|| {
        for first in (0..count).step_by(PER_DECISION) {
            books.decide((first..first + PER_DECISION).map(keyed).collect())?;
        }
        Ok(books.ledger.sizes().totals)
    })?;
    let mut random = Random::new(7);
    let drawn: Vec<Entry> = (0..READS).map(|_| keyed(random.below(count))).collect();
    let begun = Instant::now();
    let sum = drawn.iter().fold(0_u64, |sum, entry| {
        sum.wrapping_add(books.ledger.read(entry.key, entry.span, NOON_MS))
    });
    std::hint::black_box(sum);
    println!("read_ns {}", nanoseconds(begun) / READS as u64);
    let events: Vec<Vec<Entry>> = (drawn.chunks(PER_DECISION).take(DECISIONS))
        .map(<[Entry]>::to_vec)
        .collect();
    let (begun, decisions) = (Instant::now(), events.len() as u64);
    for entries in events {
        books.decide(entries)?;
    }
    println!(
        "add_ns {}",
        nanoseconds(begun) / decisions / PER_DECISION as u64
    );
    Ok(())
}

fn nanoseconds(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

fn entry(number: u64, span: Span) -> Entry {
    let mut random = Random::new(number.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let bits = (u128::from(random.next()) << 64) | u128::from(random.next());
    Entry {
        key: CounterKey::from_u128(bits),
        span,
        measure: Measure::Amount,
        counts: Counts::Attempted,
    }
}

/// Totals as the shipped policies' counters make them: purchases at terminals, approved by policies
/// and issuers.
fn shipped(count: usize) -> anyhow::Result<()> {
    let registry = registry()?;
    let set = registry.pin();
    let payments = Payments {
        vault: Vault::random()?,
        counters: set.counters().to_vec(),
        merchant: MerchantProfile::from_record(&merchant("m"))?,
    };
    let (mut random, mut books) = (Random::new(1), Books::new());
    // What is there but once.
    payments.entries(&mut random, &books)?;
    let mut decided = 0;
    tell_bytes(|| {
        while decided % 1_000 != 0 || books.ledger.sizes().totals < count {
            let entries = payments.entries(&mut random, &books)?;
            books.decide(entries)?;
            decided += 1;
            if decided % SWEEP_EVERY == 0 {
                books.ledger.sweep();
            }
        }
        Ok(books.ledger.sizes().totals)
    })?;
    println!("decisions {decided}");
    Ok(())
}

/// Payments of merchants and cards drawn at random.
struct Payments {
    vault: Vault,
    counters: Vec<Counter>,
    /// Any merchant: for its days and months.
    merchant: MerchantProfile,
}

impl Payments {
    /// The totals that the next one counts in.
    fn entries(&self, random: &mut Random, books: &Books) -> anyhow::Result<Vec<Entry>> {
        let mut message = payment(random.below(CARDS), 10_050, 30);
        message.merchant_id = format!("m-{}", random.below(MERCHANTS));
        message.terminal_id = format!("t-{}", message.merchant_id);
        let payment =
            decode(message, &self.vault).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
        let counted = facts::counted(&payment, &Parties::default());
        let calendar = Calendar::at(books.now_ms, &self.merchant.zone);
        let entries = self.counters.iter();
        Ok(entries
            .filter_map(|counter| counter.entry(&counted, &calendar))
            .collect())
    }
}

/// A ledger and its time: a decision a millisecond, each reported as authorized at once.
struct Books {
    ledger: Ledger,
    now_ms: u64,
    next: u128,
}

impl Books {
    fn new() -> Self {
        // Decisions that ended take memory of their own; hardly any is kept.
        let bounds = Bounds {
            keep_ms: DAY_MS,
            ended_max: 1,
        };
        Self {
            ledger: Ledger::new(bounds),
            now_ms: NOON_MS,
            next: 0,
        }
    }

    fn decide(&mut self, entries: Vec<Entry>) -> anyhow::Result<()> {
        self.next += 1;
        self.now_ms += 1;
        let (decision, at_ms) = (self.next << 64 | self.next, self.now_ms);
        let decided = Event::Decided {
            decision,
            at_ms,
            verdict: Verdict::Approved,
            amount: 10_050,
            entries,
            hold_until_ms: at_ms + DAY_MS,
        };
        let reported = Event::Reported {
            decision,
            at_ms,
            report: Report::Authorized { amount: None },
            entries: Vec::new(),
        };
        for event in [decided, reported] {
            let change = self.ledger.apply(&event);
            change.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        }
        Ok(())
    }
}
