//! What a request reads of a record that was taken.

use std::collections::HashMap;

use prost_types::Timestamp;

use super::*;
use crate::{
    money::Currency,
    reasons::ResponseProfile,
    wit::tollgate::policy::facts::{
        Channel, Documents, FeeContract, FeeRow, Funding, MerchantSize, MerchantStatus, Money,
        Network, RiskIndicators, SystemStatus, TransactionType,
    },
};

fn yuan(minor_units: i64) -> Option<v1::Money> {
    Some(v1::Money {
        minor_units,
        currency: "CNY".to_owned(),
    })
}

fn at(seconds: i64) -> Option<Timestamp> {
    Some(Timestamp {
        seconds,
        nanos: 1_999_999,
    })
}

fn full() -> v1::Merchant {
    v1::Merchant {
        name: "好味小馆".to_owned(),
        status: 2,
        size: 1,
        mcc: 5812,
        country: "CN".to_owned(),
        area_code: "310115".to_owned(),
        owner_id: "o-1".to_owned(),
        onboarded_at: at(1_700_000_000),
        currencies: vec!["USD".to_owned(), "CNY".to_owned(), "USD".to_owned()],
        networks: vec![1, 9],
        channels: vec![1, 2],
        transaction_types: vec![1],
        kyc: Some(v1::Kyc {
            level: 2,
            missing_documents: vec!["tax_registration".to_owned(), "premises".to_owned()],
            licence_expires_at: at(1_900_000_000),
        }),
        risk: Some(v1::RiskIndicators {
            chargeback_ppm: Some(0),
            monthly_volume: yuan(7),
            ..Default::default()
        }),
        fee_contract: Some(v1::FeeContract {
            rows: vec![v1::FeeRow {
                channel: 2,
                funding: 1,
                rate_ppm: 3_800,
                cap: yuan(2_500),
                ..Default::default()
            }],
            ..Default::default()
        }),
        limit_overrides: HashMap::from([("b".to_owned(), 2), ("a".to_owned(), 1)]),
        response_code_profile: "unionpay".to_owned(),
        trading_hours: "17:30-02:00".to_owned(),
        listed_as_risky: true,
        settlement_account_matches: Some(true),
        ..merchant("m-1")
    }
}

#[test]
fn a_merchant() {
    let profile = MerchantProfile::from_record(&full()).unwrap();
    assert_eq!((profile.id(), profile.name()), ("m-1", "好味小馆"));
    assert_eq!(
        (profile.status, profile.size),
        (MerchantStatus::Suspended, MerchantSize::Micro)
    );
    assert_eq!((profile.mcc, profile.country), (5812, 0x434e));
    assert_eq!(profile.area_code(), Some("310115"));
    assert_eq!(profile.zone.iana_name(), Some("Asia/Shanghai"));
    assert_eq!(profile.owner_id(), Some("o-1"));
    assert_eq!(profile.onboarded_at_ms, Some(1_700_000_000_001));
    assert_eq!(
        ["CNY", "USD", "EUR"].map(|code| profile.accepts(Currency::from_code(code).unwrap())),
        [true, true, false]
    );
    assert_eq!(
        profile.networks,
        1 << Network::Unionpay as u32 | 1 << Network::Alipay as u32
    );
    assert_eq!((profile.channels, profile.transaction_types), (0b110, 0b10));
    assert_eq!(profile.kyc_level, 2);
    assert_eq!(
        profile.missing_documents,
        Documents::TAX_REGISTRATION | Documents::PREMISES
    );
    assert_eq!(profile.licence_expires_at_ms, Some(1_900_000_000_001));
    assert_eq!(profile.response_profile, ResponseProfile::UnionPay);
    assert_eq!(profile.trading_hours, Some((17 * 60 + 30, 2 * 60)));
    assert!(profile.listed_as_risky && profile.settlement_account_matches == Some(true));
}

#[test]
fn a_merchants_figures_fees_and_caps() {
    let profile = MerchantProfile::from_record(&full()).unwrap();
    let risk = profile.risk_indicators().unwrap();
    assert_eq!((risk.chargeback_ppm, risk.fraud_ppm), (Some(0), None));
    assert_eq!(
        risk.monthly_volume,
        Some(Money {
            minor_units: 7,
            currency: 156
        })
    );
    assert_eq!(profile.fee_currency, Currency::from_code("CNY"));
    let row = profile.fee_contract.as_ref().unwrap().contract().rows[0];
    assert_eq!(
        (row.channel, row.funding, row.network),
        (Channel::Qr, Funding::Debit, Network::Unknown)
    );
    assert_eq!(
        (row.rate_ppm, row.fixed, row.cap, row.minimum),
        (3_800, 0, Some(2_500), None)
    );
    assert_eq!(
        ["a", "b", "c"].map(|counter| profile.cap(counter)),
        [Some(1), Some(2), None]
    );
}

#[test]
fn a_merchant_of_whom_little_is_known() {
    let profile = MerchantProfile::from_record(&merchant("m-1")).unwrap();
    assert_eq!(profile.status, MerchantStatus::Unknown);
    assert!(profile.accepts(Currency::from_code("CNY").unwrap()));
    assert_eq!(
        (profile.networks, profile.country, profile.fee_currency),
        (0, 0, None)
    );
    assert_eq!(profile.response_profile, ResponseProfile::Iso8583);
    assert!(
        profile.risk.is_none() && profile.owner_id().is_none() && profile.area_code().is_none()
    );
}

#[test]
fn a_terminal() {
    let record = v1::Terminal {
        serial_number: "SN1".to_owned(),
        latitude: Some(31.2),
        longitude: Some(121.5),
        radius_m: Some(0),
        currency: "CNY".to_owned(),
        pts_expires_at: at(1_900_000_000),
        no_pin_enabled: true,
        ..terminal("t-1")
    };
    let profile = TerminalProfile::from_record(&record).unwrap();
    assert_eq!(profile.serial_number.as_deref(), Some("SN1"));
    assert_eq!(profile.batch_number, None);
    assert_eq!(
        profile.location,
        Some(Location {
            latitude: 31.2,
            longitude: 121.5
        })
    );
    assert_eq!(
        (profile.radius_m, profile.currency),
        (Some(0), Currency::from_code("CNY"))
    );
    assert_eq!(profile.pts_expires_at_ms, Some(1_900_000_000_001));
    assert!(profile.no_pin_enabled && !profile.disabled);
}

#[test]
fn an_issuer() {
    let window = |start, end| v1::MaintenanceWindow {
        start: at(start),
        end: at(end),
        ..Default::default()
    };
    let record = v1::Issuer {
        phone: "+86 95599".to_owned(),
        status: 2,
        maintenance: vec![
            window(300, 400),
            v1::MaintenanceWindow {
                channels: vec![2],
                degraded_only: true,
                ..window(100, 200)
            },
        ],
        unsupported_types: vec![6],
        status_checked_at: at(50),
        ..issuer("i-1", &["622848", "622", "622848"])
    };
    let profile = IssuerProfile::from_record(&record).unwrap();
    assert_eq!(
        profile.bins.iter().map(|bin| &**bin).collect::<Vec<_>>(),
        ["622", "622848"]
    );
    assert_eq!(
        (profile.status, profile.phone.as_deref()),
        (SystemStatus::Degraded, Some("+86 95599"))
    );
    assert!(profile.supports(TransactionType::Purchase));
    assert!(!profile.supports(TransactionType::CashAdvance));
    let [first, second] = &*profile.maintenance else {
        panic!("two windows")
    };
    assert_eq!(
        (&first.when, &second.when),
        (&When::Once(300_001, 400_001), &When::Once(100_001, 200_001))
    );
    let concerns = |channel| {
        second.concerns(Concerned {
            funding: Funding::Debit,
            network: Network::Visa,
            channel,
        })
    };
    assert!(concerns(Channel::Qr) && !concerns(Channel::Pos));
    assert!(second.degraded_only && !first.degraded_only);
    assert_eq!(profile.status_checked_at_ms, Some(50_001));
}

#[test]
fn a_contract_says_what_it_said_before_it_was_packed() {
    let row = |fixed, cap, minimum| FeeRow {
        channel: Channel::Qr,
        network: Network::Unionpay,
        funding: Funding::Debit,
        cross_border: true,
        rate_ppm: 3_800,
        fixed,
        cap,
        minimum,
    };
    let rows = [
        row(0, None, None),
        row(1, Some(0), None),
        row(u64::MAX, None, Some(0)),
        row(0, Some(2), Some(1)),
    ];
    for (rows, changed_at, notified_at) in [
        (vec![], None, None),
        (rows.to_vec(), None, Some(0)),
        (rows[1..].to_vec(), Some(7), None),
        (rows[2..].to_vec(), Some(u64::MAX), Some(8)),
    ] {
        let contract = FeeContract {
            rows,
            changed_at,
            notified_at,
        };
        assert_eq!(Terms::of(&contract).contract(), contract);
    }
}

#[test]
fn a_merchants_texts_are_told_apart() {
    let cny = Currency::from_code("CNY").unwrap();
    let (long, longer) = ("m".repeat(64), "o".repeat(128));
    for (id, owner_id, area_code, currencies, name) in [
        ("m", "", "", 0, ""),
        ("m-1", "o-1", "310115", 1, "好味小馆"),
        ("m-1", "o", "", 0, "n"),
        ("m-1", "", "44", 2, ""),
        (&*long, &*longer, "1234567890123456", 256, "好味小馆"),
    ] {
        let profile = MerchantProfile {
            texts: Texts::new(id, owner_id, area_code, &vec![cny; currencies], name),
            ..MerchantProfile::from_record(&merchant("m-2")).unwrap()
        };
        let set = |text| Some(text).filter(|text: &&str| !text.is_empty());
        assert_eq!(profile.id(), id);
        assert_eq!(profile.owner_id(), set(owner_id));
        assert_eq!(profile.area_code(), set(area_code));
        assert!(profile.accepts(cny));
        assert_eq!(
            profile.accepts(Currency::from_code("USD").unwrap()),
            currencies == 0
        );
        assert_eq!(profile.name(), name);
    }
}

#[test]
fn what_is_not_known_of_a_merchants_figures_stays_unknown() {
    let known = |figure: u32| RiskIndicators {
        chargeback_ppm: Some(figure),
        chargebacks_month: None,
        fraud_ppm: Some(0),
        refund_ppm: None,
        decline_ppm: Some(1),
        volume_ratio_percent: None,
        ticket_ratio_percent: Some(2),
        night_ppm: None,
        round_amount_ppm: Some(3),
        credit_share_ppm: None,
        out_of_area_ppm: Some(4),
        top_cards_ppm: None,
        days_to_delivery: None,
        complaints_per_million: Some(u32::MAX),
        monthly_volume: None,
    };
    let none = RiskIndicators {
        chargeback_ppm: None,
        fraud_ppm: None,
        decline_ppm: None,
        ticket_ratio_percent: None,
        round_amount_ppm: None,
        out_of_area_ppm: None,
        complaints_per_million: None,
        ..known(0)
    };
    let monthly_volume = Some(Money {
        minor_units: -1,
        currency: 156,
    });
    for indicators in [
        none,
        known(0),
        known(7),
        RiskIndicators {
            monthly_volume,
            ..none
        },
        RiskIndicators {
            monthly_volume,
            complaints_per_million: None,
            ..known(7)
        },
    ] {
        assert_eq!(Indicators::of(&indicators).indicators(), indicators);
    }
    assert_eq!(size_of::<Option<Indicators>>(), 72);
}

#[test]
fn merchants_of_one_zone_share_it() {
    let zones = [0, 1].map(|_| MerchantProfile::from_record(&merchant("m-1")).unwrap().zone);
    // A clone of the zone is a pointer; a zone that was parsed twice would make two of them.
    assert_eq!(size_of_val(&zones[0]), size_of::<usize>());
    assert_eq!(zones[0], zones[1]);
}

#[test]
fn the_estimate_grows_with_what_a_snapshot_holds() {
    let small = MerchantProfile::from_record(&merchant("m-1"))
        .unwrap()
        .size_bytes();
    let mut record = full();
    let large = MerchantProfile::from_record(&record).unwrap().size_bytes();
    record.fee_contract.get_or_insert_default().rows = vec![v1::FeeRow::default(); 256];
    let with_fees = MerchantProfile::from_record(&record).unwrap().size_bytes();
    // 256 rows take the place of one and its cap.
    assert_eq!(with_fees, large + 254 * 16);
    assert!(
        small >= size_of::<MerchantProfile>() && large > small + 50,
        "{small} {large}"
    );
}

#[test]
fn a_merchant_with_four_rates_takes_at_most_384_bytes() {
    let mut record = full();
    record.name = "Golden Pavilion Stationery".to_owned();
    record.owner_id = "owner-00000001".to_owned();
    record.limit_overrides = HashMap::new();
    let contract = record.fee_contract.get_or_insert_default();
    contract.rows.extend(vec![v1::FeeRow::default(); 3]);
    let profile = MerchantProfile::from_record(&record).unwrap();
    assert!(profile.size_bytes() <= 384, "{}", profile.size_bytes());
}
