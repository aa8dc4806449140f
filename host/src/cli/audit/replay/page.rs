//! What a replay came to, as a person reads it.

use std::time::Duration;

use crate::cli::table::{Page, Style, Table, count, grouped, left, styled};
use crate::cli::words::duration;
use crate::replay::{Divergence, Tally};

/// Letters of a set's revision that tell it apart.
const SHORT: usize = 12;

/// How fast decisions are evaluated.
pub(super) fn pace(tally: &Tally, elapsed: Duration) -> String {
    // Sets are made while nothing is evaluated by them.
    let evaluating = elapsed.saturating_sub(tally.making);
    let each = u128::from(tally.decisions) * 1_000_000_000 / evaluating.as_nanos().max(1);
    let each = u64::try_from(each).unwrap_or(u64::MAX);
    format!("{} decisions a second", grouped(each))
}

/// Writes what a replay came to.
pub(super) fn write(page: &mut Page, tally: &Tally, shown: &[Divergence], elapsed: Duration) {
    if !shown.is_empty() {
        page.table(0, &differences(shown));
        let more = tally.divergences.saturating_sub(shown.len() as u64);
        if more > 0 {
            let more = format!("and {} more", count(more, "difference", "differences"));
            page.paragraph(0, &more, Style::Faint);
        }
        page.blank();
    }
    for (revision, set) in &tally.refused {
        let short: String = revision.chars().take(SHORT).collect();
        let decisions = count(set.decisions, "decision", "decisions");
        let head = format!("policy set {short} cannot be made again: {decisions} not evaluated");
        page.line(&[(&head, Style::Bad)]);
        for problem in &set.problems {
            page.paragraph(2, problem, Style::Plain);
        }
        page.blank();
    }
    let mut table = Table::of_labels();
    table.label("records", grouped(tally.records));
    table.label("decisions", grouped(tally.decisions));
    table.label("the same", grouped(tally.same));
    if tally.different > 0 {
        table.label("different", grouped(tally.different));
    }
    if tally.sets > 0 {
        let sets = count(tally.sets, "set", "sets");
        let note = format!("{sets} made again in {}", duration(tally.making));
        table.label("policies", note);
    }
    if tally.stopped_by_time > 0 {
        let runs = count(tally.stopped_by_time, "run", "runs");
        let note = format!("{runs} of a policy that time had stopped; not run again");
        table.label("not compared", note);
    }
    if let Some(why) = &tally.limits_not_counted {
        table.label("limits", format!("not counted again: {why}"));
    }
    page.table(0, &table);
    page.line(&[
        verdict(tally),
        (
            &format!(", in {}, {}", duration(elapsed), pace(tally, elapsed)),
            Style::Plain,
        ),
    ]);
}

fn verdict(tally: &Tally) -> (&'static str, Style) {
    match (tally.different, tally.not_evaluated()) {
        (0, 0) => ("no divergence", Style::Good),
        (0, _) => ("not all could be evaluated", Style::Bad),
        _ => ("diverges", Style::Bad),
    }
}

fn differences(shown: &[Divergence]) -> Table {
    let mut table = Table::new([
        left("Record"),
        left("Decision"),
        left("Policy"),
        left("Field"),
    ]);
    for divergence in shown {
        let difference = &divergence.difference;
        table.row([
            grouped(divergence.position.sequence).into(),
            divergence.decision.to_string().into(),
            difference.policy.as_deref().unwrap_or_default().into(),
            styled(&difference.field, Style::Strong),
        ]);
        let note = format!(
            "recorded {}, replayed {}",
            difference.recorded, difference.replayed
        );
        table.note(note, Style::Plain);
    }
    table
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::audit::Position;
    use crate::record::DecisionId;
    use crate::replay::{Difference, RefusedSet};

    fn divergence(field: &str) -> Divergence {
        Divergence {
            position: Position {
                sequence: 1_234,
                segment: 1,
                offset: 64,
            },
            decision: DecisionId(7),
            difference: Difference {
                policy: Some("fees".into()),
                field: field.into(),
                recorded: "700 CNY".into(),
                replayed: "701 CNY".into(),
            },
        }
    }

    #[track_caller]
    fn reads(tally: &Tally, shown: &[Divergence], told: &[&str]) {
        let mut page = Page::plain();
        write(&mut page, tally, shown, Duration::from_secs(2));
        let page = page.into_text();
        for told in told {
            assert!(page.contains(told), "no `{told}` in {page}");
        }
    }

    #[test]
    fn what_came_out_the_same_is_told_with_its_pace() {
        let tally = Tally {
            records: 50_000,
            decisions: 40_000,
            same: 40_000,
            sets: 2,
            making: Duration::from_secs(1),
            stopped_by_time: 3,
            ..Tally::default()
        };
        let told = [
            "no divergence, in 2.00 s, 40,000 decisions a second",
            "2 sets made again in 1.00 s",
            "3 runs of a policy that time had stopped",
        ];
        reads(&tally, &[], &told);
        assert!(tally.is_clean());
    }

    #[test]
    fn differences_are_shown_field_by_field_and_then_counted() {
        let tally = Tally {
            decisions: 10,
            same: 7,
            different: 3,
            divergences: 23,
            limits_not_counted: Some("the log begins with record 9".into()),
            ..Tally::default()
        };
        let told = [
            "1,234",
            "fees",
            "findings[0].values.used",
            "recorded 700 CNY, replayed 701 CNY",
            "and 22 differences more",
            "diverges",
            "not counted again: the log begins with record 9",
        ];
        reads(&tally, &[divergence("findings[0].values.used")], &told);
        assert!(!tally.is_clean());
    }

    #[test]
    fn a_set_that_cannot_be_made_again_is_named() {
        let mut tally = Tally::default();
        let revision: Arc<str> = "0123456789abcdef".into();
        let refused = RefusedSet {
            problems: vec!["policy `fees`, module abc: is missing".into()],
            decisions: 2,
        };
        tally.refused.insert(revision, refused);
        let told = [
            "policy set 0123456789ab cannot be made again: 2 decisions not evaluated",
            "policy `fees`, module abc: is missing",
            "not all could be evaluated",
        ];
        reads(&tally, &[], &told);
        assert!(!tally.is_clean());
    }
}
