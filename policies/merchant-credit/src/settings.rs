//! The settings, and the names in them.

use std::collections::BTreeMap;

use serde::Deserialize;
use tollgate_policy::Figure;
use tollgate_policy::facts::Channel;

use crate::attributes::Attribute;

/// All settings. `settings.schema.json` has the units.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whether a personal receive code is refused.
    pub personal_code_refused: Figure<bool>,
    /// Business types that are not served, by the name of the list.
    #[serde(default)]
    pub prohibited_mccs: BTreeMap<String, Figure<Prohibition>>,
    /// The risk tiers of MCCs.
    pub mcc_tiers: MccTiers,
    /// How many figures must be known for a score to be judged.
    pub minimum_known: Figure<u8>,
    /// The scorecard, replaced only as a whole.
    pub scorecard: Figure<ScorecardSettings>,
}

/// A list of business types that are not served.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prohibition {
    /// ISO 18245 codes.
    pub mccs: Vec<u16>,
    /// Only through these channels; none is all.
    #[serde(default)]
    pub channels: Vec<String>,
    /// Only merchants of these countries; none is all.
    #[serde(default)]
    pub countries: Vec<String>,
}

/// A risk tier of an MCC, from the safest.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Tier {
    Low,
    Medium,
    High,
    Tier1,
}

/// The MCCs of each tier.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MccTiers {
    /// The tier of an MCC in no list.
    pub otherwise: Tier,
    low: Option<Figure<Vec<u16>>>,
    medium: Option<Figure<Vec<u16>>>,
    high: Option<Figure<Vec<u16>>>,
    tier1: Option<Figure<Vec<u16>>>,
}

impl MccTiers {
    /// The lists there are.
    pub fn lists(&self) -> impl Iterator<Item = (Tier, &Figure<Vec<u16>>)> {
        let lists = [
            (Tier::Low, &self.low),
            (Tier::Medium, &self.medium),
            (Tier::High, &self.high),
            (Tier::Tier1, &self.tier1),
        ];
        (lists.into_iter()).filter_map(|(tier, list)| Some((tier, list.as_ref()?)))
    }
}

/// The points of a scorecard.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScorecardSettings {
    /// The score before any attribute.
    pub base: i32,
    /// Lower scores are rejected.
    pub cutoff: i32,
    /// Lower scores are reviewed.
    pub review_below: i32,
    /// In the order that settles ties of points lost.
    pub attributes: Vec<AttributePoints>,
}

/// The points of one attribute: by bins of a number, or by case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributePoints {
    /// What is looked at.
    pub name: Attribute,
    /// Upper ends of all bins but the last, ascending, exclusive.
    #[serde(default)]
    pub below: Vec<u32>,
    /// One for each bin.
    #[serde(default)]
    pub points: Vec<i32>,
    /// One for each case.
    #[serde(default)]
    pub cases: BTreeMap<String, i32>,
    /// Where the value is unknown.
    pub missing: i32,
}

/// The channel of that name in the contract.
pub fn channel(name: &str) -> Option<Channel> {
    Some(match name {
        "pos" => Channel::Pos,
        "qr" => Channel::Qr,
        "online" => Channel::Online,
        "in-app" => Channel::InApp,
        "mail-or-telephone" => Channel::MailOrTelephone,
        "atm" => Channel::Atm,
        _ => return None,
    })
}

/// The two letters of a country as the contract packs them.
pub fn country(name: &str) -> Option<u16> {
    match name.as_bytes() {
        [high @ b'A'..=b'Z', low @ b'A'..=b'Z'] => Some(u16::from_be_bytes([*high, *low])),
        _ => None,
    }
}
