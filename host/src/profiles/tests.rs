//! Profiles on a store in a directory of their own.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use tempfile::TempDir;
use tollgate_proto::v1;

use super::*;

mod rules;
mod snapshots;
mod systems;

fn merchant(id: &str) -> v1::Merchant {
    v1::Merchant {
        merchant_id: id.to_owned(),
        time_zone: "Asia/Shanghai".to_owned(),
        ..Default::default()
    }
}

fn terminal(id: &str) -> v1::Terminal {
    v1::Terminal {
        terminal_id: id.to_owned(),
        merchant_id: "m-1".to_owned(),
        ..Default::default()
    }
}

fn issuer(id: &str, bins: &[&str]) -> v1::Issuer {
    v1::Issuer {
        issuer_id: id.to_owned(),
        bins: bins.iter().map(|bin| (*bin).to_owned()).collect(),
        ..Default::default()
    }
}

fn open(directory: &TempDir) -> Profiles {
    let config = Config {
        miss_ttl_ms: 3_600_000,
        ..Config::default()
    };
    Profiles::open(directory.path(), &config, None).unwrap()
}

fn mcc(profiles: &Profiles, id: &str) -> Option<u16> {
    profiles.merchant(id).unwrap().map(|merchant| merchant.mcc)
}

#[test]
fn a_miss_is_remembered_and_a_put_is_seen_at_once() {
    let directory = TempDir::new().unwrap();
    let profiles = open(&directory);
    assert_eq!(mcc(&profiles, "m-1"), None);

    // Behind the memory's back: the miss is what answers.
    let record = v1::Merchant {
        mcc: 1,
        ..merchant("m-1")
    };
    profiles
        .store
        .put(
            MERCHANTS,
            &[("m-1", prost::Message::encode_to_vec(&record))],
        )
        .unwrap();
    assert_eq!(mcc(&profiles, "m-1"), None);

    profiles
        .put_merchant(&v1::Merchant {
            mcc: 2,
            ..merchant("m-1")
        })
        .unwrap();
    assert_eq!(mcc(&profiles, "m-1"), Some(2));
    profiles
        .import([v1::Merchant {
            mcc: 3,
            ..merchant("m-1")
        }])
        .unwrap();
    assert_eq!(mcc(&profiles, "m-1"), Some(3));
    assert!(profiles.delete_merchant("m-1").unwrap());
    assert_eq!(mcc(&profiles, "m-1"), None);
    assert!(!profiles.delete_merchant("m-1").unwrap());
}

/// Profiles in front of a log that takes nothing any more.
fn unrecorded(directory: &TempDir) -> Profiles {
    let storage = Arc::new(crate::audit::Disk::create(&directory.path().join("log")).unwrap());
    let config = crate::audit::Config {
        segment_bytes: 4_096,
        ..Default::default()
    };
    let opening = crate::audit::Journal::open(storage, &config, |_, _| None).unwrap();
    let (log, writer) = Log::channel(opening.finish(None).unwrap().0);
    drop(writer);
    Profiles::open(directory.path(), &Config::default(), Some(log)).unwrap()
}

#[test]
fn what_was_kept_is_seen_also_where_it_could_not_be_recorded() {
    let directory = TempDir::new().unwrap();
    let profiles = unrecorded(&directory);
    for code in [1, 2] {
        let record = v1::Merchant {
            mcc: code,
            ..merchant("m-1")
        };
        assert!(profiles.put_merchant(&record).is_err());
        assert_eq!(mcc(&profiles, "m-1"), u16::try_from(code).ok());
        let record = v1::Terminal {
            disabled: code == 2,
            ..terminal("t-1")
        };
        assert!(profiles.put_terminal(&record).is_err());
        let seen = profiles.terminal("t-1").unwrap().unwrap();
        assert_eq!(seen.disabled, code == 2);
    }
    assert!(profiles.put_issuer(&issuer("i-1", &["620000"])).is_err());
    assert!(profiles.issuer_for("6200000000", None).is_some());
    assert!(profiles.delete_merchant("m-1").is_err());
    assert_eq!(mcc(&profiles, "m-1"), None);
}

#[test]
fn a_terminal_is_seen_at_once_too() {
    let directory = TempDir::new().unwrap();
    let profiles = open(&directory);
    assert_eq!(profiles.terminal("t-1").unwrap(), None);
    profiles.put_terminal(&terminal("t-1")).unwrap();
    assert_eq!(
        &*profiles.terminal("t-1").unwrap().unwrap().merchant_id,
        "m-1"
    );
    profiles
        .put_terminal(&v1::Terminal {
            disabled: true,
            ..terminal("t-1")
        })
        .unwrap();
    assert!(profiles.terminal("t-1").unwrap().unwrap().disabled);
}

#[test]
fn a_reader_never_sees_an_older_merchant_than_one_already_put() {
    use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

    let directory = TempDir::new().unwrap();
    // So little memory that snapshots are crowded out and loaded all the time.
    let config = Config {
        merchant_cache_bytes: 600,
        miss_ttl_ms: 1,
        ..Config::default()
    };
    let profiles = Profiles::open(directory.path(), &config, None).unwrap();
    let (put, rounds) = (AtomicU32::new(0), 150);
    profiles.put_merchant(&merchant("m-1")).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while put.load(SeqCst) < rounds {
                    let at_least = put.load(SeqCst);
                    let seen = u32::from(mcc(&profiles, "m-1").unwrap());
                    assert!(seen >= at_least, "saw {seen} after {at_least} was put");
                    _ = profiles.merchant("m-2").unwrap();
                }
            });
        }
        for round in 1..=rounds {
            profiles
                .put_merchant(&v1::Merchant {
                    mcc: round,
                    ..merchant("m-1")
                })
                .unwrap();
            put.store(round, SeqCst);
        }
    });
}

#[test]
fn a_store_opened_again_holds_what_was_put() {
    let directory = TempDir::new().unwrap();
    let profiles = open(&directory);
    profiles
        .put_merchant(&v1::Merchant {
            mcc: 5411,
            ..merchant("m-1")
        })
        .unwrap();
    profiles.put_terminal(&terminal("t-1")).unwrap();
    profiles.put_issuer(&issuer("i-1", &["622848"])).unwrap();
    drop(profiles);

    let profiles = open(&directory);
    assert_eq!(mcc(&profiles, "m-1"), Some(5411));
    assert_eq!(profiles.merchant_record("m-1").unwrap().unwrap().mcc, 5411);
    assert_eq!(
        profiles.terminal_record("t-1").unwrap(),
        Some(terminal("t-1"))
    );
    assert_eq!(&*profiles.issuer_for("62284800", None).unwrap().id, "i-1");
}

#[test]
fn a_store_in_use_is_refused_with_its_path() {
    let directory = TempDir::new().unwrap();
    let _first = open(&directory);
    let Err(error) = Profiles::open(directory.path(), &Config::default(), None) else {
        panic!("two hosts on one store");
    };
    assert!(error.to_string().contains("profiles.redb"), "{error}");
}

#[test]
fn a_damaged_record_is_an_error_and_is_not_remembered() {
    let directory = TempDir::new().unwrap();
    let profiles = open(&directory);
    profiles
        .store
        .put(MERCHANTS, &[("m-1", vec![0xff])])
        .unwrap();
    assert!(matches!(
        profiles.merchant("m-1"),
        Err(ProfileError::Storage(_))
    ));
    profiles.put_merchant(&merchant("m-1")).unwrap();
    assert_eq!(mcc(&profiles, "m-1"), Some(0));
}

#[test]
fn a_record_on_file_that_breaks_a_rule_is_the_stores_problem() {
    let directory = TempDir::new().unwrap();
    let profiles = open(&directory);
    let record = prost::Message::encode_to_vec(&v1::Merchant {
        mcc: 10_000,
        ..merchant("m-1")
    });
    profiles.store.put(MERCHANTS, &[("m-1", record)]).unwrap();
    let Err(ProfileError::Storage(reason)) = profiles.merchant("m-1") else {
        panic!("it was read");
    };
    assert!(reason.contains("mcc: must be at most 9999"), "{reason}");
}

#[test]
fn an_import_leaves_out_what_it_refuses_and_keeps_the_rest_across_batches() {
    let directory = TempDir::new().unwrap();
    let profiles = open(&directory);
    let records = (0..2_500).map(|n| match n {
        17 | 1_200 => v1::Merchant {
            mcc: 10_000,
            ..merchant(&format!("m-{n:04}"))
        },
        _ => merchant(&format!("m-{n:04}")),
    });
    let outcome = profiles.import(records).unwrap();
    assert_eq!(outcome.imported, 2_498);
    assert_eq!(
        outcome
            .refused
            .iter()
            .map(|refused| refused.index)
            .collect::<Vec<_>>(),
        [17, 1_200]
    );
    assert_eq!(
        describe(&outcome.refused[0].problems),
        "mcc: must be at most 9999"
    );
    assert_eq!(mcc(&profiles, "m-2499"), Some(0));
    assert_eq!(mcc(&profiles, "m-0017"), None);
}

#[test]
fn pages_follow_each_other_in_the_order_of_ids() {
    let directory = TempDir::new().unwrap();
    let profiles = open(&directory);
    profiles
        .import(["c", "a", "e", "b", "d"].map(merchant))
        .unwrap();
    let mut pages: Vec<Vec<String>> = Vec::new();
    let mut after = Some(String::new());
    while let Some(from) = after {
        let page = profiles.merchant_page(&from, 2).unwrap();
        pages.push(
            page.records
                .iter()
                .map(|record| record.merchant_id.clone())
                .collect(),
        );
        after = page.next_after;
    }
    assert_eq!(pages, [vec!["a", "b"], vec!["c", "d"], vec!["e"]]);
}

#[test]
fn the_longest_bin_wins_and_a_known_id_wins_over_bins() {
    let directory = TempDir::new().unwrap();
    let profiles = open(&directory);
    profiles.put_issuer(&issuer("short", &["622"])).unwrap();
    profiles
        .put_issuer(&issuer("long", &["622848", "6228481234"]))
        .unwrap();
    profiles.put_issuer(&issuer("zero", &["0622"])).unwrap();
    for (bin, id, expected) in [
        ("62284812", None, Some("long")),
        ("622848", None, Some("long")),
        ("62284912", None, Some("short")),
        ("62", None, None),
        ("06228481", None, Some("zero")),
        ("62x84812", None, None),
        ("中文中文", None, None),
        ("", None, None),
        ("62284812", Some("short"), Some("short")),
        ("62284812", Some("nobody"), Some("long")),
        ("99999999", Some("nobody"), None),
    ] {
        let found = profiles
            .issuer_for(bin, id)
            .map(|issuer| issuer.id.to_string());
        assert_eq!(found.as_deref(), expected, "{bin} {id:?}");
    }
}

#[test]
fn a_bin_has_one_issuer_and_can_change_hands() {
    let directory = TempDir::new().unwrap();
    let profiles = open(&directory);
    profiles
        .put_issuer(&issuer("one", &["622848", "622849"]))
        .unwrap();
    let refused = profiles
        .put_issuer(&issuer("two", &["622849"]))
        .unwrap_err()
        .to_string();
    assert_eq!(
        refused,
        "bins: `622849` belongs to issuer `one`: take it from there first"
    );
    assert_eq!(profiles.issuer_record("two").unwrap(), None);

    profiles.put_issuer(&issuer("one", &["622848"])).unwrap();
    assert_eq!(profiles.issuer_for("62284900", None), None);
    profiles.put_issuer(&issuer("two", &["622849"])).unwrap();
    assert_eq!(&*profiles.issuer_for("62284900", None).unwrap().id, "two");
}

#[test]
fn a_network_is_seen_at_once_and_after_a_restart() {
    use crate::wit::tollgate::policy::facts::{Network, SystemStatus};
    let directory = TempDir::new().unwrap();
    let record = v1::NetworkProfile {
        network: v1::Network::WechatPay.into(),
        status: v1::issuer::Status::Down.into(),
        ..Default::default()
    };
    let status = |profiles: &Profiles, network| {
        let network = profiles.network(network);
        network.map(|network| network.status)
    };
    let profiles = open(&directory);
    assert_eq!(status(&profiles, Network::WechatPay), None);
    profiles.put_network(&record).unwrap();
    assert_eq!(
        status(&profiles, Network::WechatPay),
        Some(SystemStatus::Down)
    );
    drop(profiles);
    let profiles = open(&directory);
    assert_eq!(
        status(&profiles, Network::WechatPay),
        Some(SystemStatus::Down)
    );
    assert_eq!(status(&profiles, Network::Alipay), None);
    assert_eq!(profiles.network_record(record.network), Ok(Some(record)));
    assert_eq!(profiles.network_record(-1), Ok(None));
}
