//! The policy's settings, and what makes them unusable.

use std::collections::BTreeMap;

use serde::Deserialize;
use tollgate_policy::facts::Funding;
use tollgate_policy::{Figure, Problems, currency};

use crate::Fees;
use crate::fee::{Tariff, WHOLE_PPM};
use crate::market::Prepared;

/// The longest notice that can be asked for: ten years.
const MAX_NOTICE_DAYS: u32 = 3_660;

/// The settings. See `settings.schema.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    contract_required: bool,
    quote: bool,
    max_share_ppm: Figure<u32>,
    notice_days: Figure<u32>,
    surcharge_max_ppm: BTreeMap<String, Figure<u32>>,
    markets: BTreeMap<String, Market>,
}

/// What is usual in a country. Amounts are minor units of its currency.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Market {
    currency: String,
    /// Highest usual rates.
    #[serde(default)]
    pub band_ppm: Option<Bands>,
    /// Added to the band.
    #[serde(default)]
    pub band_tolerance_ppm: Option<Figure<u32>>,
    /// What others take of a payment.
    #[serde(default)]
    pub cost: Option<Cost>,
    /// The most that may go to them, by law.
    #[serde(default)]
    pub regulated: Option<Cost>,
    /// Usual cap of a debit card fee.
    #[serde(default)]
    pub debit_cap: Option<Figure<u64>>,
    /// Prices that only some categories get.
    #[serde(default)]
    pub classes: Option<Classes>,
}

/// Highest usual rates by kind of payment, in parts per million.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Bands {
    #[serde(default)]
    pub credit: Option<Figure<u32>>,
    #[serde(default)]
    pub debit: Option<Figure<u32>>,
    #[serde(default)]
    pub qr: Option<Figure<u32>>,
    #[serde(default)]
    pub cross_border: Option<Figure<u32>>,
}

/// What issuer and network take of a domestic card payment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Cost {
    #[serde(default)]
    pub issuer_credit: Option<Figure<Part>>,
    #[serde(default)]
    pub issuer_debit: Option<Figure<Part>>,
    #[serde(default)]
    pub network: Option<Figure<Part>>,
}

/// One taker's part.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    ppm: u32,
    #[serde(default)]
    cap: Option<u64>,
}

impl Part {
    /// The part of `amount`, in millionths of a minor unit.
    pub fn millionths(self, amount: i64) -> i128 {
        self.tariff().millionths(amount)
    }

    /// The part of `amount` in minor units, rounded half up.
    pub fn fee(self, amount: i64) -> i128 {
        self.tariff().fee(amount)
    }

    fn tariff(self) -> Tariff {
        Tariff {
            cap: self.cap,
            ..Tariff::of_rate(self.ppm)
        }
    }
}

/// Prices that only some merchant categories get.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classes {
    /// Up to this rate a price is one of the discount class.
    pub discount_ppm: Figure<u32>,
    /// Categories that pay nothing.
    pub zero_mccs: Figure<Vec<u16>>,
    /// Categories that pay the discount rate.
    pub discount_mccs: Figure<Vec<u16>>,
}

impl Settings {
    /// Says what is wrong beyond the form.
    pub fn check(&self, problems: &mut Problems) {
        let max_share = &self.max_share_ppm;
        check_ppm("max_share_ppm", max_share, problems);
        problems.require(
            max_share.value > 0,
            "max_share_ppm.value",
            "must be larger than 0, or every fee is too high; 200000 is 20 %",
        );
        check_source("notice_days", &self.notice_days, problems);
        problems.require(
            self.notice_days.value <= MAX_NOTICE_DAYS,
            "notice_days.value",
            format!("must be at most {MAX_NOTICE_DAYS}; give days"),
        );
        for (country, figure) in &self.surcharge_max_ppm {
            let path = format!("surcharge_max_ppm.{country}");
            check_country(&path, country, problems);
            check_ppm(&path, figure, problems);
        }
        for (country, market) in &self.markets {
            let path = format!("markets.{country}");
            check_country(&path, country, problems);
            market.check(&path, problems);
        }
    }

    /// The policy of checked settings.
    pub fn prepare(self) -> Fees {
        // Letters sort as their packed form does.
        let surcharge_max_ppm = (self.surcharge_max_ppm.into_iter())
            .filter_map(|(country, figure)| Some((packed(&country)?, figure)))
            .collect();
        let markets = (self.markets.into_iter())
            .filter_map(|(country, market)| market.prepare(&country))
            .collect();
        Fees {
            contract_required: self.contract_required,
            quote: self.quote,
            max_share_ppm: self.max_share_ppm,
            notice_days: self.notice_days,
            surcharge_max_ppm,
            markets,
        }
    }
}

impl Market {
    fn check(&self, path: &str, problems: &mut Problems) {
        currency::check_letters(&self.currency, format!("{path}.currency"), problems);
        let bands = self.band_ppm.as_ref().map(|bands| {
            [
                ("band_ppm.credit", &bands.credit),
                ("band_ppm.debit", &bands.debit),
                ("band_ppm.qr", &bands.qr),
                ("band_ppm.cross_border", &bands.cross_border),
            ]
        });
        let tolerance = ("band_tolerance_ppm", &self.band_tolerance_ppm);
        for (name, figure) in bands.into_iter().flatten().chain([tolerance]) {
            if let Some(figure) = figure {
                check_ppm(&format!("{path}.{name}"), figure, problems);
            }
        }
        if let Some(figure) = &self.debit_cap {
            let path = format!("{path}.debit_cap");
            check_source(&path, figure, problems);
            problems.require(
                figure.value > 0,
                format!("{path}.value"),
                format!(
                    "must be larger than 0; give minor units of {}",
                    self.currency
                ),
            );
        }
        for (name, parts) in [("cost", &self.cost), ("regulated", &self.regulated)] {
            if let Some(parts) = parts {
                parts.check(&format!("{path}.{name}"), problems);
            }
        }
        if let Some(classes) = &self.classes {
            classes.check(path, problems);
        }
    }

    fn prepare(mut self, country: &str) -> Option<Prepared> {
        if let Some(classes) = &mut self.classes {
            classes.zero_mccs.value.sort_unstable();
            classes.discount_mccs.value.sort_unstable();
        }
        Some(Prepared {
            country: packed(country)?,
            currency: currency::number(&self.currency)?,
            market: self,
        })
    }
}

impl Cost {
    /// What the issuer of such a card takes.
    pub fn issuer(&self, funding: Funding) -> Option<&Figure<Part>> {
        match funding {
            Funding::Credit => self.issuer_credit.as_ref(),
            Funding::Debit => self.issuer_debit.as_ref(),
            Funding::Prepaid | Funding::Unknown => None,
        }
    }

    fn check(&self, path: &str, problems: &mut Problems) {
        let parts = [
            ("issuer_credit", &self.issuer_credit),
            ("issuer_debit", &self.issuer_debit),
            ("network", &self.network),
        ];
        for (name, figure) in parts {
            if let Some(figure) = figure {
                let path = format!("{path}.{name}");
                check_source(&path, figure, problems);
                require_share(figure.value.ppm, format!("{path}.value.ppm"), problems);
            }
        }
    }
}

impl Classes {
    fn check(&self, path: &str, problems: &mut Problems) {
        check_ppm(
            &format!("{path}.classes.discount_ppm"),
            &self.discount_ppm,
            problems,
        );
        for (name, figure) in [
            ("zero_mccs", &self.zero_mccs),
            ("discount_mccs", &self.discount_mccs),
        ] {
            let path = format!("{path}.classes.{name}");
            check_source(&path, figure, problems);
            for mcc in figure
                .value
                .iter()
                .filter(|mcc| !(1..=9_999).contains(*mcc))
            {
                problems.refuse(
                    format!("{path}.value"),
                    format!("`{mcc}` is not a merchant category; give 1 to 9999"),
                );
            }
        }
    }
}

fn check_ppm(path: &str, figure: &Figure<u32>, problems: &mut Problems) {
    check_source(path, figure, problems);
    require_share(figure.value, format!("{path}.value"), problems);
}

fn require_share(ppm: u32, path: String, problems: &mut Problems) {
    problems.require(
        ppm <= WHOLE_PPM,
        path,
        "must be at most 1000000, the whole; give parts per million",
    );
}

fn check_source<T>(path: &str, figure: &Figure<T>, problems: &mut Problems) {
    problems.require(
        !figure.source.trim().is_empty(),
        format!("{path}.source"),
        "is empty; say where the figure comes from",
    );
}

fn check_country(path: &str, country: &str, problems: &mut Problems) {
    problems.require(
        packed(country).is_some(),
        path,
        format!("`{country}` is not a country; give two capital letters of ISO 3166-1"),
    );
}

/// A country as the contract packs it.
fn packed(country: &str) -> Option<u16> {
    match country.as_bytes() {
        [high @ b'A'..=b'Z', low @ b'A'..=b'Z'] => Some(u16::from_be_bytes([*high, *low])),
        _ => None,
    }
}
