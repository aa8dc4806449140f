//! A payment as the gateway asked about it, checked and without its card number.

use std::sync::Arc;

use crate::money::Amount;
use crate::wit::tollgate::policy::facts::{
    Channel, Check, CodeKind, EntryMode, Fields, Funding, Network, TransactionType,
};

/// One payment on its way to authorization.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Idempotency key, chosen by the gateway.
    pub request_id: Arc<str>,
    /// SHA-256 of the content, to tell a repeated request from a reused id.
    pub content: [u8; 32],
    /// Time at the terminal, Unix milliseconds.
    pub occurred_at_ms: Option<u64>,
    /// What kind of transaction it is.
    pub kind: TransactionType,
    /// The way the payer reached the merchant.
    pub channel: Channel,
    /// How card or code was read.
    pub entry_mode: EntryMode,
    /// The amount.
    pub amount: Amount,
    /// The merchant.
    pub merchant_id: Box<str>,
    /// The terminal; empty where the message has none.
    pub terminal_id: Box<str>,
    /// The card, where there is one.
    pub card: Option<Card>,
    /// The payment code, where there is one.
    pub code: Option<Code>,
    /// How the payer was verified.
    pub verification: Verification,
    /// What the terminal said of itself.
    pub terminal: Option<TerminalReport>,
    /// Amount of the order that is paid.
    pub order_amount: Option<Amount>,
    /// The tip in it, minor units.
    pub tip: Option<i64>,
    /// What the merchant adds, minor units.
    pub surcharge: Option<i64>,
    /// Merchant fee rate that the gateway will charge, parts per million.
    pub fee_rate_ppm: Option<u32>,
    /// Part of that fee that goes to the issuer, minor units.
    pub issuer_fee: Option<i64>,
    /// Part of that fee that goes to the network, minor units.
    pub network_fee: Option<i64>,
    /// The payer pays in a currency of theirs.
    pub currency_conversion: bool,
    /// The payer's choice of that currency is recorded.
    pub currency_choice_recorded: bool,
    /// The request that this one completes, voids or refunds; empty for none.
    pub original_request_id: Box<str>,
    /// System trace audit number (DE11); empty where absent.
    pub trace_number: Box<str>,
    /// Retrieval reference (DE37); empty where absent.
    pub retrieval_reference: Box<str>,
    /// Digits after the decimal point that the sender reckoned with.
    pub sent_exponent: Option<u8>,
    /// The merchant's name as the receipt will show it; empty where absent.
    pub merchant_name: Box<str>,
    /// How likely fraud is by the gateway's own model, parts per million.
    pub fraud_score_ppm: Option<u32>,
    /// Merchant category code in the message; 0 where absent.
    pub mcc: u16,
    /// ISO 8583 DE25; 0 where absent.
    pub condition_code: u8,
    /// Anything else that a policy needs, sorted by key.
    pub attributes: Vec<(String, String)>,
    /// Fields that are absent.
    pub missing: Fields,
    /// Fields that do not have their form.
    pub malformed: Fields,
    /// A field held CVV, PIN or track data, which was wiped.
    pub sensitive_data: bool,
}

impl Payment {
    /// The network of the card or, where there is none, the wallet of the code.
    #[must_use]
    pub fn network(&self) -> Option<Network> {
        let of_card = self.card.as_ref().map(|card| card.network);
        of_card.or(self.code.as_ref().map(|code| code.wallet))
    }

    /// The network or wallet that it goes through: where the BIN tells nothing, the one that the
    /// sender says.
    #[must_use]
    pub fn route(&self) -> Option<Network> {
        let known = |network: &Network| *network != Network::Unknown;
        let declared = self.card.as_ref().map(|card| card.declared_network);
        self.network().filter(known).or(declared.filter(known))
    }
}

/// A card, known by its token.
#[derive(Clone, Debug)]
pub struct Card {
    /// Stands for the card number, everywhere.
    pub token: Box<str>,
    /// The first six or eight digits.
    pub bin: Bin,
    /// Digits of the card number.
    pub length: u8,
    /// Whether its check digit is right.
    pub luhn_valid: bool,
    /// As found from the BIN.
    pub network: Network,
    /// As the sender says.
    pub declared_network: Network,
    /// As the sender says.
    pub funding: Funding,
    /// Years since 2000 and month; zeros where the card shows none or it is malformed.
    pub expiry: (u8, u8),
    /// From track 2.
    pub service_code: Option<(u8, u8, u8)>,
    /// Two letters as the contract packs them; 0 unknown.
    pub issuer_country: u16,
    /// The issuer's id in the directory, where the sender knows it.
    pub issuer_id: Option<Box<str>>,
    /// DE55 was in the message.
    pub chip_data_present: bool,
}

/// The first digits of a card number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    /// Their value; the first digit is never 0 in a valid card number.
    pub value: u32,
    /// How many: 6 or 8.
    pub digits: u8,
}

impl std::fmt::Display for Bin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{:0width$}",
            self.value,
            width = usize::from(self.digits)
        )
    }
}

/// A payment code, known by its digest.
#[derive(Clone, Debug)]
pub struct Code {
    /// What kind of code it is.
    pub kind: CodeKind,
    /// The wallet that it belongs to.
    pub wallet: Network,
    /// Keyed digest of the code's text.
    pub token: Box<str>,
    /// Characters of the text.
    pub length: u8,
    /// First two digits of a consumer code; 0 for others.
    pub prefix: u8,
    /// When it was made, Unix milliseconds.
    pub issued_at_ms: Option<u64>,
    /// Opaque id of the paying account.
    pub payer: Option<Box<str>>,
    /// 1, 2 or 3; 0 unknown.
    pub account_class: u8,
    /// `A` to `D`; 0 unknown.
    pub auth_level: u8,
    /// What a code says that the merchant shows; `None` where it is of no such code, or of one
    /// that is not EMV's.
    pub shown: Option<Shown>,
}

/// What an EMV merchant-presented code says of the sale. Where it is not valid, nothing.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Well-formed, with a right checksum.
    pub valid: bool,
    /// Merchant category code.
    pub mcc: Option<u16>,
    /// Two letters as the contract packs them; 0 unknown.
    pub country: u16,
    /// The merchant's name, and the one in another language.
    pub names: Vec<Box<str>>,
}

/// How the payer was verified.
#[derive(Clone, Debug)]
pub struct Verification {
    /// A PIN was entered.
    pub pin_present: bool,
    /// The security module refused the PIN block.
    pub pin_block_invalid: bool,
    /// PIN entries so far.
    pub pin_tries: u8,
    /// The payer signed.
    pub signature_captured: bool,
    /// Message authentication.
    pub message_mac: Check,
    /// Card verification value.
    pub cvv: Check,
}

/// What the terminal said of itself in this request.
#[derive(Clone, Debug, Default)]
pub struct TerminalReport {
    /// Serial number; empty unknown.
    pub serial_number: Box<str>,
    /// Firmware version; empty unknown.
    pub firmware_version: Box<str>,
    /// Latitude and longitude in degrees.
    pub location: Option<(f64, f64)>,
    /// The case was opened.
    pub tampered: bool,
    /// Charge.
    pub battery_percent: Option<u8>,
    /// Temperature.
    pub temperature_celsius: Option<i16>,
    /// Humidity.
    pub humidity_percent: Option<u8>,
    /// A strong field near the reader.
    pub magnetic_interference: bool,
    /// Radio signal.
    pub signal_dbm: Option<i16>,
    /// Round trip to the gateway.
    pub round_trip_ms: Option<u32>,
    /// Packets lost.
    pub packet_loss_ppm: Option<u32>,
    /// The display fails.
    pub display_fault: bool,
    /// The printer fails.
    pub printer_fault: bool,
    /// Restarts in a day.
    pub restarts_day: Option<u32>,
    /// Brownouts in a day.
    pub brownouts_day: Option<u32>,
    /// Transactions not yet sent.
    pub pending_offline: Option<u32>,
    /// The chip could not be read.
    pub chip_read_failed: bool,
    /// The stripe could not be read.
    pub magstripe_read_failed: bool,
    /// The tap failed.
    pub contactless_read_failed: bool,
    /// Failed reads.
    pub read_error_ppm: Option<u32>,
    /// Reads that fell back to the stripe.
    pub fallback_ppm: Option<u32>,
    /// For how long it takes a shown code to be good.
    pub qr_code_valid_s: Option<u32>,
    /// For how long it takes a pre-authorization to be good.
    pub pre_authorization_valid_days: Option<u32>,
    /// For how long it takes a session to be good.
    pub session_valid_minutes: Option<u32>,
    /// For how long it takes a password to be good.
    pub password_valid_days: Option<u32>,
    /// Batch; empty unknown.
    pub batch_number: Box<str>,
    /// Last sign-in, Unix milliseconds.
    pub signed_in_at_ms: Option<u64>,
    /// The terminal's own clock, Unix milliseconds.
    pub local_time_ms: Option<u64>,
    /// Readers that it has.
    pub chip_capable: bool,
    /// Readers that it has.
    pub contactless_capable: bool,
    /// Readers that it has.
    pub qr_capable: bool,
}
