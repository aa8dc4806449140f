//! What the operator's lists said of those who took part.

use tollgate_proto::log::v1 as log;

use crate::wit::tollgate::policy::facts::Listings;

use super::Damaged;
use super::cases::{Masked as _, mask};

pub(super) fn encode(seen: &Listings) -> log::Listings {
    log::Listings {
        card: seen.card.bits(),
        bin: seen.bin.bits(),
        payer: seen.payer.bits(),
        merchant: seen.merchant.bits(),
        terminal: seen.terminal.bits(),
        country: seen.country.bits(),
    }
}

pub(super) fn decode(message: &log::Listings) -> Result<Listings, Damaged> {
    Ok(Listings {
        card: mask("listings.card", message.card)?,
        bin: mask("listings.bin", message.bin)?,
        payer: mask("listings.payer", message.payer)?,
        merchant: mask("listings.merchant", message.merchant)?,
        terminal: mask("listings.terminal", message.terminal)?,
        country: mask("listings.country", message.country)?,
    })
}
