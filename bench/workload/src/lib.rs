//! Generated merchants, terminals, banks, lists and payments, the same for a seed.
//!
//! An endless stream of payments as a gateway would send them, in the order of their time: a few
//! busy merchants and many quiet ones, in several time zones, each with its night and day;
//! cards of every network, payment codes, online sales; and some that go wrong. With each comes
//! what becomes of it when it is approved. Reads no clock; [`load`] alone sends anything: what a
//! host has on file before the first payment.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use tollgate_proto::v1::{self, PreAuthorization};

mod after;
mod bank;
mod card;
mod emv;
mod listed;
pub mod load;
mod mix;
mod place;
mod random;
mod sale;
mod shop;
mod story;
mod terminal;
mod trade;

pub use after::{After, Ending};
pub use mix::{Mix, way};
pub use place::Place;
pub use random::Random;
pub use shop::{Shop, Standing};
pub use story::Story;
pub use trade::Trade;

use card::Cards;
use place::PLACES;
use sale::Till;
use shop::Shops;
use story::Where;

/// The first payment is made after this: an evening in Shanghai, a morning in New York.
const START: &str = "2026-09-17T10:00:00Z";

/// What a workload is like.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Everything follows from it.
    pub seed: u64,
    /// [`Plan::MERCHANTS_MIN`] where fewer are asked for, so that every kind is among them.
    pub merchants: usize,
    /// How many payments fall on a day of the workload's own time.
    pub payments_per_day: u32,
}

impl Plan {
    /// Fewer would lack a kind of merchant that stories need.
    pub const MERCHANTS_MIN: usize = 100;
}

/// A payment to send.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The payment, with a request id that no other one of this workload has.
    pub payment: PreAuthorization,
    /// What it is a part of.
    pub story: Story,
    /// Tells one telling of the story from others. Its payments need each other's answers: one
    /// is to be sent when those before it are answered and reported.
    pub telling: u64,
    /// The reason that it should be given; `None` where it only leads up to another payment, or
    /// nothing is wrong.
    pub tells: Option<&'static str>,
    /// What is reported when it is approved.
    pub after: After,
}

impl Job {
    /// When it is made, milliseconds since the Unix epoch.
    pub fn at_ms(&self) -> i64 {
        let at = self.payment.occurred_at.unwrap_or_default();
        at.seconds * 1_000 + i64::from(at.nanos) / 1_000_000
    }
}

/// The stream of payments.
#[derive(Clone)]
pub struct Workload {
    plan: Plan,
    random: Random,
    shops: Arc<Shops>,
    cards: Cards,
    now: Timestamp,
    /// Stories that come next, the last one first.
    deck: Vec<Story>,
    /// Payments of stories that have begun, by time.
    pending: VecDeque<(Timestamp, Job)>,
    /// Stories and payments so far.
    told: u64,
    made: u64,
}

impl Workload {
    /// The workload of a plan.
    pub fn new(plan: Plan) -> Self {
        let now = start();
        Self {
            plan,
            random: Random::new(plan.seed),
            shops: Arc::new(Shops::new(
                plan.seed,
                plan.merchants.max(Plan::MERCHANTS_MIN),
                now,
            )),
            cards: Cards::new(plan.seed, now.to_zoned(TimeZone::UTC).date()),
            now,
            deck: Vec::new(),
            pending: VecDeque::new(),
            told: 0,
            made: 0,
        }
    }

    /// The merchants that sell.
    pub fn shops(&self) -> &[Shop] {
        &self.shops.all
    }

    /// Every bank, as it stands when the first payment is made.
    pub fn issuers(&self) -> Vec<v1::Issuer> {
        bank::issuers(start())
    }

    /// Networks and wallets, likewise.
    pub fn networks(&self) -> Vec<v1::NetworkProfile> {
        bank::networks(start())
    }

    /// The operator's lists. Cards are named by their numbers.
    pub fn listings(&self) -> Vec<v1::Listing> {
        listed::entries(&self.cards)
    }

    /// Begins the next story.
    fn begin(&mut self) {
        let story = self.draw();
        let place = self.advance(story.place() == Where::China);
        let random = &mut self.random;
        let shop = match story.place() {
            Where::At(standing) => self.shops.of(standing, random),
            Where::Anywhere | Where::China => self.shops.busy(place, random),
        };
        // Few merchants may leave a place without any; somebody sells in the first.
        let Some(shop) = shop.or(self.shops.all.first()) else {
            return;
        };
        let till = Till {
            shop,
            shops: &self.shops,
            cards: &self.cards,
            at: self.now,
        };
        let scenes = story.scenes(&till, random);
        self.told += 1;
        let first = self.made + 1;
        let id = |position: u64| format!("{:x}-{position:07}", self.plan.seed);
        for scene in scenes {
            self.made += 1;
            let at = self.now.checked_add(scene.later_ms.milliseconds());
            let at = at.unwrap_or(self.now);
            let original = scene.original.and_then(|of| u64::try_from(of).ok());
            let mut payment = dated(scene.payment, at, self.made);
            payment.request_id = id(self.made);
            if let Some(original) = original {
                payment.original_request_id = id(first + original);
            }
            let job = Job {
                payment,
                story,
                telling: self.told,
                tells: story.reason().filter(|_| scene.tells),
                after: After::draw(&mut self.random).ending(scene.ending),
            };
            let position = self.pending.partition_point(|(due, _)| *due <= at);
            self.pending.insert(position, (at, job));
        }
    }

    /// The next story of the deck.
    fn draw(&mut self) -> Story {
        if self.deck.is_empty() {
            self.deck = Story::deck(&mut self.random);
        }
        self.deck.pop().unwrap_or(Story::ORDINARY)
    }

    /// Lets time pass until the next story begins, and says where that is: everywhere people
    /// shop by their own clock.
    fn advance(&mut self, chinese: bool) -> usize {
        let now = self.now;
        let busy: Vec<(usize, f64)> = (PLACES.iter().enumerate())
            .map(|(position, place)| (position, place.share * place.busyness(now)))
            .collect();
        let busyness: f64 = busy.iter().map(|(_, share)| share).sum();
        let mean_ms = 86_400_000.0 / f64::from(self.plan.payments_per_day.max(1));
        let gap_ms = self.random.exponential(mean_ms / busyness.max(0.01));
        self.now = now
            .checked_add(whole_ms(gap_ms).milliseconds())
            .unwrap_or(now);
        let fits = |(position, share): &(usize, f64)| {
            let country = PLACES.get(*position).map_or("", |place| place.country);
            if chinese && country != "CN" {
                0.0
            } else {
                *share
            }
        };
        (self.random.weighted(&busy, fits)).map_or(0, |(position, _)| *position)
    }
}

impl Iterator for Workload {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        // What a story began earlier may be due before the next one begins.
        while self.pending.front().is_none_or(|(due, ..)| *due > self.now) {
            self.begin();
        }
        self.pending.pop_front().map(|(_, job)| job)
    }
}

fn start() -> Timestamp {
    START.parse().unwrap_or_default()
}

/// A payment with its time and, at a terminal, a trace number that no other one there has for
/// long.
fn dated(payment: PreAuthorization, at: Timestamp, number: u64) -> PreAuthorization {
    let at = shop::wire(at);
    let terminal = payment.terminal.map(|report| v1::TerminalReport {
        // A clock that is wrong stays so.
        local_time: report.local_time.or(Some(at)),
        ..report
    });
    PreAuthorization {
        occurred_at: Some(at),
        trace_number: match payment.terminal_id.is_empty() {
            true => String::new(),
            false => format!("{:06}", number % 1_000_000),
        },
        terminal,
        ..payment
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a gap is hours at most, and `as` saturates"
)]
fn whole_ms(ms: f64) -> i64 {
    ms.round() as i64
}

/// A payment without what only the edge of a host may see, fit to be shown or kept: its card is
/// named by a token that the gateway could have made, and of the code that a phone showed its
/// prefix and its length are left.
pub fn without_secrets(payment: &PreAuthorization) -> PreAuthorization {
    let mut payment = payment.clone();
    if let Some(card) = &mut payment.card
        && let Some(v1::card::Number::Pan(pan)) = &card.number
    {
        let token = v1::CardToken {
            value: format!("card-of-{}", payment.request_id),
            bin: pan.chars().take(6).collect(),
            last_four: pan.chars().skip(pan.len().saturating_sub(4)).collect(),
            length: u32::try_from(pan.len()).unwrap_or(0),
            luhn_valid: card::is_valid(pan),
        };
        card.number = Some(v1::card::Number::Token(token));
    }
    if let Some(code) = &mut payment.code {
        let digits = code.payload.char_indices();
        code.payload = digits
            .map(|(position, digit)| if position < 2 { digit } else { 'x' })
            .collect();
    }
    payment
}

#[cfg(test)]
mod tests;
