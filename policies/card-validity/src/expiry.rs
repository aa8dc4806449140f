//! The expiry date. A card is good through the last day of its month, by the calendar of the
//! place where it is used.

use tollgate_policy::facts::{Card, EntryMode, Facts, Fields, Funding};
use tollgate_policy::{Answer, Date, Figure, integer, text};

use crate::settings::{self, Required, month_of};
use crate::{entry, reasons};

/// The rules about expiry.
pub struct Expiry {
    required: Vec<Required>,
    century_pivot: Figure<u8>,
    /// Years since 2000 and month.
    none: Vec<(u8, u8)>,
    none_from: Date,
    credit_years: Option<Figure<u16>>,
    debit_years: Option<Figure<u16>>,
    prepaid_years: Option<Figure<u16>>,
    soon_months: Option<Figure<u16>>,
}

impl Expiry {
    /// The rules of checked settings.
    pub fn new(settings: &settings::Expiry) -> Self {
        Self {
            required: settings.required_for.clone(),
            century_pivot: settings.century_pivot.clone(),
            none: (settings.no_expiry.value.iter())
                .filter_map(|text| month_of(text))
                .collect(),
            none_from: settings.no_expiry.effective_from,
            credit_years: settings.max_years.credit.clone(),
            debit_years: settings.max_years.debit.clone(),
            prepaid_years: settings.max_years.prepaid.clone(),
            soon_months: settings.soon_months.clone(),
        }
    }

    /// Judges the form of the date, for every request that has one.
    pub fn check_form(&self, facts: &Facts, card: &Card, answer: &mut Answer) {
        if is_malformed(facts, card) {
            answer.find(reasons::EXPIRY_MALFORMED, []);
        }
    }

    /// Judges a well-formed date, or its absence.
    pub fn check(&self, facts: &Facts, card: &Card, answer: &mut Answer) {
        if is_malformed(facts, card) {
            return;
        }
        let expiry = (card.expiry_year, card.expiry_month);
        if expiry == (0, 0) {
            if self.required.iter().any(|case| is_case(*case, facts, card)) {
                answer.find(reasons::EXPIRY_MISSING, []);
            }
        } else if Date::of(&facts.local) < self.none_from || !self.none.contains(&expiry) {
            self.check_month(facts, card, answer);
        }
    }

    fn check_month(&self, facts: &Facts, card: &Card, answer: &mut Answer) {
        let local = &facts.local;
        // Without a pivot, years are what the contract says: since 2000.
        let recent = (self.century_pivot.at(local)).is_none_or(|pivot| card.expiry_year <= pivot);
        let century = if recent { 2_000 } else { 1_900 };
        let last = months(century + i32::from(card.expiry_year), card.expiry_month);
        let ahead = last - months(i32::from(local.year), local.month);
        let shown = || text(face(card.expiry_year, card.expiry_month));
        let within = |figure: &Option<Figure<u16>>, months: i32| {
            let value = figure.as_ref().and_then(|figure| figure.at(local))?;
            Some((value, ahead <= i32::from(value) * months))
        };
        if ahead < 0 {
            let now = face(u8::try_from(local.year % 100).unwrap_or(0), local.month);
            answer.find(reasons::EXPIRED, [shown(), text(now)]);
        } else if let Some((years, false)) = within(self.years(card.funding), 12) {
            answer.find(reasons::EXPIRY_IMPLAUSIBLE, [shown(), integer(years)]);
        } else if let Some((_, true)) = within(&self.soon_months, 1) {
            answer.find(reasons::EXPIRING_SOON, [shown()]);
        }
    }

    fn years(&self, funding: Funding) -> &Option<Figure<u16>> {
        match funding {
            Funding::Credit => &self.credit_years,
            Funding::Debit => &self.debit_years,
            Funding::Prepaid => &self.prepaid_years,
            Funding::Unknown => &None,
        }
    }
}

fn is_malformed(facts: &Facts, card: &Card) -> bool {
    facts.transaction.malformed.contains(Fields::EXPIRY)
        || card.expiry_month > 12
        || card.expiry_month == 0 && card.expiry_year != 0
        || card.expiry_year > 99
}

fn is_case(case: Required, facts: &Facts, card: &Card) -> bool {
    let mode = facts.transaction.entry_mode;
    match case {
        // A code that a phone shows stands for a card without naming its date.
        Required::Credit => {
            card.funding == Funding::Credit
                && !matches!(mode, EntryMode::QrDynamic | EntryMode::QrStatic)
        }
        Required::Keyed => mode == EntryMode::Manual,
        Required::CardNotPresent => {
            matches!(mode, EntryMode::Ecommerce | EntryMode::CredentialOnFile)
                || entry::is_remote(facts.transaction.channel)
        }
    }
}

fn months(year: i32, month: u8) -> i32 {
    year * 12 + i32::from(month)
}

/// The month as a card's face shows it.
fn face(year: u8, month: u8) -> String {
    format!("{month:02}/{year:02}")
}
