//! The number itself: `coefficient × 10^-scale`.

use alloc::vec::Vec;
use core::fmt;

use crate::Limits;
use crate::limbs::{
    BASE, INLINE_LIMBS, LIMB_DIGITS, Limbs, fraction_limbs, padding, power_of_ten, trim,
};

/// An exact decimal number of any size.
///
/// A value is an integer *coefficient* and a *scale*, the number of digits after the point; the
/// scale is kept, so `1.10` prints as `1.10`, yet equality, order and hash are by value.
///
/// # Text
///
/// ```text
/// number   = [ "+" / "-" ] ( digits [ "." [ digits ] ] / "." digits ) [ exponent ]
/// exponent = ( "e" / "E" ) [ "+" / "-" ] digits
/// ```
///
/// ASCII only. There is no white space, no `_` or `,` between digits, no hexadecimal, no `NaN` and
/// no infinity. [`Limits`] bound the length, by default to 4300 digits.
///
/// `Display` writes plain notation: never an exponent, a digit on both sides of the point, no
/// needless leading zero, no negative zero. Each such text is a JSON number (RFC 8259, section 6).
///
/// # Arithmetic
///
/// Addition and subtraction are exact. The result has the larger of the two scales, also when it is
/// zero, as `NUMERIC` has in SQL. Since nothing is rounded, sums can be taken in any order and grouping.
/// [`Limits`] bound what is read, not what is added: a sum can be longer than they allow, and then it
/// takes larger ones to read its text back.
///
/// # Complexity
///
/// To read, add, subtract, compare, hash or print a number takes time that is linear in its digits in
/// plain notation, and memory of half a byte for each beyond the first 38. A number with a coefficient
/// that fits in an `i128` is kept inline and allocates nothing.
///
/// ```
/// use sum_core::Decimal;
///
/// let a: Decimal = "0.1".parse()?;
/// let b: Decimal = "0.20".parse()?;
/// assert_eq!((a + b).to_string(), "0.30");
/// assert!("1_000".parse::<Decimal>().is_err());
/// # Ok::<(), sum_core::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Decimal(pub(crate) Repr);

/// A coefficient that fits in an `i128` is inline, any other is in limbs. Each value has one form only,
/// so nothing outside can see which one it is.
#[derive(Clone)]
pub(crate) enum Repr {
    Inline {
        coefficient: i128,
        scale: u32,
    },
    Spilled {
        negative: bool,
        scale: u32,
        /// From the last digit's limb up; the last of them is not 0.
        limbs: Vec<u64>,
    },
}

impl Decimal {
    /// 0, with no digit after the point.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// assert_eq!(Decimal::ZERO.to_string(), "0");
    /// assert_eq!(Decimal::ZERO, Decimal::default());
    /// ```
    pub const ZERO: Self = Self::inline(0, 0);

    /// `coefficient × 10^-scale`, also in a `const`. `None` for a scale of [`Limits::MAX_DIGITS`] or
    /// more, which would be more digits than any text may have.
    ///
    /// ```
    /// use sum_core::{Decimal, Limits};
    ///
    /// const VAT: Decimal = Decimal::from_parts(19_50, 4).unwrap();
    /// assert_eq!(VAT.to_string(), "0.1950");
    /// assert!(Decimal::from_parts(1, Limits::MAX_DIGITS).is_none());
    /// ```
    pub const fn from_parts(coefficient: i128, scale: u32) -> Option<Self> {
        if scale < Limits::MAX_DIGITS {
            Some(Self::inline(coefficient, scale))
        } else {
            None
        }
    }

    /// The number of digits after the point.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// assert_eq!("1.10".parse::<Decimal>()?.scale(), 2);
    /// assert_eq!("110e-1".parse::<Decimal>()?.scale(), 1);
    /// assert_eq!("1e2".parse::<Decimal>()?.scale(), 0);
    /// # Ok::<(), sum_core::ParseError>(())
    /// ```
    pub const fn scale(&self) -> u32 {
        match &self.0 {
            Repr::Inline { scale, .. } | Repr::Spilled { scale, .. } => *scale,
        }
    }

    /// The coefficient that the number has at a scale: `number × 10^scale`. `None` if that is not an
    /// integer or does not fit; nothing is rounded.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// let price: Decimal = "12.50".parse()?;
    /// assert_eq!(price.coefficient_at(price.scale()), Some(1250));
    /// assert_eq!(price.coefficient_at(4), Some(125_000));
    /// assert_eq!(price.coefficient_at(1), Some(125));
    /// assert_eq!(price.coefficient_at(0), None);
    /// assert_eq!(price.coefficient_at(38), None);
    /// # Ok::<(), sum_core::ParseError>(())
    /// ```
    pub fn coefficient_at(&self, scale: u32) -> Option<i128> {
        let shortest;
        let number = if scale < self.scale() || matches!(self.0, Repr::Spilled { .. }) {
            shortest = self.normalized();
            &shortest
        } else {
            self
        };
        match number.0 {
            Repr::Inline { coefficient: 0, .. } => Some(0),
            Repr::Inline {
                coefficient,
                scale: own,
            } => shifted(coefficient, scale.checked_sub(own)?),
            Repr::Spilled { .. } => None,
        }
    }

    /// The same value at the smallest scale that holds it.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// let normalized = |text: &str| text.parse::<Decimal>().unwrap().normalized().to_string();
    /// assert_eq!(normalized("1.500"), "1.5");
    /// assert_eq!(normalized("0.00"), "0");
    /// // No digit before the point is dropped.
    /// assert_eq!(normalized("100"), "100");
    /// ```
    #[must_use]
    pub fn normalized(&self) -> Self {
        match &self.0 {
            &Repr::Inline { coefficient: 0, .. } => Self::ZERO,
            &Repr::Inline {
                mut coefficient,
                mut scale,
            } => {
                while scale > 0 && coefficient % 10 == 0 {
                    coefficient /= 10;
                    scale -= 1;
                }
                Self::inline(coefficient, scale)
            }
            Repr::Spilled {
                negative,
                scale,
                limbs,
            } => {
                let smallest = smallest_scale(limbs, *scale);
                let surplus = fraction_limbs(*scale) - fraction_limbs(smallest);
                let limbs = limbs.split_at(surplus).1;
                Self::from_limbs(*negative, limbs.to_vec(), smallest)
            }
        }
    }

    pub(crate) const fn inline(coefficient: i128, scale: u32) -> Self {
        Self(Repr::Inline { coefficient, scale })
    }

    /// Limbs of a coefficient that does not fit in an `i128`.
    pub(crate) const fn spilled(negative: bool, limbs: Vec<u64>, scale: u32) -> Self {
        Self(Repr::Spilled {
            negative,
            scale,
            limbs,
        })
    }

    /// Any magnitude and sign, in the form that they must have.
    pub(crate) fn from_magnitude(negative: bool, magnitude: u128, scale: u32) -> Self {
        if let Some(coefficient) = signed(negative, magnitude) {
            return Self::inline(coefficient, scale);
        }
        let mut buffer = [0; INLINE_LIMBS];
        let limbs = Limbs::inline(magnitude, scale, &mut buffer).limbs.to_vec();
        Self::spilled(negative, limbs, scale)
    }

    /// Limbs from the place where a number of this scale ends, in the form that they must have.
    pub(crate) fn from_limbs(negative: bool, mut limbs: Vec<u64>, scale: u32) -> Self {
        trim(&mut limbs);
        let magnitude = coefficient(&limbs, padding(scale));
        match magnitude.and_then(|magnitude| signed(negative, magnitude)) {
            Some(coefficient) => Self::inline(coefficient, scale),
            None => Self::spilled(negative, limbs, scale),
        }
    }

    /// The magnitude in limbs, which those that are inline are written into a buffer for.
    pub(crate) fn limbs<'a>(&'a self, buffer: &'a mut [u64; INLINE_LIMBS]) -> Limbs<'a> {
        match &self.0 {
            Repr::Inline { coefficient, scale } => {
                Limbs::inline(coefficient.unsigned_abs(), *scale, buffer)
            }
            Repr::Spilled { scale, limbs, .. } => Limbs {
                limbs,
                fraction: fraction_limbs(*scale),
            },
        }
    }

    /// Whether the number is less than zero.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// assert!("-0.01".parse::<Decimal>()?.is_negative());
    /// assert!(!"-0.00".parse::<Decimal>()?.is_negative());
    /// # Ok::<(), sum_core::ParseError>(())
    /// ```
    pub const fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Inline { coefficient, .. } => *coefficient < 0,
            Repr::Spilled { negative, .. } => *negative,
        }
    }
}

/// The scale without the zeros at the end of the digits after the point.
fn smallest_scale(limbs: &[u64], scale: u32) -> u32 {
    let zero_limbs = limbs.iter().take_while(|&&limb| limb == 0).count();
    let last = limbs.get(zero_limbs).copied().unwrap_or(1);
    let digits = (1..LIMB_DIGITS).take_while(|&n| last % power_of_ten(n) == 0);
    let zeros = zero_limbs * LIMB_DIGITS as usize + digits.count();
    let places = fraction_limbs(scale) * LIMB_DIGITS as usize;
    u32::try_from(places.saturating_sub(zeros)).unwrap_or(scale)
}

/// The coefficient of a number in limbs, if it has at most 128 bits.
fn coefficient(limbs: &[u64], padding: u32) -> Option<u128> {
    let Some((&lowest, rest)) = limbs.split_first() else {
        return Some(0);
    };
    // No number of 40 digits fits.
    let below_top = u32::try_from(rest.len()).ok()?.checked_mul(LIMB_DIGITS)?;
    let top_digits = (39 + padding).saturating_sub(below_top);
    if rest
        .last()
        .is_some_and(|&top| top >= power_of_ten(top_digits))
    {
        return None;
    }
    let factor = power_of_ten(padding);
    let high = rest.iter().rev().try_fold(0u128, |value, &limb| {
        value.checked_mul(BASE.into())?.checked_add(limb.into())
    })?;
    high.checked_mul((BASE / factor).into())?
        .checked_add((lowest / factor).into())
}

fn signed(negative: bool, magnitude: u128) -> Option<i128> {
    if negative {
        0i128.checked_sub_unsigned(magnitude)
    } else {
        i128::try_from(magnitude).ok()
    }
}

/// The coefficients of two numbers at the larger of their scales, if they are inline there.
#[inline]
pub(crate) fn aligned(a: &Decimal, b: &Decimal) -> Option<(i128, i128)> {
    let (
        &Repr::Inline {
            coefficient: x,
            scale: x_scale,
        },
        &Repr::Inline {
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
    let power = long_power_of_ten(zeros)?;
    match (i64::try_from(coefficient), i64::try_from(power)) {
        (Ok(short), Ok(power)) => Some(i128::from(short) * i128::from(power)),
        _ => coefficient.checked_mul(power),
    }
}

impl Default for Decimal {
    fn default() -> Self {
        Self::ZERO
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({self})")
    }
}

/// 10ⁿ, for every n where it fits.
fn long_power_of_ten(n: u32) -> Option<i128> {
    #[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
    const POWERS: [i128; 39] = {
        let mut powers = [1; 39];
        let mut n = 1;
        while n < powers.len() {
            powers[n] = powers[n - 1] * 10;
            n += 1;
        }
        powers
    };
    POWERS.get(usize::try_from(n).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::{Decimal, aligned};

    #[test]
    fn coefficients_are_aligned_in_128_bits_as_long_as_they_fit() {
        let aligned = |a: (i128, u32), b: (i128, u32)| {
            aligned(&Decimal::inline(a.0, a.1), &Decimal::inline(b.0, b.1))
        };
        assert_eq!(aligned((5, 0), (7, 2)), Some((500, 7)));
        assert_eq!(aligned((5, 3), (7, 2)), Some((5, 70)));
        assert_eq!(aligned((1, 0), (1, 38)), Some((10i128.pow(38), 1)));
        assert_eq!(aligned((2, 0), (1, 38)), None);
        assert_eq!(aligned((1, 0), (1, 39)), None);
    }

    #[test]
    fn a_number_is_no_larger_than_two_words_of_128_bits() {
        assert!(size_of::<Decimal>() <= 32);
    }
}
