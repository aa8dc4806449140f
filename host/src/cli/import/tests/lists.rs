//! Entries of lists, of which a card number is never said again.

use tollgate_proto::v1::listing::{Cause, Subject};

use super::*;

fn csv_records(text: &str) -> Vec<Result<v1::Listing, String>> {
    let source = csv::read(Cursor::new(text.as_bytes().to_vec()), &listings::TABLE).unwrap();
    source.lines.map(|line| line.unwrap().record).collect()
}

#[test]
fn a_table() {
    let records = csv_records(concat!(
        "cause,value,subject,expires_at,note\n",
        "lost,4111111111111111,pan,,\n",
        "CAUSE_CASH_OUT,a/b,card-token,2026-01-31,\"branch 7, by phone\"\n",
        "money-laundering,p-1,PAYER_TOKEN,2026-01-31T08:00:00+08:00,\n",
        "blocked,06212261,bin,,\n",
        "blocked,m-1,merchant_id,,\n",
        "fraud,t-1,terminal_id,,\n",
        "sanctioned,KP,country,,\n",
        "allowed,,merchant_id,,\n",
    ));
    let expected = [
        (Subject::Pan("4111111111111111".into()), Cause::Lost),
        (Subject::CardToken("a/b".into()), Cause::CashOut),
        (Subject::PayerToken("p-1".into()), Cause::MoneyLaundering),
        (Subject::Bin("06212261".into()), Cause::Blocked),
        (Subject::MerchantId("m-1".into()), Cause::Blocked),
        (Subject::TerminalId("t-1".into()), Cause::Fraud),
        (Subject::Country("KP".into()), Cause::Sanctioned),
        // The host says what is missing.
        (Subject::MerchantId(String::new()), Cause::Allowed),
    ];
    assert_eq!(records.len(), expected.len());
    for (record, (subject, cause)) in records.iter().zip(expected) {
        let record = record.as_ref().unwrap();
        assert_eq!(record.subject, Some(subject));
        assert_eq!(record.cause(), cause);
    }
    let noted = records[1].as_ref().unwrap();
    assert_eq!(noted.note, "branch 7, by phone");
    assert_eq!(noted.expires_at.unwrap().seconds, 1_769_817_600);
    assert_eq!(records[2].as_ref().unwrap().expires_at, noted.expires_at);
}

#[test]
fn json_lines() {
    let text = concat!(
        "{\"pan\": \"4111111111111111\", \"cause\": \"CAUSE_STOLEN\"}\n",
        "{\"merchantId\": \"m-1\", \"cause\": \"CAUSE_BLOCKED\", \"expiresAt\": \"2026-01-31T00:00:00Z\"}\n",
    );
    let source = jsonl::read(Cursor::new(text), jsonl::listing);
    let records: Vec<_> = source.lines.map(|line| line.unwrap().record).collect();
    let [card, merchant] = &*records else {
        unreachable!()
    };
    let card = card.as_ref().unwrap();
    assert_eq!(
        (card.cause(), &card.subject),
        (
            Cause::Stolen,
            &Some(Subject::Pan("4111111111111111".into()))
        )
    );
    let merchant = merchant.as_ref().unwrap();
    assert_eq!(merchant.expires_at.unwrap().seconds, 1_769_817_600);
}

#[test]
fn no_figure_of_a_card_number_is_said_again() {
    for (line, told) in [
        ("4111111111111111,pan,lost", "subject: must be one of pan"),
        ("pan,4111111111111111,4111111111111111", "cause: "),
        (
            "pan,4111111111111111,gone",
            "cause: `gone` is not one of lost",
        ),
        (
            "pan,4111111111111111",
            "has 2 values, but the first line names 3 columns",
        ),
    ] {
        let records = csv_records(&format!("subject,value,cause\n{line}\n"));
        let problem = records[0].as_ref().unwrap_err();
        assert!(problem.starts_with(told), "{problem}");
        assert!(!problem.contains("41111111"), "{problem}");
    }
    for (line, told) in [
        ("{\"pan\": 4111111111111111}", "at column 24"),
        ("{\"pan\": 411111111111}", "at column 20"),
        (
            "{\"pan\": \"1\", \"cause\": \"4111111111111111\"}",
            "at column",
        ),
        ("{\"4111 1111 1111 1111\": 1}", "at column"),
        ("{\"pan\": \"4111111111111111", "at column"),
    ] {
        let problem = jsonl::listing(line.as_bytes()).unwrap_err();
        assert!(problem.contains(told), "{problem}");
        assert!(!problem.contains("1111 1"), "{problem}");
        assert!(!problem.contains("11111"), "{problem}");
    }
}
