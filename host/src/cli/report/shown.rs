//! A report's figures as its reader writes them: numbers, money, dates, names.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::words as w;
use crate::cli::table::grouped;
use crate::cli::words::{self, Word};
use crate::reasons::{Locale, channel_name, sum};
use crate::report::{Cause, Instant, Kind, Party, Remedy, Report, Sum};

/// A report and its reader.
pub(super) struct Shown<'a> {
    pub(super) report: &'a Report,
    pub(super) locale: Locale,
    zone: TimeZone,
}

impl<'a> Shown<'a> {
    pub(super) fn new(report: &'a Report, locale: Locale) -> Self {
        let zone = report.zone.as_deref().map(TimeZone::get);
        Self {
            report,
            locale,
            zone: zone.and_then(Result::ok).unwrap_or(TimeZone::UTC),
        }
    }

    pub(super) fn say(&self, word: Word) -> &'static str {
        words::said(word, self.locale)
    }

    /// English beside Chinese, where only the order of words differs.
    pub(super) fn either(&self, en: String, zh: String) -> String {
        match self.locale {
            Locale::En => en,
            Locale::Zh => zh,
        }
    }

    /// `120 payments`, `120笔`.
    pub(super) fn payments(&self, count: u64) -> String {
        let number = grouped(count);
        let many = if count == 1 { "payment" } else { "payments" };
        self.either(format!("{number} {many}"), format!("{number}笔"))
    }

    pub(super) fn sum(&self, of: &Sum) -> String {
        sum(self.locale, of.minor_units, of.currency)
    }

    /// The first sums, and how many currencies more there are.
    pub(super) fn sums(&self, sums: &[Sum], most: usize) -> String {
        let mut shown: Vec<String> = sums.iter().take(most).map(|of| self.sum(of)).collect();
        let more = sums.len().saturating_sub(most);
        if more > 0 {
            shown.push(format!("+{more}"));
        }
        shown.join(self.either(", ".into(), "、".into()).as_str())
    }

    /// What failed in each currency, and what was asked for.
    pub(super) fn at_stake(&self) -> Vec<(String, String)> {
        let amounts = self.report.amounts.iter();
        amounts
            .filter(|amounts| amounts.failed > 0)
            .map(|amounts| {
                let shown = |minor_units| sum(self.locale, minor_units, amounts.currency);
                (shown(amounts.failed), shown(amounts.asked))
            })
            .collect()
    }

    /// `24 Nov 2026, 00:00`, `2026年11月24日 00:00`.
    pub(super) fn instant(&self, at: Instant) -> String {
        let ms = i64::try_from(at.0).unwrap_or(i64::MAX);
        let Ok(at) = jiff::Timestamp::from_millisecond(ms) else {
            return "—".to_owned();
        };
        let format = match self.locale {
            Locale::En => "%-d %b %Y, %H:%M",
            Locale::Zh => "%Y年%-m月%-d日 %H:%M",
        };
        let mut told = at.to_zoned(self.zone.clone()).strftime(format).to_string();
        if self.report.zone.is_none() {
            told.push_str(" UTC");
        }
        told
    }

    /// `24 Nov`, `11月24日`.
    pub(super) fn short_date(&self, date: Date) -> String {
        let format = match self.locale {
            Locale::En => "%-d %b",
            Locale::Zh => "%-m月%-d日",
        };
        date.strftime(format).to_string()
    }

    /// `Tue, 24 Nov 2026`, `2026年11月24日 周二`.
    pub(super) fn date(&self, date: Date) -> String {
        match self.locale {
            Locale::En => date.strftime("%a, %-d %b %Y").to_string(),
            Locale::Zh => {
                let days = ["一", "二", "三", "四", "五", "六", "日"];
                let place = date.weekday().to_monday_zero_offset();
                let day = usize::try_from(place)
                    .ok()
                    .and_then(|place| days.get(place));
                let date = date.strftime("%Y年%-m月%-d日");
                format!("{date} 周{}", day.unwrap_or(&""))
            }
        }
    }

    /// `Nov 2026`, `2026年11月`.
    pub(super) fn month(&self, date: Date) -> String {
        let format = match self.locale {
            Locale::En => "%b %Y",
            Locale::Zh => "%Y年%-m月",
        };
        date.strftime(format).to_string()
    }

    /// From the first payment to the last, or what was asked for.
    pub(super) fn period(&self) -> String {
        let scope = &self.report.scope;
        let seen = self.report.period;
        let first = scope.since.or(seen.map(|seen| seen.first));
        let last = scope.until.or(seen.map(|seen| seen.last));
        let shown = |at: Option<Instant>| at.map_or("—".to_owned(), |at| self.instant(at));
        format!("{} {} {}", shown(first), self.say(w::TO), shown(last))
    }

    pub(super) fn zone(&self) -> &str {
        match &self.report.zone {
            Some(zone) => zone,
            None => self.say(w::OWN_ZONES),
        }
    }

    /// What the report is about, each with what it is.
    pub(super) fn scope(&self) -> Vec<(&'static str, String)> {
        let scope = &self.report.scope;
        let named = |id: &Option<Box<str>>, name: Option<&str>| {
            let id = id.as_deref()?;
            Some(match name.filter(|name| *name != id) {
                Some(name) => self.either(format!("{name} ({id})"), format!("{name}（{id}）")),
                None => id.to_owned(),
            })
        };
        let channel = scope.channel.map(|stable| self.channel(stable));
        [
            (
                w::MERCHANT,
                named(&scope.merchant, scope.merchant_name.as_deref()),
            ),
            (w::TERMINAL, named(&scope.terminal, None)),
            (
                w::ISSUER,
                named(&scope.issuer, scope.issuer_name.as_deref()),
            ),
            (w::CHANNEL, channel),
        ]
        .into_iter()
        .filter_map(|(label, value)| Some((self.say(label), value?)))
        .collect()
    }

    pub(super) fn channel(&self, stable: &str) -> String {
        match channel_name(stable, self.locale) {
            Some(name) => name.to_owned(),
            None => self.say(w::NOT_KNOWN).to_owned(),
        }
    }

    /// What a merchant, a terminal or an issuer is called.
    pub(super) fn party(&self, party: &Party) -> String {
        match (&*party.name, &*party.id) {
            ("", "") => self.say(w::NOT_KNOWN).to_owned(),
            ("", id) => id.to_owned(),
            (name, _) => name.to_owned(),
        }
    }

    /// The reason's code, or the issuer's; empty for what has none.
    pub(super) fn code(&self, cause: &Cause) -> String {
        match cause.kind {
            Kind::DeclinedByIssuer if !cause.code.is_empty() => {
                let table = match cause.response_profile {
                    Some("unionpay") => ", UnionPay",
                    Some(_) => ", ISO 8583",
                    None => "",
                };
                format!("DE39 {}{table}", cause.code)
            }
            _ => cause.code.to_string(),
        }
    }

    /// What comes before a text that tells of one payment.
    pub(super) fn mark(&self, is_example: bool) -> &'static str {
        if is_example { self.say(w::EXAMPLE) } else { "" }
    }

    /// What happened, marked where it tells of one payment.
    pub(super) fn message(&self, cause: &Cause) -> String {
        format!("{}{}", self.mark(cause.is_example), cause.message)
    }

    pub(super) fn remedy(&self, remedy: &Remedy) -> String {
        format!("{}{}", self.mark(remedy.is_example), remedy.text)
    }

    /// A cause in a word or two: its code, or what became of the payment.
    pub(super) fn name(&self, cause: &Cause) -> String {
        match (self.code(cause), cause.kind) {
            (code, _) if !code.is_empty() => code,
            (_, Kind::DeclinedByIssuer | Kind::Reason) => {
                self.say(w::DECLINED_BY_ISSUER).to_owned()
            }
            (_, Kind::TimedOut) => self.say(w::TIMED_OUT).to_owned(),
            (_, Kind::Abandoned) => self.say(w::ABANDONED).to_owned(),
            (_, Kind::Expired) => self.say(w::EXPIRED).to_owned(),
        }
    }

    pub(super) fn area<'b>(&'b self, cause: &'b Cause) -> &'b str {
        let mut areas = self.report.areas.iter();
        let area = areas.find(|area| area.area == cause.area);
        area.map_or(&cause.area, |area| &area.name)
    }

    pub(super) fn audience(&self, stable: &str) -> &'static str {
        use crate::decision::Audience::{Cardholder, Merchant, Operator};
        let audience = match stable {
            "cardholder" => Cardholder,
            "merchant" => Merchant,
            _ => Operator,
        };
        self.say(words::audience(audience))
    }

    /// What a remedy would have come to.
    pub(super) fn helps(&self, cause: &Cause) -> String {
        let helped = self.payments(cause.alone);
        let word = match cause.kind {
            Kind::Reason => w::HELPS,
            _ => w::HELPS_AFTER,
        };
        let mut text = self.either(
            format!("{} {helped}", self.say(word)),
            format!("{}{helped}", self.say(word)),
        );
        let others = (cause.payments - cause.alone.min(cause.payments)) + cause.among;
        if others > 0 {
            let others = grouped(others);
            let more = self.say(w::ALSO_OTHERS);
            text += &self.either(format!("; {others} {more}"), format!("；{others}笔{more}"));
        }
        text
    }
}
