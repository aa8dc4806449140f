//! The settings: their form, and what is refused. Units and meaning of each are in
//! `settings.schema.json`, the defaults with their sources in `defaults.json`.

use serde::Deserialize;
use tollgate_policy::currency::{self, ByCurrency};
use tollgate_policy::{Figure, Problems};

use crate::named::{Channel, Field, TransactionType, Wallet};

/// The longest that anything may be allowed to take: ten years of days.
const DAYS_MAX: u32 = 3_660;
/// A day: longer, and a duplicate, a clock or a code would not be judged at all.
const SECONDS_MAX: u32 = 86_400;
/// The whole, in parts per million.
const WHOLE_PPM: u32 = 1_000_000;

/// All settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub require_known_merchant: bool,
    pub required_fields: Vec<RequiredFields>,
    pub amount: Amount,
    pub original: Original,
    pub duplicate_window_s: Option<Figure<u32>>,
    pub clock_skew_max_s: Option<Figure<u32>>,
    pub code: Code,
}

/// Fields that some requests must hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredFields {
    #[serde(default)]
    pub types: Vec<TransactionType>,
    #[serde(default)]
    pub channels: Vec<Channel>,
    #[serde(default)]
    pub paid_by: PaidBy,
    pub fields: Vec<Field>,
}

/// What a payment is made with.
#[derive(Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaidBy {
    #[default]
    Anything,
    /// There is no payment code.
    Card,
    Code,
    /// Neither a payment code nor a card number.
    Nothing,
}

/// The amount.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    pub largest: Option<Figure<i64>>,
    pub ceilings: ByCurrency,
    pub order_tolerance_ppm: Option<Figure<u32>>,
    pub order_tolerance: ByCurrency,
    pub tip_max_ppm: Option<Figure<u32>>,
    pub capture_max_ppm: Option<Figure<u32>>,
}

/// For how many days something can be done to an earlier transaction.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Original {
    pub completion_days: Option<Figure<u32>>,
    pub pre_authorization_void_days: Option<Figure<u32>>,
    pub void_days: Option<Figure<u32>>,
    pub refund_days: Option<Figure<u32>>,
}

/// Payment codes that customers show.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    pub forms: Option<Figure<Vec<Form>>>,
    pub ttl_s: Ttl,
}

/// How codes look: the first and last of their two-digit prefixes, the least and most digits.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Whose codes; of none that the contract knows where absent.
    #[serde(default)]
    pub wallet: Option<Wallet>,
    pub prefixes: (u8, u8),
    pub lengths: (u8, u8),
}

/// For how long a code is good, by wallet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ttl {
    pub wechat_pay: Option<Figure<u32>>,
    pub alipay: Option<Figure<u32>>,
    pub unionpay: Option<Figure<u32>>,
    pub other: Option<Figure<u32>>,
}

/// Says what is wrong with settings beyond their form.
pub fn check(settings: &Settings, problems: &mut Problems) {
    for (row, rule) in settings.required_fields.iter().enumerate() {
        problems.require(
            !rule.fields.is_empty(),
            format!("required_fields[{row}].fields"),
            "name at least one field, or leave the rule out",
        );
    }
    check_amount(&settings.amount, problems);
    let original = &settings.original;
    for (path, days) in [
        ("original.completion_days", &original.completion_days),
        (
            "original.pre_authorization_void_days",
            &original.pre_authorization_void_days,
        ),
        ("original.void_days", &original.void_days),
        ("original.refund_days", &original.refund_days),
    ] {
        within(days, 1, DAYS_MAX, "days", path, problems);
    }
    let ttl = &settings.code.ttl_s;
    for (path, seconds) in [
        ("duplicate_window_s", &settings.duplicate_window_s),
        ("clock_skew_max_s", &settings.clock_skew_max_s),
        ("code.ttl_s.wechat_pay", &ttl.wechat_pay),
        ("code.ttl_s.alipay", &ttl.alipay),
        ("code.ttl_s.unionpay", &ttl.unionpay),
        ("code.ttl_s.other", &ttl.other),
    ] {
        within(seconds, 1, SECONDS_MAX, "seconds", path, problems);
    }
    let forms = settings.code.forms.iter().flat_map(|forms| &forms.value);
    for (row, form) in forms.enumerate() {
        let ((first, last), (least, most)) = (form.prefixes, form.lengths);
        let good = first <= last && last <= 99 && 2 <= least && least <= most;
        problems.require(
            good,
            format!("code.forms.value[{row}]"),
            "give prefixes of two digits and lengths from 2 on, the smaller first",
        );
    }
}

fn check_amount(amount: &Amount, problems: &mut Problems) {
    problems.require(
        amount
            .largest
            .as_ref()
            .is_none_or(|largest| largest.value > 0),
        "amount.largest.value",
        "must be larger than 0; list it under `remove` for no check",
    );
    currency::check(&amount.ceilings, "amount.ceilings", problems);
    currency::check(&amount.order_tolerance, "amount.order_tolerance", problems);
    for (path, share, least, most) in [
        (
            "amount.order_tolerance_ppm",
            &amount.order_tolerance_ppm,
            0,
            WHOLE_PPM,
        ),
        ("amount.tip_max_ppm", &amount.tip_max_ppm, 0, WHOLE_PPM),
        (
            "amount.capture_max_ppm",
            &amount.capture_max_ppm,
            WHOLE_PPM,
            2 * WHOLE_PPM,
        ),
    ] {
        within(share, least, most, "parts per million", path, problems);
    }
}

fn within(
    figure: &Option<Figure<u32>>,
    least: u32,
    most: u32,
    unit: &str,
    path: &str,
    problems: &mut Problems,
) {
    problems.require(
        (figure.as_ref()).is_none_or(|figure| (least..=most).contains(&figure.value)),
        format!("{path}.value"),
        format!("must be from {least} to {most} {unit}; list it under `remove` for no check"),
    );
}
