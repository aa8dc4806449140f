//! Is this terminal one of ours, where it should be, and fit to take a payment?
//!
//! The rules, by module:
//! - `standing`: registered, in service, and bound to this merchant and this device;
//! - `place`: where it should be, and not there faster than possible;
//! - `firmware`: a version that may be used, compared by `version`;
//! - `session`: signed in, and in the batch that is open;
//! - `connection`: good enough for this amount, and nothing left unsent for long;
//! - `device`: opened, display, power, printer, application, readers;
//! - `climate`: temperature and humidity, by model (`model`);
//! - `upkeep`: last report, PTS approval, last service;
//! - `validity`: settings of the terminal that nobody can have meant.
//!
//! Every type of request is judged, refunds and voids too: a copied terminal pays itself by
//! refunds. A payment without a terminal number is not judged, but for one thing: whoever
//! reports that it was opened is believed, whether it names itself or not. What a terminal
//! does not report is not held against it.
//!
//! The time since the last service and the like are the acquirer's matter and only advise;
//! tampering and a wrong binding stop the payment.

mod climate;
mod connection;
mod device;
mod firmware;
mod model;
mod place;
mod reasons;
mod session;
mod settings;
mod standing;
mod upkeep;
mod validity;
mod version;

use tollgate_policy::facts::{Facts, Fields};
use tollgate_policy::verdicts::FactGroups;
use tollgate_policy::{Answer, Policy, Problems, Reason, export_policy};

use settings::Settings;

/// The policy, with its settings in the form that its rules use.
pub struct TerminalHealth {
    settings: Settings,
    ceilings: connection::Ceilings,
}

impl Policy for TerminalHealth {
    const NAME: &'static str = "terminal-health";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: &'static str =
        "Checks that the terminal is the merchant's own, where it should be, and fit to work.";
    const NEEDS: FactGroups = FactGroups::TERMINAL.union(FactGroups::TERMINAL_HEALTH);
    const REASONS: &'static [Reason] = reasons::REASONS;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
    const DEFAULT_SETTINGS: &'static str = include_str!("../defaults.json");

    type Settings = Settings;

    fn check(settings: &Self::Settings, problems: &mut Problems) {
        settings.check(problems);
    }

    fn new(settings: Self::Settings) -> Self {
        Self {
            ceilings: settings.connection.ceilings(),
            settings,
        }
    }

    fn evaluate(&self, facts: &Facts, answer: &mut Answer) {
        let health = facts.terminal_health.as_ref();
        if health.is_some_and(|health| health.tampered) {
            answer.find(reasons::TAMPERED, []);
        }
        if facts.transaction.missing.contains(Fields::TERMINAL_ID) {
            return;
        }
        let settings = &self.settings;
        if let Some(terminal) = &facts.terminal {
            settings.standing.judge(facts, terminal, answer);
            settings.place.judge(facts, terminal, answer);
        }
        if let Some(health) = health {
            settings.firmware.judge(facts, health, answer);
            settings.session.judge(facts, health, answer);
            let connection = &settings.connection;
            connection.judge(facts, health, &self.ceilings, answer);
            settings.device.judge(facts, health, answer);
            settings.climate.judge(facts, health, answer);
            settings.upkeep.judge(facts, health, answer);
            settings.validity.judge(facts, health, answer);
        }
    }
}

export_policy!(TerminalHealth);
