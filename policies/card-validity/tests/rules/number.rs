//! Number and network.

use tollgate_policy::facts::{Channel, Facts, Network, TransactionType};
use tollgate_policy::mask;
use tollgate_policy::testing::Subject;

use super::{CardValidity, shipped};

type Published = (u32, u8, Network, bool, (u8, u8));

/// Published test cards (Stripe, Cybersource, Braintree, Worldline, TabaPay, Rapyd): BIN, length,
/// network, check digit right, expiry where published.
const PUBLISHED: &[Published] = &[
    (42_424_242, 16, Network::Visa, true, (0, 0)),
    (40_128_888, 16, Network::Visa, true, (0, 0)),
    (41_111_111, 16, Network::Visa, true, (0, 0)),
    (40_000_566, 16, Network::Visa, true, (0, 0)),
    (55_555_555, 16, Network::Mastercard, true, (0, 0)),
    (22_230_031, 16, Network::Mastercard, true, (0, 0)),
    (52_008_282, 16, Network::Mastercard, true, (0, 0)),
    (51_051_051, 16, Network::Mastercard, true, (0, 0)),
    (37_828_224, 15, Network::Amex, true, (0, 0)),
    (37_144_963, 15, Network::Amex, true, (0, 0)),
    (60_111_111, 16, Network::Discover, true, (0, 0)),
    (60_110_009, 16, Network::Discover, true, (0, 0)),
    (60_119_811, 16, Network::Discover, true, (0, 0)),
    (30_569_300, 16, Network::Diners, true, (0, 0)),
    (36_227_206, 14, Network::Diners, true, (0, 0)),
    (30_569_309, 14, Network::Diners, true, (0, 0)),
    (38_520_000, 14, Network::Diners, true, (0, 0)),
    (65_559_000, 16, Network::Discover, true, (0, 0)),
    (35_660_020, 16, Network::Jcb, true, (0, 0)),
    (35_301_113, 16, Network::Jcb, true, (0, 0)),
    (62_000_000, 16, Network::Unionpay, true, (0, 0)),
    (62_055_000, 19, Network::Unionpay, true, (0, 0)),
    (40_000_000, 16, Network::Visa, true, (0, 0)),
    (42_424_242, 16, Network::Visa, false, (0, 0)),
    (62_509_470, 16, Network::Unionpay, true, (33, 12)),
    (62_220_400, 16, Network::Unionpay, false, (49, 12)),
    (62_509_405, 16, Network::Unionpay, true, (49, 12)),
    (44_278_026, 16, Network::Visa, true, (49, 12)),
    (55_200_123, 16, Network::Mastercard, true, (49, 12)),
    (81_000_100, 16, Network::Unionpay, true, (49, 12)),
    (62_100_382, 16, Network::Unionpay, true, (49, 12)),
    (62_123_456, 16, Network::Unionpay, true, (0, 0)),
    (62_123_456, 14, Network::Unionpay, true, (0, 0)),
    (62_123_456, 15, Network::Unionpay, true, (0, 0)),
    (62_123_456, 17, Network::Unionpay, true, (0, 0)),
    (62_123_456, 18, Network::Unionpay, true, (0, 0)),
    (62_123_456, 19, Network::Unionpay, true, (0, 0)),
    (62_509_460, 16, Network::Unionpay, true, (33, 12)),
    (81_719_999, 16, Network::Unionpay, true, (30, 12)),
    (62_509_479, 19, Network::Unionpay, true, (0, 0)),
    (40_055_192, 16, Network::Visa, true, (0, 0)),
    (40_120_000, 16, Network::Visa, true, (0, 0)),
    (45_006_000, 16, Network::Visa, true, (0, 0)),
    (42_176_511, 16, Network::Visa, true, (0, 0)),
    (22_230_000, 16, Network::Mastercard, true, (0, 0)),
    (54_038_799, 16, Network::Mastercard, true, (0, 0)),
    (37_873_449, 15, Network::Amex, true, (0, 0)),
    (41_111_111, 16, Network::Visa, false, (0, 0)),
];

fn card(
    bin: u32,
    length: u8,
    network: Network,
    declared: Network,
    luhn_valid: bool,
) -> impl Fn(&mut Facts) {
    move |facts| {
        let card = facts.card.as_mut().unwrap();
        (card.bin, card.length, card.luhn_valid) = (bin, length, luhn_valid);
        (card.network, card.declared_network) = (network, declared);
    }
}

fn number(network: Network, length: u8) -> impl Fn(&mut Facts) {
    card(40_000_000, length, network, network, true)
}

#[test]
fn published_cards_fail_only_where_their_check_digit_is_wrong() {
    for &(bin, length, network, luhn_valid, expiry) in PUBLISHED {
        let found = shipped().codes(|facts| {
            card(bin, length, network, network, luhn_valid)(facts);
            if expiry != (0, 0) {
                let card = facts.card.as_mut().unwrap();
                (card.expiry_year, card.expiry_month) = expiry;
            }
        });
        // The one domestic UnionPay card that fails is on the exemption list.
        let expected: &[&str] = match luhn_valid || bin / 100 == 622_204 {
            true => &[],
            false => &["card.pan.luhn"],
        };
        assert_eq!(found, expected, "{bin} {length}");
    }
}

#[test]
fn each_network_has_its_lengths() {
    for (network, good, bad) in [
        (
            Network::Visa,
            &[13, 16, 19][..],
            &[12, 14, 15, 17, 18, 20][..],
        ),
        (Network::Mastercard, &[16], &[15, 17]),
        (Network::Amex, &[15], &[14, 16]),
        (Network::Unionpay, &[14, 15, 16, 17, 18, 19], &[13, 20]),
        (Network::Jcb, &[16, 19], &[15, 20]),
        (Network::Diners, &[14, 16, 19], &[13, 20]),
        (Network::Discover, &[16, 19], &[15, 17, 18, 20]),
        (Network::Unknown, &[8, 12, 19], &[7, 20, 31, 32, 33, 255]),
    ] {
        for bad in bad {
            for good in good {
                shipped().check(
                    "card.pan.length",
                    number(network, *bad),
                    number(network, *good),
                );
            }
        }
    }
    // A token that tells no length is not judged.
    assert!(
        shipped()
            .codes(card(40_000_000, 0, Network::Visa, Network::Visa, false))
            .is_empty()
    );
}

#[test]
fn a_wrong_check_digit_is_refused_unless_its_bin_is_exempt() {
    let unionpay = |bin| card(bin, 16, Network::Unionpay, Network::Unionpay, false);
    for (fires, spares) in [
        (62_220_399, 62_220_400),
        (62_220_500, 62_220_499),
        (622_205, 622_204),
    ] {
        shipped().check("card.pan.luhn", unionpay(fires), unionpay(spares));
    }
    shipped().check(
        "card.pan.luhn",
        card(40_000_000, 16, Network::Visa, Network::Visa, false),
        card(40_000_000, 16, Network::Visa, Network::Visa, true),
    );
    let none =
        r#"{"number":{"luhn_exempt":{"value":[],"source":"ours","effective_from":"2020-01-01"}}}"#;
    Subject::<CardValidity>::with(none).check(
        "card.pan.luhn",
        unionpay(62_220_400),
        card(62_220_400, 16, Network::Unionpay, Network::Unionpay, true),
    );
}

#[test]
fn a_bin_is_unknown_only_where_settings_or_both_tables_say_so() {
    let with = |network, declared, issuer_known, bin| {
        move |facts: &mut Facts| {
            card(bin, 16, network, declared, true)(facts);
            facts.card.as_mut().unwrap().issuer_known = issuer_known;
        }
    };
    let (visa, master, none) = (Network::Visa, Network::Mastercard, Network::Unknown);
    let unknown = |setting: &str| {
        Subject::<CardValidity>::with(&format!(
            r#"{{"number":{{"unknown_network":"{setting}"}}}}"#
        ))
    };
    // Maestro cards, declared as Mastercard, have no range in the host's table.
    let maestro = with(none, master, false, 58_749_900);
    let nobody = with(none, none, false, 99_000_000);
    let directory = with(none, none, true, 99_000_000);
    let visa_alone = with(visa, visa, false, 40_000_000);

    shipped().check("card.pan.unknown_bin", nobody, maestro);
    shipped().check("card.pan.unknown_bin", nobody, directory);
    shipped().check("card.pan.unknown_bin", nobody, visa_alone);
    shipped().check("card.pan.unknown_bin", nobody, with(none, none, false, 0));
    unknown("reject").check("card.pan.unknown_bin", maestro, visa_alone);
    unknown("reject").check("card.pan.unknown_bin", nobody, directory);
    assert!(unknown("accept").codes(nobody).is_empty());
    assert!(shipped().codes(maestro).is_empty());

    let known = Subject::<CardValidity>::with(r#"{"number":{"require_known_issuer":true}}"#);
    known.check(
        "card.pan.unknown_bin",
        visa_alone,
        with(visa, visa, true, 40_000_000),
    );
    known.check(
        "card.pan.unknown_bin",
        maestro,
        with(none, master, true, 58_749_900),
    );
}

#[test]
fn a_network_is_what_the_number_says() {
    let as_declared = |network, declared| card(40_000_000, 16, network, declared, true);
    let (visa, master, none) = (Network::Visa, Network::Mastercard, Network::Unknown);
    for spares in [(visa, visa), (none, master), (visa, none), (none, none)] {
        shipped().check(
            "card.network_mismatch",
            as_declared(visa, master),
            as_declared(spares.0, spares.1),
        );
    }
    let (unionpay, discover) = (Network::Unionpay, Network::Discover);
    for partners in [(unionpay, discover), (discover, unionpay)] {
        shipped().check(
            "card.network_mismatch",
            as_declared(unionpay, visa),
            as_declared(partners.0, partners.1),
        );
    }
    shipped().check(
        "card.network_mismatch",
        card(44_278_027, 16, visa, unionpay, true),
        card(44_278_026, 16, visa, unionpay, true),
    );
}

#[test]
fn a_merchant_takes_the_networks_of_its_profile() {
    let at = |networks: &'static [Network], network, declared| {
        move |facts: &mut Facts| {
            card(44_278_026, 16, network, declared, true)(facts);
            facts.merchant.as_mut().unwrap().networks = mask(networks);
        }
    };
    let (visa, unionpay, none) = (Network::Visa, Network::Unionpay, Network::Unknown);
    let code = "card.network.not_accepted";
    shipped().check(
        code,
        at(&[Network::Unionpay], visa, visa),
        at(&[Network::Visa], visa, visa),
    );
    shipped().check(
        code,
        at(&[Network::Unionpay], visa, visa),
        at(&[], visa, visa),
    );
    // A card of two networks is taken on either; one of an unknown network as declared.
    shipped().check(
        code,
        at(&[Network::Jcb], visa, unionpay),
        at(&[Network::Unionpay], visa, unionpay),
    );
    shipped().check(
        code,
        at(&[Network::Jcb], none, visa),
        at(&[Network::Visa], none, visa),
    );
    assert!(
        shipped()
            .codes(at(&[Network::Visa], none, none))
            .iter()
            .all(|found| found != code)
    );
    shipped().check(code, at(&[Network::Unionpay], visa, visa), |facts| {
        at(&[Network::Unionpay], visa, visa)(facts);
        facts.transaction.kind = TransactionType::Refund;
    });
    shipped().check(code, at(&[Network::Unionpay], visa, visa), |facts| {
        facts.merchant = None
    });
}

#[test]
fn a_wallet_payment_has_no_card_to_judge() {
    let found = shipped().codes(|facts| {
        facts.card = None;
        facts.transaction.channel = Channel::Qr;
        facts.transaction.entry_mode = tollgate_policy::facts::EntryMode::QrDynamic;
    });
    assert!(found.is_empty(), "{found:?}");
}
