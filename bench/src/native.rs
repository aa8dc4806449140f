//! The shipped policies as native code, with the settings that they ship with.

use card_validity::CardValidity;
use channel_limits::ChannelLimits;
use compliance::Compliance;
use fees::Fees;
use issuer_availability::IssuerAvailability;
use merchant_credit::MerchantCredit;
use terminal_health::TerminalHealth;
use tollgate_policy::{Facts, Policy, configure, evaluate};
use transaction_integrity::TransactionIntegrity;

/// One policy: its facts, with the counters that it declares, and its rules.
pub(crate) struct Rules {
    /// Judges the facts; the number of findings and claims keeps it from being optimized away.
    pub(crate) judge: Box<dyn Fn() -> usize>,
    /// Name of the policy.
    pub(crate) name: &'static str,
}

/// All shipped policies on the same payment.
pub(crate) fn all(amount: i64, expiry_year: u8) -> anyhow::Result<Vec<Rules>> {
    Ok(vec![
        rules::<Compliance>(amount, expiry_year)?,
        rules::<MerchantCredit>(amount, expiry_year)?,
        rules::<TransactionIntegrity>(amount, expiry_year)?,
        rules::<CardValidity>(amount, expiry_year)?,
        rules::<TerminalHealth>(amount, expiry_year)?,
        rules::<IssuerAvailability>(amount, expiry_year)?,
        rules::<ChannelLimits>(amount, expiry_year)?,
        rules::<Fees>(amount, expiry_year)?,
    ])
}

fn rules<P: Policy + 'static>(amount: i64, expiry_year: u8) -> anyhow::Result<Rules> {
    let policy: P = configure("{}").map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let facts: Facts = crate::facts::native(amount, expiry_year, policy.counters().len());
    let judge = move || {
        let assessment = evaluate(&policy, std::hint::black_box(&facts));
        assessment.findings.len() + assessment.claims.len()
    };
    Ok(Rules {
        judge: Box::new(judge),
        name: P::NAME,
    })
}
