//! What the log says of real decisions: read back, it is the very answer that was given, in as
//! few bytes as were promised.

use tollgate::decide;
use tollgate::decision::{Audience, Outcome};
use tollgate::facts::Gathered;
use tollgate::policy::PolicySet;
use tollgate::record::Decision;
use tollgate::recorded::{self, IssuerSeen, MerchantSeen, RecordedSet};
use tollgate::rpc::encode;
use tollgate::sandbox::Instances;
use tollgate_proto::v1;
use tollgate_tests::built;
use tollgate_tests::payment::{at, cny, payment};

use desk::{Desk, NOON_S, Written};

mod desk;

/// Reads what was written and compares it with what was.
#[track_caller]
fn check(given: &PolicySet, set: &RecordedSet, written: &Written) {
    let merchant =
        (written.merchant.as_deref()).map(|bytes| recorded::decode_merchant(bytes).unwrap());
    let issuer = (written.issuer.as_deref()).map(|bytes| recorded::decode_issuer(bytes).unwrap());
    let (merchant, issuer): (Option<&MerchantSeen>, Option<&IssuerSeen>) =
        (merchant.as_ref(), issuer.as_ref());
    let read = recorded::decode_decision(&written.payload, set, merchant, issuer).unwrap();
    assert_eq!(read.facts, written.facts);
    assert_eq!(read.answers, written.heard);
    assert_eq!(read.totals, written.totals);
    assert_eq!(read.misses, written.misses);
    assert_eq!(read.calendar, written.calendar);
    assert_eq!(read.request(), written.request);
    assert_eq!(read.entries(set), written.entries);
    let mut gathered = Gathered::of(read.facts.clone());
    for (index, (policy, _)) in given.policies().enumerate() {
        let counters = read.counters(set, index, merchant);
        let judged = gathered.show(policy.needs, counters, |facts| {
            policy.judge(
                &mut Instances::default(),
                facts,
                read.amount.currency,
                1_000,
            )
        });
        let recorded = &read.answers[index];
        assert_eq!(
            (&judged.result, judged.fuel),
            (&recorded.result, recorded.fuel)
        );
    }
    let again = read.decision(set);
    for audience in [Audience::Operator, Audience::Merchant, Audience::Cardholder] {
        for locale in ["en", "zh"] {
            let tell =
                |decision: &Decision| encode(decision, &decision.holds, locale, audience, false);
            assert_eq!(tell(&again), tell(&written.given));
        }
    }
    let found = decide::collect(
        &read.heard(set),
        &written.entries,
        read.amount,
        &set.catalogue,
    );
    let concluded = decide::conclude(found, &read.misses);
    assert_eq!(concluded.sources, read.concluded.sources);
    let summary = recorded::decode_summary(&written.payload, merchant, issuer).unwrap();
    assert_eq!(summary.request, written.request);
    assert_eq!(summary.entries(set), written.entries);
    assert_eq!(
        (
            summary.id,
            summary.outcome,
            summary.amount,
            summary.hold_until_ms
        ),
        (
            read.id,
            read.concluded.outcome,
            read.amount,
            read.hold_until_ms
        )
    );
    assert_eq!(
        (summary.content, summary.calendar),
        (read.content, read.calendar)
    );
    let names = recorded::decode_names(&written.payload).unwrap();
    assert_eq!((names.id, &*names.request_id), (read.id, &*read.request_id));
}

/// A purchase like any other: the ids are as long as gateways make them.
fn purchase(number: u64, amount: i64) -> v1::PreAuthorization {
    let request_id = format!("7b3f2c9e-51d4-4e0a-9c77-{number:012x}");
    v1::PreAuthorization {
        occurred_at: Some(at(NOON_S)),
        amount: Some(cny(amount)),
        terminal_id: "T0042137".into(),
        terminal: Some(v1::TerminalReport {
            chip_capable: true,
            contactless_capable: true,
            ..Default::default()
        }),
        fee: Some(v1::FeeTerms {
            rate_ppm: Some(6_000),
            ..Default::default()
        }),
        ..payment(&request_id)
    }
}

fn by_code(number: u64) -> v1::PreAuthorization {
    v1::PreAuthorization {
        channel: v1::Channel::Qr.into(),
        entry_mode: v1::EntryMode::QrDynamic.into(),
        card: None,
        code: Some(v1::PaymentCode {
            kind: v1::payment_code::Kind::ConsumerDynamic.into(),
            payload: format!("1345678901{number:08}"),
            payer_token: "payer-1".into(),
            issued_at: Some(at(NOON_S - 20)),
            ..Default::default()
        }),
        ..purchase(number, 2_000)
    }
}

type Change = fn(&mut v1::PreAuthorization);

/// Decides a purchase with each of the changes, on the shipped policies and these misbehaving
/// ones, and checks what is written of it. Says what was decided.
#[track_caller]
fn round(misbehaving: &[(&str, &str)], changes: &[Change]) -> Vec<Outcome> {
    let mut desk = Desk::open(|directory| {
        let credit = built::settings("policies/merchant-credit").replace("enforce", "shadow");
        directory.write("merchant-credit.toml", credit.as_bytes());
        for (name, settings) in misbehaving {
            directory.put(name, &built::module("hostile/hostile"), settings);
        }
    });
    let set = recorded::decode_set(&recorded::encode_set(&desk.set())).unwrap();
    let given = desk.set();
    assert_eq!((&set.revision, set.loaded_at_ms), (given.revision(), 17));
    assert_eq!(set.counters, given.counters());
    let positions: Vec<&[usize]> = given.policies().map(|(_, positions)| positions).collect();
    assert_eq!(set.positions, positions);
    for (terms, (policy, _)) in set.policies.iter().zip(given.policies()) {
        assert_eq!(format!("{terms:?}"), format!("{:?}", policy.terms()));
    }
    let mut outcomes = Vec::new();
    for (number, change) in changes.iter().enumerate() {
        let mut message = purchase(number as u64, 20_000);
        change(&mut message);
        let written = desk.decide(message);
        check(&given, &set, &written);
        outcomes.push(written.given.outcome);
    }
    outcomes
}

#[test]
fn a_decision_is_read_back_as_it_was_given() {
    use Outcome::{Approve, Decline, Review};
    let trap = "mode = \"enforce\"\non_fault = \"review\"\n[settings]\nbehaviour = \"trap\"";
    let spin = "mode = \"shadow\"\nfuel = 10_000\n[settings]\nbehaviour = \"loop\"";
    let changes: [Change; 11] = [
        |_| {},
        |message| message.amount = Some(cny(66_600)),
        |message| message.amount = Some(cny(90_000)),
        |message| message.card.as_mut().unwrap().expiry_yymm = "2001".into(),
        |message| message.card.as_mut().unwrap().funding = v1::Funding::Credit.into(),
        |message| message.merchant_id = "nobody".into(),
        |message| message.amount = Some(cny(-5)),
        |message| *message = by_code(7),
        |message| message.verification = None,
        |message| {
            message.terminal = None;
            message.terminal_id.clear();
        },
        |message| {
            message.attributes.insert("shop.door".into(), "7".into());
            message.original_request_id = "r-1".into();
            message.occurred_at = Some(at(NOON_S - 3_600));
        },
    ];
    let outcomes = round(&[("trap", trap), ("spin", spin)], &changes);
    assert_eq!(outcomes[..4], [Approve, Review, Decline, Decline]);
}

#[test]
fn a_fault_that_approves_is_read_back_as_it_was_given() {
    let odd = "mode = \"enforce\"\non_fault = \"approve\"\napprove_up_to = 70_000\n\
               [settings]\nbehaviour = \"unknown-reason\"";
    let outcomes = round(
        &[("odd", odd)],
        &[|message| message.amount = Some(cny(66_600))],
    );
    assert_eq!(outcomes, [Outcome::Approve]);
}

#[test]
#[expect(clippy::print_stdout, reason = "the sizes are the result")]
fn a_decision_takes_few_bytes() {
    let mut desk = Desk::open(|_| {});
    let set = recorded::encode_set(&desk.set());
    let mut written = Vec::new();
    for number in 0..4 {
        written.push((desk.decide(purchase(number, 25_000)), "card"));
    }
    written.push((desk.decide(purchase(4, 25_000)), "card, declined"));
    written.push((desk.decide(by_code(5)), "code"));
    println!("set: {} bytes", set.len());
    for (written, what) in &written {
        let merchant = written.merchant.as_ref().map_or(0, Vec::len);
        let issuer = written.issuer.as_ref().map_or(0, Vec::len);
        let bytes = written.payload.len();
        let outcome = written.given.outcome;
        println!("{what}: {bytes} bytes, {outcome:?}; merchant {merchant}, issuer {issuer}");
        // With its header less than 600, the most that a decision may take in the log.
        assert!(bytes <= 500, "{what}: {bytes} bytes");
    }
}
