//! The settings: one member for each group of rules, whose form is in the module of those rules.
//! Units and meaning of each are in `settings.schema.json`, the defaults with their sources in
//! `defaults.json`.

use serde::Deserialize;
use tollgate_policy::facts;
use tollgate_policy::{Figure, Problems};

use crate::climate::Climate;
use crate::connection::Connection;
use crate::device::Device;
use crate::firmware::Firmware;
use crate::place::Place;
use crate::session::Session;
use crate::standing::Standing;
use crate::upkeep::Upkeep;
use crate::validity::Validity;

/// All settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub standing: Standing,
    pub place: Place,
    pub firmware: Firmware,
    pub session: Session,
    pub connection: Connection,
    pub device: Device,
    pub climate: Climate,
    pub upkeep: Upkeep,
    pub validity: Validity,
}

impl Settings {
    /// Says what is wrong with settings beyond their form.
    pub fn check(&self, problems: &mut Problems) {
        self.place.check(problems);
        self.firmware.check(problems);
        self.session.check(problems);
        self.connection.check(problems);
        self.device.check(problems);
        self.climate.check(problems);
        self.upkeep.check(problems);
        self.validity.check(problems);
    }
}

/// Where a payment is taken, among those that terminals take.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Pos,
    Qr,
    Online,
    InApp,
    MailOrTelephone,
    Atm,
}

impl Channel {
    /// Whether the request came through this channel. An unknown one is none of these.
    pub fn is(self, channel: facts::Channel) -> bool {
        channel
            == match self {
                Self::Pos => facts::Channel::Pos,
                Self::Qr => facts::Channel::Qr,
                Self::Online => facts::Channel::Online,
                Self::InApp => facts::Channel::InApp,
                Self::MailOrTelephone => facts::Channel::MailOrTelephone,
                Self::Atm => facts::Channel::Atm,
            }
    }
}

/// The ends of what is allowed, both included.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band<T> {
    pub minimum: T,
    pub maximum: T,
}

impl<T: PartialOrd> Band<T> {
    /// Whether the value is within.
    pub fn contains(&self, value: &T) -> bool {
        (&self.minimum..=&self.maximum).contains(&value)
    }
}

/// Refuses a figure whose value is not `good`.
pub fn require<T: Copy>(
    figure: &Option<Figure<T>>,
    path: &str,
    good: impl FnOnce(T) -> bool,
    message: &str,
    problems: &mut Problems,
) {
    problems.require(
        figure.as_ref().is_none_or(|figure| good(figure.value)),
        format!("{path}.value"),
        format!("{message}; list it under `remove` for no check"),
    );
}

/// Refuses a share that is none, or more than the whole.
pub fn require_share(figure: &Option<Figure<u32>>, path: &str, problems: &mut Problems) {
    let message = "must be from 1 to 1000000 parts per million";
    require(
        figure,
        path,
        |share| (1..=1_000_000).contains(&share),
        message,
        problems,
    );
}

/// Refuses nothing where something is counted or measured.
pub fn require_positive(figure: &Option<Figure<u32>>, path: &str, problems: &mut Problems) {
    let message = "must be larger than 0";
    require(figure, path, |value| value > 0, message, problems);
}
