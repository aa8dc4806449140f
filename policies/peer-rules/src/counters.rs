//! The totals that the rules read. They are compared with a limit as they stand, as a peer
//! compares what it was told; nothing is claimed on them.

use tollgate_policy::facts::EntryMode;
use tollgate_policy::verdicts::{Counts, Subject, Window};
use tollgate_policy::{Counter, counters};

use crate::settings::Settings;

counters! { |_settings: &Settings|
    /// What a merchant took today in a channel.
    MERCHANT_DAY = Counter::amount("merchant-channel-day", Window::CalendarDay,
        &[Subject::Merchant, Subject::Channel]);
    /// How many payments that was.
    MERCHANT_DAY_COUNT = Counter::count("merchant-channel-day-count", Counts::Approved,
        Window::CalendarDay, &[Subject::Merchant, Subject::Channel]);
    /// What a card paid today.
    CARD_DAY = Counter::amount("card-day", Window::CalendarDay, &[Subject::Card]);
    /// What a merchant took today by static codes.
    STATIC_QR_DAY = Counter::amount("static-qr-day", Window::CalendarDay, &[Subject::Merchant])
        .entry_modes(&[EntryMode::QrStatic]);
    /// Transactions of a terminal within a minute.
    TERMINAL_MINUTE = Counter::count("terminal-minute-count", Counts::Attempted,
        Window::Rolling(60), &[Subject::Terminal]);
    /// Sales of a merchant this month.
    SALES = Counter::count("merchant-month-count", Counts::Approved,
        Window::CalendarMonth, &[Subject::Merchant]);
}
