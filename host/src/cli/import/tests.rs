//! Files read and sent to a host that is a closure.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::io::Cursor;

use super::{records::Line, *};

mod lists;

fn jsonl_lines(text: &'static str) -> Vec<Line<v1::Merchant>> {
    jsonl::read(Cursor::new(text), jsonl::merchant)
        .lines
        .map(Result::unwrap)
        .collect()
}

fn csv_source(text: &str) -> anyhow::Result<Source<v1::Merchant>> {
    csv::read(Cursor::new(text.as_bytes().to_vec()), &merchants::TABLE)
}

fn csv_lines(text: &str) -> Vec<Line<v1::Merchant>> {
    csv_source(text)
        .unwrap()
        .lines
        .map(Result::unwrap)
        .collect()
}

/// A host that refuses merchants whose MCC has five digits.
fn host(records: &[v1::Merchant]) -> Answer {
    let refused: Vec<_> = (0..)
        .zip(records)
        .filter(|(_, record)| record.mcc > 9_999)
        .map(|(index, _)| v1::RefusedRecord {
            index,
            message: "mcc: must be at most 9999".into(),
        })
        .collect();
    let imported = records.len() as u64 - refused.len() as u64;
    Answer { imported, refused }
}

#[test]
fn json_lines() {
    let lines = jsonl_lines(concat!(
        "\u{feff}{\"merchantId\": \"m-1\", \"mcc\": 5411, \"status\": \"STATUS_ACTIVE\"}\r\n",
        "\n",
        "{\"merchant_id\": \"m-2\", \"feeContract\": {\"rows\": [{\"ratePpm\": 3800}]}}\n",
        "{\"merchantId\": \"m-3\", \"colour\": 1}\n",
        "{\"merchantId\": 4111111111111111}\n",
        "{\"merchantId\": \"m-4\"} {}\n",
        "not json",
    ));
    let numbers: Vec<u64> = lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [1, 3, 4, 5, 6, 7]);
    let first = lines[0].record.as_ref().unwrap();
    assert_eq!(
        (first.merchant_id.as_str(), first.mcc, first.status),
        ("m-1", 5411, 1)
    );
    let second = lines[1].record.as_ref().unwrap();
    assert_eq!(
        second.fee_contract.as_ref().unwrap().rows[0].rate_ppm,
        3_800
    );
    for (line, part) in [
        (2, "colour"),
        (3, "1111"),
        (4, "at column 23"),
        (5, "at column 2"),
    ] {
        let reason = lines[line].record.as_ref().unwrap_err();
        assert!(
            reason.contains(part) && !reason.contains("line 1"),
            "{reason}"
        );
        assert!(!reason.contains("4111111111111111"), "{reason}");
    }
    assert_eq!(lines[5].raw, b"not json\n");
}

#[test]
fn a_line_without_end_stops_the_import() {
    let file = Cursor::new(vec![b'['; 3 << 20]);
    let error = jsonl::read(file, jsonl::merchant)
        .lines
        .next()
        .unwrap()
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "line 1 is longer than 1 MiB: write one JSON object a line"
    );
    let table = format!("merchant_id\n\"{}", "x".repeat(2 << 20));
    let error = csv_source(&table)
        .unwrap()
        .lines
        .next()
        .unwrap()
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "line 2 is longer than 1 MiB: is a quotation mark left open?"
    );
}

#[test]
fn a_table() {
    let lines = csv_lines(concat!(
        "merchant_id,name,status,mcc,onboarded_at,currencies,networks,kyc_level,rate_ppm,listed_as_risky\n",
        "m-1,\"A, B\",active,5411,2026-01-31,CNY; USD,unionpay;NETWORK_WECHAT_PAY,2,3800,true\n",
        "m-2,,,,2026-01-31T08:00:00+08:00,,,,,\n",
    ));
    let first = lines[0].record.as_ref().unwrap();
    assert_eq!(
        (first.name.as_str(), first.status, first.mcc),
        ("A, B", 1, 5411)
    );
    assert_eq!(first.onboarded_at.unwrap().seconds, 1_769_817_600);
    assert_eq!(first.currencies, ["CNY", "USD"]);
    assert_eq!(first.networks, [1, 8]);
    assert_eq!(first.kyc.as_ref().unwrap().level, 2);
    assert_eq!(first.fee_contract.as_ref().unwrap().rows[0].rate_ppm, 3_800);
    assert!(first.listed_as_risky);
    let second = lines[1].record.as_ref().unwrap();
    assert_eq!(second.onboarded_at, first.onboarded_at);
    assert!(second.kyc.is_none() && second.fee_contract.is_none() && second.currencies.is_empty());
    assert_eq!((lines[0].number, lines[1].number), (2, 3));
}

#[test]
fn cells_that_cannot_be_read() {
    for (column, cell, expected) in [
        (
            "mcc",
            "54.11",
            "mcc: `54.11` is not a whole number up to 4294967295",
        ),
        (
            "mcc",
            "4111111111111111",
            "mcc: `************1111` is not a whole number",
        ),
        (
            "status",
            "open",
            "status: `open` is not one of active, suspended, closed",
        ),
        (
            "status",
            "unspecified",
            "status: `unspecified` is not one of",
        ),
        (
            "channels",
            "pos;shop",
            "channels: `shop` is not one of pos, qr, online, in_app",
        ),
        (
            "onboarded_at",
            "31.1.2026",
            "onboarded_at: `31.1.2026` is not a date such as",
        ),
        (
            "onboarded_at",
            "2026-01-31T09:00:00",
            "onboarded_at: `2026-01-31T09:00:00` is not a",
        ),
        (
            "listed_as_risky",
            "yes",
            "listed_as_risky: `yes` must be `true` or `false`",
        ),
        (
            "name",
            "a,b",
            "has 3 values, but the first line names 2 columns",
        ),
    ] {
        let lines = csv_lines(&format!("merchant_id,{column}\nm-1,{cell}\n"));
        let reason = lines[0].record.as_ref().unwrap_err();
        assert!(reason.starts_with(expected), "{reason}");
    }
}

#[test]
fn a_table_that_is_none() {
    for (text, expected) in [
        (
            "",
            "the first line must name the columns, with `merchant_id` among them",
        ),
        (
            "name,mcc\nx,1\n",
            "the first line must name the columns, with `merchant_id`",
        ),
        (
            "merchant_id,colour\nm-1,red\n",
            "there is no column `colour`; the columns are merchant_id",
        ),
        ("merchant_id,mcc,mcc\n", "the column `mcc` is there twice"),
    ] {
        let error = csv_source(text).err().unwrap().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn every_column_of_the_table_is_in_the_help() {
    for column in merchants::TABLE.column_names() {
        assert!(merchants::HELP.contains(column), "{column}");
    }
    for column in listings::TABLE.column_names() {
        assert!(listings::HELP.contains(column), "{column}");
    }
}

#[test]
fn refused_lines_are_kept_so_that_they_can_be_imported() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("refused.csv");
    let mut text = "merchant_id,name,mcc\n".to_owned();
    for n in 0..2_500 {
        let mcc = match n {
            5 => "x".to_owned(),
            4 | 1_700 => "10000".to_owned(),
            _ => "1".to_owned(),
        };
        text.push_str(&format!("m-{n},\"a, b\",{mcc}\n"));
    }
    let source = csv_source(&text).unwrap();
    let mut refusals = Refusals::new(&source.header, kept_in(Some(&path)).unwrap());
    let mut batches = Vec::new();
    let send = |records: Vec<v1::Merchant>| {
        batches.push(records.len());
        Ok(host(&records))
    };
    let imported = import(source, &ProgressBar::hidden(), &mut refusals, send).unwrap();
    assert_eq!(
        (imported, refusals.count(), refusals.unshown()),
        (2_497, 3, 0)
    );
    assert_eq!(batches, [999, 1_000, 500]);
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        kept,
        "merchant_id,name,mcc\nm-4,\"a, b\",10000\nm-5,\"a, b\",x\nm-1700,\"a, b\",10000\n"
    );
    assert!(
        kept_in(Some(&path)).is_err(),
        "it would have been overwritten"
    );
}

#[test]
fn an_import_that_stops_says_how_far_it_came() {
    let text: String = (0..1_500)
        .map(|n| format!("{{\"merchantId\": \"m-{n}\"}}\n"))
        .collect();
    let source = jsonl::read(Cursor::new(text), jsonl::merchant);
    let mut calls = 0;
    let send = |records: Vec<v1::Merchant>| {
        calls += 1;
        if calls == 2 {
            bail!("the host is gone")
        } else {
            Ok(host(&records))
        }
    };
    let mut refusals = Refusals::new(&[], None);
    let error = import(source, &ProgressBar::hidden(), &mut refusals, send).unwrap_err();
    assert_eq!(
        format!("{error:#}"),
        "lines 1 to 1000 are done; it is safe to import the whole file again: the host is gone"
    );
}
