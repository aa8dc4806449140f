//! The figures of one merchant.
//!
//! Shares (refunds, declines, night, round amounts, credit cards, out of area, busiest cards) are
//! of some 90 days; volume and mean ticket of some 7 days are compared with those of some 90;
//! monthly volume is 30 days of the mean of some 30. How "some" is weighed is in
//! [`decay`](super::decay). A sample counts as its weight: 1 today, 0.37 after 45 days.
//!
//! **How exact.** Against the same weights in exact arithmetic a share is off by three millionths at
//! most and a ratio by one percent point, because sums are cut to whole numbers once a day; the cards by
//! what [`cards`](super::cards) says. Against a plain window: the same while business is steady;
//! of a change 86 of 100 show once the window has passed, the rest after it. The first day, seen
//! in part, counts as a whole one, so comparisons begin after 30 days.
//!
//! **One currency.** Amounts are summed in the currency of most sales: each sale in it is a vote
//! for it, one in another a vote against it, up to 1,000 votes. Without votes the next sale's
//! currency takes its place, and sums of amounts begin anew.

use super::cards::{self, Cards};
use super::decay::{DAY_MS, MONTH, QUARTER, WEEK, scaled};
use super::{Kind, Trade};
use crate::wit::tollgate::policy::facts::{Money, RiskIndicators};

/// What one sale of today counts: large, because sums are cut to whole numbers every day. There
/// is room for 10^12 sales.
const WEIGHT: u64 = 1 << 24;

/// Likewise of one minor unit, in bits.
const AMOUNT_BITS: u32 = 8;

/// Votes that the currency in use can have.
const VOTES_MAX: u64 = 1_000 * WEIGHT;

/// Days of sums of amounts before they are compared: with fewer, the mean that the last week is
/// compared with is mostly that week, and a month is not seen yet (ours).
const DAYS_MIN: u64 = 30;

/// Sums of 90 days, in [`WEIGHT`]s, and of shorter ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) attempts: u64,
    pub(super) declined: u64,
    pub(super) sales: u64,
    pub(super) refunds: u64,
    pub(super) night: u64,
    pub(super) round: u64,
    /// Sales by cards whose kind is known, and of them those by credit cards.
    pub(super) funded: u64,
    pub(super) credit: u64,
    /// Sales of which it is known how far from its place the terminal was, and of them those too
    /// far.
    pub(super) located: u64,
    pub(super) away: u64,
    /// Sales by cards.
    pub(super) carded: u64,
    /// For the currency in use.
    pub(super) votes: u64,
    /// Sales in that currency, and what they come to.
    pub(super) counted: u64,
    pub(super) volume: u64,
    pub(super) week_counted: u64,
    pub(super) week_volume: u64,
    pub(super) month_volume: u64,
}

/// How many sums there are.
pub(super) const SUMS: usize = 17;

impl Sums {
    /// All sums and the days that each is of, in the order of snapshots.
    pub(super) fn each(&mut self) -> [&mut u64; SUMS] {
        [
            &mut self.attempts,
            &mut self.declined,
            &mut self.sales,
            &mut self.refunds,
            &mut self.night,
            &mut self.round,
            &mut self.funded,
            &mut self.credit,
            &mut self.located,
            &mut self.away,
            &mut self.carded,
            &mut self.votes,
            &mut self.counted,
            &mut self.volume,
            &mut self.week_counted,
            &mut self.week_volume,
            &mut self.month_volume,
        ]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Figures {
    /// The day that the weights are of, since the Unix epoch.
    pub(super) day: u32,
    /// The day on which sums of amounts began.
    pub(super) since: u32,
    /// ISO 4217 number of the currency in use; 0 before the first sale.
    pub(super) currency: u16,
    pub(super) sums: Sums,
    pub(super) cards: Cards,
}

fn day_of(at_ms: u64) -> u32 {
    u32::try_from(at_ms / DAY_MS).unwrap_or(u32::MAX)
}

impl Figures {
    /// Those of a merchant that is seen for the first time now.
    pub(super) fn new(now_ms: u64) -> Self {
        Self {
            day: day_of(now_ms),
            since: day_of(now_ms),
            currency: 0,
            sums: Sums::default(),
            cards: Cards::default(),
        }
    }

    /// Lets the days pass until now, which is no earlier than any before.
    pub(super) fn advance(&mut self, now_ms: u64) {
        let today = day_of(now_ms);
        let days = u64::from(today.saturating_sub(self.day));
        if days == 0 {
            return;
        }
        self.day = today;
        let quarter = QUARTER.left_after(days);
        let [week, month] = [WEEK, MONTH].map(|of| of.left_after(days));
        let mut sums = self.sums.each();
        let (longer, shorter) = sums.split_at_mut(SUMS - 3);
        let decays = [week, week, month];
        for sum in longer {
            **sum = scaled(**sum, quarter);
        }
        for (sum, left) in shorter.iter_mut().zip(decays) {
            **sum = scaled(**sum, left);
        }
        self.cards.decay(quarter);
    }

    /// Counts a request.
    pub(super) fn attempted(&mut self, declined: bool) {
        add(&mut self.sums.attempts, WEIGHT);
        if declined {
            self.declined();
        }
    }

    /// Counts that a request was declined, here or by the issuer.
    pub(super) fn declined(&mut self) {
        add(&mut self.sums.declined, WEIGHT);
    }

    /// Counts what was approved.
    pub(super) fn add(&mut self, trade: &Trade) {
        match trade.kind {
            Kind::Reservation => {}
            Kind::Refund => add(&mut self.sums.refunds, WEIGHT),
            Kind::Sale => {
                for sum in self.sums_of(trade).into_iter().flatten() {
                    add(sum, WEIGHT);
                }
                if let Some(card) = trade.card {
                    self.cards.add(card);
                }
                self.vote(trade.currency);
                if trade.currency == self.currency {
                    let units = units(trade.amount);
                    add(&mut self.sums.counted, WEIGHT);
                    add(&mut self.sums.week_counted, WEIGHT);
                    add(&mut self.sums.volume, units);
                    add(&mut self.sums.week_volume, units);
                    add(&mut self.sums.month_volume, units);
                }
            }
        }
    }

    /// The sums that count sales, as far as this one counts in them.
    fn sums_of(&mut self, trade: &Trade) -> [Option<&mut u64>; 8] {
        let sums = &mut self.sums;
        [
            Some(&mut sums.sales),
            trade.night.then_some(&mut sums.night),
            trade.round.then_some(&mut sums.round),
            trade.credit.map(|_| &mut sums.funded),
            (trade.credit == Some(true)).then_some(&mut sums.credit),
            trade.away.map(|_| &mut sums.located),
            (trade.away == Some(true)).then_some(&mut sums.away),
            trade.card.map(|_| &mut sums.carded),
        ]
    }

    /// Which currency amounts are summed in.
    fn vote(&mut self, currency: u16) {
        let sums = &mut self.sums;
        if currency == self.currency {
            sums.votes = sums.votes.saturating_add(WEIGHT).min(VOTES_MAX);
        } else if sums.votes >= WEIGHT {
            sums.votes -= WEIGHT;
        } else {
            let is_first = self.currency == 0;
            self.currency = currency;
            if !is_first {
                self.since = self.day;
            }
            *sums = Sums {
                votes: WEIGHT,
                counted: 0,
                volume: 0,
                week_counted: 0,
                week_volume: 0,
                month_volume: 0,
                ..*sums
            };
        }
    }

    /// Takes back what was counted of a decision of `decided_at_ms`, of whose amount `amount` is
    /// still counted.
    pub(super) fn take_back(&mut self, trade: &Trade, amount: u64, decided_at_ms: u64) {
        let Some(days) = self.days_since(decided_at_ms) else {
            return;
        };
        let left = QUARTER.left_after(days);
        let weight = scaled(WEIGHT, left);
        match trade.kind {
            Kind::Reservation => {}
            Kind::Refund => take(&mut self.sums.refunds, weight),
            Kind::Sale => {
                for sum in self.sums_of(trade).into_iter().flatten() {
                    take(sum, weight);
                }
                if let Some(card) = trade.card {
                    self.cards.take_back(card, left);
                }
                if trade.currency == self.currency {
                    take(&mut self.sums.counted, weight);
                    let weight = scaled(WEIGHT, WEEK.left_after(days));
                    take(&mut self.sums.week_counted, weight);
                }
                self.reduce(trade, amount, decided_at_ms);
            }
        }
    }

    /// Takes back a part of the amount that was counted of a decision of `decided_at_ms`.
    pub(super) fn reduce(&mut self, trade: &Trade, amount: u64, decided_at_ms: u64) {
        let Some(days) = self.days_since(decided_at_ms) else {
            return;
        };
        if trade.kind != Kind::Sale || trade.currency != self.currency {
            return;
        }
        let units = units(amount);
        let sums = &mut self.sums;
        take(&mut sums.volume, scaled(units, QUARTER.left_after(days)));
        take(&mut sums.week_volume, scaled(units, WEEK.left_after(days)));
        take(
            &mut sums.month_volume,
            scaled(units, MONTH.left_after(days)),
        );
    }

    /// Whole days since a decision; `None` where it was made before these sums began.
    fn days_since(&self, decided_at_ms: u64) -> Option<u64> {
        let decided = day_of(decided_at_ms);
        (decided >= self.since).then(|| self.day.saturating_sub(decided).into())
    }

    /// What is known at this instant, where at least `samples_min` sales stand behind it.
    pub(super) fn read(&self, now_ms: u64, samples_min: u32) -> Option<RiskIndicators> {
        let sums = &self.sums;
        let idle = u64::from(day_of(now_ms).saturating_sub(self.day));
        let samples = u64::from(samples_min.max(1)).saturating_mul(WEIGHT);
        let left = QUARTER.left_after(idle);
        let enough = |of: u64| scaled(of, left) >= samples;
        // All decay alike, so a share is the same on every day.
        let share = |part: u64, of: u64| enough(of).then(|| ppm(part, of));
        let busiest = self.cards.busiest();
        let busiest = busiest.saturating_mul(WEIGHT / u64::from(cards::WEIGHT));
        let days = u64::from(day_of(now_ms).saturating_sub(self.since));
        let is_compared = days >= DAYS_MIN && enough(sums.counted);
        let week_left = WEEK.left_after(idle);
        let enough_in_week = scaled(sums.week_counted, week_left) >= samples;
        let known = RiskIndicators {
            chargeback_ppm: None,
            chargebacks_month: None,
            fraud_ppm: None,
            refund_ppm: share(sums.refunds, sums.sales),
            decline_ppm: share(sums.declined, sums.attempts),
            volume_ratio_percent: is_compared
                .then(|| self.volume_ratio(now_ms, left, week_left))
                .flatten(),
            ticket_ratio_percent: (is_compared && enough_in_week)
                .then(|| self.ticket_ratio())
                .flatten(),
            night_ppm: share(sums.night, sums.sales),
            round_amount_ppm: share(sums.round, sums.sales),
            credit_share_ppm: share(sums.credit, sums.funded),
            out_of_area_ppm: share(sums.away, sums.located),
            top_cards_ppm: share(busiest, sums.carded),
            days_to_delivery: None,
            complaints_per_million: None,
            monthly_volume: is_compared
                .then(|| self.monthly_volume(now_ms, idle))
                .flatten(),
        };
        // Whoever has few sales may have many attempts; whoever has neither has nothing here.
        (enough(sums.sales) || enough(sums.attempts)).then_some(known)
    }

    fn volume_ratio(&self, now_ms: u64, left: u64, week_left: u64) -> Option<u32> {
        let since = self.since.into();
        let week = scaled(self.sums.week_volume, week_left);
        let usual = scaled(self.sums.volume, left);
        let week = u128::from(week).checked_mul(QUARTER.weights(since, now_ms).into())?;
        let usual = u128::from(usual).checked_mul(WEEK.weights(since, now_ms).into())?;
        percent(week, usual)
    }

    fn ticket_ratio(&self) -> Option<u32> {
        let sums = &self.sums;
        let week = u128::from(sums.week_volume).checked_mul(sums.counted.into())?;
        let usual = u128::from(sums.volume).checked_mul(sums.week_counted.into())?;
        percent(week, usual)
    }

    fn monthly_volume(&self, now_ms: u64, idle: u64) -> Option<Money> {
        let volume = scaled(self.sums.month_volume, MONTH.left_after(idle));
        let weights = MONTH.weights(self.since.into(), now_ms);
        let of_month = (u128::from(volume) << 32).checked_mul(MONTH.count().into())?;
        let units = of_month.checked_div(weights.into())? >> AMOUNT_BITS;
        Some(Money {
            minor_units: i64::try_from(units).unwrap_or(i64::MAX),
            currency: self.currency,
        })
    }
}

fn add(sum: &mut u64, weight: u64) {
    *sum = sum.saturating_add(weight);
}

fn take(sum: &mut u64, weight: u64) {
    *sum = sum.saturating_sub(weight);
}

/// Minor units as sums have them.
fn units(amount: u64) -> u64 {
    amount.saturating_mul(1 << AMOUNT_BITS)
}

/// So many of a million, and no more than all.
fn ppm(part: u64, of: u64) -> u32 {
    let millionths = u128::from(part.min(of)) * 1_000_000;
    let ppm = millionths.checked_div(u128::from(of)).unwrap_or(0);
    u32::try_from(ppm).unwrap_or(1_000_000)
}

/// So many of a hundred, rounded half up.
fn percent(part: u128, of: u128) -> Option<u32> {
    let percent = part
        .checked_mul(100)?
        .checked_add(of / 2)?
        .checked_div(of)?;
    Some(u32::try_from(percent).unwrap_or(u32::MAX))
}
