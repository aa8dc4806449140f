//! HTML as it grows. What is not a literal of this program is escaped, whoever wrote it.

/// A piece of HTML.
pub(super) struct Markup(String);

impl Markup {
    pub(super) fn new() -> Self {
        Self(String::new())
    }

    /// Markup of this program. `'static` keeps everything else out.
    pub(super) fn raw(&mut self, literal: &'static str) -> &mut Self {
        self.0.push_str(literal);
        self
    }

    /// Text, between tags or in a quoted attribute. Controls, which HTML doesn't allow, and marks
    /// that turn the direction of what follows are replaced.
    pub(super) fn text(&mut self, text: impl AsRef<str>) -> &mut Self {
        for character in text.as_ref().chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => self.0.push('\u{fffd}'),
                control if control.is_control() => self.0.push('\u{fffd}'),
                other => self.0.push(other),
            }
        }
        self
    }

    /// A code, which may be broken after its dots and underscores.
    pub(super) fn code(&mut self, code: impl AsRef<str>) -> &mut Self {
        for part in code.as_ref().split_inclusive(['.', '_']) {
            self.text(part).raw("<wbr>");
        }
        self
    }

    /// An attribute of a name of this program.
    pub(super) fn attribute(&mut self, name: &'static str, value: impl AsRef<str>) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").text(value).raw("\"")
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_is_text() {
        for (given, expected) in [
            ("plain 面馆", "plain 面馆"),
            (
                "<script>alert('x')</script>",
                "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;",
            ),
            ("\" onload=\"x", "&quot; onload=&quot;x"),
            ("&lt;", "&amp;lt;"),
            ("a\u{0}b\u{202e}c", "a\u{fffd}b\u{fffd}c"),
        ] {
            let mut markup = Markup::new();
            markup.text(given);
            assert_eq!(markup.into_text(), expected);
        }
    }
}
