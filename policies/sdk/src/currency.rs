//! Currencies of ISO 4217, and amounts of money by currency: settings name a currency by its
//! letters, facts by its number.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::{Date, Figure, Problems};

/// Every active currency with minor units: three letters and the three digits of its number.
const CODES: &str = "\
    AED784 AFN971 ALL008 AMD051 AOA973 ARS032 AUD036 AWG533 AZN944 BAM977 BBD052 BDT050 \
    BHD048 BIF108 BMD060 BND096 BOB068 BOV984 BRL986 BSD044 BTN064 BWP072 BYN933 BZD084 \
    CAD124 CDF976 CHE947 CHF756 CHW948 CLF990 CLP152 CNY156 COP170 COU970 CRC188 CUP192 \
    CVE132 CZK203 DJF262 DKK208 DOP214 DZD012 EGP818 ERN232 ETB230 EUR978 FJD242 FKP238 \
    GBP826 GEL981 GHS936 GIP292 GMD270 GNF324 GTQ320 GYD328 HKD344 HNL340 HTG332 HUF348 \
    IDR360 ILS376 INR356 IQD368 IRR364 ISK352 JMD388 JOD400 JPY392 KES404 KGS417 KHR116 \
    KMF174 KPW408 KRW410 KWD414 KYD136 KZT398 LAK418 LBP422 LKR144 LRD430 LSL426 LYD434 \
    MAD504 MDL498 MGA969 MKD807 MMK104 MNT496 MOP446 MRU929 MUR480 MVR462 MWK454 MXN484 \
    MXV979 MYR458 MZN943 NAD516 NGN566 NIO558 NOK578 NPR524 NZD554 OMR512 PAB590 PEN604 \
    PGK598 PHP608 PKR586 PLN985 PYG600 QAR634 RON946 RSD941 RUB643 RWF646 SAR682 SBD090 \
    SCR690 SDG938 SEK752 SGD702 SHP654 SLE925 SOS706 SRD968 SSP728 STN930 SVC222 SYP760 \
    SZL748 THB764 TJS972 TMT934 TND788 TOP776 TRY949 TTD780 TWD901 TZS834 UAH980 UGX800 \
    USD840 USN997 UYI940 UYU858 UYW927 UZS860 VED926 VES928 VND704 VUV548 WST882 XAD396 \
    XAF950 XCD951 XCG532 XOF952 XPF953 YER886 ZAR710 ZMW967 ZWG924";

/// From one code to the next: letters, digits and a space.
const STRIDE: usize = 7;

/// The number of the currency with these letters.
pub fn number(letters: &str) -> Option<u16> {
    (CODES.split(' '))
        .filter_map(|code| code.split_at_checked(3))
        .find(|(known, _)| *known == letters)
        .and_then(|(_, digits)| digits.parse().ok())
}

/// The letters of the currency with this number, or `?`.
pub fn letters(number: u16) -> &'static str {
    // Digits are compared, not parsed: this is asked while a request waits.
    let digits = [100, 10, 1].map(|part| u8::try_from(number / part % 10).map_or(0, |n| b'0' + n));
    let position = (CODES.as_bytes().chunks(STRIDE))
        .position(|code| number < 1_000 && code.get(3..6) == Some(&digits))
        .map(|position| position * STRIDE);
    position
        .and_then(|start| CODES.get(start..start + 3))
        .unwrap_or("?")
}

/// Refuses letters that are no currency.
pub fn check_letters(letters: &str, path: impl Into<String>, problems: &mut Problems) {
    problems.require(
        number(letters).is_some(),
        path,
        format!("`{letters}` is no currency; give three letters of ISO 4217 like CNY"),
    );
}

/// Amounts in minor units by the letters of their currency, as settings give them.
pub type ByCurrency = BTreeMap<String, Figure<i64>>;

/// Refuses letters that are no currency and amounts that are not positive.
pub fn check(amounts: &ByCurrency, path: &str, problems: &mut Problems) {
    for (letters, figure) in amounts {
        let path = format!("{path}.{letters}");
        problems.require(
            figure.value > 0,
            format!("{path}.value"),
            format!("must be larger than 0; give minor units of {letters}"),
        );
        check_letters(letters, path, problems);
    }
}

/// Limits of one payment as rules use them. A currency without a limit is not limited.
pub struct Limits(Vec<Limit>);

struct Limit {
    currency: u16,
    minor_units: i64,
    from: Date,
}

impl Limits {
    /// The limits of checked settings.
    pub fn new(settings: &ByCurrency) -> Self {
        let limit = |(letters, figure): (&String, &Figure<i64>)| {
            Some(Limit {
                currency: number(letters)?,
                minor_units: figure.value,
                from: figure.effective_from,
            })
        };
        Self(settings.iter().filter_map(limit).collect())
    }

    /// The limit of the request's currency, where one holds on its day.
    pub fn of(&self, facts: &Facts) -> Option<i64> {
        let currency = facts.transaction.amount.currency;
        let limit = self.0.iter().find(|limit| limit.currency == currency)?;
        (Date::of(&facts.local) >= limit.from).then_some(limit.minor_units)
    }

    /// The limit of the request's currency, where its amount is larger.
    pub fn exceeded(&self, facts: &Facts) -> Option<i64> {
        let amount = facts.transaction.amount.minor_units;
        self.of(facts).filter(|limit| amount > *limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_give_the_iso_number() {
        let cases = [
            ("CNY", Some(156)),
            ("USD", Some(840)),
            ("EUR", Some(978)),
            ("AED", Some(784)),
            ("ZWG", Some(924)),
            ("ALL", Some(8)),
            ("usd", None),
            ("XXX", None),
            ("", None),
        ];
        for (letters, expected) in cases {
            assert_eq!(number(letters), expected, "{letters}");
        }
    }

    #[test]
    fn the_number_gives_the_letters_back() {
        for code in CODES.split(' ') {
            let (known, _) = code.split_at(3);
            assert_eq!(number(known).map(letters), Some(known));
        }
        assert_eq!([0, 999, 1_156, u16::MAX].map(letters), ["?"; 4]);
    }

    #[test]
    fn a_limit_is_one_of_its_currency_and_of_its_days() {
        let limits: ByCurrency = serde_json::from_str(
            r#"{"CNY": {"value": 9999, "source": "t", "effective_from": "2026-11-24"},
                "USD": {"value": 1, "source": "t", "effective_from": "2000-01-01"}}"#,
        )
        .unwrap();
        let limits = Limits::new(&limits);
        let mut facts = crate::testing::sample();
        assert_eq!(limits.exceeded(&facts), Some(9_999));
        facts.transaction.amount.minor_units = 9_999;
        assert_eq!(
            (limits.of(&facts), limits.exceeded(&facts)),
            (Some(9_999), None)
        );
        facts.local.day = 23;
        assert_eq!(limits.of(&facts), None);
        facts.transaction.amount.currency = 978;
        assert_eq!(limits.of(&facts), None);
    }
}
