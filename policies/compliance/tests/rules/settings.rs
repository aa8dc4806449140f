//! Mistakes in settings are told with their place and their fix.

use tollgate_policy::testing;

use super::{Compliance, figure};

#[test]
fn mistakes_are_told() {
    for (settings, path, message) in [
        (
            r#"{"watch":{"window_s":0}}"#.into(),
            "watch.window_s",
            "31 days",
        ),
        (
            r#"{"watch":{"window_s":2678401}}"#.into(),
            "watch.window_s",
            "31 days",
        ),
        (
            format!(r#"{{"watch":{{"card":{{"CNY":{}}}}}}}"#, figure(0)),
            "watch.card.CNY.value",
            "larger than 0",
        ),
        (
            format!(r#"{{"watch":{{"payer":{{"cny":{}}}}}}}"#, figure(1)),
            "watch.payer.cny",
            "three letters",
        ),
        (r#"{"lists":{}}"#.into(), "lists", "unknown field"),
        (
            r#"{"watch":{"owner":{}}}"#.into(),
            "watch.owner",
            "unknown field",
        ),
    ] {
        testing::refuses::<Compliance>(&settings, path, message);
    }
}
