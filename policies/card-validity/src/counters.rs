//! The totals that this policy claims on.

use tollgate_policy::facts::{EntryMode, TransactionType};
use tollgate_policy::verdicts::{Counts, Subject, Window};
use tollgate_policy::{Counter, counters};

use crate::entry::Entry;

counters! { |entry: &Entry|
    /// Payments with one card at one terminal that were declined of late.
    FAILURES = Counter::count("card-terminal-failures", Counts::Declined,
        Window::Rolling(entry.failures_window_s), &[Subject::Card, Subject::Terminal]);
    /// What a card paid today by contactless without a PIN.
    NO_PIN_DAY = Counter::amount("card-no-pin-day", Window::CalendarDay, &[Subject::Card])
        .types(&[
            TransactionType::Purchase,
            TransactionType::PreAuthorization,
            TransactionType::CashAdvance,
        ])
        .entry_modes(&[EntryMode::Contactless])
        .without_pin();
}
