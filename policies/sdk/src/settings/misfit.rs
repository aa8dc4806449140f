//! Where, and why, settings are not of their form.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

/// A mistake in settings.
#[derive(Debug)]
pub(super) struct Misfit {
    /// Where, for example `channels.qr.single`; empty for settings as a whole.
    pub(super) path: String,
    /// What is wrong.
    pub(super) message: String,
}

impl Misfit {
    /// A mistake of settings as a whole.
    pub(super) fn whole(message: String) -> Self {
        Self {
            path: String::new(),
            message,
        }
    }

    /// The same, of the member `key`.
    pub(super) fn under(self, key: &str) -> Self {
        self.inside(format_args!("{key}"))
    }

    /// The same, of the item at `position`.
    pub(super) fn at(self, position: usize) -> Self {
        self.inside(format_args!("[{position}]"))
    }

    fn inside(self, outer: fmt::Arguments<'_>) -> Self {
        let Self { path, message } = self;
        let dot = if path.is_empty() || path.starts_with('[') {
            ""
        } else {
            "."
        };
        let path = format!("{outer}{dot}{path}");
        Self { path, message }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.path, self.message)
    }
}

impl std::error::Error for Misfit {}

impl Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::whole(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!(
            "invalid type: {}, expected {expected}",
            Found(found)
        ))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!(
            "invalid value: {}, expected {expected}",
            Found(found)
        ))
    }
}

/// What was found where something else belongs. Settings hold no fractions, and what prints them
/// is large: it must not become part of a policy.
struct Found<'a>(Unexpected<'a>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Bool(value) => write!(out, "`{value}`"),
            Unexpected::Unsigned(value) => write!(out, "`{value}`"),
            Unexpected::Signed(value) => write!(out, "`{value}`"),
            Unexpected::Str(text) => write!(out, "\"{text}\""),
            Unexpected::Unit => out.write_str("null"),
            Unexpected::Seq => out.write_str("a list"),
            Unexpected::Map => out.write_str("an object"),
            Unexpected::Other(other) => out.write_str(other),
            _ => out.write_str("something else"),
        }
    }
}
