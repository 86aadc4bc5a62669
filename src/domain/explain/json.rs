//! JSON as a case needs it: keys that repeat are seen, and numbers keep their digits.
//!
//! `serde_json` checks the grammar but turns 9999.999999999999999 into 10000.0, which is another grade. So
//! a number's own text is taken from the line: it finds numbers in the order in which they stand there.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::problem::{Problem, quoted};

/// A value of JSON.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json<'t> {
    Null,
    Flag(bool),
    /// A number, as it is written.
    Number(&'t str),
    Text(String),
    /// A list. No case has one, so what is in it does not matter.
    List,
    /// The fields as they come, repeated ones too.
    Object(Vec<(String, Json<'t>)>),
}

/// Reads one value. `serde_json` itself bounds the depth, at 128.
pub(super) fn read(text: &str) -> Result<Json<'_>, Problem> {
    let numbers = RefCell::new(Numbers { rest: text });
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Node(&numbers).deserialize(&mut reader);
    value.and_then(|value| reader.end().map(|()| value)).map_err(|error| problem(&error, text))
}

fn problem(error: &serde_json::Error, text: &str) -> Problem {
    let huge = Numbers { rest: text }.find(|number| number.parse().is_ok_and(f64::is_infinite));
    huge.map_or(Problem::NotJson { column: error.column() }, |number| Problem::HugeNumber(quoted(number)))
}

/// The numbers of a JSON text, in order.
struct Numbers<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Numbers<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let (start, end) = next_number(self.rest.as_bytes())?;
        let number = self.rest.get(start..end)?;
        self.rest = self.rest.get(end..)?;
        Some(number)
    }
}

/// Where the first number begins and ends that does not stand in a string.
fn next_number(bytes: &[u8]) -> Option<(usize, usize)> {
    let (mut at, mut in_string) = (0, false);
    loop {
        match *bytes.get(at)? {
            b'"' => in_string = !in_string,
            b'\\' if in_string => at += 1,
            b'-' | b'0'..=b'9' if !in_string => break,
            _ => {}
        }
        at += 1;
    }
    let of_number = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
    let length = bytes.iter().skip(at).take_while(|byte| of_number(byte)).count();
    Some((at, at + length))
}

#[derive(Clone, Copy)]
struct Node<'n, 't>(&'n RefCell<Numbers<'t>>);

impl<'t> Node<'_, 't> {
    fn number<E: Error>(self) -> Result<Json<'t>, E> {
        self.0
            .borrow_mut()
            .next()
            .map(Json::Number)
            .ok_or_else(|| E::custom("a number that is not in the text"))
    }
}

impl<'de, 't> DeserializeSeed<'de> for Node<'_, 't> {
    type Value = Json<'t>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'t>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, 't> Visitor<'de> for Node<'_, 't> {
    type Value = Json<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json<'t>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'t>, E> {
        Ok(Json::Flag(value))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Json<'t>, E> {
        self.number()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Json<'t>, E> {
        self.number()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Json<'t>, E> {
        self.number()
    }

    fn visit_str<E>(self, value: &str) -> Result<Json<'t>, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json<'t>, A::Error> {
        while seq.next_element_seed(self)?.is_some() {}
        Ok(Json::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'t>, A::Error> {
        let mut fields = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            fields.push((name, map.next_value_seed(self)?));
        }
        Ok(Json::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let text = r#"{"a-1\"2": -0.10, "b": [3, "4\\", 5e6], "c": 9999.999999999999999}"#;
        let numbers: Vec<_> = Numbers { rest: text }.collect();
        assert_eq!(numbers, ["-0.10", "3", "5e6", "9999.999999999999999"]);
        let Json::Object(fields) = read(text).unwrap() else { panic!("no object") };
        assert_eq!(fields[0], ("a-1\"2".to_owned(), Json::Number("-0.10")));
        assert_eq!(fields[2].1, Json::Number("9999.999999999999999"));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in [
            "",
            "{",
            "{} {}",
            "NaN",
            "{\"a\": NaN}",
            "{\"a\": 01}",
            "{\"a\": 1.}",
            "[1,]",
            "'a'",
            "\"\\ud800\"",
        ] {
            assert!(matches!(read(text), Err(Problem::NotJson { .. })), "{text}");
        }
        assert_eq!(read("[1e400]"), Err(Problem::HugeNumber("1e400".into())));
        assert!(read(&"[".repeat(60_000)).is_err());
        assert!(read(&"{\"a\":".repeat(10_000)).is_err());
    }
}
