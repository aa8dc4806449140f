//! Which payments a report is about, and for whom it is.

use jiff::tz::TimeZone;

use crate::decision::Audience;
use crate::reasons::Locale;
use crate::recorded::Brief;
use crate::wit::tollgate::policy::facts::Channel;

/// Which payments: those that fit everything that is set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// Id of the merchant.
    pub merchant: Option<Box<str>>,
    /// Id of the terminal.
    pub terminal: Option<Box<str>>,
    /// Id of the issuer.
    pub issuer: Option<Box<str>>,
    /// How they came.
    pub channel: Option<Channel>,
    /// Decided then or later, Unix milliseconds.
    pub since_ms: Option<u64>,
    /// Decided before then, Unix milliseconds.
    pub until_ms: Option<u64>,
}

/// What is asked of a report.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Which payments.
    pub scope: Scope,
    /// The reader's language.
    pub locale: Locale,
    /// Who reads it: a merchant sees no reason that is for operators only.
    pub audience: Audience,
    /// Where days and hours are told; `None` for each merchant's own.
    pub zone: Option<TimeZone>,
}

impl Scope {
    /// Whether the payment is meant. `issuer` is empty where none was on file.
    #[must_use]
    pub fn fits(&self, brief: &Brief, issuer: &str) -> bool {
        let is = |wanted: &Option<Box<str>>, found: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == found)
        };
        let at_ms = brief.id.at_ms();
        is(&self.merchant, &brief.merchant)
            && is(&self.terminal, &brief.terminal)
            && is(&self.issuer, issuer)
            && self.channel.is_none_or(|wanted| wanted == brief.channel)
            && self.since_ms.is_none_or(|since| since <= at_ms)
            && self.until_ms.is_none_or(|until| at_ms < until)
    }
}
