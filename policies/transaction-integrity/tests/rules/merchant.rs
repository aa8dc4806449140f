//! The merchant on file.

use tollgate_policy::facts::{Facts, Fields};
use tollgate_policy::verdicts::Value;

use super::{merchant, shipped, shown, with};

#[test]
fn a_merchant_that_nobody_knows() {
    let unknown = |facts: &mut Facts| facts.merchant = None;
    let code = "integrity.merchant.unknown";
    shipped().check(code, unknown, |_| ());
    shipped().check(code, unknown, |facts| {
        unknown(facts);
        facts.transaction.missing = Fields::MERCHANT_ID;
    });
    let found = with(r#"{"require_known_merchant":false}"#).codes(unknown);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_category_that_is_not_the_merchants() {
    let said = |mcc, in_number, on_file| {
        move |facts: &mut Facts| {
            facts.transaction.mcc = mcc;
            merchant(facts).id_mcc = in_number;
            merchant(facts).mcc = on_file;
        }
    };
    let code = "integrity.merchant.mcc_mismatch";
    for (fires, spares) in [
        (said(5812, None, 5411), said(5411, None, 5411)),
        (said(5812, None, 5411), said(0, None, 5411)),
        (said(5411, Some(5812), 5411), said(5411, Some(5411), 5411)),
        (said(0, Some(5812), 5411), said(0, Some(0), 5411)),
        (said(5812, Some(5812), 1), said(5812, Some(5812), 0)),
    ] {
        shipped().check(code, fires, spares);
    }
    let expected = ["0742", "5411"].map(|mcc| Value::Text(mcc.into()));
    assert_eq!(shown(said(742, None, 5411)), expected);
}

#[test]
fn an_area_and_a_name_that_are_not_the_merchants() {
    let area = |matches| move |facts: &mut Facts| merchant(facts).id_area_matches = matches;
    let code = "integrity.merchant.area_mismatch";
    shipped().check(code, area(Some(false)), area(Some(true)));
    shipped().check(code, area(Some(false)), area(None));
    let name = |matches| move |facts: &mut Facts| facts.transaction.name_matches = matches;
    let code = "integrity.merchant.descriptor_mismatch";
    shipped().check(code, name(Some(false)), name(Some(true)));
    shipped().check(code, name(Some(false)), name(None));
}
