//! Cases of the contract's enums as settings name them: lower kebab case.

use serde::Deserialize;
use tollgate_policy::facts;

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($case:ident),+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($case),+ }

        impl From<$name> for facts::$name {
            fn from(name: $name) -> Self {
                match name { $($name::$case => Self::$case),+ }
            }
        }
    };
}

named! {
    /// Where a payment is taken.
    Channel { Pos, Qr, Online, InApp, MailOrTelephone, Atm }
}
named! {
    /// What a request asks for, among those that begin something.
    TransactionType { Purchase, PreAuthorization, CashAdvance, BalanceInquiry }
}
named! {
    /// Who issues the card's money.
    Funding { Debit, Credit, Prepaid }
}
named! {
    /// A card network.
    Network { Unionpay, Visa, Mastercard, Amex, Jcb, Diners, Discover }
}

/// The cases as the contract has them.
pub fn cases<N: Copy, C: From<N>>(names: &[N]) -> Vec<C> {
    names.iter().map(|name| C::from(*name)).collect()
}

/// A network's own name, the same in every language.
pub fn of_network(network: facts::Network) -> &'static str {
    use facts::Network;
    match network {
        Network::Unknown => "?",
        Network::Unionpay => "UnionPay",
        Network::Visa => "Visa",
        Network::Mastercard => "Mastercard",
        Network::Amex => "American Express",
        Network::Jcb => "JCB",
        Network::Diners => "Diners Club",
        Network::Discover => "Discover",
        Network::WechatPay => "WeChat Pay",
        Network::Alipay => "Alipay",
    }
}
