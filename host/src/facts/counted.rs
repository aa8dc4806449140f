//! What counters know of a payment.

use crate::limits::{Request, Subject, SubjectKeys};
use crate::payment::Payment;

use super::{Parties, names};

/// The payment as counters see it.
#[must_use]
pub fn counted(payment: &Payment, parties: &Parties) -> Request {
    let mut subjects = SubjectKeys::default();
    let mut set = |subject, identifier: &str| subjects.set(subject, identifier);
    set(Subject::Merchant, &payment.merchant_id);
    set(Subject::Terminal, &payment.terminal_id);
    set(Subject::Channel, names::channel(payment.channel));
    set(Subject::Original, &payment.original_request_id);
    if let Some(merchant) = &parties.merchant {
        // A merchant without a known owner is its own.
        set(
            Subject::Owner,
            merchant.owner_id.as_deref().unwrap_or(&payment.merchant_id),
        );
        if merchant.mcc != 0 {
            set(Subject::Mcc, names::mcc(merchant.mcc).as_str());
        }
    }
    let mut request = Request {
        transaction_type: payment.kind as u8,
        channel: payment.channel as u8,
        entry_mode: payment.entry_mode as u8,
        pin_present: payment.verification.pin_present,
        currency: payment.amount.currency.number(),
        ..Request::default()
    };
    if let Some(card) = &payment.card {
        subjects.set(Subject::Card, &card.token);
        request.funding = card.funding as u8;
    }
    if let Some(code) = &payment.code {
        subjects.set(Subject::Payer, code.payer.as_deref().unwrap_or_default());
    }
    if let Some(network) = payment.network() {
        subjects.set(Subject::Network, names::network(network));
        request.network = network as u8;
    }
    if let Some(issuer) = &parties.issuer {
        subjects.set(Subject::Issuer, &issuer.id);
    }
    request.subjects = subjects;
    request
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
