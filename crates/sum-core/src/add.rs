//! Addition and negation.

use core::iter::Sum;
use core::ops::{Add, AddAssign, Neg};

use num_bigint::BigInt;

use crate::Decimal;
use crate::decimal::{Repr, power_of_ten};

/// The exact sum, at the larger of the two scales. Linear in the number of digits if the scales are
/// equal; otherwise it costs a multiplication of big integers besides, unless they are small.
///
/// ```
/// # use sum_core::Decimal;
/// let max = Decimal::from(i64::MAX);
/// assert_eq!((&max + Decimal::from(1)).to_string(), "9223372036854775808");
/// assert_eq!(i64::try_from(max + Decimal::from(1)).unwrap_err().to_string(), "the number does not fit in i64");
/// ```
impl Add for &Decimal {
    type Output = Decimal;

    #[inline]
    fn add(self, other: &Decimal) -> Decimal {
        match aligned(self, other).and_then(|(a, b)| a.checked_add(b)) {
            Some(coefficient) => Decimal::small(coefficient, self.scale().max(other.scale())),
            None => add_big(self, other),
        }
    }
}

// Out of line, so that the addition of small numbers can be inlined: 4 ns instead of 10.
#[cold]
#[inline(never)]
fn add_big(a: &Decimal, b: &Decimal) -> Decimal {
    let scale = a.scale().max(b.scale());
    Decimal::new(a.coefficient_at(scale) + b.coefficient_at(scale), scale)
}

/// The coefficients of two numbers at the larger of their scales, if they are small there.
#[inline]
pub(crate) fn aligned(a: &Decimal, b: &Decimal) -> Option<(i128, i128)> {
    let (
        &Repr::Small {
            coefficient: x,
            scale: x_scale,
        },
        &Repr::Small {
            coefficient: y,
            scale: y_scale,
        },
    ) = (&a.0, &b.0)
    else {
        return None;
    };
    match x_scale.abs_diff(y_scale) {
        0 => Some((x, y)),
        zeros if x_scale < y_scale => Some((shifted(x, zeros)?, y)),
        zeros => Some((x, shifted(y, zeros)?)),
    }
}

/// With zeros appended, if that fits. A product of two `i64` always does, and is one instruction.
#[inline]
fn shifted(coefficient: i128, zeros: u32) -> Option<i128> {
    let power = power_of_ten(zeros)?;
    match (i64::try_from(coefficient), i64::try_from(power)) {
        (Ok(short), Ok(power)) => Some(i128::from(short) * i128::from(power)),
        _ => coefficient.checked_mul(power),
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

/// ```
/// # use sum_core::Decimal;
/// let mut total = Decimal::ZERO;
/// total += Decimal::from(2);
/// total += &Decimal::from(3);
/// assert_eq!(total, Decimal::from(5));
/// ```
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

/// The scale stays, and zero has no sign.
///
/// ```
/// # use sum_core::Decimal;
/// assert_eq!((-Decimal::from(i128::MIN)).to_string(), "170141183460469231731687303715884105728");
/// assert_eq!((-"0.00".parse::<Decimal>()?).to_string(), "0.00");
/// # Ok::<(), sum_core::ParseError>(())
/// ```
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

#[cfg(test)]
mod tests {
    use super::aligned;
    use crate::Decimal;

    #[test]
    fn coefficients_are_aligned_in_128_bits_as_long_as_they_fit() {
        let aligned = |a: (i128, u32), b: (i128, u32)| {
            aligned(&Decimal::small(a.0, a.1), &Decimal::small(b.0, b.1))
        };
        assert_eq!(aligned((5, 0), (7, 2)), Some((500, 7)));
        assert_eq!(aligned((5, 3), (7, 2)), Some((5, 70)));
        assert_eq!(aligned((1, 0), (1, 38)), Some((10i128.pow(38), 1)));
        assert_eq!(aligned((2, 0), (1, 38)), None);
        assert_eq!(aligned((1, 0), (1, 39)), None);
    }
}
