//! The languages that texts exist in.

/// A language of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    /// English.
    En,
    /// Chinese, simplified characters.
    Zh,
}

impl Locale {
    /// Every language that a reason must have its texts in.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The language for a BCP 47 tag, by its primary subtag; English where there is no such
    /// text, as an answer in a foreign language is better than none.
    #[must_use]
    pub fn for_tag(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|locale| primary.eq_ignore_ascii_case(locale.tag()))
            .unwrap_or(Self::En)
    }

    /// The BCP 47 tag, as in a manifest.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_primary_subtag_chooses_the_language() {
        for (tag, expected) in [
            ("en", Locale::En),
            ("en-GB", Locale::En),
            ("zh", Locale::Zh),
            ("zh-Hans-CN", Locale::Zh),
            ("ZH_cn", Locale::Zh),
            ("fr", Locale::En),
            ("zhx", Locale::En),
            ("", Locale::En),
        ] {
            assert_eq!(Locale::for_tag(tag), expected, "`{tag}`");
        }
    }
}
