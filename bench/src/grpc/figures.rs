//! What is told of a stretch of calls, and the lines of a table.

#![allow(clippy::print_stdout, reason = "a benchmark reports to a person")]

use std::time::Duration;

/// Calls a second, then p50, p90, p99, p99.9 and the longest, then two more of which the table
/// says what they are. Times are microseconds.
pub(crate) type Figures = [f64; 8];

/// Where the longest call is.
const LONGEST: usize = 5;
/// Where the two others begin.
pub(crate) const OTHERS: usize = 6;

/// The figures of calls that took so long.
pub(crate) fn figures(rate: f64, took: Vec<Duration>, others: [f64; 2]) -> Figures {
    let took = sorted(took);
    let at = |per_mille| micros(percentile(&took, per_mille));
    let [one, other] = others;
    [
        rate,
        at(500),
        at(900),
        at(990),
        at(999),
        at(1_000),
        one,
        other,
    ]
}

/// In order.
pub(crate) fn sorted(mut took: Vec<Duration>) -> Vec<Duration> {
    took.sort_unstable();
    took
}

/// The least of these, which are in order, that so many in a thousand don't exceed.
pub(crate) fn percentile(sorted: &[Duration], per_mille: usize) -> Duration {
    let rank = (sorted.len() * per_mille).div_ceil(1_000);
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

/// A duration in microseconds.
pub(crate) fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000_000.0
}

/// The middle one, or the mean of the two in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let at = |place: usize| values.get(place).copied().unwrap_or(0.0);
    let middle = values.len() / 2;
    match values.len() % 2 {
        1 => at(middle),
        _ => (at(middle.saturating_sub(1)) + at(middle)) / 2.0,
    }
}

/// Of several turns: the median of each figure, and the longest call of all.
pub(crate) fn of_turns(turns: &[Figures]) -> Figures {
    std::array::from_fn(|place| {
        let values: Vec<f64> = (turns.iter())
            .filter_map(|turn| turn.get(place).copied())
            .collect();
        match place {
            LONGEST => values.into_iter().fold(0.0, f64::max),
            _ => median(values),
        }
    })
}

/// Prints the head of a table whose last two columns are called so.
pub(crate) fn head(what: &str, others: [&str; 2]) {
    let [one, other] = others;
    println!(
        "  {what:<17} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {one:>8} {other:>8}",
        "calls/s", "p50", "p90", "p99", "p99.9", "max"
    );
}

/// Prints a line of it, with so many decimals.
pub(crate) fn line(what: &str, figures: &Figures, decimals: usize) {
    let mut place = 0;
    let [rate, p50, p90, p99, p999, max, one, other] = figures.map(|figure| {
        place += 1;
        let decimals = if place > OTHERS {
            decimals.max(1)
        } else {
            decimals
        };
        // What there is no ratio of.
        if figure.is_finite() {
            format!("{figure:.decimals$}")
        } else {
            "-".into()
        }
    });
    println!(
        "  {what:<17} {rate:>8} {p50:>8} {p90:>8} {p99:>8} {p999:>8} {max:>9} {one:>8} {other:>8}"
    );
}

/// Each figure as a multiple of the same of another.
pub(crate) fn ratio(one: &Figures, of: &Figures) -> Figures {
    std::array::from_fn(|place| {
        let at = |figures: &Figures| figures.get(place).copied().unwrap_or(0.0);
        at(one) / at(of)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_nearest_rank() {
        let hundred: Vec<Duration> = (1..=100).map(Duration::from_micros).collect();
        let at = |per_mille| percentile(&hundred, per_mille).as_micros();
        assert_eq!([at(500), at(990), at(999), at(1_000)], [50, 99, 100, 100]);
        assert_eq!(percentile(&[], 500), Duration::ZERO);
    }

    #[test]
    fn of_turns_the_middle_one_is_told_and_the_longest_call_of_all() {
        let turn = |rate, max| [rate, 1.0, 1.0, 1.0, 1.0, max, 1.0, 1.0];
        let told = of_turns(&[turn(3.0, 9.0), turn(1.0, 7.0), turn(2.0, 8.0)]);
        assert_eq!(told, turn(2.0, 9.0));
        assert_eq!(median(vec![4.0, 1.0]), 2.5);
    }
}
