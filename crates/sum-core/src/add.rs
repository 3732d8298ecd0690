//! Addition and negation.

use core::iter::Sum;
use core::ops::{Add, AddAssign, Neg};

use num_bigint::BigInt;

use crate::Decimal;
use crate::decimal::{Repr, power_of_ten};

/// The exact sum, at the larger of the two scales. Linear in the number of digits.
///
/// ```
/// # use sum_core::Decimal;
/// let max = Decimal::from(i64::MAX);
/// assert_eq!((&max + Decimal::from(1)).to_string(), "9223372036854775808");
/// assert_eq!(i64::try_from(max + Decimal::from(1)).unwrap_err().to_string(), "the number does not fit in i64");
/// ```
impl Add for &Decimal {
    type Output = Decimal;

    fn add(self, other: &Decimal) -> Decimal {
        let small = match (&self.0, &other.0) {
            (
                &Repr::Small {
                    coefficient: a,
                    scale: a_scale,
                },
                &Repr::Small {
                    coefficient: b,
                    scale: b_scale,
                },
            ) => aligned((a, a_scale), (b, b_scale)).and_then(|(a, b)| a.checked_add(b)),
            _ => None,
        };
        let scale = self.scale().max(other.scale());
        match small {
            Some(coefficient) => Decimal::small(coefficient, scale),
            None => Decimal::new(
                self.coefficient_at(scale) + other.coefficient_at(scale),
                scale,
            ),
        }
    }
}

/// Two small numbers' coefficients at the larger of their scales, if they fit there.
#[inline]
pub(crate) fn aligned(a: (i128, u32), b: (i128, u32)) -> Option<(i128, i128)> {
    match a.1.abs_diff(b.1) {
        0 => Some((a.0, b.0)),
        shift if a.1 < b.1 => Some((a.0.checked_mul(power_of_ten(shift)?)?, b.0)),
        shift => Some((a.0, b.0.checked_mul(power_of_ten(shift)?)?)),
    }
}

impl Add for Decimal {
    type Output = Decimal;

    fn add(self, other: Decimal) -> Decimal {
        &self + &other
    }
}

impl Add<&Decimal> for Decimal {
    type Output = Decimal;

    fn add(self, other: &Decimal) -> Decimal {
        &self + other
    }
}

impl Add<Decimal> for &Decimal {
    type Output = Decimal;

    fn add(self, other: Decimal) -> Decimal {
        self + &other
    }
}

impl AddAssign<&Decimal> for Decimal {
    fn add_assign(&mut self, other: &Decimal) {
        *self = &*self + other;
    }
}

impl AddAssign for Decimal {
    fn add_assign(&mut self, other: Decimal) {
        *self += &other;
    }
}

/// ```
/// # use sum_core::Decimal;
/// let total: Decimal = [1, 2, 3].map(Decimal::from).iter().sum();
/// assert_eq!(total, Decimal::from(6));
/// ```
impl<'a> Sum<&'a Decimal> for Decimal {
    fn sum<I: Iterator<Item = &'a Decimal>>(numbers: I) -> Decimal {
        numbers.fold(Decimal::ZERO, |total, number| total + number)
    }
}

impl Sum for Decimal {
    fn sum<I: Iterator<Item = Decimal>>(numbers: I) -> Decimal {
        numbers.fold(Decimal::ZERO, |total, number| total + number)
    }
}

impl Neg for &Decimal {
    type Output = Decimal;

    fn neg(self) -> Decimal {
        match &self.0 {
            // Only `i128::MIN` has no counterpart among the small ones.
            Repr::Small { coefficient, scale } => match coefficient.checked_neg() {
                Some(negated) => Decimal::small(negated, *scale),
                None => Decimal::new(-BigInt::from(*coefficient), *scale),
            },
            Repr::Big(big) => Decimal::new(-&big.coefficient, big.scale),
        }
    }
}

impl Neg for Decimal {
    type Output = Decimal;

    fn neg(self) -> Decimal {
        -&self
    }
}
