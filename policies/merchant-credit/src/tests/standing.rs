//! Lists, status, account, documents, business types and personal codes.

use tollgate_policy::facts::{
    Channel, CodeKind, Documents, Facts, Listing, Merchant, MerchantStatus,
};
use tollgate_policy::testing::{NOW_MS, Subject, country, listings, payment_code};

use super::policy;
use crate::MerchantCredit;

fn merchant(facts: &mut Facts) -> &mut Merchant {
    facts.merchant.as_mut().expect("the sample has a merchant")
}

#[test]
fn a_listed_merchant() {
    policy().check(
        "merchant.blacklisted",
        |facts| merchant(facts).listed_as_risky = true,
        |facts| merchant(facts).status = MerchantStatus::Suspended,
    );
}

#[test]
fn a_merchant_on_the_operators_own_lists() {
    let own = |so| {
        move |facts: &mut Facts| {
            let mut lists = listings();
            lists.merchant = so;
            facts.listings = Some(lists);
        }
    };
    let code = "merchant.blacklisted";
    for so in [Listing::BLOCKED, Listing::FRAUD] {
        policy().check(code, own(so), own(so | Listing::ALLOWED));
        policy().check(code, own(so), |facts| {
            own(Listing::empty())(facts);
            facts.listings.as_mut().expect("lists").card = so;
        });
    }
    policy().check(code, own(Listing::BLOCKED), own(Listing::SANCTIONED));
    let findings = policy()
        .assess(|facts| {
            own(Listing::BLOCKED | Listing::FRAUD)(facts);
            merchant(facts).listed_as_risky = true;
        })
        .findings;
    let named = tollgate_policy::text("industry, block-list, fraud-list");
    assert_eq!(findings.first().expect("a finding").parameters, [named]);
}

#[test]
fn status() {
    let status = |status| move |facts: &mut Facts| merchant(facts).status = status;
    policy().check(
        "merchant.suspended",
        status(MerchantStatus::Suspended),
        status(MerchantStatus::Closed),
    );
    policy().check(
        "merchant.closed",
        status(MerchantStatus::Closed),
        status(MerchantStatus::Suspended),
    );
    assert!(policy().codes(status(MerchantStatus::Unknown)).is_empty());
}

#[test]
fn the_settlement_account() {
    policy().check(
        "merchant.settlement_account_mismatch",
        |facts| merchant(facts).settlement_account_matches = Some(false),
        |facts| merchant(facts).missing_documents = Documents::SETTLEMENT_ACCOUNT,
    );
}

#[test]
fn documents() {
    policy().check(
        "merchant.kyc.incomplete",
        |facts| merchant(facts).missing_documents = Documents::PREMISES,
        |facts| merchant(facts).kyc_level = 1,
    );
    let findings = policy()
        .assess(|facts| merchant(facts).missing_documents = Documents::from_bits_retain(0b11_1111))
        .findings;
    let named = "business-licence, owner-identity, settlement-account, premises, \
                 tax-registration, sector-permit";
    let [finding] = findings.as_slice() else {
        panic!("one finding expected, found {findings:?}");
    };
    assert_eq!(finding.parameters, [tollgate_policy::text(named)]);
}

#[test]
fn the_licence_holds_until_its_instant() {
    let expires = |at| move |facts: &mut Facts| merchant(facts).licence_expires_at = Some(at);
    policy().check("merchant.kyc.expired", expires(NOW_MS), expires(NOW_MS + 1));
}

#[test]
fn a_personal_code() {
    let code = |kind| {
        move |facts: &mut Facts| {
            let mut code = payment_code();
            code.kind = kind;
            facts.payment_code = Some(code);
        }
    };
    policy().check(
        "qr.personal_code.business_use",
        code(CodeKind::Personal),
        code(CodeKind::MerchantStatic),
    );
    let on = |year, month, day| {
        move |facts: &mut Facts| {
            code(CodeKind::Personal)(facts);
            (facts.local.year, facts.local.month, facts.local.day) = (year, month, day);
        }
    };
    policy().check(
        "qr.personal_code.business_use",
        on(2022, 3, 1),
        on(2022, 2, 28),
    );
}

#[test]
fn a_prohibited_business() {
    policy().check(
        "merchant.mcc_prohibited",
        |facts| merchant(facts).mcc = 7995,
        |facts| merchant(facts).mcc = 7994,
    );
    policy().check(
        "merchant.mcc_prohibited",
        |facts| facts.transaction.mcc = 7995,
        |facts| {
            facts.transaction.mcc = 7995;
            merchant(facts).country = country("US");
        },
    );
}

#[test]
fn a_business_prohibited_on_one_channel() {
    let online = Subject::<MerchantCredit>::with(
        r#"{"prohibited_mccs": {"no-remote-tobacco": {
            "value": {"mccs": [5993], "channels": ["online"]},
            "source": "contract", "effective_from": "2026-11-24"}}}"#,
    );
    let tobacco = |channel, day| {
        move |facts: &mut Facts| {
            facts.transaction.mcc = 5993;
            facts.transaction.channel = channel;
            facts.local.day = day;
        }
    };
    let code = "merchant.mcc_prohibited";
    online.check(
        code,
        tobacco(Channel::Online, 24),
        tobacco(Channel::Pos, 24),
    );
    online.check(
        code,
        tobacco(Channel::Online, 24),
        tobacco(Channel::Unknown, 24),
    );
    online.check(
        code,
        tobacco(Channel::Online, 24),
        tobacco(Channel::Online, 23),
    );
}

#[test]
fn all_that_is_wrong_is_told_and_the_block_leads() {
    let codes = policy().codes(|facts| {
        let merchant = merchant(facts);
        merchant.listed_as_risky = true;
        merchant.status = MerchantStatus::Closed;
        merchant.settlement_account_matches = Some(false);
        merchant.licence_expires_at = Some(0);
    });
    let expected = [
        "merchant.blacklisted",
        "merchant.closed",
        "merchant.settlement_account_mismatch",
        "merchant.kyc.expired",
    ];
    assert_eq!(codes, expected);
}

#[test]
fn extremes_and_gaps_are_survived() {
    for amount in [i64::MIN, -1, 0, 1, i64::MAX] {
        for gap in 0..8_u8 {
            let assessment = policy().assess(|facts| {
                facts.transaction.amount.minor_units = amount;
                facts.now = if gap % 2 == 0 { u64::MAX } else { 0 };
                if gap & 1 != 0 {
                    facts.merchant = None;
                }
                if gap & 2 != 0 {
                    facts.risk_indicators = None;
                }
                if gap & 4 != 0 {
                    facts.card = None;
                }
            });
            let scored = gap & 3 == 0;
            assert_eq!(
                assessment.score.is_some(),
                scored,
                "amount {amount}, gap {gap}"
            );
            assert!(assessment.findings.is_empty(), "amount {amount}, gap {gap}");
        }
    }
}
