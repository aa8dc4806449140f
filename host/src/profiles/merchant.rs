//! What a request reads about its merchant.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use tollgate_proto::v1;

use super::{
    Indicators, ProfileError, Terms, Texts, allocated,
    cases::{CHANNELS, DOCUMENTS, MERCHANT_SIZES, MERCHANT_STATUSES, NETWORKS, TRANSACTION_TYPES},
    check::{Check, MAX_LIST, minute_of_day},
    fees::{Fees, fees, risk},
    quote,
};
use crate::{
    identity::Identity,
    money::Currency,
    reasons::ResponseProfile,
    wit::tollgate::policy::facts::{Documents, MerchantSize, MerchantStatus, RiskIndicators},
};

/// A merchant on file. Masks are as in `policy.wit`: 0 is every case.
#[derive(Clone, Debug, PartialEq)]
pub struct MerchantProfile {
    /// Tells this snapshot from every other.
    pub identity: Identity,
    /// Its id, that of the person behind it, its area's code, the currencies that it takes, and
    /// its name. Read them with [`Self::id`], [`Self::owner_id`], [`Self::area_code`],
    /// [`Self::accepts`] and [`Self::name`].
    pub texts: Texts,
    /// Whether it may trade.
    pub status: MerchantStatus,
    /// Its class.
    pub size: MerchantSize,
    /// ISO 18245; 0 where not known.
    pub mcc: u16,
    /// Two ASCII letters, high byte first; 0 where not known.
    pub country: u16,
    /// Where its days and months are counted.
    pub zone: TimeZone,
    /// In milliseconds since the epoch.
    pub onboarded_at_ms: Option<u64>,
    /// Mask of networks that it takes.
    pub networks: u32,
    /// Mask of channels that it sells through.
    pub channels: u32,
    /// Mask of the transaction types open to it.
    pub transaction_types: u32,
    /// 0 none, 1 basic, 2 documents checked, 3 visited on site.
    pub kyc_level: u8,
    /// Documents that it still owes.
    pub missing_documents: Documents,
    /// In milliseconds since the epoch.
    pub licence_expires_at_ms: Option<u64>,
    /// Figures of its recent business.
    pub risk: Option<Indicators>,
    /// What it was promised to pay; amounts in minor units of `fee_currency`.
    pub fee_contract: Option<Terms>,
    /// The currency of all amounts in `fee_contract`; `None` where it has none.
    pub fee_currency: Option<Currency>,
    /// Caps of its own by counter name, sorted by name. Read them with [`Self::cap`].
    pub overrides: Box<[(Box<str>, u64)]>,
    /// Which DE39 table its terminals understand.
    pub response_profile: ResponseProfile,
    /// First minute of the local day, and the one after the last; the second may be smaller,
    /// for a night trade. `None` for always.
    pub trading_hours: Option<(u16, u16)>,
    /// On an industry risk list.
    pub listed_as_risky: bool,
    /// The settlement account is in the merchant's own name; `None` where not known.
    pub settlement_account_matches: Option<bool>,
}

impl MerchantProfile {
    /// Reads a record.
    ///
    /// # Errors
    /// [`ProfileError::Invalid`] names each field that breaks a rule.
    pub fn from_record(record: &v1::Merchant) -> Result<Self, ProfileError> {
        let mut check = Check::default();
        let kyc = record.kyc.clone().unwrap_or_default();
        check.at_most("kyc.level", kyc.level, 3);
        check.at_most("mcc", record.mcc, 9_999);
        let Fees { contract, currency } = fees(&mut check, record.fee_contract.as_ref());
        let id = check.id("merchant_id", &record.merchant_id);
        let name = check.text("name", &record.name, 200);
        let owner_id = check.reference("owner_id", &record.owner_id);
        let status = check.case("status", record.status, MERCHANT_STATUSES);
        let size = check.case("size", record.size, MERCHANT_SIZES);
        let country = check.country("country", &record.country);
        let area_code = area_code(&mut check, record);
        let profile = Self {
            identity: Identity::new(),
            texts: Texts::new(
                &id,
                owner_id.as_deref().unwrap_or_default(),
                area_code,
                &currencies(&mut check, &record.currencies),
                &name,
            ),
            status: status.unwrap_or(MerchantStatus::Unknown),
            size: size.unwrap_or(MerchantSize::Unknown),
            mcc: u16::try_from(record.mcc).unwrap_or(0),
            country,
            zone: check.time_zone("time_zone", &record.time_zone),
            onboarded_at_ms: check.instant("onboarded_at", record.onboarded_at.as_ref()),
            networks: check.mask("networks", &record.networks, NETWORKS),
            channels: check.mask("channels", &record.channels, CHANNELS),
            transaction_types: check.mask(
                "transaction_types",
                &record.transaction_types,
                TRANSACTION_TYPES,
            ),
            kyc_level: u8::try_from(kyc.level).unwrap_or(0),
            missing_documents: documents(&mut check, &kyc.missing_documents),
            licence_expires_at_ms: check
                .instant("kyc.licence_expires_at", kyc.licence_expires_at.as_ref()),
            risk: risk(&mut check, record.risk.as_ref())
                .as_ref()
                .map(Indicators::of),
            fee_contract: contract.as_ref().map(Terms::of),
            fee_currency: currency,
            overrides: overrides(&mut check, &record.limit_overrides),
            response_profile: response_profile(&mut check, &record.response_code_profile),
            trading_hours: trading_hours(&mut check, &record.trading_hours),
            listed_as_risky: record.listed_as_risky,
            settlement_account_matches: record.settlement_account_matches,
        };
        check.finish(profile)
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.texts.id()
    }

    /// The person behind it.
    #[must_use]
    pub fn owner_id(&self) -> Option<&str> {
        Some(self.texts.owner_id()).filter(|id| !id.is_empty())
    }

    /// Administrative area, six digits in China.
    #[must_use]
    pub fn area_code(&self) -> Option<&str> {
        Some(self.texts.area_code()).filter(|code| !code.is_empty())
    }

    /// The name that payers know it by; may be empty.
    #[must_use]
    pub fn name(&self) -> &str {
        self.texts.name()
    }

    /// Whether it takes the currency: one of its list, or any where it has none.
    #[must_use]
    pub fn accepts(&self, currency: Currency) -> bool {
        let mut codes = self.texts.currencies().peekable();
        codes.peek().is_none() || codes.any(|code| code == currency.code().as_bytes())
    }

    /// Figures of its recent business, as policies get them.
    #[must_use]
    pub fn risk_indicators(&self) -> Option<RiskIndicators> {
        self.risk.as_ref().map(Indicators::indicators)
    }

    /// The merchant's own cap on a counter, in minor units or counts.
    #[must_use]
    pub fn cap(&self, counter: &str) -> Option<u64> {
        let position = self
            .overrides
            .binary_search_by(|(name, _)| (**name).cmp(counter))
            .ok()?;
        self.overrides.get(position).map(|(_, cap)| *cap)
    }

    /// The memory that the snapshot takes. Its time zone is shared.
    pub(super) fn size_bytes(&self) -> usize {
        let counters = self
            .overrides
            .iter()
            .map(|(name, _)| allocated::boxed(&**name));
        allocated::shared(self)
            + self.texts.size_bytes()
            + self.fee_contract.as_ref().map_or(0, Terms::size_bytes)
            + allocated::boxed(&*self.overrides)
            + counters.sum::<usize>()
    }
}

fn area_code<'a>(check: &mut Check, record: &'a v1::Merchant) -> &'a str {
    let code = record.area_code.as_str();
    if code.is_empty() {
        return code;
    }
    if record.country == "CN" {
        if code.len() != 6 || !code.bytes().all(|c| c.is_ascii_digit()) {
            check.refuse(
                "area_code",
                "must be six digits in China, for example `310115`",
            );
        }
    } else if code.len() > 16 || !code.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-') {
        check.refuse("area_code", "must be at most 16 letters, digits or `-`");
    }
    check.no_card_number("area_code", code);
    code
}

fn currencies(check: &mut Check, codes: &[String]) -> Vec<Currency> {
    check.count("currencies", codes.len(), MAX_LIST);
    let mut currencies: Vec<Currency> = codes
        .iter()
        .take(MAX_LIST)
        .enumerate()
        .filter_map(|(position, code)| check.currency(&format!("currencies[{position}]"), code))
        .collect();
    currencies.sort_unstable();
    currencies.dedup();
    currencies
}

fn documents(check: &mut Check, names: &[String]) -> Documents {
    check.count("kyc.missing_documents", names.len(), MAX_LIST);
    let mut missing = Documents::empty();
    for (position, name) in names.iter().take(MAX_LIST).enumerate() {
        let kebab = name.replace('_', "-");
        match DOCUMENTS.iter().find(|(known, _)| *known == kebab) {
            Some((_, document)) => missing |= *document,
            None => {
                let known: Vec<&str> = DOCUMENTS.iter().map(|(known, _)| *known).collect();
                let problem = format!("{} is not one of {}", quote(name), known.join(", "));
                check.refuse(format!("kyc.missing_documents[{position}]"), problem);
            }
        }
    }
    missing
}

fn overrides(check: &mut Check, caps: &HashMap<String, u64>) -> Box<[(Box<str>, u64)]> {
    check.count("limit_overrides", caps.len(), MAX_LIST);
    let mut overrides: Vec<(Box<str>, u64)> = caps
        .iter()
        .map(|(name, cap)| (name.as_str().into(), *cap))
        .collect();
    overrides.sort_unstable();
    for (name, _) in overrides.iter().filter(|(name, _)| !is_kebab_case(name)) {
        let problem = format!(
            "{} is not a counter's name: use at most 64 of a-z and 0-9 in words joined by `-`",
            quote(name)
        );
        check.refuse("limit_overrides", problem);
    }
    for (name, _) in &overrides {
        check.no_card_number("limit_overrides", name);
    }
    overrides.into()
}

fn is_kebab_case(name: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.split('-').all(word)
}

fn response_profile(check: &mut Check, name: &str) -> ResponseProfile {
    match name {
        "" | "iso8583" => ResponseProfile::Iso8583,
        "unionpay" => ResponseProfile::UnionPay,
        _ => {
            check.refuse(
                "response_code_profile",
                "must be `iso8583`, `unionpay` or empty",
            );
            ResponseProfile::Iso8583
        }
    }
}

fn trading_hours(check: &mut Check, text: &str) -> Option<(u16, u16)> {
    if text.is_empty() {
        return None;
    }
    let hours = text
        .split_once('-')
        .and_then(|(start, end)| Some((minute_of_day(start)?, minute_of_day(end)?)))
        .filter(|(start, end)| start != end && *start < 24 * 60);
    if hours.is_none() {
        check.refuse(
            "trading_hours",
            "must be two times of day, for example `09:00-22:30`, or empty for always",
        );
    }
    hours
}
