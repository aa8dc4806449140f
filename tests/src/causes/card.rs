//! Cards: the number, the date, where they may be used, and what is known against them.

use tollgate_proto::v1::listing::{Cause as Listed, Subject};
use tollgate_proto::v1::report_outcome_request::Result as Reported;
use tollgate_proto::v1::{self, Funding, Network, TransactionType};

use super::{Cause, Scene, authorized, cause, reported};
use crate::pan;

/// Settings without which some of these are never found.
pub const SETTINGS: &str = "
[[settings.restricted_regions]]
issuer_countries = [\"KP\"]

[[settings.restricted_products]]
fundings = [\"prepaid\"]
mccs = [6051]
";

/// What `card-validity` finds of the card itself.
pub const CAUSES: &[Cause] = &[
    cause(
        "card.lost",
        ("on the list of lost cards for one more second", |scene| {
            listed(scene, Listed::Lost, 1)
        }),
        ("on the list of lost cards until this second", |scene| {
            listed(scene, Listed::Lost, 0)
        }),
    ),
    cause(
        "card.stolen",
        ("on the list of stolen cards", |scene| {
            listed(scene, Listed::Stolen, 1)
        }),
        (
            "another card of its bank is on the list of stolen cards",
            |scene| {
                let other = Subject::Pan(scene.another_pan(0));
                scene.list(other, Listed::Stolen, 1);
            },
        ),
    ),
    cause(
        "card.fraud_suspected",
        ("the sender's model says 90 % fraud", |scene| {
            scene.payment.fraud_score_ppm = Some(900_000)
        }),
        ("the sender's model says 89.9999 % fraud", |scene| {
            scene.payment.fraud_score_ppm = Some(899_999)
        }),
    ),
    cause(
        "card.blocked",
        ("all cards of its BIN are blocked", bin_blocked),
        (
            "all cards of its BIN are blocked, and it is cleared",
            |scene| {
                bin_blocked(scene);
                listed(scene, Listed::Allowed, 1);
            },
        ),
    ),
    cause(
        "card.inactive",
        ("not activated for one more second", |scene| {
            listed(scene, Listed::Inactive, 1)
        }),
        ("not activated until this second", |scene| {
            listed(scene, Listed::Inactive, 0)
        }),
    ),
    cause(
        "card.number_used_before_fail",
        (
            "a Visa card that its issuer refused for good a second less than 30 days ago",
            |scene| refused_for_good(scene, 30 * DAY_S - 1),
        ),
        (
            "a Visa card that its issuer refused for good 30 days ago",
            |scene| refused_for_good(scene, 30 * DAY_S),
        ),
    ),
    cause(
        "card.cashout_suspected",
        (
            "a credit card pays 5,000 yuan for the third time today",
            |scene| pays_round(scene, 2),
        ),
        (
            "a credit card pays 5,000 yuan for the second time today",
            |scene| pays_round(scene, 1),
        ),
    ),
    cause(
        "card.pan.length",
        ("a Mastercard number of 15 digits", |scene| {
            number(scene, "55555555", 15, Network::Mastercard)
        }),
        ("a Mastercard number of 16 digits", |scene| {
            number(scene, "55555555", 16, Network::Mastercard)
        }),
    ),
    cause(
        "card.pan.luhn",
        ("a keyed number with one digit wrong", |scene| {
            check_digit(scene, 1)
        }),
        ("the same number as it is on the card", |scene| {
            check_digit(scene, 0)
        }),
    ),
    cause(
        "card.pan.unknown_bin",
        ("a BIN of no network, and the sender names none", |scene| {
            unknown(scene, Network::Unspecified)
        }),
        ("a BIN of no network, and the sender names one", |scene| {
            unknown(scene, Network::Unionpay)
        }),
    ),
    cause(
        "card.network_mismatch",
        ("a UnionPay card sent as a Visa card", |scene| {
            scene.card().network = Network::Visa.into()
        }),
        (
            "a UnionPay card sent as one of Discover, its partner",
            |scene| scene.card().network = Network::Discover.into(),
        ),
    ),
    cause(
        "card.expiry.malformed",
        ("month 13", |scene| scene.card().expiry_yymm = "3513".into()),
        ("month 12", |scene| scene.card().expiry_yymm = "3512".into()),
    ),
    cause(
        "card.expiry.missing",
        ("a credit card without a date", |scene| {
            undated(scene, Funding::Credit)
        }),
        ("a debit card without a date", |scene| {
            undated(scene, Funding::Debit)
        }),
    ),
    cause(
        "card.expired",
        ("good through last month", |scene| expiry(scene, -1)),
        ("good through this month", |scene| expiry(scene, 0)),
    ),
    cause(
        "card.expiry.implausible",
        (
            "a credit card good for 20 more years and a month",
            |scene| credit_until(scene, 20 * 12 + 1),
        ),
        ("a credit card good for 20 more years", |scene| {
            credit_until(scene, 20 * 12)
        }),
    ),
    cause(
        "card.expiring_soon",
        ("good through next month", |scene| expiry(scene, 1)),
        ("good through the month after next", |scene| {
            expiry(scene, 2)
        }),
    ),
    cause(
        "card.service_code.test",
        ("service code 901", |scene| {
            scene.card().service_code = "901".into()
        }),
        ("service code 201", |scene| {
            scene.card().service_code = "201".into()
        }),
    ),
    cause(
        "card.service_code.domestic_only",
        ("service code 601 in another country", |scene| {
            abroad(scene, "601")
        }),
        ("service code 201 in another country", |scene| {
            abroad(scene, "201")
        }),
    ),
    cause(
        "card.service_code.no_goods",
        ("a purchase with a card for cash only", |scene| {
            scene.card().service_code = "204".into()
        }),
        ("a cash advance with a card for cash only", |scene| {
            scene.card().service_code = "204".into();
            scene.payment.r#type = TransactionType::CashAdvance.into();
        }),
    ),
    cause(
        "card.restricted.region",
        (
            "a card of a country that the operator's rule excludes",
            |scene| of_country(scene, "KP"),
        ),
        ("a card of a country that it does not exclude", |scene| {
            of_country(scene, "KR")
        }),
    ),
    cause(
        "card.restricted.product",
        ("a prepaid card where money orders are sold", |scene| {
            product(scene, Funding::Prepaid)
        }),
        ("a debit card where money orders are sold", |scene| {
            product(scene, Funding::Debit)
        }),
    ),
    cause(
        "card.network.not_accepted",
        (
            "a UnionPay card at a merchant that takes Visa alone",
            |scene| accepts(scene, Network::Visa),
        ),
        (
            "a UnionPay card at a merchant that takes UnionPay alone",
            |scene| accepts(scene, Network::Unionpay),
        ),
    ),
];

const DAY_S: i64 = 86_400;

fn listed(scene: &mut Scene, so: Listed, seconds: i64) {
    let card = Subject::Pan(scene.pan());
    scene.list(card, so, seconds);
}

fn bin_blocked(scene: &mut Scene) {
    let bin = scene.pan()[..8].to_owned();
    scene.list(Subject::Bin(bin), Listed::Blocked, 1);
}

/// Invalid card number: an answer that no other try can change.
fn refused_for_good(scene: &mut Scene, seconds: i64) {
    scene.visa();
    let report = reported(Reported::DeclinedByIssuer, "14");
    scene.earlier(seconds, Some(report), |_| {});
}

fn pays_round(scene: &mut Scene, times: usize) {
    scene.card().funding = Funding::Credit.into();
    scene.amount(500_000);
    for _ in 0..times {
        scene.earlier(120, Some(authorized()), |_| {});
    }
}

fn expiry(scene: &mut Scene, months_later: i32) {
    scene.card().expiry_yymm = scene.month(months_later);
}

fn credit_until(scene: &mut Scene, months_later: i32) {
    scene.card().funding = Funding::Credit.into();
    expiry(scene, months_later);
}

fn undated(scene: &mut Scene, funding: Funding) {
    scene.card().funding = funding.into();
    scene.card().expiry_yymm.clear();
}

fn digits(scene: &mut Scene, pan: &str) {
    scene.card().number = Some(v1::card::Number::Pan(pan.into()));
}

/// The check digit is off by this much.
fn check_digit(scene: &mut Scene, off: u32) {
    let mut number = pan::with_check_digit("621212000000001");
    let last = number
        .pop()
        .and_then(|digit| digit.to_digit(10))
        .expect("a digit");
    number.push(char::from_digit((last + off) % 10, 10).expect("a digit"));
    digits(scene, &number);
}

/// A right number that begins so and is so long.
fn number(scene: &mut Scene, begin: &str, length: usize, network: Network) {
    let filled = format!("{begin:0<width$}", width = length - 1);
    digits(scene, &pan::with_check_digit(&filled));
    scene.card().network = network.into();
}

fn unknown(scene: &mut Scene, declared: Network) {
    number(scene, "99990000", 16, declared);
}

fn abroad(scene: &mut Scene, service_code: &str) {
    scene.card().service_code = service_code.into();
    of_country(scene, "SG");
}

fn of_country(scene: &mut Scene, country: &str) {
    scene.issuer().country = country.into();
    scene.card().issuer_country = country.into();
}

fn product(scene: &mut Scene, funding: Funding) {
    scene.merchant().mcc = 6_051;
    scene.payment.mcc = 6_051;
    scene.card().funding = funding.into();
}

fn accepts(scene: &mut Scene, network: Network) {
    scene.merchant().networks = vec![network.into()];
}
