//! Cards that their issuer refused for good.

use tollgate_policy::facts::{Facts, Network, TransactionType};
use tollgate_policy::instant;
use tollgate_policy::testing::NOW_MS;

use super::shipped;

const CODE: &str = "card.number_used_before_fail";
const HOLD_MS: u64 = 30 * 86_400_000;

fn refused(network: Network, age_ms: u64) -> impl Fn(&mut Facts) {
    move |facts| {
        let card = facts.card.as_mut().unwrap();
        card.network = network;
        card.declared_network = network;
        card.refused_for_good_ms = Some(age_ms);
    }
}

#[test]
fn it_holds_for_thirty_days_where_the_network_says_so() {
    for network in [Network::Visa, Network::Mastercard] {
        shipped().check(
            CODE,
            refused(network, HOLD_MS - 1),
            refused(network, HOLD_MS),
        );
    }
    for network in [
        Network::Unknown,
        Network::Unionpay,
        Network::Amex,
        Network::Alipay,
    ] {
        shipped().check(CODE, refused(Network::Visa, 0), refused(network, 0));
    }
    shipped().check(CODE, refused(Network::Visa, 0), |facts| {
        refused(Network::Visa, 0)(facts);
        facts.transaction.kind = TransactionType::Refund;
    });
}

#[test]
fn it_says_when_it_was_refused() {
    let findings = shipped().assess(refused(Network::Visa, 60_000)).findings;
    let at = instant(NOW_MS - 60_000);
    assert!(
        findings
            .iter()
            .any(|finding| finding.parameters == [at.clone()])
    );
}
