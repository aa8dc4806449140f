//! What a request reads about its terminal.

use std::sync::Arc;

use tollgate_proto::v1;

use super::{ProfileError, allocated, check::Check};
use crate::money::Currency;

/// No terminal is registered for more than the way around the Earth.
const MAX_RADIUS_M: u32 = 40_075_000;

/// A place on Earth, in degrees (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Location {
    /// From -90 to 90.
    pub latitude: f64,
    /// From -180 to 180.
    pub longitude: f64,
}

/// A terminal on file.
#[derive(Clone, Debug, PartialEq)]
pub struct TerminalProfile {
    /// Its id.
    pub id: Arc<str>,
    /// The merchant that it is bound to.
    pub merchant_id: Arc<str>,
    /// As printed on the device.
    pub serial_number: Option<Arc<str>>,
    /// The maker's name for it; empty where not known.
    pub model: Box<str>,
    /// Taken out of service.
    pub disabled: bool,
    /// The registered address.
    pub location: Option<Location>,
    /// How far from there it may be used.
    pub radius_m: Option<u32>,
    /// The batch that is open.
    pub batch_number: Option<Arc<str>>,
    /// End of its PCI PTS approval, in milliseconds since the epoch.
    pub pts_expires_at_ms: Option<u64>,
    /// Last service, in milliseconds since the epoch.
    pub serviced_at_ms: Option<u64>,
    /// The currency that it takes.
    pub currency: Option<Currency>,
    /// Contactless payments without PIN are enabled.
    pub no_pin_enabled: bool,
}

impl TerminalProfile {
    /// Reads a record.
    ///
    /// # Errors
    /// [`ProfileError::Invalid`] names each field that breaks a rule.
    pub fn from_record(record: &v1::Terminal) -> Result<Self, ProfileError> {
        let mut check = Check::default();
        if let Some(radius_m) = record.radius_m {
            check.at_most("radius_m", radius_m, MAX_RADIUS_M);
        }
        let currency = match record.currency.as_str() {
            "" => None,
            code => check.currency("currency", code),
        };
        let profile = Self {
            id: check.id("terminal_id", &record.terminal_id),
            merchant_id: check.id("merchant_id", &record.merchant_id),
            serial_number: check.reference("serial_number", &record.serial_number),
            model: check.text("model", &record.model, 100),
            disabled: record.disabled,
            location: location(&mut check, record.latitude, record.longitude),
            radius_m: record.radius_m,
            batch_number: check.reference("batch_number", &record.batch_number),
            pts_expires_at_ms: check.instant("pts_expires_at", record.pts_expires_at.as_ref()),
            serviced_at_ms: check.instant("serviced_at", record.serviced_at.as_ref()),
            currency,
            no_pin_enabled: record.no_pin_enabled,
        };
        check.finish(profile)
    }

    /// The memory that the snapshot takes.
    pub(super) fn size_bytes(&self) -> usize {
        let optional = |text: &Option<Arc<str>>| text.as_deref().map_or(0, allocated::shared);
        allocated::shared(self)
            + allocated::shared(&*self.id)
            + allocated::shared(&*self.merchant_id)
            + allocated::boxed(&*self.model)
            + optional(&self.serial_number)
            + optional(&self.batch_number)
    }
}

fn location(check: &mut Check, latitude: Option<f64>, longitude: Option<f64>) -> Option<Location> {
    for (field, degrees, limit) in [
        ("latitude", latitude, 90.0),
        ("longitude", longitude, 180.0),
    ] {
        // Not a number is in no range.
        if degrees.is_some_and(|degrees| !(-limit..=limit).contains(&degrees)) {
            check.refuse(field, format!("must be a number from -{limit} to {limit}"));
        }
    }
    match (latitude, longitude) {
        (Some(latitude), Some(longitude)) => Some(Location {
            latitude,
            longitude,
        }),
        (None, None) => None,
        (Some(_), None) => {
            check.refuse("longitude", "must be set where `latitude` is");
            None
        }
        (None, Some(_)) => {
            check.refuse("latitude", "must be set where `longitude` is");
            None
        }
    }
}
