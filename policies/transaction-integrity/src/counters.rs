//! The totals that this policy reads and claims: what was done before to the transaction that a
//! completion, void or refund names.
//!
//! All count approved requests until the issuer's refusal gives them back, so that what the
//! issuer refused can be tried again.

use tollgate_policy::facts::TransactionType::{Completion, Refund, Void};
use tollgate_policy::verdicts::{Counts, Subject, Window};
use tollgate_policy::{Counter, counters};

counters! { |_settings: &()|
    /// Completions and voids of one original: the first ends it.
    ENDED = Counter::count("original-ended", Counts::Approved, Window::Lifetime, &[Subject::Original])
        .types(&[Completion, Void]);
    /// What refunds and voids gave back of one original. They share a total, so that a void and a
    /// refund that race cannot both pass.
    GIVEN_BACK = Counter::amount("original-given-back", Window::Lifetime, &[Subject::Original])
        .types(&[Refund, Void]);
}
