//! The words that answers are shown in: in the reader's language where the answer has one.

use std::time::Duration;

use super::table::Style;
use crate::decision::{Audience, Effect, Outcome, Retry};
use crate::policy::Mode;
use crate::reasons::Locale;

/// A word in English and in Chinese.
pub(super) type Word = (&'static str, &'static str);

pub(super) const REQUEST: Word = ("Request", "请求");
pub(super) const AT: Word = ("Decided at", "判定时间");
pub(super) const RESPONSE_CODE: Word = ("Response code", "应答码");
pub(super) const RETRY: Word = ("Retry", "重试");
pub(super) const LIMIT: Word = ("Limit", "限额");
pub(super) const NOTE: Word = ("Note", "备注");
pub(super) const USED: Word = ("Used", "已用");
pub(super) const REMAINING: Word = ("Remaining", "剩余");
pub(super) const RESETS: Word = ("Starts again", "重新起算");
pub(super) const NOT_BEFORE: Word = ("not before", "不早于");
pub(super) const POLICY_SET: Word = ("Policy set", "策略集");
pub(super) const OPERATORS_ONLY: Word = ("operators only; masked for others", "仅运营人员可见");
pub(super) const WOULD_HOLD: Word = ("Would hold", "将占用限额");
pub(super) const HELD: Word = ("Held", "占用限额");
pub(super) const AMOUNT: Word = ("Amount", "数额");
pub(super) const UNTIL: Word = ("Until", "至");
pub(super) const ZERO: Word = (
    "Limits stood at zero before this payment.",
    "判定前各项限额的已用数为零。",
);
pub(super) const NO_MERCHANT: Word = (
    "There is no profile of this merchant: --merchant FILE gives one.",
    "没有该商户的资料：可用 --merchant FILE 提供。",
);

/// The word in the language.
pub(super) fn said((en, zh): Word, locale: Locale) -> &'static str {
    match locale {
        Locale::En => en,
        Locale::Zh => zh,
    }
}

pub(super) fn outcome(outcome: Outcome) -> Word {
    match outcome {
        Outcome::Approve => ("approve", "批准"),
        Outcome::Review => ("review", "人工审核"),
        Outcome::StepUp => ("step up", "追加验证"),
        Outcome::Decline => ("decline", "拒绝"),
    }
}

pub(super) fn effect(effect: Effect) -> Word {
    match effect {
        Effect::Reject => ("reject", "拒绝"),
        Effect::StepUp => ("step up", "追加验证"),
        Effect::Review => ("review", "人工审核"),
        Effect::Advise => ("advise", "提示"),
        Effect::Factor => ("factor", "因素"),
    }
}

pub(super) fn retry(retry: Retry) -> Word {
    match retry {
        Retry::None => ("nothing to retry", "无需重试"),
        Retry::Once => ("once more as it is", "可原样再试一次"),
        Retry::AfterFix => ("after the data is corrected", "更正数据后"),
        Retry::Reenter => ("present the card or code again", "重新出示卡或码"),
        Retry::OtherMeans => ("with another card, code or channel", "换卡、换码或换渠道"),
        Retry::Wait => ("later", "稍后"),
        Retry::AfterOperator => ("after an operator has changed something", "运营人员处理后"),
        Retry::Never => ("never", "不可重试"),
    }
}

pub(super) fn audience(audience: Audience) -> Word {
    match audience {
        Audience::Cardholder => ("Cardholder", "持卡人"),
        Audience::Merchant => ("Merchant", "商户"),
        Audience::Operator => ("Operator", "运营人员"),
    }
}

pub(super) fn mode(mode: Mode) -> Word {
    match mode {
        Mode::Enforce => ("enforce", "生效"),
        Mode::Shadow => ("shadow", "影子"),
        Mode::Off => ("off", "停用"),
    }
}

/// How an outcome stands out, by its stable name or its word in English.
pub(super) fn outcome_style(name: &str) -> Style {
    match name {
        "approve" => Style::Good,
        "decline" => Style::Bad,
        _ => Style::Caution,
    }
}

pub(super) fn effect_style(effect: Effect) -> Style {
    match effect {
        Effect::Reject => Style::Bad,
        Effect::StepUp | Effect::Review => Style::Caution,
        Effect::Advise | Effect::Factor => Style::Faint,
    }
}

/// The name of a case of the contract without the name of its enum: `step up` of
/// `OUTCOME_STEP_UP`.
pub(super) fn of_case(name: &str, prefix: &str) -> String {
    let case = name.strip_prefix(prefix).unwrap_or(name);
    case.to_lowercase().replace('_', " ")
}

/// `312 µs`, `3.12 ms`, `31.2 s`: three digits tell enough.
pub(super) fn duration(duration: Duration) -> String {
    let nanoseconds = duration.as_nanos();
    let (unit, name) = match nanoseconds {
        0..1_000_000 => (1_000, "µs"),
        1_000_000..1_000_000_000 => (1_000_000, "ms"),
        _ => (1_000_000_000, "s"),
    };
    let hundredths = nanoseconds * 100 / unit;
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match whole {
        0..10 => format!("{whole}.{rest:02} {name}"),
        10..100 => format!("{whole}.{} {name}", rest / 10),
        _ => format!("{whole} {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_three_digits() {
        for (nanoseconds, expected) in [
            (0, "0.00 µs"),
            (312_999, "312 µs"),
            (31_299, "31.2 µs"),
            (3_120_000, "3.12 ms"),
            (999_999_999, "999 ms"),
            (61_200_000_000, "61.2 s"),
        ] {
            assert_eq!(duration(Duration::from_nanos(nanoseconds)), expected);
        }
    }

    #[test]
    fn cases_are_words() {
        assert_eq!(of_case("OUTCOME_STEP_UP", "OUTCOME_"), "step up");
        assert_eq!(of_case("FAULT_TRAP", "FAULT_"), "trap");
    }
}
