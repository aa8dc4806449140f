//! A fee contract in little memory: hardly any row has amounts.

use crate::wit::tollgate::policy::facts::{Channel, FeeContract, FeeRow, Funding, Network};

/// A fee contract as a list of what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms(Box<[Term]>);

/// Amounts are of the last row before them.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Term {
    ChangedAt(u64),
    NotifiedAt(u64),
    Row {
        channel: Channel,
        network: Network,
        funding: Funding,
        cross_border: bool,
        rate_ppm: u32,
    },
    Fixed(u64),
    Cap(u64),
    Minimum(u64),
}

impl Terms {
    /// What the contract says.
    #[must_use]
    pub fn of(contract: &FeeContract) -> Self {
        let mut terms = Vec::with_capacity(2 * contract.rows.len());
        terms.extend(contract.changed_at.map(Term::ChangedAt));
        terms.extend(contract.notified_at.map(Term::NotifiedAt));
        for row in &contract.rows {
            terms.push(Term::Row {
                channel: row.channel,
                network: row.network,
                funding: row.funding,
                cross_border: row.cross_border,
                rate_ppm: row.rate_ppm,
            });
            terms.extend((row.fixed != 0).then_some(Term::Fixed(row.fixed)));
            terms.extend(row.cap.map(Term::Cap));
            terms.extend(row.minimum.map(Term::Minimum));
        }
        Self(terms.into())
    }

    /// The contract, as policies get it.
    #[must_use]
    pub fn contract(&self) -> FeeContract {
        let mut contract = FeeContract {
            rows: Vec::with_capacity(self.0.len()),
            changed_at: None,
            notified_at: None,
        };
        for term in &self.0 {
            match (*term, contract.rows.last_mut()) {
                (Term::ChangedAt(at_ms), _) => contract.changed_at = Some(at_ms),
                (Term::NotifiedAt(at_ms), _) => contract.notified_at = Some(at_ms),
                (
                    Term::Row {
                        channel,
                        network,
                        funding,
                        cross_border,
                        rate_ppm,
                    },
                    _,
                ) => contract.rows.push(FeeRow {
                    channel,
                    network,
                    funding,
                    cross_border,
                    rate_ppm,
                    fixed: 0,
                    cap: None,
                    minimum: None,
                }),
                (Term::Fixed(amount), Some(row)) => row.fixed = amount,
                (Term::Cap(amount), Some(row)) => row.cap = Some(amount),
                (Term::Minimum(amount), Some(row)) => row.minimum = Some(amount),
                // INVARIANT: amounts come after their row.
                (Term::Fixed(_) | Term::Cap(_) | Term::Minimum(_), None) => {}
            }
        }
        contract
    }

    pub(super) fn size_bytes(&self) -> usize {
        super::allocated::boxed(&*self.0)
    }
}
