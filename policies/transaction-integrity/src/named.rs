//! Cases of the contract as settings and texts name them: lower kebab case, as in the contract.

use serde::Deserialize;
use tollgate_policy::facts::{self, Fields};

macro_rules! named {
    ($(#[$doc:meta])* $name:ident, $text:ident { $($case:ident = $written:literal),+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Deserialize)]
        pub enum $name { $(#[serde(rename = $written)] $case),+ }

        impl From<$name> for facts::$name {
            fn from(name: $name) -> Self {
                match name { $($name::$case => Self::$case),+ }
            }
        }

        /// The case as the contract writes it.
        #[allow(unreachable_patterns, reason = "not every enum has cases without a name here")]
        pub fn $text(case: facts::$name) -> &'static str {
            match case { $(facts::$name::$case => $written,)+ _ => "unknown" }
        }
    };
}

named! {
    /// What a request asks for.
    TransactionType, of_type {
        Purchase = "purchase", PreAuthorization = "pre-authorization", Completion = "completion",
        Refund = "refund", Void = "void", CashAdvance = "cash-advance",
        BalanceInquiry = "balance-inquiry"
    }
}
named! {
    /// Where a payment is taken.
    Channel, of_channel {
        Pos = "pos", Qr = "qr", Online = "online", InApp = "in-app",
        MailOrTelephone = "mail-or-telephone", Atm = "atm"
    }
}
named! {
    /// How the payer's card or code was read.
    EntryMode, of_entry_mode {
        Manual = "manual", Magstripe = "magstripe", Chip = "chip", Contactless = "contactless",
        MagstripeFallback = "magstripe-fallback", QrDynamic = "qr-dynamic", QrStatic = "qr-static",
        Ecommerce = "ecommerce", CredentialOnFile = "credential-on-file"
    }
}
/// Whose payment codes customers show.
#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wallet {
    Unionpay,
    WechatPay,
    Alipay,
}

impl From<Wallet> for facts::Network {
    fn from(wallet: Wallet) -> Self {
        match wallet {
            Wallet::Unionpay => Self::Unionpay,
            Wallet::WechatPay => Self::WechatPay,
            Wallet::Alipay => Self::Alipay,
        }
    }
}

/// A wallet's own name, the same in every language.
pub fn of_wallet(network: facts::Network) -> &'static str {
    use facts::Network;
    match network {
        Network::Unionpay => "UnionPay",
        Network::WechatPay => "WeChat Pay",
        Network::Alipay => "Alipay",
        _ => "?",
    }
}

macro_rules! fields {
    ($($case:ident = $flag:ident $written:literal $sent_as:literal),+ $(,)?) => {
        /// A field of a request that settings can ask for.
        #[derive(Clone, Copy, PartialEq, Deserialize)]
        pub enum Field { $(#[serde(rename = $written)] $case),+ }

        impl From<Field> for Fields {
            fn from(field: Field) -> Self {
                match field { $(Field::$case => Self::$flag),+ }
            }
        }

        /// Every field that a policy can be told of, with its name in the gateway's request.
        pub const FIELDS: &[(Fields, &str)] = &[
            $((Fields::$flag, $sent_as),)+
            (Fields::EXPIRY, "card.expiry_yymm"),
            (Fields::SERVICE_CODE, "card.service_code"),
        ];
    };
}

fields! {
    OccurredAt = OCCURRED_AT "occurred-at" "occurred_at",
    TransactionType = TRANSACTION_TYPE "transaction-type" "type",
    Channel = CHANNEL "channel" "channel",
    EntryMode = ENTRY_MODE "entry-mode" "entry_mode",
    Amount = AMOUNT "amount" "amount",
    Currency = CURRENCY "currency" "amount.currency",
    MerchantId = MERCHANT_ID "merchant-id" "merchant_id",
    TerminalId = TERMINAL_ID "terminal-id" "terminal_id",
    CardNumber = CARD_NUMBER "card-number" "card.number",
    PaymentCode = PAYMENT_CODE "payment-code" "code.payload",
    Mcc = MCC "mcc" "mcc",
    ConditionCode = CONDITION_CODE "condition-code" "condition_code",
    TraceNumber = TRACE_NUMBER "trace-number" "trace_number",
    Original = ORIGINAL "original" "original_request_id",
    Order = ORDER "order" "order",
}
