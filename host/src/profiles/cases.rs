//! Case tables: the contract's enum numbers to the cases of `policy.wit`.
//!
//! INVARIANT: a case's position is its number in both. A mask's bit n is the case numbered n.

use crate::wit::tollgate::policy::facts::{
    Channel, Documents, Funding, MerchantSize, MerchantStatus, Network, SystemStatus,
    TransactionType,
};

pub(super) const CHANNELS: &[Channel] = &[
    Channel::Unknown,
    Channel::Pos,
    Channel::Qr,
    Channel::Online,
    Channel::InApp,
    Channel::MailOrTelephone,
    Channel::Atm,
];

pub(super) const TRANSACTION_TYPES: &[TransactionType] = &[
    TransactionType::Unknown,
    TransactionType::Purchase,
    TransactionType::PreAuthorization,
    TransactionType::Completion,
    TransactionType::Refund,
    TransactionType::Void,
    TransactionType::CashAdvance,
    TransactionType::BalanceInquiry,
];

pub(super) const NETWORKS: &[Network] = &[
    Network::Unknown,
    Network::Unionpay,
    Network::Visa,
    Network::Mastercard,
    Network::Amex,
    Network::Jcb,
    Network::Diners,
    Network::Discover,
    Network::WechatPay,
    Network::Alipay,
];

pub(super) const FUNDINGS: &[Funding] = &[
    Funding::Unknown,
    Funding::Debit,
    Funding::Credit,
    Funding::Prepaid,
];

pub(super) const MERCHANT_STATUSES: &[MerchantStatus] = &[
    MerchantStatus::Unknown,
    MerchantStatus::Active,
    MerchantStatus::Suspended,
    MerchantStatus::Closed,
];

pub(super) const MERCHANT_SIZES: &[MerchantSize] = &[
    MerchantSize::Unknown,
    MerchantSize::Micro,
    MerchantSize::Individual,
    MerchantSize::Enterprise,
];

pub(super) const SYSTEM_STATUSES: &[SystemStatus] = &[
    SystemStatus::Unknown,
    SystemStatus::Up,
    SystemStatus::Degraded,
    SystemStatus::Down,
];

/// Names of documents as in `policy.wit`; snake case is read too.
pub(super) const DOCUMENTS: &[(&str, Documents)] = &[
    ("business-licence", Documents::BUSINESS_LICENCE),
    ("owner-identity", Documents::OWNER_IDENTITY),
    ("settlement-account", Documents::SETTLEMENT_ACCOUNT),
    ("premises", Documents::PREMISES),
    ("tax-registration", Documents::TAX_REGISTRATION),
    ("sector-permit", Documents::SECTOR_PERMIT),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use tollgate_proto::v1;

    use super::*;

    #[track_caller]
    fn check<C: std::fmt::Debug>(
        cases: &[C],
        prefix: &str,
        name: impl Fn(i32) -> Option<&'static str>,
    ) {
        for (number, case) in (0..).zip(cases).skip(1) {
            let wit = format!("{case:?}").rsplit("::").next().unwrap().to_owned();
            let contract = name(number)
                .unwrap()
                .strip_prefix(prefix)
                .unwrap()
                .replace('_', "");
            assert_eq!(contract.to_lowercase(), wit.to_lowercase());
        }
        let after = i32::try_from(cases.len()).unwrap();
        assert_eq!(
            name(after),
            None,
            "the contract has more cases than the table"
        );
    }

    #[test]
    fn the_tables_are_in_the_order_of_the_contract_and_complete() {
        fn of<E: TryFrom<i32>>(
            name: impl Fn(&E) -> &'static str,
        ) -> impl Fn(i32) -> Option<&'static str> {
            move |number| E::try_from(number).ok().map(|case| name(&case))
        }
        check(CHANNELS, "CHANNEL_", of(v1::Channel::as_str_name));
        check(
            TRANSACTION_TYPES,
            "TRANSACTION_TYPE_",
            of(v1::TransactionType::as_str_name),
        );
        check(NETWORKS, "NETWORK_", of(v1::Network::as_str_name));
        check(FUNDINGS, "FUNDING_", of(v1::Funding::as_str_name));
        check(
            MERCHANT_STATUSES,
            "STATUS_",
            of(v1::merchant::Status::as_str_name),
        );
        check(MERCHANT_SIZES, "SIZE_", of(v1::merchant::Size::as_str_name));
        check(
            SYSTEM_STATUSES,
            "STATUS_",
            of(v1::issuer::Status::as_str_name),
        );
    }
}
