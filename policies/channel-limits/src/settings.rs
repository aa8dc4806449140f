//! What an operator can set. Amounts are minor units of the currency they stand under.

use std::collections::BTreeMap;

use serde::Deserialize;
use tollgate_policy::{Figure, facts};

use crate::hours::Hours;

/// A cap or a floor in minor units.
pub type Amount = Option<Figure<i64>>;
/// A cap on a number of payments.
pub type Count = Option<Figure<u32>>;

/// The settings. Whatever is absent limits nothing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The share of a cap, in parts per million, from which `limit.near` is told.
    pub near_ppm: u32,
    /// By the letters of a currency. Boxed: a map's node has room for eleven.
    #[serde(default)]
    pub limits: BTreeMap<String, Box<Limits>>,
    /// What holds for a channel in every currency.
    #[serde(default)]
    pub channels: BTreeMap<ChannelName, ChannelRules>,
    /// Payments with one card in a day.
    pub card_daily_count: Count,
    /// Attempts at one terminal in 60 seconds.
    pub terminal_minute_count: Count,
    /// Attempts with one card at one merchant.
    pub merchant_repeat: Repeat,
    /// When a sale looks as if it was split.
    pub split: Split,
    /// When the networks forbid to try a refused card again.
    #[serde(default)]
    pub reattempts: Reattempts,
    /// The networks whose credit cards spend the micro merchant's limit; empty for all.
    #[serde(default)]
    pub micro_credit_networks: Vec<NetworkName>,
}

/// The limits of one currency.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// What a merchant may take through a channel.
    pub channels: BTreeMap<ChannelName, ChannelCaps>,
    /// What a merchant may take in all.
    pub merchant: Caps,
    /// What replaces `channels` and `merchant` for merchants of a size.
    pub sizes: BTreeMap<SizeName, SizeCaps>,
    /// What one terminal may take in a day.
    pub terminal_daily: Amount,
    /// What may be spent with one card.
    pub card: Caps,
    /// What all micro merchants of one owner may take by credit card.
    pub micro_credit: MicroCredit,
    /// What a bank account of class II may spend.
    pub account_ii: DayAndYear,
    /// What a bank account of class III may spend.
    pub account_iii: DayAndYear,
    /// What may be spent from a wallet's balance.
    pub wallet_balance: WalletBalance,
    /// What one paying account may spend through codes in a day.
    pub qr: Qr,
    /// What a wallet may spend from a card of another country than the merchant's.
    pub foreign_wallet: ForeignWallet,
}

/// Caps of a channel.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelCaps {
    pub minimum: Amount,
    pub single: Amount,
    pub daily: Amount,
    pub monthly: Amount,
}

/// Caps of a merchant or a card.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Caps {
    pub single: Amount,
    pub daily: Amount,
    pub monthly: Amount,
}

/// Caps of merchants of one size.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SizeCaps {
    pub channels: BTreeMap<ChannelName, ChannelCaps>,
    pub merchant: Caps,
}

/// Caps of credit cards at micro merchants.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MicroCredit {
    pub daily: Amount,
    pub monthly: Amount,
}

/// Caps of a bank account.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DayAndYear {
    pub daily: Amount,
    pub yearly: Amount,
}

/// Class I has a cap for its lifetime, the others one for each year.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WalletBalance {
    pub i_lifetime: Amount,
    pub ii_yearly: Amount,
    pub iii_yearly: Amount,
}

/// Caps of payments by code.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Qr {
    pub static_daily: Amount,
    pub level_b_daily: Amount,
    pub level_c_daily: Amount,
}

/// Caps of a wallet with a foreign card.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ForeignWallet {
    pub single: Amount,
    pub yearly: Amount,
}

/// What holds for a channel in every currency.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelRules {
    /// Closed for every merchant.
    pub closed: bool,
    /// When it is open, in the merchant's local time.
    pub hours: Option<Hours>,
    /// Payments of one merchant in a day.
    pub daily_count: Count,
}

/// Attempts with one card at one merchant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    pub count: Count,
    /// Over the last so many seconds.
    pub window_s: u32,
}

/// When payments with one card at one merchant look like one sale in parts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// The share of a limit of one payment from which a payment is just under it, in parts per
    /// million. Absent: nothing is suspected.
    pub share_ppm: Count,
    /// How many such payments are too many, this one included.
    pub payments: Figure<u32>,
    /// Over the last so many seconds.
    pub window_s: u32,
}

/// After how many refusals of a card at a merchant it may not be tried again.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reattempts {
    pub visa_30_days: Count,
    pub mastercard_24_hours: Count,
    pub mastercard_30_days: Count,
    /// Days without any attempt once an issuer said: never again.
    pub refused_for_good_days: Count,
}

/// A channel as settings name it. Read as a string, so that a problem below it has its path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub enum ChannelName {
    Pos,
    Qr,
    Online,
    InApp,
    MailOrTelephone,
    Atm,
}

impl TryFrom<String> for ChannelName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        (Self::ALL.into_iter())
            .find(|name| name.text() == text)
            .ok_or_else(|| {
                format!(
                    "`{text}` is no channel; give pos, qr, online, in_app, mail_or_telephone or atm"
                )
            })
    }
}

impl ChannelName {
    const ALL: [Self; 6] = [
        Self::Pos,
        Self::Qr,
        Self::Online,
        Self::InApp,
        Self::MailOrTelephone,
        Self::Atm,
    ];

    /// The name of a channel that is known.
    pub fn of(channel: facts::Channel) -> Option<Self> {
        match channel {
            facts::Channel::Unknown => None,
            facts::Channel::Pos => Some(Self::Pos),
            facts::Channel::Qr => Some(Self::Qr),
            facts::Channel::Online => Some(Self::Online),
            facts::Channel::InApp => Some(Self::InApp),
            facts::Channel::MailOrTelephone => Some(Self::MailOrTelephone),
            facts::Channel::Atm => Some(Self::Atm),
        }
    }

    /// As it stands in settings.
    pub fn text(self) -> &'static str {
        match self {
            Self::Pos => "pos",
            Self::Qr => "qr",
            Self::Online => "online",
            Self::InApp => "in_app",
            Self::MailOrTelephone => "mail_or_telephone",
            Self::Atm => "atm",
        }
    }
}

/// A merchant's size as settings name it. Read as a string, so that a problem below it has its
/// path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub enum SizeName {
    Micro,
    Individual,
    Enterprise,
}

impl TryFrom<String> for SizeName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        ([Self::Micro, Self::Individual, Self::Enterprise].into_iter())
            .find(|name| name.text() == text)
            .ok_or_else(|| format!("`{text}` is no size; give micro, individual or enterprise"))
    }
}

impl SizeName {
    /// The name of a size that is known.
    pub fn of(size: facts::MerchantSize) -> Option<Self> {
        match size {
            facts::MerchantSize::Unknown => None,
            facts::MerchantSize::Micro => Some(Self::Micro),
            facts::MerchantSize::Individual => Some(Self::Individual),
            facts::MerchantSize::Enterprise => Some(Self::Enterprise),
        }
    }

    /// As it stands in settings.
    pub fn text(self) -> &'static str {
        match self {
            Self::Micro => "micro",
            Self::Individual => "individual",
            Self::Enterprise => "enterprise",
        }
    }
}

/// A network as settings name it.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NetworkName {
    Unionpay,
    Visa,
    Mastercard,
    Amex,
    Jcb,
    Diners,
    Discover,
    WechatPay,
    Alipay,
}

impl NetworkName {
    /// The network of this name.
    pub fn network(self) -> facts::Network {
        match self {
            Self::Unionpay => facts::Network::Unionpay,
            Self::Visa => facts::Network::Visa,
            Self::Mastercard => facts::Network::Mastercard,
            Self::Amex => facts::Network::Amex,
            Self::Jcb => facts::Network::Jcb,
            Self::Diners => facts::Network::Diners,
            Self::Discover => facts::Network::Discover,
            Self::WechatPay => facts::Network::WechatPay,
            Self::Alipay => facts::Network::Alipay,
        }
    }
}
