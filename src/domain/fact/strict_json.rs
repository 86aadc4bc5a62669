//! JSON as facts allow it: integers only, no key twice, bounded in depth and size.
//!
//! A fact's bytes are signed and read forever by many programs. Where two readers could
//! understand the same bytes differently (a key twice, a float), the bytes are refused.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use thiserror::Error;

/// No head is larger, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;
/// No value is nested deeper.
pub const MAX_DEPTH: u8 = 12;

/// Why bytes are no strict JSON.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StrictJsonError {
    /// More than [`MAX_BYTES`].
    #[error("{0} bytes are more than {MAX_BYTES}")]
    TooLarge(usize),
    /// Not JSON, or JSON that facts do not allow.
    #[error("not allowed here: {0}")]
    Invalid(String),
}

/// Reads strict JSON.
///
/// # Errors
/// When the bytes are too many, no JSON, hold a float, a key twice, or nest too deep.
pub fn parse(bytes: &[u8]) -> Result<Value, StrictJsonError> {
    if bytes.len() > MAX_BYTES {
        return Err(StrictJsonError::TooLarge(bytes.len()));
    }
    let invalid = |e: serde_json::Error| StrictJsonError::Invalid(e.to_string());
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict(MAX_DEPTH).deserialize(&mut reader).map_err(invalid)?;
    reader.end().map_err(invalid)?;
    Ok(value)
}

#[derive(Clone, Copy)]
struct Strict(u8);

impl Strict {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("nested too deep"))
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON with integers only and no key twice")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        i64::try_from(value).map(Value::from).map_err(|_| E::custom("an integer beyond 64 bits"))
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Value, E> {
        Err(E::custom("a number that is no integer"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(inner)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut object = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(A::Error::custom(format!("the key `{key}` twice")));
            }
            object.insert(key, map.next_value_seed(inner)?);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, fits: bool) {
        assert_eq!(parse(text.as_bytes()).is_ok(), fits, "{}", &text[..text.len().min(60)]);
    }

    #[test]
    fn only_unambiguous_json_passes() {
        check(r#"{"a":1,"b":[true,null,"x"]}"#, true);
        check(r#"{"a":1,"a":1}"#, false);
        check(r#"{"a":{"b":1,"b":2}}"#, false);
        check(r#"{"a":1.0}"#, false);
        check(r#"{"a":1e3}"#, false);
        check("9223372036854775807", true);
        check("9223372036854775808", false);
        check(r#"{"a":1} x"#, false);
        check("", false);
        check("\u{feff}{}", false);
        check(&format!("{}{}", "[".repeat(12), "]".repeat(12)), true);
        check(&format!("{}{}", "[".repeat(13), "]".repeat(13)), false);
        check(&"[".repeat(100_000), false);
    }

    #[test]
    fn broken_utf_8_is_refused() {
        assert!(parse(b"\"\xff\xfe\"").is_err());
        assert!(parse(b"\"\\ud800\"").is_err());
    }
}
