//! Settings as they are written: JSON without fractions. It borrows its texts, and has nothing of
//! floating point in it: the tables for reading and printing fractions would be a quarter of what
//! a policy is.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Lists and objects in each other: settings are figures in a few tables, and a guest's stack is
/// small.
const DEPTH_MAX: u8 = 16;

/// A value of settings.
pub(super) enum Value<'a> {
    Null,
    Bool(bool),
    Unsigned(u64),
    Negative(i64),
    /// A number that no setting can be.
    Fraction,
    Text(Cow<'a, str>),
    List(Vec<Value<'a>>),
    Members(Members<'a>),
}

/// The members of an object, in their order.
pub(super) type Members<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// The members of a JSON object.
///
/// # Errors
/// Why `json` is none.
pub(super) fn parse(json: &str) -> Result<Members<'_>, String> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let value = Nested(DEPTH_MAX).deserialize(&mut reader);
    match value.and_then(|value| reader.end().map(|()| value)) {
        Ok(Value::Members(members)) => Ok(members),
        Ok(_) => Err("settings must be an object".into()),
        Err(error) => Err(error.to_string()),
    }
}

/// Puts `from` into `into`: a member of both is merged where both are objects, and replaced
/// otherwise. An object with a `value` replaces, and `null` removes.
pub(super) fn merge<'a>(into: &mut Members<'a>, from: Members<'a>) {
    for (key, value) in from {
        let place = into.iter().position(|(known, _)| *known == key);
        match (place.and_then(|place| into.get_mut(place)), value) {
            (_, Value::Null) => into.retain(|(known, _)| *known != key),
            (Some((_, Value::Members(into))), Value::Members(from)) if !is_figure(&from) => {
                merge(into, from);
            }
            (Some((_, into)), value) => *into = value,
            (None, value) => into.push((key, value)),
        }
    }
}

fn is_figure(members: &Members<'_>) -> bool {
    members.iter().any(|(key, _)| key == "value")
}

/// Reads a value in which so many may lie in each other.
struct Nested(u8);

impl Nested {
    fn inner<E: Error>(&self) -> Result<Self, E> {
        let inner = self.0.checked_sub(1).map(Self);
        inner.ok_or_else(|| E::custom("settings are nested too deep"))
    }
}

impl<'a> DeserializeSeed<'a> for Nested {
    type Value = Value<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Value<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Nested {
    type Value = Value<'a>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value<'a>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value<'a>, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value<'a>, E> {
        Ok(Value::Unsigned(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value<'a>, E> {
        Ok(Value::Negative(value))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value<'a>, E> {
        Ok(Value::Fraction)
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Value<'a>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'a>, E> {
        Ok(Value::Text(Cow::Owned(text.into())))
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut items: A) -> Result<Value<'a>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.inner()?)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'a>>(self, mut members: A) -> Result<Value<'a>, A::Error> {
        let mut map = Members::new();
        while let Some(key) = members.next_key_seed(Key)? {
            map.push((key, members.next_value_seed(self.inner()?)?));
        }
        Ok(Value::Members(map))
    }
}

/// The key of a member, borrowed where it is written without escapes.
struct Key;

impl<'a> DeserializeSeed<'a> for Key {
    type Value = Cow<'a, str>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Cow<'a, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Key {
    type Value = Cow<'a, str>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Cow<'a, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'a, str>, E> {
        Ok(Cow::Owned(text.into()))
    }
}
