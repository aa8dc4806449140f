//! The first digits of card numbers, as settings name them.

/// All card numbers that begin with the same one to eight digits.
#[derive(Clone, Copy)]
pub struct Prefix {
    low: u32,
    high: u32,
}

impl Prefix {
    /// Reads one to eight digits.
    pub fn parse(text: &str) -> Option<Self> {
        let missing = 8_usize.checked_sub(text.len())?;
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let span = 10_u32.pow(u32::try_from(missing).ok()?);
        let low = text.parse::<u32>().ok()? * span;
        Some(Self {
            low,
            high: low + (span - 1),
        })
    }

    /// Whether every card of the BIN has this prefix. A BIN of six digits is never covered by
    /// a longer prefix: some of its cards may differ.
    pub fn covers(self, bin: u32) -> bool {
        let (low, high) = match bin {
            0..=999_999 => (bin * 100, bin * 100 + 99),
            _ => (bin, bin),
        };
        self.low <= low && high <= self.high
    }
}

/// The prefixes that can be read; `check` has refused the others.
pub fn parse_all(texts: &[String]) -> Vec<Prefix> {
    texts
        .iter()
        .filter_map(|text| Prefix::parse(text))
        .collect()
}

/// Whether one of `prefixes` covers the BIN.
pub fn any_covers(prefixes: &[Prefix], bin: u32) -> bool {
    prefixes.iter().any(|prefix| prefix.covers(bin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_covers_its_range_and_nothing_beside_it() {
        let covers = |text: &str, bin| Prefix::parse(text).is_some_and(|p| p.covers(bin));
        for (text, bin, expected) in [
            ("622204", 62_220_400, true),
            ("622204", 62_220_499, true),
            ("622204", 62_220_500, false),
            ("622204", 62_220_399, false),
            ("622204", 622_204, true),
            ("62220400", 622_204, false),
            ("62220400", 62_220_400, true),
            ("4", 49_999_999, true),
            ("99999999", u32::MAX, false),
            ("9", u32::MAX, false),
        ] {
            assert_eq!(covers(text, bin), expected, "{text} {bin}");
        }
        for text in ["", "622204001", "62x", "-1", "+622204", "６２"] {
            assert!(Prefix::parse(text).is_none(), "{text}");
        }
    }
}
