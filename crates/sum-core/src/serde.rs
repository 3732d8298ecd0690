//! Feature `serde`: a [`Decimal`] in data formats, with every digit.
//!
//! `Decimal` itself is written as a string, since few formats have a number that keeps every digit, and
//! read from what the format has: a string, an integer, a number of JSON, a field of CSV. For a field of a
//! struct that is to be otherwise there are modules for `#[serde(with = "…")]`:
//!
//! | module | writes | reads |
//! |---|---|---|
//! | none | a string | a string, an integer; a JSON number with `serde_json`'s `arbitrary_precision`; a field of `csv` |
//! | [`text`] | a string | a string only, in any format |
//! | `number`, with feature `serde_json` | a JSON number | as without a module |
//!
//! A binary float is refused: it has lost what the text said.

use core::any::type_name;
use core::fmt;

use alloc::string::String;
use serde_core::de::{Deserialize, Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde_core::ser::{Serialize, Serializer};

use crate::Decimal;

/// As a string in plain notation; feature `serde`.
///
/// ```
/// # use sum_core::Decimal;
/// let price: Decimal = "1.10".parse()?;
/// assert_eq!(serde_json::to_string(&price)?, "\"1.10\"");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Within the default [`Limits`](crate::Limits), from a string, from an integer, or from a JSON number if
/// `serde_json` has its feature `arbitrary_precision`; without it, `serde_json` hands over integers of up
/// to 64 bits only. A float is refused. Feature `serde`.
///
/// ```
/// # use sum_core::Decimal;
/// let prices: Vec<Decimal> = serde_json::from_str(r#"["1.10", 2]"#)?;
/// assert_eq!(prices.iter().sum::<Decimal>().to_string(), "3.10");
///
/// # #[cfg(not(feature = "serde_json"))]
/// let error = serde_json::from_str::<Decimal>("1.10").unwrap_err();
/// # #[cfg(not(feature = "serde_json"))]
/// assert!(error.to_string().contains("enable the feature `arbitrary_precision` of serde_json"));
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A binary format may not know what it holds; it holds what was serialised. And `csv`, if it is
        // asked for anything, turns what looks like a float into one; all that can be seen of it is its
        // name. To miss it costs an error, never a digit.
        let holds_text = !deserializer.is_human_readable() || type_name::<D>().contains("csv::");
        if holds_text {
            deserializer.deserialize_str(DecimalVisitor)
        } else {
            deserializer.deserialize_any(DecimalVisitor)
        }
    }
}

/// As a string only, in any format: `#[serde(with = "sum_core::serde::text")]`.
///
/// ```
/// # use sum_core::Decimal;
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Row {
///     #[serde(with = "sum_core::serde::text")]
///     amount: Decimal,
/// }
///
/// let row: Row = serde_json::from_str(r#"{"amount": "-1200.00"}"#)?;
/// assert_eq!(serde_json::to_string(&row)?, r#"{"amount":"-1200.00"}"#);
/// assert!(serde_json::from_str::<Row>(r#"{"amount": 7}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
pub mod text {
    use super::{Decimal, Deserializer, Serializer, TextVisitor};

    /// Writes a string.
    ///
    /// # Errors
    ///
    /// Those of the format.
    pub fn serialize<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    /// Reads a string.
    ///
    /// # Errors
    ///
    /// Those of the format, and [`ParseError`](crate::ParseError) as a message.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

/// As a JSON number with every digit: `#[serde(with = "sum_core::serde::number")]`; feature `serde_json`,
/// which turns on `arbitrary_precision` there. For other formats than JSON there is [`text`].
///
/// ```
/// # use sum_core::Decimal;
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Row {
///     #[serde(with = "sum_core::serde::number")]
///     amount: Decimal,
/// }
///
/// let row: Row = serde_json::from_str(r#"{"amount": 0.10000000000000000000}"#)?;
/// assert_eq!(serde_json::to_string(&row)?, r#"{"amount":0.10000000000000000000}"#);
/// assert!(serde_json::from_str::<Row>(r#"{"amount": "1,5"}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[cfg(feature = "serde_json")]
pub mod number {
    use alloc::string::ToString;

    use serde_core::ser::Error;

    use super::{Decimal, Deserialize, Deserializer, Serialize, Serializer};

    /// Writes a JSON number.
    ///
    /// # Errors
    ///
    /// Those of the format.
    pub fn serialize<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        let number: serde_json::Number = number.to_string().parse().map_err(S::Error::custom)?;
        number.serialize(serializer)
    }

    /// Reads a JSON number, or what else [`Decimal`] is read from.
    ///
    /// # Errors
    ///
    /// Those of the format, and [`ParseError`](crate::ParseError) as a message.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        Decimal::deserialize(deserializer)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string that holds a decimal number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
        text.parse().map_err(E::custom)
    }
}

struct DecimalVisitor;

impl<'de> Visitor<'de> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number, or a string that holds one")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
        TextVisitor.visit_str(text)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Decimal, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Decimal, E> {
        Ok(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Decimal, E> {
        Ok(value.into())
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Decimal, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Decimal, E> {
        Err(E::custom(format_args!(
            "the float `{value}` may have lost digits: write a string; for JSON numbers enable the \
             feature `arbitrary_precision` of serde_json; read a format that guesses types with \
             `sum_core::serde::text`"
        )))
    }

    /// A number in the form that `serde_json` gives it with `arbitrary_precision`: a map of its text.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Decimal, A::Error> {
        match map.next_entry::<String, String>()? {
            Some((key, text)) if key == "$serde_json::private::Number" => self.visit_str(&text),
            _ => Err(A::Error::invalid_type(Unexpected::Map, &self)),
        }
    }
}
