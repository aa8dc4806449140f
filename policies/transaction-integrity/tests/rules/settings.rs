//! Mistakes in settings are told with their place and their fix.

use tollgate_policy::testing;

use super::TransactionIntegrity;

#[track_caller]
fn refuses(settings: &str, path: &str, message: &str) {
    testing::refuses::<TransactionIntegrity>(settings, path, message);
}

#[test]
fn figures_are_checked() {
    for (settings, path, message) in [
        (
            r#"{"duplicate_window_s":F0}"#,
            "duplicate_window_s.value",
            "1 to 86400 seconds",
        ),
        (
            r#"{"duplicate_window_s":F86401}"#,
            "duplicate_window_s.value",
            "remove",
        ),
        (
            r#"{"clock_skew_max_s":F0}"#,
            "clock_skew_max_s.value",
            "seconds",
        ),
        (
            r#"{"amount":{"largest":F0}}"#,
            "amount.largest.value",
            "larger than 0",
        ),
        (
            r#"{"amount":{"ceilings":{"CNY":F0}}}"#,
            "amount.ceilings.CNY.value",
            "minor units of CNY",
        ),
        (
            r#"{"amount":{"ceilings":{"RMB":F1}}}"#,
            "amount.ceilings.RMB",
            "ISO 4217",
        ),
        (
            r#"{"amount":{"order_tolerance":{"cny":F1}}}"#,
            "amount.order_tolerance.cny",
            "ISO 4217",
        ),
        (
            r#"{"amount":{"order_tolerance_ppm":F1000001}}"#,
            "amount.order_tolerance_ppm.value",
            "parts per million",
        ),
        (
            r#"{"amount":{"tip_max_ppm":F1000001}}"#,
            "amount.tip_max_ppm.value",
            "0 to 1000000",
        ),
        (
            r#"{"amount":{"capture_max_ppm":F999999}}"#,
            "amount.capture_max_ppm.value",
            "1000000 to 2000000",
        ),
        (
            r#"{"original":{"completion_days":F0}}"#,
            "original.completion_days.value",
            "1 to 3660 days",
        ),
        (
            r#"{"original":{"pre_authorization_void_days":F0}}"#,
            "original.pre_authorization_void_days.value",
            "days",
        ),
        (
            r#"{"original":{"void_days":F3661}}"#,
            "original.void_days.value",
            "days",
        ),
        (
            r#"{"original":{"refund_days":F0}}"#,
            "original.refund_days.value",
            "remove",
        ),
        (
            r#"{"code":{"ttl_s":{"alipay":F0}}}"#,
            "code.ttl_s.alipay.value",
            "seconds",
        ),
        (
            r#"{"code":{"ttl_s":{"other":F86401}}}"#,
            "code.ttl_s.other.value",
            "seconds",
        ),
    ] {
        // `F` before a number makes a figure of it.
        let (before, rest) = settings.split_once('F').unwrap();
        let end = rest.find('}').unwrap();
        let (value, after) = rest.split_at(end);
        let settings = format!(
            r#"{before}{{"value":{value},"source":"ours","effective_from":"2026-01-01"}}{after}"#
        );
        refuses(&settings, path, message);
    }
}

#[test]
fn forms_of_codes_make_sense() {
    for form in [
        r#""prefixes":[15,10],"lengths":[18,18]"#,
        r#""prefixes":[10,100],"lengths":[18,18]"#,
        r#""prefixes":[10,15],"lengths":[19,18]"#,
        r#""prefixes":[10,15],"lengths":[1,18]"#,
    ] {
        let settings = format!(
            r#"{{"code":{{"forms":{{"value":[{{{form}}}],"source":"t","effective_from":"2026-01-01"}}}}}}"#
        );
        refuses(&settings, "code.forms.value[0]", "two digits");
    }
}

#[test]
fn unknown_members_and_cases_are_refused() {
    refuses(r#"{"amounts":{}}"#, "amounts", "unknown field");
    for (rule, path, message) in [
        (
            r#"{"fields":[]}"#,
            "required_fields[0].fields",
            "at least one",
        ),
        (
            r#"{"fields":["cvv"]}"#,
            "required_fields[0].fields[0]",
            "cvv",
        ),
        (
            r#"{"fields":["expiry"]}"#,
            "required_fields[0].fields[0]",
            "expiry",
        ),
        (
            r#"{"fields":["mcc"],"types":["unknown"]}"#,
            "required_fields[0].types[0]",
            "unknown",
        ),
        (
            r#"{"fields":["mcc"],"channels":["fax"]}"#,
            "required_fields[0].channels[0]",
            "fax",
        ),
        (
            r#"{"fields":["mcc"],"paid_by":"cash"}"#,
            "required_fields[0].paid_by",
            "cash",
        ),
        (r#"{"types":[]}"#, "required_fields[0]", "missing field"),
    ] {
        refuses(&format!(r#"{{"required_fields":[{rule}]}}"#), path, message);
    }
}
