//! The facts of one decision as a plain struct: what every engine is given, and makes its own
//! input of.

/// One payment, with what is known of those who take part.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// May be zero or less: a rule finds that.
    pub(crate) amount_minor: i64,
    /// ISO 4217 letters.
    pub(crate) currency: &'static str,
    pub(crate) channel: Channel,
    pub(crate) entry: Entry,
    /// Years since 2000 and month, of now.
    pub(crate) now_yymm: u16,
    pub(crate) card: Card,
    pub(crate) terminal: Terminal,
    pub(crate) merchant: Merchant,
    pub(crate) usage: Usage,
    pub(crate) fee: Fee,
}

#[derive(Clone, Debug)]
pub(crate) struct Card {
    pub(crate) network: Network,
    /// Digits of the number.
    pub(crate) length: u8,
    pub(crate) luhn_ok: bool,
    pub(crate) expiry_yymm: u16,
    /// First digit of the service code.
    pub(crate) service_code_1: u8,
    /// No PIN was entered.
    pub(crate) no_pin: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Terminal {
    pub(crate) chip_capable: bool,
    /// Transactions within a minute.
    pub(crate) tpm: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct Merchant {
    pub(crate) status: Status,
    pub(crate) mcc: u16,
    pub(crate) kyc_expired: bool,
    pub(crate) tenure_days: u32,
    pub(crate) chargeback_bps: u32,
    pub(crate) refund_bps: u32,
    pub(crate) volume_ratio_pct: u32,
    pub(crate) sales_count: u32,
    pub(crate) night_ppm: u32,
    /// ISO 3166-1 alpha-2.
    pub(crate) country: &'static str,
}

/// What totals hold before this payment; amounts in minor units.
#[derive(Clone, Debug)]
pub(crate) struct Usage {
    pub(crate) merchant_day_amount: i64,
    pub(crate) merchant_day_count: u32,
    pub(crate) card_day_amount: i64,
    pub(crate) qr_static_day_amount: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Fee {
    pub(crate) rate_ppm: u32,
    /// As agreed on.
    pub(crate) contract_ppm: u32,
    /// The most that any contract may say.
    pub(crate) max_share_ppm: u32,
    pub(crate) surcharge_minor: i64,
}

/// An enum that can be gone through.
pub(crate) trait Cases: Sized + 'static {
    /// Every case, in the order of their numbers.
    const ALL: &'static [Self];
}

/// An enum whose cases have names that rules are written with.
macro_rules! named {
    ($(#[$doc:meta])* $type:ident { $($case:ident = $name:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $type { $($case),+ }

        impl Cases for $type {
            const ALL: &'static [Self] = &[$(Self::$case),+];
        }

        impl $type {
            /// As rules name it.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$case => $name),+ }
            }
        }
    };
}

named! {
    /// Where a payment comes from.
    Channel { Pos = "pos", Qr = "qr", Online = "online" }
}
named! {
    /// How the card or code was read.
    Entry {
        Chip = "chip", Contactless = "contactless", Magstripe = "magstripe",
        QrStatic = "qr_static", Ecommerce = "ecommerce",
    }
}
named! {
    /// Whose card it is.
    Network {
        Unionpay = "unionpay", Visa = "visa", Mastercard = "mastercard", Amex = "amex",
        Jcb = "jcb", Diners = "diners", Discover = "discover",
    }
}
named! {
    /// Whether the merchant may sell.
    Status { Active = "active", Suspended = "suspended", Closed = "closed" }
}
