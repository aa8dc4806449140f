//! What a decision tells of those who decided: what it holds for them, and how they ran.

use crate::decision::{Held, Outcome};
use crate::limits::{Counts, Entry, Measure};
use crate::money::Amount;
use crate::policy::Mode;
use crate::record::Run;

use super::Heard;

/// What an approval of `amount` holds of the limits that enforced policies claim, each total
/// once. `entries` are the request's entries in the set's counters.
#[must_use]
pub fn holds(
    heard: &[Heard],
    entries: &[Option<Entry>],
    amount: Amount,
    expires_at_ms: u64,
) -> Vec<Held> {
    let mut seen = vec![false; entries.len()];
    let mut held = Vec::new();
    for heard in heard
        .iter()
        .filter(|heard| heard.policy.mode == Mode::Enforce)
    {
        let Ok(assessed) = &heard.judged.result else {
            continue;
        };
        for claim in &assessed.claims {
            let named = heard.policy.counters.get(claim.counter);
            let position = heard.counters.get(claim.counter).copied();
            let entry = position.and_then(|at| entries.get(at)).copied().flatten();
            let (Some(named), Some(position), Some(entry)) = (named, position, entry) else {
                continue;
            };
            let once = seen
                .get_mut(position)
                .is_some_and(|seen| !std::mem::replace(seen, true));
            if once && entry.counts == Counts::Approved {
                let counts = entry.measure == Measure::Count;
                held.push(Held {
                    counter: named.name.clone(),
                    amount: entry.adds(amount.to_add()),
                    currency: (!counts).then_some(amount.currency),
                    expires_at_ms: Some(expires_at_ms),
                });
            }
        }
    }
    held
}

impl Heard {
    /// How the policy ran, `alone` being what it alone would have decided.
    #[must_use]
    pub fn run(&self, alone: Outcome) -> Run {
        let Self { policy, judged, .. } = self;
        Run {
            policy: policy.clone(),
            fault: judged.result.as_ref().err().cloned(),
            fuel: judged.fuel,
            nanoseconds: judged.nanoseconds,
            outcome: alone,
            score: judged
                .result
                .as_ref()
                .ok()
                .and_then(|assessed| assessed.score),
        }
    }
}
