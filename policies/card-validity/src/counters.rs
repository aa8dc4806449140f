//! The totals that this policy reads and claims on.

use tollgate_policy::facts::{EntryMode, TransactionType};
use tollgate_policy::verdicts::{Counts, Subject, Window};
use tollgate_policy::{Counter, counters};

/// What can be a sale that never was. A cash advance is cash in the open.
pub const REPEATING: [TransactionType; 2] =
    [TransactionType::Purchase, TransactionType::PreAuthorization];

/// The lengths of rolling windows, in seconds.
pub struct Windows {
    /// Of failures of a card at a terminal.
    pub failures_s: u32,
    /// Of payments with a card at a merchant.
    pub cash_out_s: u32,
}

counters! { |windows: &Windows|
    /// Payments with one card at one terminal that were declined of late.
    FAILURES = Counter::count("card-terminal-failures", Counts::Declined,
        Window::Rolling(windows.failures_s), &[Subject::Card, Subject::Terminal]);
    /// What a card paid today by contactless without a PIN.
    NO_PIN_DAY = Counter::amount("card-no-pin-day", Window::CalendarDay, &[Subject::Card])
        .types(&[
            TransactionType::Purchase,
            TransactionType::PreAuthorization,
            TransactionType::CashAdvance,
        ])
        .entry_modes(&[EntryMode::Contactless])
        .without_pin();
    /// Payments with one card at one merchant of late.
    CARD_MERCHANT = Counter::count("card-merchant-payments", Counts::Approved,
        Window::Rolling(windows.cash_out_s), &[Subject::Card, Subject::Merchant])
        .types(&REPEATING);
    /// What they came to.
    CARD_MERCHANT_SUM = Counter::amount("card-merchant-paid",
        Window::Rolling(windows.cash_out_s), &[Subject::Card, Subject::Merchant])
        .types(&REPEATING);
}
