//! Objects of a code: a tag, a length and a value, one after the other.

use super::Wrong;

/// Tags are of two digits.
const TAGS: usize = 100;

/// What lengths count.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unit {
    Character,
    Byte,
}

/// One object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Object<'a> {
    pub(super) tag: u8,
    pub(super) value: &'a str,
}

/// The objects of a text. Ends after the first that is wrong.
pub(super) fn objects(
    text: &str,
    unit: Unit,
) -> impl Iterator<Item = Result<Object<'_>, Wrong>> + use<'_> {
    let mut rest = text;
    let mut seen = [false; TAGS];
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let object = match next(&mut rest, unit) {
            Some(object) if is_new(&mut seen, object.tag) => Ok(object),
            Some(_) => Err(Wrong::Twice),
            None => Err(Wrong::Length),
        };
        if object.is_err() {
            rest = "";
        }
        Some(object)
    })
}

fn is_new(seen: &mut [bool; TAGS], tag: u8) -> bool {
    seen.get_mut(usize::from(tag))
        .is_some_and(|seen| !std::mem::replace(seen, true))
}

fn next<'a>(rest: &mut &'a str, unit: Unit) -> Option<Object<'a>> {
    let tag = two_digits(rest.get(..2)?)?;
    let length = usize::from(two_digits(rest.get(2..4)?)?);
    let values = rest.get(4..)?;
    let end = match unit {
        Unit::Byte => length,
        Unit::Character => values
            .char_indices()
            .map(|(at, _)| at)
            .chain([values.len()])
            .nth(length)?,
    };
    let (value, after) = values.split_at_checked(end)?;
    *rest = after;
    (!value.is_empty()).then_some(Object { tag, value })
}

fn two_digits(text: &str) -> Option<u8> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// A value that is objects itself, all of them well formed.
pub(super) struct Template<'a> {
    value: &'a str,
    unit: Unit,
}

impl<'a> Template<'a> {
    pub(super) fn new(value: &'a str, unit: Unit) -> Result<Self, Wrong> {
        objects(value, unit).try_for_each(|object| object.map(|_| ()))?;
        Ok(Self { value, unit })
    }

    /// The value of the object with this tag.
    pub(super) fn value_of(&self, tag: u8) -> Option<&'a str> {
        objects(self.value, self.unit)
            .filter_map(Result::ok)
            .find(|object| object.tag == tag)
            .map(|object| object.value)
    }
}
