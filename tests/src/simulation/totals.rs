//! Which totals a request counts in, and their caps: what the policy declares, in other words.

use super::asked::{Asked, Channel};
use super::calendar::{day, month};
use super::world::{Caps, MERCHANTS, Merchant};

/// What is counted, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// Amounts of a merchant.
    MerchantDay,
    /// As above.
    MerchantMonth,
    /// Amounts of a merchant in a channel.
    ChannelDay(Channel),
    /// Payments of a merchant in a channel.
    ChannelDayCount(Channel),
    /// Amounts of one of its terminals.
    TerminalDay(usize),
    /// Amounts of one of its customers' cards.
    CardDay(usize),
    /// As above.
    CardMonth(usize),
    /// Payments of one of its customers' cards.
    CardDayCount(usize),
}

/// What no settings of these lives set.
const QR_DAY_COUNT_BY_DEFAULT: u64 = 5_000;

impl Counter {
    /// As the policy calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MerchantDay => "merchant-day",
            Self::MerchantMonth => "merchant-month",
            Self::ChannelDay(_) => "channel-day",
            Self::ChannelDayCount(_) => "channel-day-count",
            Self::TerminalDay(_) => "terminal-day",
            Self::CardDay(_) => "card-day",
            Self::CardMonth(_) => "card-month",
            Self::CardDayCount(_) => "card-day-count",
        }
    }

    /// Whether it counts payments rather than minor units.
    #[must_use]
    pub fn is_count(self) -> bool {
        matches!(self, Self::ChannelDayCount(_) | Self::CardDayCount(_))
    }

    fn is_of_month(self) -> bool {
        matches!(self, Self::MerchantMonth | Self::CardMonth(_))
    }

    /// The cap that holds for a merchant.
    #[must_use]
    pub fn cap(self, caps: &Caps, merchant: &Merchant) -> u64 {
        match self {
            Self::MerchantDay => merchant.day_cap.unwrap_or(caps.merchant_day),
            Self::MerchantMonth => caps.merchant_month,
            Self::ChannelDay(Channel::Pos) => caps.pos_day,
            Self::ChannelDay(Channel::Qr) => caps.qr_day,
            Self::ChannelDayCount(Channel::Pos) => caps.pos_day_count,
            Self::ChannelDayCount(Channel::Qr) => QR_DAY_COUNT_BY_DEFAULT,
            Self::TerminalDay(_) => caps.terminal_day,
            Self::CardDay(_) => caps.card_day,
            Self::CardMonth(_) => caps.card_month,
            Self::CardDayCount(_) => caps.card_day_count,
        }
    }
}

/// One number that has a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// What is counted.
    pub counter: Counter,
    merchant: usize,
    /// The day or month.
    period: i64,
}

/// The totals that a request decided at this instant counts in.
#[must_use]
pub fn totals_of(asked: &Asked, at_ms: u64) -> Vec<Total> {
    if asked.is_refund {
        return Vec::new();
    }
    let day = day(at_ms, MERCHANTS[asked.merchant].utc_offset_minutes);
    let of_card = asked.card.map(|card| {
        [
            Counter::CardDay(card),
            Counter::CardMonth(card),
            Counter::CardDayCount(card),
        ]
    });
    let counters = [
        Counter::MerchantDay,
        Counter::MerchantMonth,
        Counter::ChannelDay(asked.channel),
        Counter::ChannelDayCount(asked.channel),
        Counter::TerminalDay(asked.terminal),
    ];
    let counters = counters.into_iter().chain(of_card.into_iter().flatten());
    counters
        .map(|counter| Total {
            counter,
            merchant: asked.merchant,
            period: if counter.is_of_month() {
                month(day)
            } else {
                day
            },
        })
        .collect()
}
