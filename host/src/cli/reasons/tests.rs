//! The page and the list of the host's own reasons.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;

#[test]
fn a_page_has_each_code_once_with_its_texts() {
    let page = markdown::page(&[hosts_own().unwrap()]);
    assert_eq!(page.matches("### `engine.overloaded`").count(), 1);
    assert_eq!(page.matches("### `engine.policy_trap`").count(), 1);
    assert!(page.contains("reject · retry wait · DE39 96\n"), "{page}");
    assert!(page.contains("| [host](#host) | 9 |"), "{page}");
    assert!(page.contains(
        "| merchant | Wait a few seconds, then send the payment again. | 请等待几秒后重新发起。 |"
    ));
}

#[test]
fn json_has_what_the_page_has() {
    let page: serde_json::Value =
        serde_json::from_str(&json::page(&[hosts_own().unwrap()]).unwrap()).unwrap();
    let codes: Vec<&str> = (page.as_array().unwrap().iter())
        .map(|reason| reason["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes.len(), 9);
    let overloaded = codes.iter().position(|code| *code == "engine.overloaded");
    let reason = &page[overloaded.unwrap()];
    assert_eq!(reason["response_codes"]["unionpay"], "96");
    assert_eq!(reason["texts"]["zh"]["message"], "当前待检查的交易过多。");
}
