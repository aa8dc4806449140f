//! Windows: how long something counts.

use super::calendar::Calendar;

/// Over which time a counter sums, as declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Window {
    /// The merchant's local day.
    CalendarDay,
    /// The merchant's local month.
    CalendarMonth,
    /// The merchant's local year.
    CalendarYear,
    /// The time up to now.
    Rolling {
        /// How much of it.
        seconds: u32,
    },
    /// For ever.
    Lifetime,
}

impl Window {
    /// The longest rolling window: 31 days.
    pub const MAX_ROLLING_SECONDS: u32 = 31 * 24 * 60 * 60;

    /// The window that a payment counts in, in the merchant's calendar at that instant.
    #[must_use]
    pub fn span(self, calendar: &Calendar) -> Span {
        let until = |ends_at_ms| Span::Until { ends_at_ms };
        match self {
            Self::CalendarDay => until(calendar.day_ends_at_ms),
            Self::CalendarMonth => until(calendar.month_ends_at_ms),
            Self::CalendarYear => until(calendar.year_ends_at_ms),
            Self::Rolling { seconds } => Span::Rolling { seconds },
            Self::Lifetime => Span::Lifetime,
        }
    }
}

/// One window on the line of time: what is left of a [`Window`] when the calendar is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// A day, month or year up to its end.
    Until {
        /// The first instant that is no longer in it, milliseconds since the Unix epoch.
        ends_at_ms: u64,
    },
    /// The time up to now.
    Rolling {
        /// How much of it.
        seconds: u32,
    },
    /// For ever.
    Lifetime,
}
