//! A payment code: what its text says, and its token in place of the text.

use tollgate_proto::v1;
use zeroize::Zeroize as _;

use crate::emv;
use crate::money::{Amount, Currency};
use crate::pan::Vault;
use crate::payment::{Code, Shown};
use crate::wit::tollgate::policy::facts::{CodeKind, Fields, Network};

use super::check::Check;

/// A code without its text.
pub(super) struct Taken {
    pub(super) code: Code,
    /// What the code asks for, where the payer adds nothing to it.
    pub(super) amount: Option<Amount>,
}

/// Takes the payment code out of the message and leaves its token there.
///
/// A text that is no code of its kind is malformed. One that a merchant shows may be an address,
/// of which nothing is judged; where it is meant to be EMV's, whether it is valid is a fact.
pub(super) fn take(
    message: &mut v1::PreAuthorization,
    vault: &Vault,
    check: &mut Check,
    malformed: &mut Fields,
) -> Option<Taken> {
    let code = message.code.as_mut()?;
    let kind = check.case("code.kind", code.kind, code_kind, CodeKind::Unknown);
    if code.payload.len() > 1_024 {
        check.refuse("code.payload", "must be at most 1024 bytes");
    }
    if !code.payload.is_empty() && !has_form(kind, &code.payload) {
        *malformed |= Fields::PAYMENT_CODE;
    }
    let prefix = if is_consumers(kind) {
        prefix(&code.payload)
    } else {
        0
    };
    let (shown, asked) = match kind {
        CodeKind::MerchantDynamic | CodeKind::MerchantStatic => read(&code.payload),
        _ => (None, Asked::default()),
    };
    let length = u8::try_from(code.payload.chars().count()).unwrap_or(u8::MAX);
    let token = if code.payload.is_empty() {
        String::new()
    } else {
        vault.code(&code.payload)
    };
    code.payload.zeroize();
    code.payload.clone_from(&token);
    let payer = check.text("code.payer_token", &code.payer_token, 64);
    let code = Code {
        kind,
        wallet: asked.network.unwrap_or_else(|| wallet(prefix)),
        token: token.into(),
        length,
        prefix,
        issued_at_ms: check.instant("code.issued_at", code.issued_at.as_ref()),
        payer: (!payer.is_empty()).then_some(payer),
        account_class: check
            .within("code.account_class", Some(code.account_class), 0..=3)
            .unwrap_or(0),
        auth_level: auth_level(&code.auth_level, check),
        shown,
    };
    Some(Taken {
        code,
        amount: asked.amount,
    })
}

fn is_consumers(kind: CodeKind) -> bool {
    matches!(kind, CodeKind::ConsumerDynamic | CodeKind::Unknown)
}

/// Consumers' codes are visible characters without spaces, and digits alone where they begin as
/// those of a wallet do; merchants' and personal ones are any line of text.
fn has_form(kind: CodeKind, text: &str) -> bool {
    let all = |fits: fn(&u8) -> bool| text.as_bytes().iter().all(fits);
    match kind {
        CodeKind::ConsumerDynamic if wallet(prefix(text)) != Network::Unknown => {
            all(u8::is_ascii_digit)
        }
        CodeKind::ConsumerDynamic => all(u8::is_ascii_graphic),
        _ => !text.chars().any(char::is_control) && !text.trim().is_empty(),
    }
}

/// The first two digits; 0 where they are none.
fn prefix(text: &str) -> u8 {
    let two = text
        .get(..2)
        .filter(|two| two.bytes().all(|byte| byte.is_ascii_digit()));
    two.and_then(|two| two.parse().ok()).unwrap_or(0)
}

/// The wallet of a consumer's code by its first two digits: WeChat Pay 10 to 15, Alipay 25 to
/// 30, UnionPay 62.
fn wallet(prefix: u8) -> Network {
    match prefix {
        10..=15 => Network::WechatPay,
        25..=30 => Network::Alipay,
        62 => Network::Unionpay,
        _ => Network::Unknown,
    }
}

/// What a merchant's code says of the payment.
#[derive(Default)]
struct Asked {
    network: Option<Network>,
    amount: Option<Amount>,
}

/// Reads a code that a merchant shows.
fn read(text: &str) -> (Option<Shown>, Asked) {
    if !emv::is_meant(text) {
        return (None, Asked::default());
    }
    let Ok(code) = emv::parse(text) else {
        return (Some(Shown::default()), Asked::default());
    };
    let names = code.name.into_iter().chain(code.other_name);
    let shown = Shown {
        valid: true,
        mcc: code.mcc,
        country: code.country.unwrap_or(0),
        names: names.map(Into::into).collect(),
    };
    let asked = Asked {
        network: code.network,
        amount: amount(&code),
    };
    (Some(shown), asked)
}

/// The amount that the code asks for, where it is one of its currency and nothing is added.
fn amount(code: &emv::Code<'_>) -> Option<Amount> {
    let currency = Currency::from_number(code.currency?)?;
    let text = code.amount.filter(|_| !code.added_to)?;
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = part.trim_end_matches('0');
    let exponent = usize::from(currency.exponent());
    let zeros = exponent.checked_sub(part.len())?;
    let digits = whole
        .bytes()
        .chain(part.bytes())
        .chain(std::iter::repeat_n(b'0', zeros));
    let minor_units = digits.into_iter().try_fold(0_i64, |sum, digit| {
        sum.checked_mul(10)?
            .checked_add(i64::from(digit.checked_sub(b'0')?))
    })?;
    Some(Amount {
        minor_units,
        currency,
    })
}

fn auth_level(text: &str, check: &mut Check) -> u8 {
    match text.as_bytes() {
        [] => 0,
        [level @ b'A'..=b'D'] => *level,
        _ => {
            check.refuse("code.auth_level", "must be A, B, C or D, or empty");
            0
        }
    }
}

fn code_kind(kind: v1::payment_code::Kind) -> CodeKind {
    use v1::payment_code::Kind;
    match kind {
        Kind::Unspecified => CodeKind::Unknown,
        Kind::ConsumerDynamic => CodeKind::ConsumerDynamic,
        Kind::MerchantDynamic => CodeKind::MerchantDynamic,
        Kind::MerchantStatic => CodeKind::MerchantStatic,
        Kind::Personal => CodeKind::Personal,
    }
}
