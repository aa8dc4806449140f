//! What the rules rest on. The peers read the same figures, so everything here is public.

use std::collections::BTreeMap;

use serde::Deserialize;
use tollgate_policy::Problems;
use tollgate_policy::facts::{Channel, Network};

/// Every figure of the rules. Amounts are minor units.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Limits of each channel.
    pub channels: Channels,
    /// The most that a card pays in a day.
    pub card_day_amount: i64,
    /// The most transactions of a terminal in a minute.
    pub terminal_minute_count: u64,
    /// The most that static codes take in a day.
    pub static_qr_day_amount: i64,
    /// The most that passes by contactless without a PIN.
    pub no_pin_amount: i64,
    /// By network: how many digits a card number may have.
    pub lengths: BTreeMap<String, Vec<u8>>,
    /// Trades that may not sell.
    pub prohibited_mccs: Vec<u16>,
    /// The largest share of chargebacks, in hundredths of a percent.
    pub chargeback_bps: u32,
    /// From so many sales on that share means something.
    pub chargeback_sales: u64,
    /// Points for figures of the merchant.
    pub scorecard: Scorecard,
}

/// Limits of the channels that these rules know.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channels {
    /// At a terminal.
    pub pos: Limits,
    /// By a code.
    pub qr: Limits,
    /// In a shop on the net.
    pub online: Limits,
}

/// What a channel may carry.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The largest payment.
    pub single: i64,
    /// The most that a merchant takes in a day.
    pub day_amount: i64,
    /// The most payments that a merchant takes in a day.
    pub day_count: u64,
}

/// A score: a base, and points for six figures.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scorecard {
    /// What every merchant has.
    pub base: i32,
    /// A smaller score declines.
    pub cutoff: i32,
    /// A smaller score goes to a person.
    pub review: i32,
    /// How long the merchant has been with its acquirer.
    pub tenure_days: Bins,
    /// Its share of chargebacks, in hundredths of a percent.
    pub chargeback_bps: Bins,
    /// Its share of refunds, in hundredths of a percent.
    pub refund_bps: Bins,
    /// Its last week against its mean; 100 is as usual.
    pub volume_ratio_pct: Bins,
    /// Its sales.
    pub sales_count: Bins,
    /// Its share of sales at night, in parts per million.
    pub night_ppm: Bins,
}

/// Points by bins: below the first edge the first points, and so on.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bins {
    /// Where the second, third and fourth bin begin.
    pub edges: [u64; 3],
    /// Points of each bin.
    pub points: [i32; 4],
}

impl Bins {
    /// The points of a figure.
    pub fn points(&self, figure: u64) -> i32 {
        let [second, third, fourth] = self.edges;
        let [first_points, second_points, third_points, fourth_points] = self.points;
        if figure < second {
            first_points
        } else if figure < third {
            second_points
        } else if figure < fourth {
            third_points
        } else {
            fourth_points
        }
    }
}

impl Channels {
    /// The limits of a channel, where there are any.
    pub fn limits(&self, channel: Channel) -> Option<&Limits> {
        match channel {
            Channel::Pos => Some(&self.pos),
            Channel::Qr => Some(&self.qr),
            Channel::Online => Some(&self.online),
            _ => None,
        }
    }
}

/// The networks that can have lengths, by their names in the settings.
pub const NETWORKS: [(&str, Network); 7] = [
    ("unionpay", Network::Unionpay),
    ("visa", Network::Visa),
    ("mastercard", Network::Mastercard),
    ("amex", Network::Amex),
    ("jcb", Network::Jcb),
    ("diners", Network::Diners),
    ("discover", Network::Discover),
];

/// Says what is wrong beyond the form.
pub fn check(settings: &Settings, problems: &mut Problems) {
    for name in settings.lengths.keys() {
        problems.require(
            NETWORKS.iter().any(|(known, _)| known == name),
            format!("lengths.{name}"),
            "is no network that these rules know",
        );
    }
    let score = &settings.scorecard;
    problems.require(
        score.cutoff <= score.review,
        "scorecard.review",
        "must not be below the cut-off",
    );
}
