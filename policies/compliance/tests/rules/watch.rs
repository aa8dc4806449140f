//! The watch on sums.

use tollgate_policy::facts::{Facts, TransactionType};
use tollgate_policy::testing::Subject;
use tollgate_policy::text;
use tollgate_policy::verdicts::{Measure, Window};
use tollgate_policy::{configure, describe};

use super::{Compliance, figure};

const CODE: &str = "compliance.aml";

fn settings(who: &str) -> String {
    format!(
        r#"{{"watch":{{"window_s":600,"{who}":{{"CNY":{}}}}}}}"#,
        figure(5_000_000)
    )
}

/// A payment of 100 CNY after so much.
fn after(value: u64) -> impl Fn(&mut Facts) {
    move |facts| facts.counters[0].value = value
}

#[test]
fn a_sum_above_the_threshold() {
    for (who, sign) in [("card", "card-amount"), ("payer", "payer-amount")] {
        let watching = Subject::<Compliance>::with(&settings(who));
        watching.check(CODE, after(4_990_001), after(4_990_000));
        let findings = watching.assess(after(5_000_000)).findings;
        assert_eq!(findings[0].parameters, [text(sign)]);
        for change in [
            |facts: &mut Facts| facts.transaction.amount.currency = 840,
            |facts: &mut Facts| facts.transaction.kind = TransactionType::Refund,
            |facts: &mut Facts| facts.counters[0].applies = false,
            |facts: &mut Facts| facts.local.year = 2025,
        ] {
            watching.check(CODE, after(5_000_000), |facts| {
                after(5_000_000)(facts);
                change(facts);
            });
        }
    }
}

#[test]
fn off_by_default_and_then_no_total_is_kept() {
    let counters = |settings: &str| describe(&configure::<Compliance>(settings).unwrap()).counters;
    assert!(counters("{}").is_empty());
    for who in ["card", "payer"] {
        let kept = counters(&settings(who));
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].name, format!("{who}-watched"));
        assert!(kept[0].window == Window::Rolling(600) && kept[0].measure == Measure::Amount);
    }
}

#[test]
fn card_and_payer_are_watched_each_by_its_own() {
    let both = format!(
        r#"{{"watch":{{"card":{{"CNY":{}}},"payer":{{"CNY":{}}}}}}}"#,
        figure(20_000),
        figure(30_000)
    );
    let signs = |value| {
        let subject = Subject::<Compliance>::with(&both);
        let assessment = subject.assess(|facts| {
            facts
                .counters
                .iter_mut()
                .for_each(|state| state.value = value)
        });
        let first = assessment.findings.into_iter().next();
        first.map(|finding| finding.parameters)
    };
    assert_eq!(signs(10_000), None);
    assert_eq!(signs(10_001), Some(vec![text("card-amount")]));
    assert_eq!(signs(20_001), Some(vec![text("card-amount, payer-amount")]));
}
