//! What counters know of a payment.

use crate::limits::{Request, Subject, SubjectKeys};
use crate::payment::Payment;
use crate::wit::tollgate::policy::facts::{Channel, EntryMode, Funding, Network, TransactionType};

use super::{Parties, names};

/// What counters need of a payment, wherever it is from: the request or the log. An empty text
/// is an absent one.
pub(crate) struct Counted<'a> {
    pub(crate) kind: TransactionType,
    pub(crate) channel: Channel,
    pub(crate) entry_mode: EntryMode,
    pub(crate) pin_present: bool,
    /// ISO 4217 number.
    pub(crate) currency: u16,
    pub(crate) merchant: &'a str,
    pub(crate) terminal: &'a str,
    pub(crate) original: &'a str,
    /// Of the merchant on file: its owner, where known, and its MCC, 0 where not known.
    pub(crate) on_file: Option<(Option<&'a str>, u16)>,
    /// The card's token and funding.
    pub(crate) card: Option<(&'a str, Funding)>,
    pub(crate) payer: &'a str,
    /// Of the card or, where there is none, the wallet of the code.
    pub(crate) network: Option<Network>,
    pub(crate) issuer: &'a str,
}

/// The payment as counters see it.
#[must_use]
pub fn counted(payment: &Payment, parties: &Parties) -> Request {
    let code = payment.code.as_ref();
    let issuer = parties.issuer.as_ref();
    Counted {
        kind: payment.kind,
        channel: payment.channel,
        entry_mode: payment.entry_mode,
        pin_present: payment.verification.pin_present,
        currency: payment.amount.currency.number(),
        merchant: &payment.merchant_id,
        terminal: &payment.terminal_id,
        original: &payment.original_request_id,
        on_file: (parties.merchant.as_ref()).map(|merchant| (merchant.owner_id(), merchant.mcc)),
        card: (payment.card.as_ref()).map(|card| (&*card.token, card.funding)),
        payer: code.and_then(|code| code.payer.as_deref()).unwrap_or(""),
        network: payment.network(),
        issuer: issuer.map_or("", |issuer| &issuer.id),
    }
    .request()
}

impl Counted<'_> {
    pub(crate) fn request(&self) -> Request {
        let mut subjects = SubjectKeys::default();
        let mut set = |subject, identifier: &str| subjects.set(subject, identifier);
        set(Subject::Merchant, self.merchant);
        set(Subject::Terminal, self.terminal);
        set(Subject::Channel, names::channel(self.channel));
        set(Subject::Original, self.original);
        set(Subject::Payer, self.payer);
        set(Subject::Issuer, self.issuer);
        if let Some((owner, mcc)) = self.on_file {
            // A merchant without a known owner is its own.
            set(Subject::Owner, owner.unwrap_or(self.merchant));
            if mcc != 0 {
                set(Subject::Mcc, names::mcc(mcc).as_str());
            }
        }
        if let Some((token, _)) = self.card {
            set(Subject::Card, token);
        }
        if let Some(network) = self.network {
            set(Subject::Network, names::network(network));
        }
        Request {
            subjects,
            transaction_type: self.kind as u8,
            channel: self.channel as u8,
            entry_mode: self.entry_mode as u8,
            funding: self.card.map_or(0, |(_, funding)| funding as u8),
            network: self.network.map_or(0, |network| network as u8),
            pin_present: self.pin_present,
            currency: self.currency,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use tollgate_proto::v1;

    use super::*;
    use crate::pan::Vault;

    /// What counters know of a payment with this consumer's code.
    fn by_code(payload: &str) -> Request {
        let message = v1::PreAuthorization {
            request_id: "r".into(),
            merchant_id: "m".into(),
            amount: Some(v1::Money {
                minor_units: 1,
                currency: "CNY".into(),
            }),
            code: Some(v1::PaymentCode {
                payload: payload.into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let payment = crate::rpc::decode(message, &Vault::random().unwrap()).unwrap();
        counted(&payment, &Parties::default())
    }

    #[test]
    fn a_wallet_is_the_network_of_a_payment_without_a_card() {
        let (wechat, alipay) = (by_code("134567890123456789"), by_code("281234567890123456"));
        // The case numbers of the contract.
        assert_eq!((wechat.network, alipay.network), (8, 9));
        let subject = |request: &Request| request.subjects.get(Subject::Network).unwrap();
        assert_ne!(subject(&wechat), subject(&alipay));
    }
}
