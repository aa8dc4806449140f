//! The texts that peers' rules are written in: figures of the settings put in their places.

use anyhow::Context as _;
use peer_rules::settings::{Bins, Scorecard, Settings};

use crate::verdict::Catalogue;

/// Puts figures where a text names them in braces, as in `{no_pin_amount}`.
pub(crate) struct Rules {
    figures: Vec<(&'static str, String)>,
}

impl Rules {
    /// The figures of the settings, and what `{score}` stands for.
    pub(crate) fn new(settings: &Settings, score: &str) -> Self {
        let figures = [
            ("{card_day_amount}", settings.card_day_amount.to_string()),
            (
                "{terminal_minute_count}",
                settings.terminal_minute_count.to_string(),
            ),
            (
                "{static_qr_day_amount}",
                settings.static_qr_day_amount.to_string(),
            ),
            ("{no_pin_amount}", settings.no_pin_amount.to_string()),
            ("{chargeback_bps}", settings.chargeback_bps.to_string()),
            ("{chargeback_sales}", settings.chargeback_sales.to_string()),
            ("{cutoff}", settings.scorecard.cutoff.to_string()),
            ("{review}", settings.scorecard.review.to_string()),
            ("{score}", score.to_owned()),
        ];
        Self {
            figures: figures.into(),
        }
    }

    /// The text with its figures.
    pub(crate) fn fill(&self, text: &str) -> String {
        (self.figures.iter()).fold(text.to_owned(), |text, (name, figure)| {
            text.replace(name, figure)
        })
    }

    /// Of a text with a rule on each line, `code: expression`: the places of the codes, and one
    /// expression, the list of all.
    pub(crate) fn list(
        &self,
        text: &str,
        catalogue: &Catalogue,
    ) -> anyhow::Result<(Vec<usize>, String)> {
        let mut positions = Vec::new();
        let mut expressions = Vec::new();
        let lines = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        for line in lines {
            let (code, expression) = line.split_once(": ").context("`code: expression`")?;
            positions.push(catalogue.position(code)?);
            expressions.push(self.fill(expression));
        }
        Ok((positions, format!("[{}]", expressions.join(", "))))
    }
}

/// How a language writes one of two values.
#[derive(Clone, Copy)]
pub(crate) enum Choice {
    /// `a ? b : c`.
    QuestionMark,
    /// `if a then b else c`.
    IfThenElse,
}

/// The score as one expression; figures of the merchant are named with this `prefix`.
pub(crate) fn score(card: &Scorecard, prefix: &str, choice: Choice) -> String {
    let bins = [
        ("tenure_days", card.tenure_days),
        ("chargeback_bps", card.chargeback_bps),
        ("refund_bps", card.refund_bps),
        ("volume_ratio_pct", card.volume_ratio_pct),
        ("sales_count", card.sales_count),
        ("night_ppm", card.night_ppm),
    ];
    bins.iter()
        .fold(card.base.to_string(), |sum, (figure, bins)| {
            format!(
                "{sum} + {}",
                points(bins, &format!("{prefix}{figure}"), choice)
            )
        })
}

fn points(bins: &Bins, figure: &str, choice: Choice) -> String {
    let [first, second, third, fourth] = bins.points;
    let others = bins.edges.iter().zip([first, second, third]).rev();
    others.fold(fourth.to_string(), |above, (edge, points)| match choice {
        Choice::QuestionMark => format!("({figure} < {edge} ? {points} : {above})"),
        Choice::IfThenElse => format!("(if {figure} < {edge} then {points} else {above})"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_nested_choices_in_each_language() {
        let bins = Bins {
            edges: [1, 2, 3],
            points: [-5, 0, 5, 9],
        };
        let written = |choice| points(&bins, "m.x", choice);
        assert_eq!(
            written(Choice::QuestionMark),
            "(m.x < 1 ? -5 : (m.x < 2 ? 0 : (m.x < 3 ? 5 : 9)))"
        );
        assert_eq!(
            written(Choice::IfThenElse),
            "(if m.x < 1 then -5 else (if m.x < 2 then 0 else (if m.x < 3 then 5 else 9)))"
        );
    }
}
