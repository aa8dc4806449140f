//! Each rule at its edge: what fires it, and the near miss that does not.

use tollgate_policy::facts::*;
use tollgate_policy::testing::{Subject, check_manifest, check_worst_cases, refuses};

use super::*;

fn row(rate_ppm: u32) -> FeeRow {
    FeeRow {
        channel: Channel::Unknown,
        network: Network::Unknown,
        funding: Funding::Unknown,
        cross_border: false,
        rate_ppm,
        fixed: 0,
        cap: None,
        minimum: None,
    }
}

fn merchant(facts: &mut Facts) -> &mut Merchant {
    facts.merchant.as_mut().expect("the sample has a merchant")
}

fn risk(facts: &mut Facts) -> &mut RiskIndicators {
    facts.risk_indicators.as_mut().expect("the sample has them")
}

fn card(facts: &mut Facts) -> &mut Card {
    facts.card.as_mut().expect("the sample has a card")
}

/// Puts a number into the facts of a good payment.
type Change = fn(&mut Facts, i64);

#[test]
fn each_rule_has_its_edge() {
    let table: &[(&str, Change, i64, i64)] = &[
        ("integrity.amount.not_positive", pay, 0, 1),
        ("limit.channel.single_amount", pay, 5_000_001, 5_000_000),
        (
            "limit.channel.daily_amount",
            |f, n| set(f, MERCHANT_DAY, n),
            49_990_001,
            49_990_000,
        ),
        (
            "limit.channel.daily_count",
            |f, n| set(f, MERCHANT_DAY_COUNT, n),
            2_000,
            1_999,
        ),
        (
            "limit.card.daily_amount",
            |f, n| set(f, CARD_DAY, n),
            9_990_001,
            9_990_000,
        ),
        (
            "limit.velocity.terminal",
            |f, n| set(f, TERMINAL_MINUTE, n),
            11,
            10,
        ),
        ("limit.qr.static_daily", static_qr, 40_001, 40_000),
        ("card.expired", expiry, 2_610, 2_611),
        ("card.pan.luhn", luhn_of, 0, 1),
        ("card.pan.length", |f, n| card(f).length = narrow(n), 15, 16),
        ("entry.chip_required", swipe, 2, 1),
        ("entry.chip_required", swipe, 6, 5),
        ("cvm.no_pin_limit.single", tap, 100_001, 100_000),
        ("merchant.suspended", status, 0, 1),
        (
            "merchant.mcc_prohibited",
            |f, n| merchant(f).mcc = mcc(n),
            7_995,
            5_411,
        ),
        ("merchant.kyc.expired", expire, 0, 1),
        ("merchant.score.below_cutoff", score, 475, 480),
        ("merchant.score.review_band", score, 480, 540),
        ("merchant.score.review_band", score, 530, 475),
        (
            "fee.contract_mismatch",
            |f, n| fee(f, n, 10_000),
            6_001,
            6_000,
        ),
        ("fee.above_max_share", |f, n| fee(f, 6_000, n), 5_999, 6_000),
        (
            "fee.surcharge_not_allowed",
            |f, n| f.transaction.surcharge = Some(n),
            1,
            0,
        ),
        (
            "merchant.chargeback_excessive",
            |f, n| chargebacks(f, n, 100),
            151,
            150,
        ),
        (
            "merchant.chargeback_excessive",
            |f, n| chargebacks(f, 151, n),
            100,
            99,
        ),
    ];
    for (code, change, fires, spares) in table {
        subject().check(
            code,
            |f| prepare(f, *change, *fires),
            |f| prepare(f, *change, *spares),
        );
    }
    let told: std::collections::BTreeSet<_> = table.iter().map(|row| row.0).collect();
    assert_eq!(told.len(), reasons::REASONS.len(), "a rule has no row");
}

#[test]
fn a_good_payment_gets_no_code() {
    assert_eq!(
        subject().codes(|facts| prepare(facts, |_, _| {}, 0)),
        [""; 0]
    );
}

#[test]
fn the_manifest_holds_together() {
    check_manifest::<PeerRules>();
    assert!(check_worst_cases::<PeerRules>("{}") > 0);
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    refuses::<PeerRules>(r#"{"lengths":{"mir":[16]}}"#, "lengths.mir", "no network");
    refuses::<PeerRules>(
        r#"{"scorecard":{"review":1}}"#,
        "scorecard.review",
        "cut-off",
    );
}

fn subject() -> Subject<PeerRules> {
    Subject::with("{}")
}

/// The sample with a fee and enough sales, then the change.
fn prepare(facts: &mut Facts, change: Change, value: i64) {
    set(facts, SALES, 5_000);
    fee(facts, 6_000, 10_000);
    change(facts, value);
}

fn set(facts: &mut Facts, counter: CounterId, value: i64) {
    facts.counters[usize::from(counter.0)].value = u64::try_from(value).expect("not negative");
}

fn narrow(value: i64) -> u8 {
    u8::try_from(value).expect("a small number")
}

fn mcc(value: i64) -> u16 {
    u16::try_from(value).expect("an MCC")
}

fn pay(facts: &mut Facts, value: i64) {
    facts.transaction.amount.minor_units = value;
}

fn static_qr(facts: &mut Facts, value: i64) {
    facts.transaction.channel = Channel::Qr;
    facts.transaction.entry_mode = EntryMode::QrStatic;
    set(facts, STATIC_QR_DAY, value);
}

fn luhn_of(facts: &mut Facts, is_unionpay: i64) {
    let network = [Network::Visa, Network::Unionpay];
    card(facts).network = network[usize::from(narrow(is_unionpay))];
    card(facts).luhn_valid = false;
}

/// The sample is of November 2026.
fn expiry(facts: &mut Facts, yymm: i64) {
    card(facts).expiry_year = narrow(yymm / 100);
    card(facts).expiry_month = narrow(yymm % 100);
}

fn swipe(facts: &mut Facts, service_code_1: i64) {
    facts.transaction.entry_mode = EntryMode::Magstripe;
    card(facts).service_code = Some((narrow(service_code_1), 0, 1));
}

fn tap(facts: &mut Facts, value: i64) {
    facts.transaction.entry_mode = EntryMode::Contactless;
    facts.transaction.pin_present = false;
    pay(facts, value);
}

fn status(facts: &mut Facts, is_active: i64) {
    let status = [MerchantStatus::Suspended, MerchantStatus::Active];
    merchant(facts).status = status[usize::from(narrow(is_active))];
}

fn expire(facts: &mut Facts, after_now_ms: i64) {
    merchant(facts).licence_expires_at = facts.now.checked_add_signed(after_now_ms);
}

fn fee(facts: &mut Facts, agreed_ppm: i64, largest_ppm: i64) {
    let ppm = |value: i64| u32::try_from(value).expect("parts per million");
    facts.transaction.fee_rate_ppm = Some(6_000);
    let contract = facts.fee_contract.get_or_insert(FeeContract {
        rows: Vec::new(),
        changed_at: None,
        notified_at: None,
    });
    contract.rows = vec![row(ppm(agreed_ppm)), row(ppm(largest_ppm))];
}

fn chargebacks(facts: &mut Facts, bps: i64, sales: i64) {
    risk(facts).chargeback_ppm = Some(u32::try_from(bps * 100).expect("parts per million"));
    set(facts, SALES, sales);
}

/// Points of a good merchant's six figures, to come to a score: 480 is the cut-off, 540 the end
/// of the review band. The base is 400.
fn score(facts: &mut Facts, score: i64) {
    let (chargeback_ppm, refund_ppm, volume, night_ppm) = match score {
        475 => (8_000, 50_000, 40, 60_000),  // + 50 + 0 + 0 + 5 + 0 + 20
        480 => (8_000, 50_000, 200, 60_000), // + 50 + 0 + 0 + 10 + 0 + 20
        530 => (3_000, 0, 200, 60_000),      // + 50 + 20 + 30 + 10 + 0 + 20
        540 => (3_000, 0, 200, 0),           // + 50 + 20 + 30 + 10 + 0 + 30
        other => panic!("no figures for {other}"),
    };
    set(facts, SALES, 0);
    *risk(facts) = RiskIndicators {
        chargeback_ppm: Some(chargeback_ppm),
        refund_ppm: Some(refund_ppm),
        volume_ratio_percent: Some(volume),
        night_ppm: Some(night_ppm),
        ..*risk(facts)
    };
}
