//! Codes that were built here, one that the standard prints, and whatever else.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;

use super::*;

/// The example of EMVCo's specification: a shop in Beijing with its name in Chinese.
const BEIJING: &str = "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678\
    520441115802CN5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.725303156\
    5502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304A13A";

fn object(tag: u8, value: &str) -> String {
    format!("{tag:02}{:02}{value}", value.chars().count())
}

/// The text of these objects after the version, with the checksum.
fn code(objects: &[(u8, &str)]) -> String {
    let mut text = object(0, "01");
    for (tag, value) in objects {
        text.push_str(&object(*tag, value));
    }
    text.push_str("6304");
    let crc = crc(text.as_bytes());
    format!("{text}{crc:04X}")
}

#[track_caller]
fn names(objects: &[(u8, &str)], network: Option<Network>) {
    let expected = Code {
        network,
        ..Code::default()
    };
    assert_eq!(parse(&code(objects)), Ok(expected));
}

#[test]
fn the_checksum_is_the_one_that_the_standard_names() {
    assert_eq!(crc(b"123456789"), 0x29b1);
}

#[test]
fn the_example_of_the_standard() {
    let expected = Code {
        mcc: Some(4111),
        currency: Some(156),
        amount: Some("23.72"),
        added_to: true,
        country: Some(u16::from_be_bytes(*b"CN")),
        name: Some("BEST TRANSPORT"),
        other_name: Some("最佳运输"),
        network: None,
    };
    assert_eq!(parse(BEIJING), Ok(expected));
    assert!(is_meant(BEIJING));
}

#[test]
fn lengths_may_count_bytes() {
    let mut text = "0002015906最佳6304".to_owned();
    let crc = crc(text.as_bytes());
    text.push_str(&format!("{crc:04x}"));
    assert_eq!(parse(&text).unwrap().name, Some("最佳"));
}

#[test]
fn each_mistake_has_a_name() {
    #[track_caller]
    fn wrong(text: &str, expected: Wrong) {
        assert_eq!(parse(text), Err(expected), "{text}");
    }
    let crc = |text: &str| format!("{text}{:04X}", crc(text.as_bytes()));
    wrong("", Wrong::Version);
    wrong("https://qr.example/0002", Wrong::Version);
    wrong(&crc("0002026304"), Wrong::Version);
    wrong(&crc("52044111000201"), Wrong::Version);
    wrong("000201", Wrong::NoChecksum);
    wrong("0002016304A13", Wrong::NoChecksum);
    wrong("0002016304+13A", Wrong::NoChecksum);
    wrong("00020163041D7", Wrong::NoChecksum);
    wrong("0002016304A13A", Wrong::Checksum);
    wrong(&BEIJING.replace("4111", "4112"), Wrong::Checksum);
    // The checksum is in another value.
    wrong(&crc("00020159086304"), Wrong::NoChecksum);
    wrong(&crc("00020152046304"), Wrong::Length);
    wrong(&crc("00020152x041116304"), Wrong::Length);
    wrong(&crc("000201590060060123456304"), Wrong::Length);
    wrong(&code(&[(52, "4111"), (52, "4111")]), Wrong::Twice);
    wrong(&code(&[(0, "01")]), Wrong::Twice);
    wrong(&code(&[(62, "0304123")]), Wrong::Length);
    wrong(&code(&[(91, "00")]), Wrong::Length);
    wrong(&code(&[(26, "0104A000")]), Wrong::Form);
    wrong(&code(&[(64, "0002ZH0002ZH")]), Wrong::Twice);
    for (tag, value) in [
        (1, "13"),
        (52, "411"),
        (52, "41a1"),
        (53, "CNY"),
        (54, "1,00"),
        (54, "-1.00"),
        (54, ".50"),
        (54, "1.0.0"),
        (54, "12345678901234"),
        (58, "CHN"),
        (58, "cn"),
    ] {
        wrong(&code(&[(tag, value)]), Wrong::Form);
    }
}

#[test]
fn the_network_is_known_where_there_is_one() {
    let owned = |name: &str| object(0, name);
    names(
        &[(26, &owned("COM.QQ.WEIXIN.PAY"))],
        Some(Network::WechatPay),
    );
    names(&[(51, &owned("com.alipay.openapi"))], Some(Network::Alipay));
    names(&[(30, &owned("A000000333010101"))], Some(Network::Unionpay));
    names(&[(15, "1234"), (16, "5678")], Some(Network::Unionpay));
    names(&[(2, "4"), (4, "5")], None);
    names(&[(2, "4"), (26, &owned("SG.PAYNOW"))], None);
    names(&[(26, &owned("SG.PAYNOW"))], None);
    names(&[], None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_024) })]

    #[test]
    fn what_is_built_is_read(
        mcc in 0_u16..10_000,
        currency in 0_u16..1_000,
        (whole, part) in (0_u32..1_000_000, 0_u32..100),
        name in "[A-Za-z最佳 .&'-]{1,25}",
        other in "[最佳运输]{1,25}",
        order in any::<bool>(),
    ) {
        let (mcc_text, currency_text) = (format!("{mcc:04}"), format!("{currency:03}"));
        let amount = format!("{whole}.{part:02}");
        let language = object(0, "ZH") + &object(1, &other);
        let mut objects = vec![
            (1, "12"), (52, &*mcc_text), (53, &*currency_text), (54, &*amount), (58, "CN"),
            (59, &*name), (60, "Beijing"), (64, &*language),
        ];
        if order {
            objects.reverse();
        }
        let text = code(&objects);
        let expected = Code {
            mcc: Some(mcc),
            currency: Some(currency),
            amount: Some(&amount),
            country: Some(u16::from_be_bytes(*b"CN")),
            name: Some(&name),
            other_name: Some(&other),
            ..Code::default()
        };
        prop_assert_eq!(parse(&text), Ok(expected));
    }

    /// A checksum of 16 bits finds every error in up to 16 bits that follow one another.
    #[test]
    fn one_wrong_character_is_found(at in 6_usize..200, wrong in "[0-9A-Z]") {
        let at = at.min(BEIJING.chars().count() - 5);
        let text: String = BEIJING.chars().enumerate()
            .map(|(place, letter)| if place == at { wrong.chars().next().unwrap() } else { letter })
            .collect();
        prop_assert_eq!(parse(&text).is_ok(), text == BEIJING);
    }

    #[test]
    fn no_text_is_too_strange(text in "000201[0-9]{0,40}\\PC{0,40}", cut in 0_usize..300) {
        _ = parse(&text);
        let with_checksum = format!("{text}6304{:04X}", crc(format!("{text}6304").as_bytes()));
        _ = parse(&with_checksum);
        let cut: String = BEIJING.chars().take(cut).collect();
        prop_assert_eq!(parse(&cut).is_ok(), cut == BEIJING);
    }
}
