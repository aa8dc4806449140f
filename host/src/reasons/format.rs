//! Values as a reader writes them. Each is appended to a text that grows.

use std::fmt::{self, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Locale;
use super::names::{NOTHING, currency_zh};
use crate::money::{Amount, Currency};

/// Of one value of text in a message; the evidence has it whole. A short template can use a
/// long value often.
const TEXT_CHARS_MAX: usize = 120;

/// `CNY 1,234.50`, `1,234.50元`.
pub(super) fn amount(out: &mut String, locale: Locale, amount: Amount) -> fmt::Result {
    let negative = amount.minor_units < 0;
    money(
        out,
        locale,
        negative,
        amount.minor_units.unsigned_abs(),
        amount.currency,
    )
}

/// A sum as a reader of the language writes it.
#[must_use]
pub fn sum(locale: Locale, minor_units: u64, currency: Currency) -> String {
    let mut out = String::new();
    // INVARIANT: writing to a string cannot fail.
    let _ = money(&mut out, locale, false, minor_units, currency);
    out
}

/// An amount whose minor units may not fit one with a sign.
pub(super) fn money(
    out: &mut String,
    locale: Locale,
    negative: bool,
    minor_units: u64,
    currency: Currency,
) -> fmt::Result {
    let code = currency.code();
    if locale == Locale::En {
        write!(out, "{code} ")?;
    }
    if negative {
        out.push('-');
    }
    let digits = currency.exponent();
    let unit = 10_u64.saturating_pow(u32::from(digits));
    grouped(out, minor_units / unit)?;
    if digits > 0 {
        write!(
            out,
            ".{:0width$}",
            minor_units % unit,
            width = usize::from(digits)
        )?;
    }
    match (locale, currency_zh(code)) {
        (Locale::En, _) => Ok(()),
        (Locale::Zh, Some(name)) => out.write_str(name),
        (Locale::Zh, None) => write!(out, " {code}"),
    }
}

/// `1,234,567`.
fn grouped(out: &mut String, number: u64) -> fmt::Result {
    if number < 1000 {
        return write!(out, "{number}");
    }
    grouped(out, number / 1000)?;
    write!(out, ",{:03}", number % 1000)
}

/// `0.4825%`: parts per million have at most four decimals as a percentage.
pub(super) fn ppm(out: &mut String, ppm: u32) -> fmt::Result {
    write!(out, "{}", ppm / 10_000)?;
    let decimals = ppm % 10_000;
    if decimals > 0 {
        write!(out, ".{decimals:04}")?;
        out.truncate(out.trim_end_matches('0').len());
    }
    out.write_char('%')
}

/// `24 Nov 2026, 00:00 (+08:00)`, `2026年11月24日 00:00`, both in that zone. An instant after
/// the year 9999 is not worth a date.
pub(super) fn instant(out: &mut String, locale: Locale, zone: &TimeZone, ms: u64) -> fmt::Result {
    let timestamp = i64::try_from(ms)
        .ok()
        .and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let Some(timestamp) = timestamp else {
        return out.write_str(NOTHING);
    };
    let format = match locale {
        Locale::En => "%-d %b %Y, %H:%M (%:z)",
        Locale::Zh => "%Y年%-m月%-d日 %H:%M",
    };
    write!(out, "{}", timestamp.to_zoned(zone.clone()).strftime(format))
}

/// A name or code from outside, on one line and without braces: a brace in a finished text
/// would look like a placeholder that nobody filled.
pub(super) fn text(out: &mut String, text: &str) -> fmt::Result {
    for (position, character) in text.chars().enumerate() {
        if position == TEXT_CHARS_MAX {
            return out.write_char('…');
        }
        out.push(match character {
            '{' => '(',
            '}' => ')',
            control if control.is_control() => ' ',
            other => other,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test shall stop")]

    use super::super::samples;
    use super::*;

    fn written(write: impl FnOnce(&mut String) -> fmt::Result) -> String {
        // What stands before a value is not touched.
        let mut out = String::from("100");
        write(&mut out).unwrap();
        out.strip_prefix("100").unwrap().into()
    }

    #[test]
    fn money_has_the_currencys_own_decimals() {
        for (minor_units, currency, en, zh) in [
            (123_450, "CNY", "CNY 1,234.50", "1,234.50元"),
            (5, "CNY", "CNY 0.05", "0.05元"),
            (0, "CNY", "CNY 0.00", "0.00元"),
            (-123_450, "CNY", "CNY -1,234.50", "-1,234.50元"),
            (-5, "USD", "USD -0.05", "-0.05美元"),
            (100_000_000, "USD", "USD 1,000,000.00", "1,000,000.00美元"),
            (1_005_000, "JPY", "JPY 1,005,000", "1,005,000日元"),
            (1_234_005, "KWD", "KWD 1,234.005", "1,234.005科威特第纳尔"),
            (123_450, "SEK", "SEK 1,234.50", "1,234.50 SEK"),
            (
                i64::MIN,
                "JPY",
                "JPY -9,223,372,036,854,775,808",
                "-9,223,372,036,854,775,808日元",
            ),
            (
                i64::MAX,
                "CNY",
                "CNY 92,233,720,368,547,758.07",
                "92,233,720,368,547,758.07元",
            ),
        ] {
            let sum = samples::amount(minor_units, currency);
            assert_eq!(written(|out| amount(out, Locale::En, sum)), en);
            assert_eq!(written(|out| amount(out, Locale::Zh, sum)), zh);
        }
    }

    #[test]
    fn shares_are_percentages_without_idle_zeros() {
        for (parts, expected) in [
            (6_000, "0.6%"),
            (4_825, "0.4825%"),
            (0, "0%"),
            (1, "0.0001%"),
            (1_000_000, "100%"),
            (1_050_000, "105%"),
            (100_500, "10.05%"),
            (u32::MAX, "429496.7295%"),
        ] {
            assert_eq!(written(|out| ppm(out, parts)), expected);
        }
    }

    #[test]
    fn instants_are_in_the_merchants_zone() {
        let at = |text: &str| {
            u64::try_from(text.parse::<Timestamp>().unwrap().as_millisecond()).unwrap()
        };
        for (zone, ms, en, zh) in [
            (
                "Asia/Shanghai",
                at("2026-11-23T16:00:00Z"),
                "24 Nov 2026, 00:00 (+08:00)",
                "2026年11月24日 00:00",
            ),
            (
                "UTC",
                at("2026-03-05T09:07:59.999Z"),
                "5 Mar 2026, 09:07 (+00:00)",
                "2026年3月5日 09:07",
            ),
            (
                "America/New_York",
                at("2026-11-01T05:30:00Z"),
                "1 Nov 2026, 01:30 (-04:00)",
                "2026年11月1日 01:30",
            ),
            (
                "America/New_York",
                at("2026-11-01T06:30:00Z"),
                "1 Nov 2026, 01:30 (-05:00)",
                "2026年11月1日 01:30",
            ),
            (
                "Asia/Kolkata",
                0,
                "1 Jan 1970, 05:30 (+05:30)",
                "1970年1月1日 05:30",
            ),
            ("UTC", u64::MAX, "—", "—"),
            ("UTC", 300_000_000_000_000, "—", "—"),
        ] {
            let zone = TimeZone::get(zone).unwrap();
            assert_eq!(written(|out| instant(out, Locale::En, &zone, ms)), en);
            assert_eq!(written(|out| instant(out, Locale::Zh, &zone, ms)), zh);
        }
    }

    #[test]
    fn text_stays_on_its_line() {
        let long = "卡".repeat(121);
        let cut = format!("{}…", "卡".repeat(120));
        let fits = "卡".repeat(120);
        for (given, expected) in [
            ("DE 14", "DE 14"),
            ("a\r\nb", "a  b"),
            ("{limit}", "(limit)"),
            ("", ""),
            (&long, &cut),
            (&fits, &fits),
        ] {
            assert_eq!(written(|out| text(out, given)), expected);
        }
    }
}
