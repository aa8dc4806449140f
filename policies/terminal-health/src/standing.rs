//! Whose terminal it is. In China one device has one number and one merchant (PBoC document 259
//! of 2021).

use serde::Deserialize;
use tollgate_policy::Answer;
use tollgate_policy::facts::{Facts, Terminal};

use crate::reasons;
use crate::settings::Channel;

/// The rules about registration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// Where a terminal must be on file. Elsewhere a number may stand for anything: a web shop,
    /// an app, a printed code.
    registered_channels: Vec<Channel>,
}

impl Standing {
    /// Judges what is on file of the terminal.
    pub fn judge(&self, facts: &Facts, terminal: &Terminal, answer: &mut Answer) {
        if terminal.disabled {
            answer.find(reasons::DISABLED, []);
        }
        let channel = facts.transaction.channel;
        if !terminal.registered && self.registered_channels.iter().any(|one| one.is(channel)) {
            answer.find(reasons::UNKNOWN, []);
        }
        if terminal.registered && !terminal.bound_to_merchant {
            answer.find(reasons::MERCHANT_MISMATCH, []);
        }
        if terminal.serial_matches == Some(false) {
            answer.find(reasons::SERIAL_MISMATCH, []);
        }
    }
}
