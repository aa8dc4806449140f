//! Times in which an issuer or a network is down, slow or closes its day.
//!
//! Owns what a window is and which of several counts. It does not own what becomes of a payment
//! in one: that is for the policies.

use tollgate_proto::v1;

use super::{
    cases::{CHANNELS, FUNDINGS, NETWORKS},
    check::{Check, MAX_LIST},
    recurrence::{self, Recurrence},
};
use crate::wit::tollgate::policy::facts::{Channel, Funding, Maintenance, Network};

/// Windows of one record that come again: each of them costs every request some look-ups of
/// its zone.
const MAX_RECURRING: usize = 16;

/// A time in which an issuer or network is down or slow. Masks are as in `policy.wit`: 0 is
/// every case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaintenanceWindow {
    /// When it is.
    pub when: When,
    /// Mask of fundings.
    pub fundings: u32,
    /// Mask of networks.
    pub networks: u32,
    /// Mask of channels.
    pub channels: u32,
    /// Slow rather than down.
    pub degraded_only: bool,
    /// The issuer closes its day in it, which is no maintenance.
    pub cutover: bool,
}

/// Once, or again and again. Instants are milliseconds since the epoch; a window is half open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// From the first millisecond to the one after the last.
    Once(u64, u64),
    /// By a clock on the wall.
    Recurring(Recurrence),
}

/// The payment that is asked about, as windows tell payments apart.
#[derive(Clone, Copy, Debug)]
pub struct Concerned {
    /// How the card is funded; unknown where there is none.
    pub funding: Funding,
    /// The network of the card, or the wallet.
    pub network: Network,
    /// The way the payer reached the merchant.
    pub channel: Channel,
}

/// What the windows say of one instant.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standstill {
    /// The maintenance that runs.
    pub maintenance: Option<Maintenance>,
    /// The start of the maintenance that comes next, Unix milliseconds.
    pub next_maintenance_at_ms: Option<u64>,
    /// When the cut-over ends that runs, Unix milliseconds.
    pub cutover_ends_at_ms: Option<u64>,
}

impl When {
    /// The first millisecond that is no longer in the window, where the window covers `now_ms`.
    #[must_use]
    pub fn ends_after(&self, now_ms: u64) -> Option<u64> {
        match self {
            Self::Once(start_ms, end_ms) => {
                (*start_ms..*end_ms).contains(&now_ms).then_some(*end_ms)
            }
            Self::Recurring(recurrence) => recurrence.ends_after(now_ms),
        }
    }

    /// The next start after `now_ms`.
    #[must_use]
    pub fn starts_after(&self, now_ms: u64) -> Option<u64> {
        match self {
            Self::Once(start_ms, _) => (*start_ms > now_ms).then_some(*start_ms),
            Self::Recurring(recurrence) => recurrence.starts_after(now_ms),
        }
    }
}

impl MaintenanceWindow {
    /// The window covers this kind of payment, whenever that is.
    #[must_use]
    pub fn concerns(&self, of: Concerned) -> bool {
        let in_mask = |mask: u32, case: u8| mask == 0 || mask & (1 << case) != 0;
        in_mask(self.fundings, of.funding as u8)
            && in_mask(self.networks, of.network as u8)
            && in_mask(self.channels, of.channel as u8)
    }
}

/// What these windows say of a payment at `now_ms`. Of windows that overlap counts the one that
/// stops more, then the one that ends later.
#[must_use]
pub fn standstill(windows: &[MaintenanceWindow], of: Concerned, now_ms: u64) -> Standstill {
    let mut found = Standstill::default();
    for window in windows.iter().filter(|window| window.concerns(of)) {
        let ends_at = window.when.ends_after(now_ms);
        if window.cutover {
            found.cutover_ends_at_ms = found.cutover_ends_at_ms.max(ends_at);
            continue;
        }
        let running = ends_at.map(|ends_at| Maintenance {
            ends_at,
            degraded_only: window.degraded_only,
        });
        let weight = |of: &Maintenance| (!of.degraded_only, of.ends_at);
        found.maintenance = found
            .maintenance
            .into_iter()
            .chain(running)
            .max_by_key(weight);
        found.next_maintenance_at_ms = found
            .next_maintenance_at_ms
            .into_iter()
            .chain(window.when.starts_after(now_ms))
            .min();
    }
    found
}

/// Reads the windows of a record.
pub(super) fn read(
    check: &mut Check,
    records: &[v1::MaintenanceWindow],
) -> Box<[MaintenanceWindow]> {
    check.count("maintenance", records.len(), MAX_LIST);
    let recurring = records.iter().filter(|record| record.recurrence.is_some());
    if recurring.count() > MAX_RECURRING {
        check.refuse(
            "maintenance",
            format!("must have at most {MAX_RECURRING} windows that recur"),
        );
    }
    (records.iter().take(MAX_LIST).enumerate())
        .filter_map(|(position, record)| window(check, &format!("maintenance[{position}]"), record))
        .collect()
}

fn window(
    check: &mut Check,
    path: &str,
    record: &v1::MaintenanceWindow,
) -> Option<MaintenanceWindow> {
    let start = check.instant(&format!("{path}.start"), record.start.as_ref());
    let end = check.instant(&format!("{path}.end"), record.end.as_ref());
    if start.zip(end).is_some_and(|(start, end)| start >= end) {
        check.refuse(format!("{path}.end"), "must be after `start`");
    }
    if record.cutover && record.degraded_only {
        check.refuse(
            format!("{path}.degraded_only"),
            "must not be set for a cut-over",
        );
    }
    let fundings = check.mask(&format!("{path}.funding"), &record.funding, FUNDINGS);
    let networks = check.mask(&format!("{path}.networks"), &record.networks, NETWORKS);
    let channels = check.mask(&format!("{path}.channels"), &record.channels, CHANNELS);
    let when = match &record.recurrence {
        Some(recurrence) => {
            let path = format!("{path}.recurrence");
            When::Recurring(recurrence::read(check, &path, recurrence, (start, end))?)
        }
        None => {
            for (field, unset) in [
                ("start", record.start.is_none()),
                ("end", record.end.is_none()),
            ] {
                if unset {
                    check.refuse(
                        format!("{path}.{field}"),
                        "must be set where there is no `recurrence`",
                    );
                }
            }
            let (start_ms, end_ms) = start.zip(end)?;
            When::Once(start_ms, end_ms)
        }
    };
    Some(MaintenanceWindow {
        when,
        fundings,
        networks,
        channels,
        degraded_only: record.degraded_only,
        cutover: record.cutover,
    })
}
