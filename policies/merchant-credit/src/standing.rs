//! What the acquirer's file says of the merchant: lists, status, account and documents.

use tollgate_policy::facts::{Documents, Listing, MerchantStatus};
use tollgate_policy::{Answer, Facts, instant, text};

use crate::reasons;

/// The merchant is on a risk list: of the industry, or of the operator's own, where one whose
/// suspicion was cleared is spared. The same words in every language: operators know the lists
/// by these names.
pub fn risk_list(facts: &Facts, answer: &mut Answer) {
    let industry = (facts.merchant).is_some_and(|merchant| merchant.listed_as_risky);
    let own = (facts.listings)
        .map(|listings| listings.merchant)
        .filter(|own| !own.contains(Listing::ALLOWED))
        .unwrap_or(Listing::empty());
    let lists = [
        (industry, "industry"),
        (own.contains(Listing::BLOCKED), "block-list"),
        (own.contains(Listing::FRAUD), "fraud-list"),
    ];
    let lists: Vec<&str> = (lists.into_iter())
        .filter_map(|(listed, name)| listed.then_some(name))
        .collect();
    if !lists.is_empty() {
        answer.find(reasons::BLACKLISTED, [text(lists.join(", "))]);
    }
}

/// The merchant is suspended or closed.
pub fn status(facts: &Facts, answer: &mut Answer) {
    match facts.merchant.map(|merchant| merchant.status) {
        Some(MerchantStatus::Suspended) => answer.find(reasons::SUSPENDED, []),
        Some(MerchantStatus::Closed) => answer.find(reasons::CLOSED, []),
        Some(MerchantStatus::Active | MerchantStatus::Unknown) | None => {}
    }
}

/// The settlement account is in another's name: a sign of second clearing.
pub fn settlement_account(facts: &Facts, answer: &mut Answer) {
    if (facts.merchant).is_some_and(|merchant| merchant.settlement_account_matches == Some(false)) {
        answer.find(reasons::SETTLEMENT_ACCOUNT_MISMATCH, []);
    }
}

const DOCUMENTS: [(Documents, &str); 6] = [
    (Documents::BUSINESS_LICENCE, "business-licence"),
    (Documents::OWNER_IDENTITY, "owner-identity"),
    (Documents::SETTLEMENT_ACCOUNT, "settlement-account"),
    (Documents::PREMISES, "premises"),
    (Documents::TAX_REGISTRATION, "tax-registration"),
    (Documents::SECTOR_PERMIT, "sector-permit"),
];

/// Documents that the acquirer asked for are missing.
pub fn documents(facts: &Facts, answer: &mut Answer) {
    let Some(missing) = facts.merchant.map(|merchant| merchant.missing_documents) else {
        return;
    };
    if missing.bits() != 0 {
        let names = DOCUMENTS
            .iter()
            .filter(|(document, _)| missing.bits() & document.bits() != 0);
        let names: Vec<&str> = names.map(|(_, name)| *name).collect();
        answer.find(reasons::KYC_INCOMPLETE, [text(names.join(", "))]);
    }
}

/// The business licence has run out; it holds until just before `licence_expires_at`.
pub fn licence(facts: &Facts, answer: &mut Answer) {
    let expired = (facts.merchant)
        .and_then(|merchant| merchant.licence_expires_at)
        .filter(|expires_at| *expires_at <= facts.now);
    if let Some(expired_at) = expired {
        answer.find(reasons::KYC_EXPIRED, [instant(expired_at)]);
    }
}
