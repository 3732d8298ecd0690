//! Decimal numbers by way of a binary big integer, which shares neither code nor base with the crate.

use num_bigint::BigInt;

/// `coefficient × 10^-scale`.
#[derive(Clone, Debug)]
pub(crate) struct Binary {
    pub(crate) coefficient: BigInt,
    pub(crate) scale: u32,
}

impl Binary {
    /// Reads a text that follows the grammar.
    pub(crate) fn read(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: BigInt = format!("{integer}{fraction}").parse().expect("digits");
        let exponent: i64 = exponent.parse().expect("tests keep to small exponents");
        let place = exponent - i64::try_from(fraction.len()).expect("a length");
        let zeros = u32::try_from(place.max(0)).expect("tests keep to small exponents");
        Self {
            coefficient: digits * BigInt::from(10).pow(zeros),
            scale: u32::try_from((-place).max(0)).expect("tests keep to small exponents"),
        }
    }

    /// The coefficient at a scale that is not smaller.
    pub(crate) fn at(&self, scale: u32) -> BigInt {
        &self.coefficient * BigInt::from(10).pow(scale - self.scale)
    }

    pub(crate) fn combine(&self, other: &Self, operation: fn(BigInt, BigInt) -> BigInt) -> Self {
        let scale = self.scale.max(other.scale);
        Self {
            coefficient: operation(self.at(scale), other.at(scale)),
            scale,
        }
    }

    pub(crate) fn print(&self) -> String {
        let scale = self.scale as usize;
        let digits = self.coefficient.magnitude().to_string();
        let digits = "0".repeat((scale + 1).saturating_sub(digits.len())) + &digits;
        let (integer, fraction) = digits.split_at(digits.len() - scale);
        let sign = if self.coefficient < BigInt::ZERO {
            "-"
        } else {
            ""
        };
        let point = if scale > 0 { "." } else { "" };
        format!("{sign}{integer}{point}{fraction}")
    }
}
