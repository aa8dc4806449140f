//! The host's own figures: how long a phase took, from `tollgate_phase_seconds`.

use tollgate::metrics::Metrics;

/// Time in one phase up to now.
pub(crate) struct Phase {
    seconds: f64,
    count: f64,
}

/// What the host tells of a phase.
pub(crate) fn phase(metrics: &Metrics, name: &str) -> Phase {
    let text = metrics.text();
    let of = |figure: &str| {
        let key = format!("tollgate_phase_seconds_{figure}{{phase=\"{name}\"}} ");
        figure_of(&text, &key)
    };
    Phase {
        seconds: of("sum"),
        count: of("count"),
    }
}

/// Totals in memory, as the host tells after a tick.
pub(crate) fn totals(metrics: &Metrics) -> f64 {
    figure_of(&metrics.text(), "tollgate_totals ")
}

fn figure_of(text: &str, key: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    line.and_then(|figure| figure.trim().parse().ok())
        .unwrap_or(0.0)
}

impl Phase {
    /// The mean since then, in microseconds.
    pub(crate) fn mean_us_since(&self, before: &Self) -> f64 {
        (self.seconds - before.seconds) * 1e6 / (self.count - before.count).max(1.0)
    }
}
