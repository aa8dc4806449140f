//! Settings that can't be meant.

use tollgate_policy::testing::{Subject, refuses};

use crate::ChannelLimits;

fn figure(value: i64) -> String {
    format!(r#"{{"value": {value}, "source": "ours", "effective_from": "2026-01-01"}}"#)
}

#[track_caller]
fn check(settings: &str, path: &str, message: &str) {
    let settings = (settings.replace("ZERO", &figure(0)))
        .replace("ONE", &figure(1))
        .replace("MINUS", &figure(-5));
    refuses::<ChannelLimits>(&settings, path, message);
}

#[test]
fn amounts_must_be_positive() {
    check(
        r#"{"limits": {"CNY": {"channels": {"qr": {"single": ZERO}}}}}"#,
        "limits.CNY.channels.qr.single.value",
        "must be larger than 0; give minor units of CNY",
    );
    check(
        r#"{"limits": {"EUR": {"sizes": {"micro": {"merchant": {"daily": MINUS}}}}}}"#,
        "limits.EUR.sizes.micro.merchant.daily.value",
        "give minor units of EUR",
    );
    check(
        r#"{"limits": {"CNY": {"wallet_balance": {"i_lifetime": ZERO}}}}"#,
        "limits.CNY.wallet_balance.i_lifetime.value",
        "or list it under `remove` for no limit",
    );
}

#[test]
fn a_longer_limit_must_not_be_below_a_shorter_one() {
    check(
        r#"{"limits": {"CNY": {"merchant": {"monthly": ONE}}}}"#,
        "limits.CNY.merchant.monthly.value",
        "must not be smaller than `daily`",
    );
    check(
        r#"{"limits": {"CNY": {"channels": {"pos": {"daily": null, "monthly": ONE}}}}}"#,
        "limits.CNY.channels.pos.monthly.value",
        "raise it or lower `single`",
    );
}

#[test]
fn names_must_be_known() {
    check(
        r#"{"limits": {"RMB": {}}}"#,
        "limits.RMB",
        "three letters of ISO 4217 like CNY",
    );
    check(
        r#"{"limits": {"CNY": {"channels": {"web": {}}}}}"#,
        "limits.CNY.channels.web",
        "give pos, qr, online",
    );
    check(
        r#"{"limits": {"CNY": {"terminal": {}}}}"#,
        "limits.CNY.terminal",
        "terminal_daily",
    );
    check(
        r#"{"micro_credit_networks": ["nucc"]}"#,
        "micro_credit_networks[0]",
        "`alipay`",
    );
}

#[test]
fn numbers_must_be_in_range() {
    check(r#"{"near_ppm": 0}"#, "near_ppm", "800000 is 80 %");
    check(r#"{"near_ppm": 1000001}"#, "near_ppm", "1 to 1000000");
    check(
        r#"{"merchant_repeat": {"window_s": 2678401}}"#,
        "merchant_repeat.window_s",
        "31 days",
    );
    check(
        r#"{"merchant_repeat": {"window_s": 0}}"#,
        "merchant_repeat.window_s",
        "must be 1",
    );
    check(
        r#"{"card_daily_count": ZERO}"#,
        "card_daily_count.value",
        "must be larger than 0",
    );
    check(
        r#"{"channels": {"atm": {"daily_count": ZERO}}}"#,
        "channels.atm.daily_count.value",
        "under `remove` for no limit",
    );
    check(
        r#"{"reattempts": {"visa_30_days": ZERO}}"#,
        "reattempts.visa_30_days.value",
        "must be larger than 0",
    );
}

#[test]
fn hours_must_be_hours() {
    for hours in ["9-22", "09:00-25:00", "24:00-08:00", "09:00-09:00"] {
        check(
            &format!(r#"{{"channels": {{"pos": {{"hours": "{hours}"}}}}}}"#),
            "channels.pos.hours",
            "is not hours like 09:00-22:30",
        );
    }
}

#[test]
fn null_removes_a_limit() {
    let unlimited: Subject<ChannelLimits> =
        Subject::with(r#"{"limits": {"CNY": null, "USD": null}}"#);
    let codes = unlimited.codes(|facts| facts.transaction.amount.minor_units = i64::MAX);
    assert_eq!(codes, [""; 0]);
}

#[test]
fn a_split_must_be_one_that_can_be_meant() {
    for (member, path, message) in [
        (r#""share_ppm": ZERO"#, "split.share_ppm.value", "80 %"),
        (r#""payments": ONE"#, "split.payments.value", "2 to 100"),
        (r#""window_s": 59"#, "split.window_s", "60 to 2678400"),
        (r#""window_s": 2678401"#, "split.window_s", "31 days"),
        (r#""windows": 1"#, "split.windows", "unknown field"),
    ] {
        check(&format!(r#"{{"split": {{{member}}}}}"#), path, message);
    }
}
