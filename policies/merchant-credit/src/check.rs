//! What is refused of settings that have the right form, and how to put it right.

use tollgate_policy::{Figure, Problems};

use crate::settings::{
    AttributePoints, MccTiers, Prohibition, ScorecardSettings, Settings, Tier, channel, country,
};

/// Points may not be larger, either way, so that no sum overflows.
const POINTS_MAX: i32 = 10_000;

impl Settings {
    /// Says what is wrong beyond form.
    pub fn check(&self, problems: &mut Problems) {
        check_source(
            "personal_code_refused",
            &self.personal_code_refused,
            problems,
        );
        for (name, figure) in &self.prohibited_mccs {
            let path = format!("prohibited_mccs.{name}");
            check_source(&path, figure, problems);
            figure.value.check(&format!("{path}.value"), problems);
        }
        self.mcc_tiers.check(problems);
        check_source("scorecard", &self.scorecard, problems);
        self.scorecard.value.check(problems);
        check_source("minimum_known", &self.minimum_known, problems);
        let attributes = self.scorecard.value.attributes.iter();
        let figures = attributes.filter(|points| points.name.is_figure()).count();
        problems.require(
            usize::from(self.minimum_known.value) <= figures,
            "minimum_known.value",
            format!("must be at most {figures}, the risk figures that the scorecard looks at"),
        );
    }
}

fn check_source<T>(path: &str, figure: &Figure<T>, problems: &mut Problems) {
    problems.require(
        !figure.source.trim().is_empty(),
        format!("{path}.source"),
        "must not be empty; say where the figure comes from",
    );
}

fn check_mccs(path: &str, mccs: &[u16], problems: &mut Problems) {
    for mcc in mccs.iter().filter(|mcc| !(1..=9999).contains(*mcc)) {
        problems.refuse(path, format!("`{mcc}` is no MCC; give 1 to 9999"));
    }
}

impl Prohibition {
    fn check(&self, path: &str, problems: &mut Problems) {
        problems.require(
            !self.mccs.is_empty(),
            format!("{path}.mccs"),
            "must not be empty; list all of it under `remove` to drop it",
        );
        check_mccs(&format!("{path}.mccs"), &self.mccs, problems);
        for name in self.channels.iter().filter(|name| channel(name).is_none()) {
            let message = format!(
                "`{name}` is no channel; give pos, qr, online, in-app, mail-or-telephone or atm"
            );
            problems.refuse(format!("{path}.channels"), message);
        }
        for name in self.countries.iter().filter(|name| country(name).is_none()) {
            let message = format!("`{name}` is no country; give two capital letters, like CN");
            problems.refuse(format!("{path}.countries"), message);
        }
    }
}

impl MccTiers {
    fn check(&self, problems: &mut Problems) {
        let mut seen: Vec<u16> = Vec::new();
        for (tier, figure) in self.lists() {
            let name = match tier {
                Tier::Low => "low",
                Tier::Medium => "medium",
                Tier::High => "high",
                Tier::Tier1 => "tier1",
            };
            let path = format!("mcc_tiers.{name}");
            check_source(&path, figure, problems);
            check_mccs(&format!("{path}.value"), &figure.value, problems);
            for mcc in &figure.value {
                if seen.contains(mcc) {
                    let message = format!("`{mcc}` is listed twice; keep it in one tier");
                    problems.refuse(format!("{path}.value"), message);
                }
                seen.push(*mcc);
            }
        }
    }
}

impl ScorecardSettings {
    fn check(&self, problems: &mut Problems) {
        for (index, points) in self.attributes.iter().enumerate() {
            let path = format!("scorecard.value.attributes[{index}]");
            points.check(&path, problems);
            let earlier = self.attributes.iter().take(index);
            if earlier
                .into_iter()
                .any(|earlier| earlier.name == points.name)
            {
                problems.refuse(format!("{path}.name"), "is listed twice; keep one");
            }
        }
        let best = (self.attributes.iter())
            .map(AttributePoints::best)
            .fold(self.base, i32::saturating_add);
        problems.require(
            (-POINTS_MAX..=POINTS_MAX).contains(&self.base),
            "scorecard.value.base",
            format!("must be within {POINTS_MAX} points of 0"),
        );
        problems.require(
            self.cutoff <= best,
            "scorecard.value.cutoff",
            format!("must be at most {best}, the best score, or every merchant is rejected"),
        );
        problems.require(
            self.cutoff <= self.review_below,
            "scorecard.value.review_below",
            "must be at least the cutoff; set it to the cutoff for no reviews",
        );
        problems.require(
            !self.attributes.is_empty(),
            "scorecard.value.attributes",
            "must not be empty; list what is scored",
        );
    }
}

impl AttributePoints {
    fn best(&self) -> i32 {
        let points = self.points.iter().chain(self.cases.values());
        points.copied().max().unwrap_or(self.missing)
    }

    fn check(&self, path: &str, problems: &mut Problems) {
        let mut all = self
            .points
            .iter()
            .chain(self.cases.values())
            .chain([&self.missing]);
        problems.require(
            all.all(|points| (-POINTS_MAX..=POINTS_MAX).contains(points)),
            path,
            format!("points must be within {POINTS_MAX} of 0"),
        );
        match self.name.cases() {
            Some(names) => self.check_cases(names, path, problems),
            None => self.check_bins(path, problems),
        }
    }

    fn check_cases(&self, names: &[&str], path: &str, problems: &mut Problems) {
        let whole = names.len() == self.cases.len()
            && names.iter().all(|name| self.cases.contains_key(*name));
        let message = format!("must give points for each of {}", names.join(", "));
        problems.require(whole, format!("{path}.cases"), message);
        problems.require(
            self.below.is_empty() && self.points.is_empty(),
            path,
            "has cases, no bins; leave out `below` and `points`",
        );
    }

    fn check_bins(&self, path: &str, problems: &mut Problems) {
        problems.require(
            self.points.len() == self.below.len() + 1,
            format!("{path}.points"),
            format!(
                "must be {}, one more than `below` has",
                self.below.len() + 1
            ),
        );
        problems.require(
            self.below.is_sorted_by(|one, next| one < next),
            format!("{path}.below"),
            "must be strictly ascending",
        );
        problems.require(
            self.cases.is_empty(),
            format!("{path}.cases"),
            "has bins, no cases; leave it out",
        );
    }
}
