//! The terminal's way to its host: how good it is, and what still waits to be sent.
//!
//! A weak connection loses answers, and a lost answer leaves a payment in doubt. So a weak one
//! takes small amounts only, and one that is hardly there takes none.

use serde::Deserialize;
use tollgate_policy::currency::{self, ByCurrency, Limits};
use tollgate_policy::facts::{Facts, LocalTime, TerminalHealth, TransactionType};
use tollgate_policy::{Answer, Figure, Problems, integer, money, text};

use crate::reasons;
use crate::settings::{require, require_positive, require_share};

/// The largest amounts that pass on a weak connection.
pub type Ceilings = Limits;

/// The rules about the connection.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    poor: Bounds,
    unusable: Bounds,
    weak_ceiling: ByCurrency,
    pending_offline: Option<Figure<u32>>,
}

/// How bad each measure may be.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    signal_dbm: Option<Figure<i16>>,
    round_trip_ms: Option<Figure<u32>>,
    packet_loss_ppm: Option<Figure<u32>>,
}

/// A measure beyond its bound: what was seen, and the bound.
enum Breach {
    PacketLoss(u32, u32),
    RoundTrip(u32, u32),
    Signal(i16, i16),
}

impl Connection {
    /// Says what is wrong with the settings.
    pub fn check(&self, problems: &mut Problems) {
        self.poor.check("connection.poor", problems);
        self.unusable.check("connection.unusable", problems);
        currency::check(&self.weak_ceiling, "connection.weak_ceiling", problems);
        let path = "connection.pending_offline";
        require_positive(&self.pending_offline, path, problems);
    }

    /// The ceilings of checked settings.
    pub fn ceilings(&self) -> Ceilings {
        Limits::new(&self.weak_ceiling)
    }

    /// Judges the connection, once: what is unusable is not also called weak.
    pub fn judge(
        &self,
        facts: &Facts,
        health: &TerminalHealth,
        ceilings: &Ceilings,
        answer: &mut Answer,
    ) {
        if let Some(breach) = self.unusable.breach(health, &facts.local) {
            let values = [text(breach.seen()), text(breach.allowed()), money(0)];
            answer.find(reasons::NETWORK_UNUSABLE, values);
        } else if let Some(breach) = self.poor.breach(health, &facts.local) {
            let (seen, allowed) = (text(breach.seen()), text(breach.allowed()));
            // A void takes a payment out of doubt.
            let takes = facts.transaction.kind != TransactionType::Void;
            match ceilings.exceeded(facts).filter(|_| takes) {
                Some(limit) => {
                    answer.find(reasons::NETWORK_UNUSABLE, [seen, allowed, money(limit)]);
                }
                None => answer.find(reasons::NETWORK_POOR, [seen, allowed]),
            }
        }
        let limit = (self.pending_offline.as_ref()).and_then(|limit| limit.at(&facts.local));
        if let (Some(pending), Some(limit)) = (health.pending_offline, limit)
            && pending > limit
        {
            let values = [integer(pending), integer(limit)];
            answer.find(reasons::OFFLINE_BACKLOG, values);
        }
    }
}

impl Bounds {
    fn check(&self, path: &str, problems: &mut Problems) {
        require(
            &self.signal_dbm,
            &format!("{path}.signal_dbm"),
            |dbm| (-200..=0).contains(&dbm),
            "must be from -200 to 0 dBm",
            problems,
        );
        let round_trip = format!("{path}.round_trip_ms");
        require_positive(&self.round_trip_ms, &round_trip, problems);
        let loss = format!("{path}.packet_loss_ppm");
        require_share(&self.packet_loss_ppm, &loss, problems);
    }

    /// The first measure beyond its bound, the one that loses most first.
    fn breach(&self, health: &TerminalHealth, local: &LocalTime) -> Option<Breach> {
        let loss = beyond(health.packet_loss_ppm, &self.packet_loss_ppm, local)
            .map(|(seen, bound)| Breach::PacketLoss(seen, bound));
        let round_trip = || {
            beyond(health.round_trip_ms, &self.round_trip_ms, local)
                .map(|(seen, bound)| Breach::RoundTrip(seen, bound))
        };
        let signal = || {
            let bound = (self.signal_dbm.as_ref()).and_then(|bound| bound.at(local))?;
            let seen = health.signal_dbm.filter(|seen| *seen < bound)?;
            Some(Breach::Signal(seen, bound))
        };
        loss.or_else(round_trip).or_else(signal)
    }
}

impl Breach {
    fn seen(&self) -> String {
        match self {
            Self::PacketLoss(seen, _) => percent(*seen),
            Self::RoundTrip(seen, _) => format!("{seen} ms"),
            Self::Signal(seen, _) => format!("{seen} dBm"),
        }
    }

    fn allowed(&self) -> String {
        match self {
            Self::PacketLoss(_, bound) => format!("≤ {}", percent(*bound)),
            Self::RoundTrip(_, bound) => format!("≤ {bound} ms"),
            Self::Signal(_, bound) => format!("≥ {bound} dBm"),
        }
    }
}

fn beyond(seen: Option<u32>, bound: &Option<Figure<u32>>, local: &LocalTime) -> Option<(u32, u32)> {
    let bound = bound.as_ref()?.at(local)?;
    let seen = seen.filter(|seen| *seen > bound)?;
    Some((seen, bound))
}

/// A share with one decimal: `7.5%`.
fn percent(ppm: u32) -> String {
    match (ppm / 10_000, ppm % 10_000 / 1_000) {
        (whole, 0) => format!("{whole}%"),
        (whole, tenth) => format!("{whole}.{tenth}%"),
    }
}
