//! What each field must be: one wrong field, and what is said of it.

use std::collections::HashMap;

use proptest::prelude::*;
use prost_types::Timestamp;

use super::*;

fn cny(minor_units: i64) -> Option<v1::Money> {
    Some(v1::Money {
        minor_units,
        currency: "CNY".to_owned(),
    })
}

fn usd(minor_units: i64) -> Option<v1::Money> {
    Some(v1::Money {
        minor_units,
        currency: "USD".to_owned(),
    })
}

fn fees(rows: Vec<v1::FeeRow>) -> Option<v1::FeeContract> {
    Some(v1::FeeContract {
        rows,
        ..Default::default()
    })
}

fn risk(set: fn(&mut v1::RiskIndicators)) -> Option<v1::RiskIndicators> {
    let mut risk = v1::RiskIndicators::default();
    set(&mut risk);
    Some(risk)
}

/// `error` names the field `expected` begins with, and nothing else; `""` for no error.
#[track_caller]
pub(super) fn check<T>(result: Result<T, ProfileError>, expected: &str) {
    let said = result
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    if expected.is_empty() {
        assert_eq!(said, "");
    } else {
        assert!(
            said.starts_with(expected) && !said.contains("; "),
            "said {said:?}, not {expected:?}"
        );
    }
}

#[test]
fn merchants() {
    type Spoil = fn(&mut v1::Merchant);
    let table: &[(Spoil, &str)] = &[
        (|_| (), ""),
        (
            |m| m.merchant_id.clear(),
            "merchant_id: must be 1 to 64 letters",
        ),
        (
            |m| m.merchant_id = "m 1".into(),
            "merchant_id: must be 1 to 64 letters",
        ),
        (|m| m.merchant_id = "a".repeat(64), ""),
        (
            |m| m.merchant_id = "a".repeat(65),
            "merchant_id: must be 1 to 64 letters",
        ),
        (|m| m.name = "好".repeat(200), ""),
        (
            |m| m.name = "好".repeat(201),
            "name: must be at most 200 characters",
        ),
        (
            |m| m.name = "a\u{1b}[2J".into(),
            "name: must be at most 200 characters, without control",
        ),
        (
            |m| m.status = 4,
            "status: must be a case from 0 to 3, but is 4",
        ),
        (
            |m| m.size = -1,
            "size: must be a case from 0 to 3, but is -1",
        ),
        (|m| m.mcc = 9_999, ""),
        (|m| m.mcc = 10_000, "mcc: must be at most 9999"),
        (
            |m| m.country = "cn".into(),
            "country: must be two capital letters",
        ),
        (
            |m| m.country = "CHN".into(),
            "country: must be two capital letters",
        ),
        (
            |m| m.area_code = "east side".into(),
            "area_code: must be at most 16 letters",
        ),
        (
            |m| (m.country, m.area_code) = ("CN".into(), "3101".into()),
            "area_code: must be six digits in China",
        ),
        (
            |m| m.time_zone.clear(),
            "time_zone: `` is not an IANA time zone",
        ),
        (
            |m| m.time_zone = "Asia/Peking".into(),
            "time_zone: `Asia/Peking` is not an IANA",
        ),
        (
            |m| m.time_zone = "Etc/Unknown".into(),
            "time_zone: `Etc/Unknown` is not an IANA",
        ),
        (|m| m.time_zone = "x".repeat(500), "time_zone: `xxxxxxxx"),
        (
            |m| m.owner_id = "a b".into(),
            "owner_id: must be at most 128 visible",
        ),
        (
            |m| {
                m.onboarded_at = Some(Timestamp {
                    seconds: -1,
                    nanos: 0,
                })
            },
            "onboarded_at: must be an instant of the years 1970 to 9999",
        ),
        (
            |m| {
                m.onboarded_at = Some(Timestamp {
                    seconds: 0,
                    nanos: 1_000_000_000,
                })
            },
            "onboarded_at: must be an instant",
        ),
        (
            |m| {
                m.onboarded_at = Some(Timestamp {
                    seconds: i64::MAX,
                    nanos: 0,
                })
            },
            "onboarded_at: must be an instant",
        ),
        (
            |m| m.currencies = vec!["CNY".into(), "RMB".into()],
            "currencies[1]: `RMB` is not an ISO 4217 code",
        ),
        (
            |m| m.currencies = vec!["CNY".into(); 257],
            "currencies: must have at most 256 values",
        ),
        (
            |m| m.networks = vec![1, 10],
            "networks[1]: must be a case from 1 to 9, but is 10",
        ),
        (
            |m| m.channels = vec![0],
            "channels[0]: must be a case from 1 to 6, but is 0",
        ),
        (
            |m| m.transaction_types = vec![-1],
            "transaction_types[0]: must be a case from 1 to 7, but is -1",
        ),
        (
            |m| m.response_code_profile = "visa".into(),
            "response_code_profile: must be `iso8583`",
        ),
        (
            |m| m.limit_overrides = HashMap::from([("Day Amount".into(), 1)]),
            "limit_overrides: `Day Amount` is not a counter's name",
        ),
        (
            |m| m.limit_overrides = HashMap::from([("a".repeat(65), 1)]),
            "limit_overrides: `aaaaaaaa",
        ),
        (
            |m| m.limit_overrides = HashMap::from([("merchant-day-2".into(), 1)]),
            "",
        ),
        (
            |m| m.limit_overrides = (0..257).map(|n| (format!("c{n}"), 1)).collect(),
            "limit_overrides: must have at most 256 values, but has 257",
        ),
    ];
    for (spoil, expected) in table {
        let mut record = merchant("m-1");
        spoil(&mut record);
        check(MerchantProfile::from_record(&record), expected);
    }
}

#[test]
fn trading_hours() {
    for (hours, fits) in [
        ("", true),
        ("09:00-22:30", true),
        ("22:00-02:00", true),
        ("00:00-24:00", true),
        ("09:00-09:00", false),
        ("24:00-09:00", false),
        ("09:00-24:01", false),
        ("9:00-22:30", false),
        ("09:60-22:30", false),
        ("+9:00-22:30", false),
        ("09:00", false),
        ("09:00-22:30-23:00", false),
        ("always", false),
    ] {
        let record = v1::Merchant {
            trading_hours: hours.to_owned(),
            ..merchant("m-1")
        };
        let expected = if fits {
            ""
        } else {
            "trading_hours: must be two times of day"
        };
        check(MerchantProfile::from_record(&record), expected);
    }
}

#[test]
fn kyc() {
    let table: &[(v1::Kyc, &str)] = &[
        (
            v1::Kyc {
                level: 4,
                ..Default::default()
            },
            "kyc.level: must be at most 3",
        ),
        (
            v1::Kyc {
                missing_documents: vec!["passport".into()],
                ..Default::default()
            },
            "kyc.missing_documents[0]: `passport` is not one of business-licence, owner-identity",
        ),
        (
            v1::Kyc {
                licence_expires_at: Some(Timestamp {
                    seconds: 0,
                    nanos: -1,
                }),
                ..Default::default()
            },
            "kyc.licence_expires_at: must be an instant",
        ),
    ];
    for (kyc, expected) in table {
        let record = v1::Merchant {
            kyc: Some(kyc.clone()),
            ..merchant("m-1")
        };
        check(MerchantProfile::from_record(&record), expected);
    }
}

#[test]
fn fee_contracts_and_risk_figures() {
    let row = v1::FeeRow::default;
    let table = [
        (fees(vec![row(); 256]), None, ""),
        (
            fees(vec![row(); 257]),
            None,
            "fee_contract.rows: must have at most 256 values",
        ),
        (
            fees(vec![
                row(),
                v1::FeeRow {
                    rate_ppm: 1_000_001,
                    ..row()
                },
            ]),
            None,
            "fee_contract.rows[1].rate_ppm: must be at most 1000000",
        ),
        (
            fees(vec![v1::FeeRow {
                fixed: cny(-1),
                ..row()
            }]),
            None,
            "fee_contract.rows[0].fixed.minor_units: must not be negative",
        ),
        (
            fees(vec![
                v1::FeeRow {
                    fixed: cny(1),
                    ..row()
                },
                v1::FeeRow {
                    cap: usd(1),
                    ..row()
                },
            ]),
            None,
            "fee_contract.rows[1].cap.currency: must be CNY as the other amounts",
        ),
        (
            fees(vec![v1::FeeRow {
                minimum: Some(v1::Money::default()),
                ..row()
            }]),
            None,
            "fee_contract.rows[0].minimum.currency: `` is not an ISO 4217 code",
        ),
        (
            fees(vec![v1::FeeRow {
                cap: cny(1),
                minimum: cny(2),
                ..row()
            }]),
            None,
            "fee_contract.rows[0].cap: must not be below `minimum`",
        ),
        (
            fees(vec![v1::FeeRow {
                funding: 4,
                ..row()
            }]),
            None,
            "fee_contract.rows[0].funding: must be a case from 0 to 3",
        ),
        (None, risk(|r| r.night_ppm = Some(1_000_000)), ""),
        (
            None,
            risk(|r| r.night_ppm = Some(1_000_001)),
            "risk.night_ppm: must be at most 1000000",
        ),
        (None, risk(|r| r.volume_ratio_percent = Some(u32::MAX)), ""),
        (
            None,
            risk(|r| r.monthly_volume = cny(-1)),
            "risk.monthly_volume.minor_units: must not be negative",
        ),
    ];
    for (fee_contract, risk, expected) in table {
        let record = v1::Merchant {
            fee_contract,
            risk,
            ..merchant("m-1")
        };
        check(MerchantProfile::from_record(&record), expected);
    }
}

#[test]
fn terminals() {
    type Spoil = fn(&mut v1::Terminal);
    let table: &[(Spoil, &str)] = &[
        (|_| (), ""),
        (
            |t| t.terminal_id = "t/1".into(),
            "terminal_id: must be 1 to 64",
        ),
        (|t| t.merchant_id.clear(), "merchant_id: must be 1 to 64"),
        (
            |t| t.currency = "cny".into(),
            "currency: `cny` is not an ISO 4217 code",
        ),
        (
            |t| t.radius_m = Some(u32::MAX),
            "radius_m: must be at most 40075000",
        ),
        (
            |t| t.latitude = Some(31.0),
            "longitude: must be set where `latitude` is",
        ),
        (
            |t| t.longitude = Some(121.0),
            "latitude: must be set where `longitude` is",
        ),
        (
            |t| (t.latitude, t.longitude) = (Some(-90.0), Some(180.0)),
            "",
        ),
        (
            |t| (t.latitude, t.longitude) = (Some(90.1), Some(0.0)),
            "latitude: must be a number from -90 to 90",
        ),
        (
            |t| (t.latitude, t.longitude) = (Some(0.0), Some(f64::NAN)),
            "longitude: must be a number from -180 to 180",
        ),
    ];
    for (spoil, expected) in table {
        let mut record = terminal("t-1");
        spoil(&mut record);
        check(TerminalProfile::from_record(&record), expected);
    }
}

#[test]
fn every_wrong_field_is_named_but_no_more_than_fit_an_answer() {
    let record = v1::Merchant {
        mcc: 10_000,
        country: "china".into(),
        ..Default::default()
    };
    let said = MerchantProfile::from_record(&record)
        .unwrap_err()
        .to_string();
    for field in ["merchant_id: ", "mcc: ", "country: ", "time_zone: "] {
        assert!(said.contains(field), "{said}");
    }
    let record = v1::Merchant {
        channels: vec![99; 200],
        ..merchant("m-1")
    };
    let Err(ProfileError::Invalid(problems)) = MerchantProfile::from_record(&record) else {
        panic!("it was taken");
    };
    assert_eq!(problems.len(), 17);
    assert_eq!(problems[16].problem, "184 more fields are wrong");
}

proptest! {
    #[test]
    fn no_record_is_too_strange_to_answer(bytes: Vec<u8>, hours in "[0-9:+-]{0,12}", code: String) {
        let mut record: v1::Merchant = prost::Message::decode(&*bytes).unwrap_or_default();
        record.trading_hours = hours;
        record.area_code.clone_from(&code);
        record.time_zone = code;
        _ = MerchantProfile::from_record(&record);
        let record: v1::Issuer = prost::Message::decode(&*bytes).unwrap_or_default();
        _ = IssuerProfile::from_record(&record);
    }
}
