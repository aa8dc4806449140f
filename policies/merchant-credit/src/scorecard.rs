//! A points scorecard: each attribute of a merchant gives points by the bin it falls in, and
//! the sum with a base is the score.

use tollgate_policy::facts::RiskIndicators;
use tollgate_policy::{Answer, Date, Facts, Figure, integer, text};

use crate::attributes::Attribute;
use crate::business::Business;
use crate::reasons;
use crate::settings::{AttributePoints, ScorecardSettings};

/// More than four reasons explain nothing (Regulation B, official comment).
const FACTORS: usize = 4;

/// A scorecard, with the cut-offs that its scores are judged by.
pub struct Scorecard {
    effective_from: Date,
    base: i32,
    cutoff: i32,
    review_below: i32,
    minimum_known: Figure<u8>,
    rows: Vec<Row>,
}

/// The points of one attribute.
struct Row {
    attribute: Attribute,
    /// Upper ends of all bins but the last, ascending, exclusive.
    below: Vec<u32>,
    /// One for each bin.
    points: Vec<i32>,
    missing: i32,
    /// The highest of `points`.
    best: i32,
}

/// Points that an attribute gave less than it could.
struct Loss {
    attribute: Attribute,
    observed: Option<u32>,
    points: i32,
    lost: i32,
}

struct Scored {
    score: i32,
    /// Known attributes that come from figures.
    known: u8,
    /// The heaviest first; of equals, the first of the scorecard.
    losses: Vec<Loss>,
}

impl Scorecard {
    /// The scorecard of checked settings.
    pub fn new(figure: Figure<ScorecardSettings>, minimum_known: Figure<u8>) -> Self {
        let Figure {
            value,
            effective_from,
            ..
        } = figure;
        Self {
            effective_from,
            base: value.base,
            cutoff: value.cutoff,
            review_below: value.review_below,
            minimum_known,
            rows: value.attributes.into_iter().map(Row::new).collect(),
        }
    }

    /// Scores the merchant where enough of it is known, since a new profile without figures is
    /// not a bad merchant, and finds what a low score means.
    pub fn judge(&self, facts: &Facts, business: &Business, answer: &mut Answer) {
        if Date::of(&facts.local) < self.effective_from {
            return;
        }
        let Some(scored) = self.score(facts, business) else {
            return;
        };
        let minimum = self.minimum_known.at(&facts.local);
        if minimum.is_some_and(|minimum| scored.known < minimum) {
            return;
        }
        answer.score(scored.score);
        if scored.score >= self.review_below {
            return;
        }
        let score = integer(scored.score);
        if scored.score < self.cutoff {
            answer.find(reasons::BELOW_CUTOFF, [score, integer(self.cutoff)]);
        } else {
            answer.find(
                reasons::REVIEW_BAND,
                [score, integer(self.cutoff), integer(self.review_below)],
            );
        }
        for loss in scored.losses {
            let value = text(loss.attribute.show(loss.observed));
            answer.find(
                loss.attribute.reason(),
                [integer(loss.lost), value, integer(loss.points)],
            );
        }
    }

    fn score(&self, facts: &Facts, business: &Business) -> Option<Scored> {
        let (merchant, risk): (_, RiskIndicators) = (facts.merchant?, facts.risk_indicators?);
        let mut scored = Scored {
            score: self.base,
            known: 0,
            losses: Vec::with_capacity(FACTORS + 1),
        };
        for row in &self.rows {
            let observed = row.attribute.observe(facts, &merchant, &risk, business);
            let points = row.points(observed);
            scored.score = scored.score.saturating_add(points);
            if observed.is_some() && row.attribute.is_figure() {
                scored.known += 1;
            }
            scored.lose(Loss {
                attribute: row.attribute,
                observed,
                points,
                lost: row.best.saturating_sub(points),
            });
        }
        Some(scored)
    }
}

impl Scored {
    fn lose(&mut self, loss: Loss) {
        let heavier = |held: &Loss| held.lost >= loss.lost;
        let at = self.losses.partition_point(heavier);
        if loss.lost > 0 && at < FACTORS {
            self.losses.insert(at, loss);
            self.losses.truncate(FACTORS);
        }
    }
}

impl Row {
    fn new(settings: AttributePoints) -> Self {
        let AttributePoints {
            name,
            mut below,
            mut points,
            cases,
            missing,
        } = settings;
        if let Some(names) = name.cases() {
            points = names
                .iter()
                .filter_map(|case| cases.get(*case).copied())
                .collect();
            // A case is its position, so that bin n is the case numbered n.
            below = vec![1, 2, 3];
        }
        Self {
            attribute: name,
            best: points.iter().copied().max().unwrap_or(missing),
            below,
            points,
            missing,
        }
    }

    fn points(&self, observed: Option<u32>) -> i32 {
        observed.map_or(self.missing, |value| {
            let bin = self.below.partition_point(|end| *end <= value);
            self.points.get(bin).copied().unwrap_or(self.missing)
        })
    }
}
