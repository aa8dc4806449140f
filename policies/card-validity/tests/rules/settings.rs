//! Mistakes in settings are told with their place and their fix.

use tollgate_policy::testing::{self, Subject};

use super::CardValidity;

#[track_caller]
fn refuses(settings: &str, path: &str, message: &str) {
    testing::refuses::<CardValidity>(settings, path, message);
}

fn figure(value: &str) -> String {
    format!(r#"{{"value":{value},"source":"ours","effective_from":"2026-01-01"}}"#)
}

#[test]
fn figures_are_checked() {
    for (object, member, value, path, message) in [
        (
            "no_pin",
            "single",
            r#"{"CNY":F0}"#,
            "no_pin.single.CNY.value",
            "minor units of CNY",
        ),
        (
            "no_pin",
            "daily",
            r#"{"USD":F-1}"#,
            "no_pin.daily.USD.value",
            "larger than 0",
        ),
        (
            "no_pin",
            "daily",
            r#"{"XYZ":F1}"#,
            "no_pin.daily.XYZ",
            "ISO 4217",
        ),
        (
            "signature",
            "above",
            r#"{"cny":F1}"#,
            "signature.above.cny",
            "ISO 4217",
        ),
        (
            "pin",
            "above",
            r#"{"CNY":F0}"#,
            "pin.above.CNY.value",
            "larger than 0",
        ),
        (
            "pin",
            "max_tries",
            "F0",
            "pin.max_tries.value",
            "larger than 0",
        ),
        (
            "pin",
            "service_code_digits",
            "[0,10]",
            "pin.service_code_digits",
            "one digit",
        ),
        (
            "entry",
            "failures",
            "F0",
            "entry.failures.value",
            "larger than 0",
        ),
        (
            "entry",
            "failures_window_s",
            "0",
            "entry.failures_window_s",
            "2678400",
        ),
        (
            "entry",
            "failures_window_s",
            "2678401",
            "entry.failures_window_s",
            "31 days",
        ),
        (
            "entry",
            "fallback_forbidden_in",
            r#"F["cn"]"#,
            "entry.fallback_forbidden_in.value[0]",
            "two capital letters",
        ),
        (
            "number",
            "lengths",
            r#"{"visa":F[7]}"#,
            "number.lengths.visa.value",
            "from 8 to 19",
        ),
        (
            "number",
            "luhn_exempt",
            r#"F["62x"]"#,
            "number.luhn_exempt.value[0]",
            "1 to 8 digits",
        ),
        (
            "network",
            "co_branded",
            r#"F[""]"#,
            "network.co_branded.value[0]",
            "BIN prefix",
        ),
        (
            "network",
            "partners",
            r#"[["visa","visa"]]"#,
            "network.partners[0]",
            "two different",
        ),
        (
            "expiry",
            "no_expiry",
            r#"F["4913"]"#,
            "expiry.no_expiry.value[0]",
            "like 4912",
        ),
        (
            "expiry",
            "century_pivot",
            "F100",
            "expiry.century_pivot.value",
            "at most 99",
        ),
        (
            "expiry",
            "soon_months",
            "F25",
            "expiry.soon_months.value",
            "at most 24",
        ),
        (
            "expiry",
            "max_years",
            r#"{"credit":F0}"#,
            "expiry.max_years.credit.value",
            "1 to 100",
        ),
    ] {
        // `F` before a value makes a figure of it.
        let value = match value.split_once('F') {
            Some((before, rest)) => {
                let end = rest.rfind('}').filter(|_| before.starts_with('{'));
                let (inner, after) = rest.split_at(end.unwrap_or(rest.len()));
                format!("{before}{}{after}", figure(inner))
            }
            None => value.to_owned(),
        };
        refuses(
            &format!(r#"{{"{object}":{{"{member}":{value}}}}}"#),
            path,
            message,
        );
    }
}

#[test]
fn restrictions_name_what_they_are_about() {
    let region = "restricted_regions[0]";
    refuses(r#"{"restricted_regions":[{}]}"#, region, "every card");
    refuses(
        r#"{"restricted_regions":[{"issuer_countries":["USA"]}]}"#,
        "restricted_regions[0].issuer_countries[0]",
        "two capital letters",
    );
    let product = "restricted_products[0]";
    refuses(
        r#"{"restricted_products":[{"mccs":[5411]}]}"#,
        product,
        "name the cards",
    );
    refuses(
        r#"{"restricted_products":[{"bins":["123456789"]}]}"#,
        "restricted_products[0].bins[0]",
        "1 to 8 digits",
    );
}

#[test]
fn unknown_members_and_cases_are_refused() {
    refuses(r#"{"pins":{}}"#, "pins", "unknown field");
    refuses(
        r#"{"number":{"unknown_network":"maybe"}}"#,
        "number.unknown_network",
        "maybe",
    );
    refuses(
        r#"{"expiry":{"required_for":["debit"]}}"#,
        "expiry.required_for[0]",
        "debit",
    );
    refuses(
        r#"{"entry":{"manual_channels":["fax"]}}"#,
        "entry.manual_channels[0]",
        "fax",
    );
    refuses(r#"{"number":null}"#, "", "missing field");
    refuses("[]", "", "object");
}

#[test]
fn null_removes_an_optional_check() {
    let rules = r#"{"number":{"lengths":{"visa":null}}}"#;
    let subject = Subject::<CardValidity>::with(rules);
    let found = subject.codes(|facts| {
        let card = facts.card.as_mut().unwrap();
        card.length = 14;
        card.network = tollgate_policy::facts::Network::Visa;
        card.declared_network = card.network;
    });
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn suspicions_are_checked() {
    for (settings, path, message) in [
        (
            format!(r#"{{"fraud":{{"score_ppm":{}}}}}"#, figure("0")),
            "fraud.score_ppm.value",
            "1 to 1000000",
        ),
        (
            format!(r#"{{"fraud":{{"score_ppm":{}}}}}"#, figure("1000001")),
            "fraud.score_ppm.value",
            "1 to 1000000",
        ),
        (
            r#"{"fraud":{"condition_codes":[0]}}"#.into(),
            "fraud.condition_codes",
            "1 to 99",
        ),
        (
            format!(r#"{{"cash_out":{{"unit":{{"EUR":{}}}}}}}"#, figure("1")),
            "cash_out.minimum.EUR",
            "is missing",
        ),
        (
            format!(r#"{{"cash_out":{{"unit":{{"CNY":{}}}}}}}"#, figure("0")),
            "cash_out.unit.CNY.value",
            "larger than 0",
        ),
        (
            format!(r#"{{"cash_out":{{"minimum":{{"CNY":{}}}}}}}"#, figure("-1")),
            "cash_out.minimum.CNY.value",
            "larger than 0",
        ),
        (
            format!(r#"{{"cash_out":{{"payments":{}}}}}"#, figure("1")),
            "cash_out.payments.value",
            "larger than 1",
        ),
        (
            r#"{"cash_out":{"window_s":0}}"#.into(),
            "cash_out.window_s",
            "31 days",
        ),
        (
            format!(r#"{{"refused_for_good_days":{{"visa":{}}}}}"#, figure("0")),
            "refused_for_good_days.visa.value",
            "1 to 30 days",
        ),
        (
            format!(r#"{{"refused_for_good_days":{{"mir":{}}}}}"#, figure("1")),
            "refused_for_good_days.mir",
            "unknown field",
        ),
    ] {
        refuses(&settings, path, message);
    }
}
