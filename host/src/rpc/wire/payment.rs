//! A request to a payment: checked, and rid of its card number.

use prost::Message as _;
use sha2::{Digest as _, Sha256};
use tollgate_proto::v1;
use zeroize::Zeroize as _;

use crate::money::{Amount, Currency};
use crate::pan::{KnownCard, Vault, network_of};
use crate::payment::{Bin, Card, Payment, Verification};
use crate::profiles::FieldProblem;
use crate::wit::tollgate::policy::facts::{
    Channel, Check as Checked, EntryMode, Fields, Funding, Network, TransactionType,
};

use super::check::Check;
use super::code::{self, Taken};
use super::sensitive::{self, Wiped};
use super::terminal;

/// Entries of `attributes`.
const ATTRIBUTES_MAX: usize = 32;

/// Makes a payment of a message. The card number, the payment code and what may never be kept are
/// wiped from the message before anything else looks at it.
///
/// # Errors
/// Every field that is not well formed, with the fix. What is well formed and wrong is for the
/// policies to judge.
pub fn decode(
    mut message: v1::PreAuthorization,
    vault: &Vault,
) -> Result<Payment, Vec<FieldProblem>> {
    let mut check = Check::default();
    let mut fields = Fields::empty();
    let wiped = sensitive::wipe(&mut message);
    let known = take_card_number(&mut message, vault, &mut fields);
    let code = code::take(&mut message, vault, &mut check, &mut fields);
    check.id("request_id", &message.request_id);
    check.id("merchant_id", &message.merchant_id);
    if !message.terminal_id.is_empty() {
        check.id("terminal_id", &message.terminal_id);
    }
    let amount = match &message.amount {
        Some(money) => check.amount("amount", money),
        None => {
            check.refuse("amount", "is missing");
            None
        }
    };
    let currency = amount.map(|amount| amount.currency);
    let mut malformed = fields;
    let card = message
        .card
        .as_ref()
        .and_then(|card| self::card(card, known, &mut check, &mut malformed));
    let order = message.order.as_ref();
    let asked_by_code = asked_by_code(&message, code.as_ref());
    let fee = message.fee.as_ref();
    if let Some(order) = order {
        check.text("order.order_id", &order.order_id, 64);
    }
    let payment = Payment {
        content: content(&message, &wiped),
        request_id: message.request_id.as_str().into(),
        occurred_at_ms: check.instant("occurred_at", message.occurred_at.as_ref()),
        kind: check.case("type", message.r#type, kind, TransactionType::Unknown),
        channel: check.case("channel", message.channel, channel, Channel::Unknown),
        entry_mode: check.case(
            "entry_mode",
            message.entry_mode,
            entry_mode,
            EntryMode::Unknown,
        ),
        amount: amount.unwrap_or(NO_AMOUNT),
        merchant_id: message.merchant_id.as_str().into(),
        terminal_id: message.terminal_id.as_str().into(),
        card,
        code: code.map(|taken| taken.code),
        verification: verification(message.verification.as_ref(), &mut check),
        terminal: message
            .terminal
            .as_ref()
            .map(|report| terminal::decode(report, &mut check)),
        order_amount: order
            .and_then(|order| check.amount("order.amount", order.amount.as_ref()?))
            .or(asked_by_code),
        tip: check.part(
            "order.tip",
            order.and_then(|order| order.tip.as_ref()),
            currency,
        ),
        surcharge: check.part(
            "fee.surcharge",
            fee.and_then(|fee| fee.surcharge.as_ref()),
            currency,
        ),
        fee_rate_ppm: check.within(
            "fee.rate_ppm",
            fee.and_then(|fee| fee.rate_ppm),
            0..=1_000_000,
        ),
        currency_conversion: fee.is_some_and(|fee| fee.dynamic_currency_conversion),
        currency_choice_recorded: fee.is_some_and(|fee| fee.currency_choice_recorded),
        issuer_fee: check.part(
            "fee.issuer_fee",
            fee.and_then(|fee| fee.issuer_fee.as_ref()),
            currency,
        ),
        network_fee: check.part(
            "fee.network_fee",
            fee.and_then(|fee| fee.network_fee.as_ref()),
            currency,
        ),
        original_request_id: check.text("original_request_id", &message.original_request_id, 64),
        trace_number: check.text("trace_number", &message.trace_number, 64),
        retrieval_reference: check.text("retrieval_reference", &message.retrieval_reference, 64),
        sent_exponent: check.within("currency_exponent", message.currency_exponent, 0..=9),
        merchant_name: check.text("merchant_name", &message.merchant_name, 200),
        fraud_score_ppm: check.within("fraud_score_ppm", message.fraud_score_ppm, 0..=1_000_000),
        mcc: check
            .within("mcc", Some(message.mcc), 0..=9_999)
            .unwrap_or(0),
        condition_code: condition_code(&message.condition_code, &mut malformed),
        attributes: attributes(&message, &mut check),
        missing: missing(&message),
        malformed,
        sensitive_data: wiped.any(),
    };
    if check.problems.is_empty() {
        Ok(payment)
    } else {
        Err(check.problems)
    }
}

/// What tells a repeated request from a reused id. Of what was wiped only that it was there is
/// in it: the same request without it is another one.
fn content(message: &v1::PreAuthorization, wiped: &Wiped) -> [u8; 32] {
    let mut digest = Sha256::new_with_prefix(message.encode_to_vec());
    for field in wiped.fields() {
        // No message ends with a zero and goes on with a text.
        digest.update([0]);
        digest.update(field);
    }
    digest.finalize().into()
}

/// What the code that the merchant shows asks for is the amount of the order, where nobody said
/// what that is. A later transaction may be for a part of it.
fn asked_by_code(message: &v1::PreAuthorization, code: Option<&Taken>) -> Option<Amount> {
    use v1::TransactionType::{PreAuthorization, Purchase};
    [Purchase, PreAuthorization]
        .contains(&message.r#type())
        .then_some(code?.amount)
        .flatten()
}

/// What stands where an amount was refused.
const NO_AMOUNT: Amount = Amount {
    minor_units: 0,
    currency: Currency::NONE,
};

/// Takes the card number out of the message, leaves its token there, and says what may be
/// known of it.
fn take_card_number(
    message: &mut v1::PreAuthorization,
    vault: &Vault,
    malformed: &mut Fields,
) -> Option<KnownCard> {
    use v1::card::Number;
    let card = message.card.as_mut()?;
    let Some(Number::Pan(pan)) = &mut card.number else {
        return None;
    };
    let known = vault.card(pan);
    pan.zeroize();
    match &known {
        Some(known) => *pan = known.token.clone(),
        None => *malformed |= Fields::CARD_NUMBER,
    }
    known
}

fn card(
    card: &v1::Card,
    known: Option<KnownCard>,
    check: &mut Check,
    malformed: &mut Fields,
) -> Option<Card> {
    let known = match (&card.number, known) {
        (_, Some(known)) => known,
        (Some(v1::card::Number::Token(token)), None) => tokenized(token, check)?,
        (Some(v1::card::Number::Pan(_)), None) => UNKNOWN_CARD,
        (None, None) => return None,
    };
    let issuer_id = check.text("card.issuer_id", &card.issuer_id, 64);
    Some(Card {
        token: known.token.into(),
        bin: known.bin,
        length: known.length,
        luhn_valid: known.luhn_valid,
        network: known.network,
        declared_network: check.case("card.network", card.network, network, Network::Unknown),
        funding: check.case("card.funding", card.funding, funding, Funding::Unknown),
        expiry: expiry(&card.expiry_yymm, malformed),
        service_code: service_code(&card.service_code, malformed),
        issuer_country: country(&card.issuer_country, check),
        issuer_id: (!issuer_id.is_empty()).then_some(issuer_id),
        chip_data_present: card.chip_data_present,
    })
}

/// A card whose number could not be read.
const UNKNOWN_CARD: KnownCard = KnownCard {
    token: String::new(),
    bin: Bin {
        value: 0,
        digits: 6,
    },
    length: 0,
    luhn_valid: false,
    network: Network::Unknown,
};

/// A card that the gateway knows by its own token.
fn tokenized(token: &v1::CardToken, check: &mut Check) -> Option<KnownCard> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let value = check.text("card.token.value", &token.value, 64);
    if value.is_empty() {
        check.refuse("card.token.value", "is missing");
    }
    if !(digits(&token.bin) && matches!(token.bin.len(), 6 | 8)) {
        check.refuse(
            "card.token.bin",
            "must be the first 6 or 8 digits of the card number",
        );
    }
    if !(digits(&token.last_four) && matches!(token.last_four.len(), 0 | 4)) {
        check.refuse("card.token.last_four", "must be four digits, or empty");
    }
    let length = check.within("card.token.length", Some(token.length), 8..=19)?;
    let bin = Bin {
        value: token.bin.parse().ok()?,
        digits: u8::try_from(token.bin.len()).ok()?,
    };
    Some(KnownCard {
        token: value.into(),
        bin,
        length,
        luhn_valid: token.luhn_valid,
        network: network_of(bin),
    })
}

fn expiry(text: &str, malformed: &mut Fields) -> (u8, u8) {
    if text.is_empty() {
        return (0, 0);
    }
    let part = |range| {
        text.get(range)
            .and_then(|part: &str| part.parse::<u8>().ok())
    };
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    match (part(0..2), part(2..4)) {
        (Some(year), Some(month @ 1..=12)) if digits => (year, month),
        _ => {
            *malformed |= Fields::EXPIRY;
            (0, 0)
        }
    }
}

fn service_code(text: &str, malformed: &mut Fields) -> Option<(u8, u8, u8)> {
    match text.as_bytes() {
        [] => None,
        [
            first @ b'0'..=b'9',
            second @ b'0'..=b'9',
            third @ b'0'..=b'9',
        ] => Some((first - b'0', second - b'0', third - b'0')),
        _ => {
            *malformed |= Fields::SERVICE_CODE;
            None
        }
    }
}

fn condition_code(text: &str, malformed: &mut Fields) -> u8 {
    match text.as_bytes() {
        [] => 0,
        [tens @ b'0'..=b'9', units @ b'0'..=b'9'] => (tens - b'0') * 10 + (units - b'0'),
        _ => {
            *malformed |= Fields::CONDITION_CODE;
            0
        }
    }
}

fn country(text: &str, check: &mut Check) -> u16 {
    match text.as_bytes() {
        [] => 0,
        [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => u16::from_be_bytes([*first, *second]),
        _ => {
            check.refuse(
                "card.issuer_country",
                "must be two capital letters, such as CN, or empty",
            );
            0
        }
    }
}

fn verification(message: Option<&v1::Verification>, check: &mut Check) -> Verification {
    let none = v1::Verification::default();
    let message = message.unwrap_or(&none);
    Verification {
        pin_present: message.pin_present,
        pin_block_invalid: message.pin_block_invalid,
        pin_tries: u8::try_from(message.pin_tries).unwrap_or(u8::MAX),
        signature_captured: message.signature_captured,
        message_mac: check.case(
            "verification.message_mac",
            message.message_mac,
            checked,
            Checked::NotDone,
        ),
        cvv: check.case("verification.cvv", message.cvv, checked, Checked::NotDone),
    }
}

fn attributes(message: &v1::PreAuthorization, check: &mut Check) -> Vec<(String, String)> {
    if message.attributes.len() > ATTRIBUTES_MAX {
        check.refuse(
            "attributes",
            format!("must be at most {ATTRIBUTES_MAX} entries"),
        );
        return Vec::new();
    }
    let valid =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.-".contains(&byte);
    for (key, value) in &message.attributes {
        if !(1..=64).contains(&key.len()) || !key.bytes().all(valid) {
            check.refuse(
                "attributes",
                "keys must be 1 to 64 characters of a-z 0-9 _ . -",
            );
        } else {
            check.text("attributes", key, 64);
            check.text(
                &format!("attributes[{}]", crate::profiles::mask(key)),
                value,
                256,
            );
        }
    }
    message
        .attributes
        .iter()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// The fields that are absent.
fn missing(message: &v1::PreAuthorization) -> Fields {
    let card = message.card.as_ref();
    let mut missing = Fields::empty();
    let mut absent = |absent: bool, field: Fields| {
        if absent {
            missing |= field;
        }
    };
    absent(message.occurred_at.is_none(), Fields::OCCURRED_AT);
    absent(message.r#type == 0, Fields::TRANSACTION_TYPE);
    absent(message.channel == 0, Fields::CHANNEL);
    absent(message.entry_mode == 0, Fields::ENTRY_MODE);
    absent(message.terminal_id.is_empty(), Fields::TERMINAL_ID);
    absent(
        card.is_none_or(|card| card.number.is_none()),
        Fields::CARD_NUMBER,
    );
    absent(
        card.is_none_or(|card| card.expiry_yymm.is_empty()),
        Fields::EXPIRY,
    );
    absent(
        card.is_none_or(|card| card.service_code.is_empty()),
        Fields::SERVICE_CODE,
    );
    let payload = message.code.as_ref().map(|code| code.payload.is_empty());
    absent(payload.unwrap_or(true), Fields::PAYMENT_CODE);
    absent(message.mcc == 0, Fields::MCC);
    absent(message.condition_code.is_empty(), Fields::CONDITION_CODE);
    absent(message.trace_number.is_empty(), Fields::TRACE_NUMBER);
    absent(message.original_request_id.is_empty(), Fields::ORIGINAL);
    absent(message.order.is_none(), Fields::ORDER);
    missing
}

/// Cases of the contract's enums as those of the contract with policies: the names are the same.
macro_rules! same_cases {
    ($(fn $name:ident($wire:ty) -> $domain:ty { $($from:ident => $to:ident),+ $(,)? })+) => {
        $(fn $name(case: $wire) -> $domain {
            match case { $(<$wire>::$from => <$domain>::$to),+ }
        })+
    };
}

same_cases! {
    fn kind(v1::TransactionType) -> TransactionType {
        Unspecified => Unknown, Purchase => Purchase, PreAuthorization => PreAuthorization,
        Completion => Completion, Refund => Refund, Void => Void, CashAdvance => CashAdvance,
        BalanceInquiry => BalanceInquiry,
    }
    fn channel(v1::Channel) -> Channel {
        Unspecified => Unknown, Pos => Pos, Qr => Qr, Online => Online, InApp => InApp,
        MailOrTelephone => MailOrTelephone, Atm => Atm,
    }
    fn entry_mode(v1::EntryMode) -> EntryMode {
        Unspecified => Unknown, Manual => Manual, Magstripe => Magstripe, Chip => Chip,
        Contactless => Contactless, MagstripeFallback => MagstripeFallback,
        QrDynamic => QrDynamic, QrStatic => QrStatic, Ecommerce => Ecommerce,
        CredentialOnFile => CredentialOnFile,
    }
    fn network(v1::Network) -> Network {
        Unspecified => Unknown, Unionpay => Unionpay, Visa => Visa, Mastercard => Mastercard,
        Amex => Amex, Jcb => Jcb, Diners => Diners, Discover => Discover, WechatPay => WechatPay,
        Alipay => Alipay,
    }
    fn funding(v1::Funding) -> Funding {
        Unspecified => Unknown, Debit => Debit, Credit => Credit, Prepaid => Prepaid,
    }
    fn checked(v1::verification::Result) -> Checked {
        Unspecified => NotDone, NotDone => NotDone, Passed => Passed, Failed => Failed,
    }
}
