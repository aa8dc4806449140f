//! The stable names of the contract's cases.

use crate::wit::tollgate::policy::facts::{Channel, Network};

/// The name of a channel, as in `wit/policy.wit`.
#[must_use]
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Unknown => "unknown",
        Channel::Pos => "pos",
        Channel::Qr => "qr",
        Channel::Online => "online",
        Channel::InApp => "in-app",
        Channel::MailOrTelephone => "mail-or-telephone",
        Channel::Atm => "atm",
    }
}

/// The name of a network or wallet, as in `wit/policy.wit`.
#[must_use]
pub fn network(network: Network) -> &'static str {
    match network {
        Network::Unknown => "unknown",
        Network::Unionpay => "unionpay",
        Network::Visa => "visa",
        Network::Mastercard => "mastercard",
        Network::Amex => "amex",
        Network::Jcb => "jcb",
        Network::Diners => "diners",
        Network::Discover => "discover",
        Network::WechatPay => "wechat-pay",
        Network::Alipay => "alipay",
    }
}

/// The four digits of a merchant category code, without an allocation.
pub struct Mcc([u8; 4]);

/// The digits of `mcc`.
#[must_use]
pub fn mcc(mcc: u16) -> Mcc {
    let digit = |divisor: u16| b'0' + u8::try_from(mcc / divisor % 10).unwrap_or(0);
    Mcc([1_000, 100, 10, 1].map(digit))
}

impl Mcc {
    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}
