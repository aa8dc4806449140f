//! What the payment code says of the account that pays.

use tollgate_policy::Facts;
use tollgate_policy::facts::{Card, CodeKind, EntryMode, Network, PaymentCode};

/// The account behind a payment code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// A bank account of this class; 0 is unknown.
    Bank(u8),
    /// The balance that a payment institution keeps, of this class; 0 is unknown.
    Wallet(u8),
}

impl Account {
    /// The account that pays. A wallet of a payment institution with no card behind it pays
    /// from its balance; everything else pays from a bank account.
    pub fn of(code: &PaymentCode, card: Option<&Card>) -> Self {
        let institution = matches!(code.wallet, Network::Alipay | Network::WechatPay);
        if institution && card.is_none() {
            Self::Wallet(code.account_class)
        } else {
            Self::Bank(code.account_class)
        }
    }
}

/// How well a code proves who pays; it limits what may be paid with it in a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// A printed code, or a one-time code of level D, such as one that was photographed.
    Static,
    /// Confirmed by two factors without a digital certificate.
    B,
    /// Confirmed by fewer than two factors.
    C,
}

impl Level {
    /// The level of a code, where it is one that limits.
    pub fn of(code: &PaymentCode, entry_mode: EntryMode) -> Option<Self> {
        let printed = matches!(code.kind, CodeKind::MerchantStatic | CodeKind::Personal)
            || entry_mode == EntryMode::QrStatic;
        match code.auth_level {
            _ if printed => Some(Self::Static),
            b'D' => Some(Self::Static),
            b'C' => Some(Self::C),
            b'B' => Some(Self::B),
            _ => None,
        }
    }
}

/// Whether a wallet pays with a card of another country than the merchant's.
pub fn foreign_wallet(facts: &Facts) -> bool {
    let (Some(_), Some(card), Some(merchant)) = (&facts.payment_code, &facts.card, &facts.merchant)
    else {
        return false;
    };
    card.issuer_known
        && card.issuer_country != 0
        && merchant.country != 0
        && card.issuer_country != merchant.country
}
