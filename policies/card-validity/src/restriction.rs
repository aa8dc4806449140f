//! Where and for what a card may be used: its service code, and the operator's own rules.

use tollgate_policy::facts::{
    Card, Facts, Funding, Merchant, TransactionType, TransactionType::PreAuthorization,
    TransactionType::Purchase,
};
use tollgate_policy::{Answer, text};

use crate::named::cases;
use crate::prefix::{Prefix, any_covers, parse_all};
use crate::settings::{self, Settings};
use crate::{place, reasons};

/// The rules about use.
pub struct Restrictions {
    accept_test_cards: bool,
    regions: Vec<Region>,
    products: Vec<Product>,
}

/// Cards that may not be used at merchants; an empty list is every one.
struct Region {
    bins: Vec<Prefix>,
    issuers: Vec<u16>,
    merchants: Vec<u16>,
}

/// Kinds of card that may not pay for something; an empty list is every one.
struct Product {
    bins: Vec<Prefix>,
    fundings: Vec<Funding>,
    mccs: Vec<u16>,
    types: Vec<TransactionType>,
}

impl Restrictions {
    /// The rules of checked settings.
    pub fn new(settings: &Settings) -> Self {
        let region = |rule: &settings::Region| Region {
            bins: parse_all(&rule.bins),
            issuers: place::parse_all(&rule.issuer_countries),
            merchants: place::parse_all(&rule.merchant_countries),
        };
        let product = |rule: &settings::Product| Product {
            bins: parse_all(&rule.bins),
            fundings: cases(&rule.fundings),
            mccs: rule.mccs.clone(),
            types: cases(&rule.types),
        };
        Self {
            accept_test_cards: settings.service_code.accept_test_cards,
            regions: settings.restricted_regions.iter().map(region).collect(),
            products: settings.restricted_products.iter().map(product).collect(),
        }
    }

    /// Judges where and for what the card is used.
    pub fn check(&self, facts: &Facts, card: &Card, answer: &mut Answer) {
        if let Some(code) = card.service_code {
            self.check_service_code(facts, card, code, answer);
        }
        let merchant = facts.merchant.as_ref().map_or(0, country_of);
        if self.regions.iter().any(|rule| rule.forbids(card, merchant)) {
            let parameters = [
                text(place::letters(card.issuer_country)),
                text(place::letters(merchant)),
            ];
            answer.find(reasons::RESTRICTED_REGION, parameters);
        }
        if self.products.iter().any(|rule| rule.forbids(facts, card)) {
            let mcc = format!("{:04}", facts.transaction.mcc);
            answer.find(reasons::RESTRICTED_PRODUCT, [text(mcc)]);
        }
    }

    fn check_service_code(
        &self,
        facts: &Facts,
        card: &Card,
        code: (u8, u8, u8),
        answer: &mut Answer,
    ) {
        let shown = || text(format!("{}{}{}", code.0, code.1, code.2));
        if code.0 == 9 && !self.accept_test_cards {
            answer.find(reasons::TEST_CARD, [shown()]);
        }
        let merchant = facts.merchant.as_ref().map_or(0, country_of);
        let both_known = card.issuer_country != 0 && merchant != 0;
        if matches!(code.0, 5 | 6) && both_known && card.issuer_country != merchant {
            let home = text(place::letters(card.issuer_country));
            answer.find(reasons::DOMESTIC_ONLY, [home]);
        }
        let goods = matches!(facts.transaction.kind, Purchase | PreAuthorization);
        if matches!(code.2, 3 | 4) && goods {
            answer.find(reasons::NO_GOODS, [shown()]);
        }
    }
}

impl Region {
    fn forbids(&self, card: &Card, merchant: u16) -> bool {
        (self.bins.is_empty() || any_covers(&self.bins, card.bin))
            && covers(&self.issuers, &card.issuer_country)
            && covers(&self.merchants, &merchant)
    }
}

impl Product {
    fn forbids(&self, facts: &Facts, card: &Card) -> bool {
        (self.bins.is_empty() || any_covers(&self.bins, card.bin))
            && covers(&self.fundings, &card.funding)
            && covers(&self.mccs, &facts.transaction.mcc)
            && covers(&self.types, &facts.transaction.kind)
    }
}

fn covers<T: PartialEq>(list: &[T], value: &T) -> bool {
    list.is_empty() || list.contains(value)
}

fn country_of(merchant: &Merchant) -> u16 {
    merchant.country
}
