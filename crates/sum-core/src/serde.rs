//! Feature `serde`: a [`Decimal`] in data formats, as a string, since few of them have a number that
//! keeps every digit.

use core::fmt;

use serde_core::de::{Deserialize, Deserializer, Error, Visitor};
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

/// From a string, within the default [`Limits`](crate::Limits), or from an integer that the format hands
/// over as one; `serde_json` does so up to 64 bits. A float is refused: what the text had said is lost
/// already. Feature `serde`.
///
/// ```
/// # use sum_core::Decimal;
/// let prices: Vec<Decimal> = serde_json::from_str(r#"["1.10", 2]"#)?;
/// assert_eq!(prices.iter().sum::<Decimal>().to_string(), "3.10");
///
/// let error = serde_json::from_str::<Decimal>("1.10").unwrap_err();
/// assert!(error.to_string().starts_with("invalid type: floating point `1.1`, expected an integer"));
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(DecimalVisitor)
        } else {
            // Such a format may not know what it holds; it holds what was serialised.
            deserializer.deserialize_str(DecimalVisitor)
        }
    }
}

struct DecimalVisitor;

impl Visitor<'_> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, or a string that holds a decimal number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
        text.parse().map_err(E::custom)
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
}
