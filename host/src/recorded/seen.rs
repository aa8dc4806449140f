//! What the policies saw, put together again from a decision and the parts it refers to.

use tollgate_proto::log::v1 as log;

use crate::facts::{Counted, names, risk};
use crate::limits::Request;
use crate::money::{Amount, Currency};
use crate::reasons::ResponseProfile;
use crate::record::Told;
use crate::wit::tollgate::policy::facts::{Facts, Identifiers, Merchant, Network, RiskIndicators};

use super::{
    Damaged, IssuerSeen, MerchantSeen, card, issuer, listings, merchant, terminal, transaction,
};

/// Which of so many counters apply, and what they held.
pub(super) fn totals(
    message: &log::Decision,
    counters: usize,
) -> Result<(Vec<bool>, Vec<u64>), Damaged> {
    let bits = message.applies.iter();
    let mut applies: Vec<bool> = bits
        .flat_map(|byte| (0..8).map(move |bit| byte & 1 << bit != 0))
        .collect();
    if applies.iter().skip(counters).any(|applies| *applies) {
        return Err(Damaged::new(
            "applies",
            "has a counter that the set has not",
        ));
    }
    applies.resize(counters, false);
    if applies.iter().filter(|applies| **applies).count() != message.totals.len() {
        return Err(Damaged::new(
            "totals",
            "has not one for each counter that applies",
        ));
    }
    let mut held = message.totals.iter().copied();
    let totals = applies
        .iter()
        .map(|applies| {
            if *applies {
                held.next().unwrap_or(0)
            } else {
                0
            }
        })
        .collect();
    Ok((applies, totals))
}

/// All groups of the facts. Gives the message the merchant's id, where the merchant has it.
pub(super) fn facts(
    message: &mut log::Decision,
    merchant: Option<&MerchantSeen>,
    issuer: Option<&IssuerSeen>,
) -> Result<Facts, Damaged> {
    let seen =
        (message.transaction.as_ref()).ok_or_else(|| Damaged::new("transaction", "is missing"))?;
    let (transaction, local) = transaction::decode(seen, message.now_ms)?;
    message.merchant_id = merchant_id(&message.merchant_id, merchant)?.to_owned();
    if message.issuer.is_some() != issuer.is_some() {
        return Err(Damaged::new(
            "issuer",
            "is here and not among the parts, or there alone",
        ));
    }
    let card = message.card.as_ref();
    let identifiers = Identifiers {
        merchant: message.merchant_id.clone(),
        terminal: message.terminal_id.clone(),
        card_token: card.map_or_else(String::new, |card| card.token.clone()),
    };
    let own_risk = self::own_risk(message)?;
    let contract = merchant.filter(|_| !message.fee_contract_unseen);
    Ok(Facts {
        now: message.now_ms,
        local,
        transaction,
        card: card.map(card::decode).transpose()?,
        payment_code: (message.payment_code.as_ref())
            .map(card::decode_code)
            .transpose()?,
        merchant: merchant.map(|merchant| Merchant {
            tenure_days: message.merchant_tenure_days,
            currency_accepted: !message.currency_refused,
            ..merchant.facts
        }),
        risk_indicators: risk::joined(
            own_risk.as_ref(),
            merchant.and_then(|merchant| merchant.risk),
        ),
        fee_contract: contract.and_then(|merchant| merchant.fee_contract.clone()),
        terminal: (message.terminal.as_ref())
            .map(terminal::decode)
            .transpose()?,
        terminal_health: (message.terminal_health.take())
            .map(terminal::decode_health)
            .transpose()?,
        issuer: (message.issuer.as_ref()).map(issuer::decode).transpose()?,
        route: (message.route.as_ref())
            .map(issuer::decode_route)
            .transpose()?,
        original: (message.original.as_ref())
            .map(issuer::decode_original)
            .transpose()?,
        listings: (message.listings.as_ref())
            .map(listings::decode)
            .transpose()?,
        identifiers: Some(identifiers),
        attributes: message.attributes.take().map(attributes).transpose()?,
        counters: Vec::new(),
    })
}

/// Of the merchant's indicators those that were the host's own.
pub(super) fn own_risk(message: &log::Decision) -> Result<Option<RiskIndicators>, Damaged> {
    let own = message.own_risk.as_ref();
    own.map(merchant::decode_risk).transpose()
}

/// The merchant's id: what is written, or what its part says.
pub(super) fn merchant_id<'a>(
    written: &'a str,
    merchant: Option<&'a MerchantSeen>,
) -> Result<&'a str, Damaged> {
    match (written, merchant) {
        ("", Some(merchant)) => Ok(&merchant.id),
        ("", None) => Err(Damaged::new("merchant_id", "is not here, nor the merchant")),
        (written, _) => Ok(written),
    }
}

fn attributes(message: log::Attributes) -> Result<Vec<(String, String)>, Damaged> {
    let log::Attributes { keys, values } = message;
    if keys.len() == values.len() {
        Ok(keys.into_iter().zip(values).collect())
    } else {
        Err(Damaged::new("attributes", "has not one value for each key"))
    }
}

/// The currency with this ISO 4217 number.
pub(super) fn currency(number: u16) -> Result<Currency, Damaged> {
    let none = Currency::NONE;
    Currency::from_number(number)
        .or((number == none.number()).then_some(none))
        .ok_or_else(|| Damaged::new("transaction.currency", "is no currency"))
}

/// The amount of the payment.
pub(super) fn amount(facts: &Facts) -> Result<Amount, Damaged> {
    let amount = facts.transaction.amount;
    Ok(Amount {
        minor_units: amount.minor_units,
        currency: currency(amount.currency)?,
    })
}

/// The network of the card or, where there is none, the wallet of the code.
fn network(facts: &Facts) -> Option<Network> {
    let of_card = facts.card.as_ref().map(|card| card.network);
    of_card.or(facts.payment_code.as_ref().map(|code| code.wallet))
}

/// The request as counters saw it.
pub(super) fn request(
    message: &log::Decision,
    facts: &Facts,
    merchant: Option<&MerchantSeen>,
    issuer: Option<&IssuerSeen>,
) -> Request {
    let seen = &facts.transaction;
    let token = message.card.as_ref().map_or("", |card| &card.token);
    let code = message.payment_code.as_ref();
    Counted {
        kind: seen.kind,
        channel: seen.channel,
        entry_mode: seen.entry_mode,
        pin_present: seen.pin_present,
        currency: seen.amount.currency,
        merchant: &message.merchant_id,
        terminal: &message.terminal_id,
        original: &message.original_request_id,
        on_file: merchant.map(MerchantSeen::on_file),
        card: facts.card.as_ref().map(|card| (token, card.funding)),
        payer: code.map_or("", |code| code.payer()),
        network: network(facts),
        issuer: issuer.map_or("", |issuer| &issuer.id),
    }
    .request()
}

/// What texts need to know of the payment.
pub(super) fn told(
    message: &log::Decision,
    facts: &Facts,
    amount: Amount,
    merchant: Option<&MerchantSeen>,
    issuer: Option<&IssuerSeen>,
) -> Result<Told, Damaged> {
    let named = merchant.filter(|merchant| !merchant.name.is_empty());
    Ok(Told {
        zone: match merchant {
            Some(merchant) => merchant.zone.clone(),
            None => merchant::zone("time_zone", &message.time_zone)?,
        },
        profile: merchant.map_or(ResponseProfile::Iso8583, |merchant| {
            merchant.response_profile
        }),
        amount,
        channel: names::channel(facts.transaction.channel),
        network: network(facts).map_or("unknown", names::network),
        merchant: match named {
            Some(merchant) => (&*merchant.name).into(),
            None => merchant_id(&message.merchant_id, merchant)?.into(),
        },
        terminal: message.terminal_id.as_str().into(),
        issuer: issuer.map(|issuer| (&*issuer.id).into()),
        bank: issuer.map(|issuer| issuer.name.as_ref().into()),
        phone: issuer.and_then(|issuer| issuer.phone.as_deref().map(Into::into)),
    })
}
