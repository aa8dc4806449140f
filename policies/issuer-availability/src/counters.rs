//! The total that this policy claims on.

use tollgate_policy::facts::TransactionType;
use tollgate_policy::verdicts::{Counts, Subject, Window};
use tollgate_policy::{Counter, counters};

use crate::settings::Breaker;

/// What asks an issuer for something new, and so tells by its outcome how the issuer is. An
/// unknown type is no exemption.
pub const ASKING: [TransactionType; 5] = [
    TransactionType::Unknown,
    TransactionType::Purchase,
    TransactionType::PreAuthorization,
    TransactionType::CashAdvance,
    TransactionType::BalanceInquiry,
];

counters! { |breaker: &Breaker|
    /// Payments that went to an issuer lately, whatever became of them: one that is released
    /// again must not let the next one through at once.
    PROBES = Counter::count("issuer-probes", Counts::Passed,
        Window::Rolling(breaker.probe_interval_s), &[Subject::Issuer])
        .types(&ASKING);
}
