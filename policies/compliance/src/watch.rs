//! A watch on sums: what one card or payer spent in a rolling window, with this payment.
//!
//! Off by default, and then no total is kept. It reads its totals instead of claiming on them:
//! two payments at the same moment can both pass, which a watch may allow and a cap may not.

use tollgate_policy::currency::Limits;
use tollgate_policy::facts::{Facts, TransactionType};
use tollgate_policy::verdicts::{self, Subject, Window};
use tollgate_policy::{Counter, CounterId, counter_state};

use crate::settings;

/// The transactions that spend. A completion is of money that its pre-authorization counted.
const SPENDING: [TransactionType; 3] = [
    TransactionType::Purchase,
    TransactionType::PreAuthorization,
    TransactionType::CashAdvance,
];

/// Thresholds, with their counters.
pub struct Watch {
    window_s: u32,
    /// In the order of the counters.
    rows: Vec<Row>,
}

struct Row {
    name: &'static str,
    whose: Subject,
    sign: &'static str,
    above: Limits,
}

impl Watch {
    /// The watch of checked settings: only what has a threshold.
    pub fn new(settings: &settings::Watch) -> Self {
        let rows = [
            ("card-watched", Subject::Card, "card-amount", &settings.card),
            (
                "payer-watched",
                Subject::Payer,
                "payer-amount",
                &settings.payer,
            ),
        ];
        let rows = (rows.into_iter())
            .filter(|(.., above)| !above.is_empty())
            .map(|(name, whose, sign, above)| Row {
                name,
                whose,
                sign,
                above: Limits::new(above),
            });
        Self {
            window_s: settings.window_s,
            rows: rows.collect(),
        }
    }

    /// The totals that are kept for it.
    pub fn counters(&self) -> Vec<verdicts::Counter> {
        let window = Window::Rolling(self.window_s);
        (self.rows.iter())
            .map(|row| Counter::amount(row.name, window, &[row.whose]).types(&SPENDING))
            .map(Counter::describe)
            .collect()
    }

    /// The signs of sums that are above their thresholds with this payment.
    pub fn exceeded(&self, facts: &Facts) -> impl Iterator<Item = &'static str> {
        let spends = SPENDING.contains(&facts.transaction.kind);
        (0_u16..)
            .zip(&self.rows)
            .filter(move |(position, row)| spends && row.is_exceeded(facts, CounterId(*position)))
            .map(|(_, row)| row.sign)
    }
}

impl Row {
    fn is_exceeded(&self, facts: &Facts, counter: CounterId) -> bool {
        let above = (self.above.of(facts)).and_then(|above| u64::try_from(above).ok());
        let amount = u64::try_from(facts.transaction.amount.minor_units).unwrap_or(0);
        match (above, counter_state(facts, counter)) {
            (Some(above), Some(state)) => state.value.saturating_add(amount) > above,
            _ => false,
        }
    }
}
