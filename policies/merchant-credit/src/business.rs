//! What the merchant trades in: business types that are not served, the risk tier of an MCC,
//! and personal receive codes, which are not for business.

use std::collections::BTreeMap;

use tollgate_policy::facts::{CodeKind, Merchant};
use tollgate_policy::{Answer, Date, Facts, Figure, mask, text};

use crate::reasons;
use crate::settings::{MccTiers, Prohibition, Tier, channel, country};

/// The rules on business types.
pub struct Business {
    personal_code_refused: Figure<bool>,
    lists: Vec<List>,
    otherwise: Tier,
    tiers: Vec<TierList>,
}

/// A prohibition with its names resolved.
struct List {
    name: String,
    effective_from: Date,
    /// Ascending.
    mccs: Vec<u16>,
    /// A mask; 0 is all.
    channels: u32,
    /// Empty is all.
    countries: Vec<u16>,
}

struct TierList {
    tier: Tier,
    effective_from: Date,
    /// Ascending.
    mccs: Vec<u16>,
}

impl Business {
    /// The rules of checked settings.
    pub fn new(
        personal_code_refused: Figure<bool>,
        prohibited: BTreeMap<String, Figure<Prohibition>>,
        tiers: MccTiers,
    ) -> Self {
        Self {
            personal_code_refused,
            lists: (prohibited.into_iter())
                .map(|(name, figure)| List::new(name, figure))
                .collect(),
            otherwise: tiers.otherwise,
            tiers: (tiers.lists())
                .map(|(tier, figure)| TierList {
                    tier,
                    effective_from: figure.effective_from,
                    mccs: sorted(figure.value.clone()),
                })
                .collect(),
        }
    }

    /// The MCC of the request, or the merchant's own, is of a business that is not served.
    pub fn prohibited(&self, facts: &Facts, answer: &mut Answer) {
        let registered = facts.merchant.map_or(0, |merchant| merchant.mcc);
        let hit = (self.lists.iter())
            .filter(|list| list.holds(facts))
            .find_map(|list| {
                let mut mccs = [facts.transaction.mcc, registered].into_iter();
                let mcc = mccs.find(|mcc| list.mccs.binary_search(mcc).is_ok())?;
                Some((mcc, &list.name))
            });
        if let Some((mcc, list)) = hit {
            answer.find(
                reasons::MCC_PROHIBITED,
                [text(format!("{mcc:04}")), text(list.as_str())],
            );
        }
    }

    /// A personal receive code takes no business payment.
    pub fn personal_code(&self, facts: &Facts, answer: &mut Answer) {
        let personal = facts
            .payment_code
            .is_some_and(|code| code.kind == CodeKind::Personal);
        if personal && self.personal_code_refused.at(&facts.local) == Some(true) {
            answer.find(reasons::PERSONAL_CODE, []);
        }
    }

    /// The risk tier of the merchant's registered MCC, or of the request's where the file has
    /// none; `None` where neither is known.
    pub fn tier(&self, facts: &Facts, merchant: &Merchant) -> Option<Tier> {
        let mut mccs = [merchant.mcc, facts.transaction.mcc].into_iter();
        let mcc = mccs.find(|mcc| *mcc != 0)?;
        let today = Date::of(&facts.local);
        let listed = (self.tiers.iter())
            .filter(|list| today >= list.effective_from)
            .find(|list| list.mccs.binary_search(&mcc).is_ok());
        Some(listed.map_or(self.otherwise, |list| list.tier))
    }
}

impl List {
    fn new(name: String, figure: Figure<Prohibition>) -> Self {
        let Prohibition {
            mccs,
            channels,
            countries,
        } = figure.value;
        let channels: Vec<_> = channels.iter().filter_map(|name| channel(name)).collect();
        Self {
            name,
            effective_from: figure.effective_from,
            mccs: sorted(mccs),
            channels: mask(&channels),
            countries: countries.iter().filter_map(|name| country(name)).collect(),
        }
    }

    fn holds(&self, facts: &Facts) -> bool {
        let country = facts.merchant.map_or(0, |merchant| merchant.country);
        let channel = mask(&[facts.transaction.channel]);
        Date::of(&facts.local) >= self.effective_from
            && (self.channels == 0 || self.channels & channel != 0)
            && (self.countries.is_empty() || self.countries.contains(&country))
    }
}

fn sorted(mut mccs: Vec<u16>) -> Vec<u16> {
    mccs.sort_unstable();
    mccs
}
