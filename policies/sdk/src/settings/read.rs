//! Reads the type of a policy's settings from [`Value`]s.

use std::borrow::Cow;
use std::slice;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

use super::misfit::Misfit;
use super::value::{Members, Value};

/// One value, on its way into a type.
#[derive(Clone, Copy)]
pub(super) struct Reader<'de>(pub(super) &'de Value<'de>);

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Unsigned(value) => visitor.visit_u64(*value),
            Value::Negative(value) => visitor.visit_i64(*value),
            Value::Fraction => Err(Misfit::invalid_type(
                Unexpected::Other("a number with a fraction"),
                &visitor,
            )),
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List(list) => visitor.visit_seq(Items {
                rest: list.iter(),
                position: 0,
            }),
            Value::Members(members) => visitor.visit_map(Fields::of(members)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Text(text) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
            Value::Members(members) => {
                visitor.visit_enum(MapAccessDeserializer::new(Fields::of(members)))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// The items of a list.
struct Items<'de> {
    rest: slice::Iter<'de, Value<'de>>,
    position: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Misfit> {
        let Some(value) = self.rest.next() else {
            return Ok(None);
        };
        let item = seed.deserialize(Reader(value));
        let item = item.map_err(|misfit| misfit.at(self.position))?;
        self.position += 1;
        Ok(Some(item))
    }
}

/// The members of an object.
struct Fields<'de> {
    rest: slice::Iter<'de, (Cow<'de, str>, Value<'de>)>,
    /// The one whose key was read.
    current: Option<&'de (Cow<'de, str>, Value<'de>)>,
}

impl<'de> Fields<'de> {
    fn of(members: &'de Members<'de>) -> Self {
        Self {
            rest: members.iter(),
            current: None,
        }
    }
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Misfit;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Misfit> {
        self.current = self.rest.next();
        let Some((key, _)) = self.current else {
            return Ok(None);
        };
        let read = seed.deserialize(BorrowedStrDeserializer::new(key));
        read.map(Some).map_err(|misfit: Misfit| misfit.under(key))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Misfit> {
        let Some((key, value)) = self.current else {
            return Err(Misfit::custom("a value before its key"));
        };
        let read = seed.deserialize(Reader(value));
        read.map_err(|misfit| misfit.under(key))
    }
}
