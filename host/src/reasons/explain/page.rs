//! One template filled: one pass, one string.

use std::fmt::{self, Write};

use super::super::names::{self, NO_RESET, NOTHING, Name};
use super::super::template::{Known, LimitPart, Piece, Template};
use super::super::{Locale, format};
use super::Context;
use crate::decision::{Found, LimitUsage, Value};

/// Room for a value, so that most texts grow once.
const VALUE_BYTES: usize = 24;

/// What the placeholders of one reason stand for.
pub(super) struct Page<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) found: &'a Found,
}

impl Page<'_> {
    pub(super) fn text(&self, template: &Template) -> String {
        let bytes = template.literal_bytes + VALUE_BYTES * template.pieces.len();
        let mut out = String::with_capacity(bytes);
        for piece in &template.pieces {
            // INVARIANT: writing to a string cannot fail, and the date formats are valid for
            // every instant.
            let _ = self.piece(&mut out, piece);
        }
        out
    }

    fn piece(&self, out: &mut String, piece: &Piece) -> fmt::Result {
        match piece {
            Piece::Literal(words) => out.write_str(words),
            Piece::Parameter(position) => match self.found.values.get(*position) {
                Some(value) => value_to(out, self.context, value),
                None => out.write_str(NOTHING),
            },
            Piece::Known(known) => self.known(out, *known),
            Piece::Limit(part) => match &self.found.limit {
                Some(limit) => self.limit(out, *part, limit),
                None => out.write_str(NOTHING),
            },
        }
    }

    fn limit(&self, out: &mut String, part: LimitPart, limit: &LimitUsage) -> fmt::Result {
        let Context { locale, zone, .. } = self.context;
        let figure = match part {
            LimitPart::Cap => limit.cap,
            LimitPart::Used => limit.used,
            LimitPart::Remaining => limit.remaining(),
            LimitPart::ResetsAt => {
                return match limit.resets_at_ms {
                    Some(ms) => format::instant(out, *locale, zone, ms),
                    None => self.words(out, NO_RESET),
                };
            }
        };
        match limit.currency {
            Some(currency) => format::money(out, *locale, false, figure, currency),
            None => write!(out, "{figure}"),
        }
    }

    fn known(&self, out: &mut String, known: Known) -> fmt::Result {
        let context = self.context;
        let from_outside = match known {
            Known::Amount => match context.amount {
                Some(amount) => return format::amount(out, context.locale, amount),
                None => None,
            },
            Known::Channel => match context.channel.and_then(names::channel) {
                Some(name) => return self.words(out, name),
                None => None,
            },
            Known::Network => match context.network.and_then(names::network) {
                Some(name) => return self.words(out, name),
                None => None,
            },
            Known::Merchant => context.merchant,
            Known::Terminal => context.terminal,
            Known::Bank => context.bank,
            Known::Phone => context.phone,
        };
        match from_outside.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => format::text(out, text),
            None => self.words(out, names::unknown(known)),
        }
    }

    /// Our own words, with a capital where they begin the text.
    fn words(&self, out: &mut String, name: Name) -> fmt::Result {
        let words = names::in_locale(name, self.context.locale);
        let mut characters = words.chars();
        match characters.next() {
            Some(first) if out.is_empty() && self.context.locale == Locale::En => {
                out.push(first.to_ascii_uppercase());
                out.write_str(characters.as_str())
            }
            _ => out.write_str(words),
        }
    }
}

/// One value as the reader writes it.
pub(super) fn value_to(out: &mut String, context: &Context<'_>, value: &Value) -> fmt::Result {
    let Context { locale, zone, .. } = context;
    match value {
        Value::Integer(number) => write!(out, "{number}"),
        Value::Money(amount) => format::amount(out, *locale, *amount),
        Value::Ppm(ppm) => format::ppm(out, *ppm),
        Value::InstantMs(ms) => format::instant(out, *locale, zone, *ms),
        Value::Text(text) => format::text(out, text),
    }
}

#[cfg(test)]
mod tests;
