//! How a number is stored, and the change from one form to another.

use alloc::vec::Vec;

use crate::Decimal;
use crate::limbs::{
    BASE, INLINE_LIMBS, LIMB_DIGITS, Limbs, fraction_limbs, padding, power_of_ten, significant,
};

/// A coefficient that fits in an `i128` is inline, and only then. Any other is in limbs, from the last
/// digit's up; the last of them is not 0. A few limbs are kept in place: to allocate costs as much as to
/// read forty digits.
#[derive(Clone)]
pub(crate) enum Repr {
    Inline {
        coefficient: i128,
        scale: u32,
    },
    Short {
        negative: bool,
        scale: u32,
        /// Filled up with zeros.
        limbs: [u64; SHORT_LIMBS],
    },
    Spilled {
        negative: bool,
        scale: u32,
        limbs: Vec<u64>,
    },
}

/// The most limbs that are kept in place. They hold any number of 65 digits.
pub(crate) const SHORT_LIMBS: usize = 5;

impl Decimal {
    pub(crate) const fn inline(coefficient: i128, scale: u32) -> Self {
        Self(Repr::Inline { coefficient, scale })
    }

    /// Any magnitude and sign, in the form that they must have.
    pub(crate) fn from_magnitude(negative: bool, magnitude: u128, scale: u32) -> Self {
        if let Some(coefficient) = signed(negative, magnitude) {
            return Self::inline(coefficient, scale);
        }
        let mut buffer = [0; INLINE_LIMBS];
        let limbs = Limbs::inline(magnitude, scale, &mut buffer).limbs;
        Self::from_limbs(negative, limbs.to_vec(), scale)
    }

    /// Limbs from the place where a number of this scale ends, in the form that they must have.
    pub(crate) fn from_limbs(negative: bool, mut limbs: Vec<u64>, scale: u32) -> Self {
        let kept = significant(&limbs);
        let mut few = [0; SHORT_LIMBS];
        if let Some(few_kept) = few.get_mut(..kept.len()) {
            few_kept.copy_from_slice(kept);
            return Self::short(negative, &few, scale);
        }
        limbs.truncate(kept.len());
        Self(Repr::Spilled {
            negative,
            scale,
            limbs,
        })
    }

    /// The same for few limbs, filled up with zeros.
    #[inline]
    pub(crate) fn short(negative: bool, limbs: &[u64; SHORT_LIMBS], scale: u32) -> Self {
        match inline_coefficient(negative, significant(limbs), scale) {
            Some(coefficient) => Self::inline(coefficient, scale),
            None => Self(Repr::Short {
                negative,
                scale,
                limbs: *limbs,
            }),
        }
    }

    /// The magnitude in limbs, which those that are inline are written into a buffer for.
    #[inline]
    pub(crate) fn limbs<'a>(&'a self, buffer: &'a mut [u64; INLINE_LIMBS]) -> Limbs<'a> {
        let limbs = match &self.0 {
            Repr::Inline { coefficient, scale } => {
                return Limbs::inline(coefficient.unsigned_abs(), *scale, buffer);
            }
            Repr::Short { limbs, .. } => significant(limbs),
            Repr::Spilled { limbs, .. } => limbs,
        };
        Limbs {
            limbs,
            fraction: fraction_limbs(self.scale()),
        }
    }
}

/// The coefficient of a number in limbs, if it fits in an `i128`.
fn inline_coefficient(negative: bool, limbs: &[u64], scale: u32) -> Option<i128> {
    let magnitude = coefficient(limbs, padding(scale))?;
    signed(negative, magnitude)
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
pub(crate) fn shifted(coefficient: i128, zeros: u32) -> Option<i128> {
    let power = long_power_of_ten(zeros)?;
    match (i64::try_from(coefficient), i64::try_from(power)) {
        (Ok(short), Ok(power)) => Some(i128::from(short) * i128::from(power)),
        _ => coefficient.checked_mul(power),
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
    use alloc::format;

    use super::{Repr, aligned};
    use crate::Decimal;
    use crate::limbs::{INLINE_LIMBS, Limbs};

    #[test]
    fn a_number_is_inline_if_its_coefficient_fits_and_only_then() {
        let powers = (0..39).map(|n| 10u128.pow(n));
        let fullest = [1 << 63, 1 << 64, 1 << 127, u128::MAX];
        for seam in powers.chain(fullest) {
            for magnitude in [seam - 1, seam, seam.saturating_add(1)] {
                for sign in ["", "-"] {
                    let text = format!("{sign}{magnitude}");
                    for scale in 0..40 {
                        let mut buffer = [0; INLINE_LIMBS];
                        let limbs = Limbs::inline(magnitude, scale, &mut buffer).limbs;
                        let number = Decimal::from_limbs(sign == "-", limbs.to_vec(), scale);
                        let coefficient = match number.0 {
                            Repr::Inline { coefficient, .. } => Some(coefficient),
                            Repr::Short { .. } | Repr::Spilled { .. } => None,
                        };
                        assert_eq!(coefficient, text.parse().ok(), "{text}e-{scale}");
                    }
                }
            }
        }
    }

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
    fn a_number_is_no_larger_than_three_words_of_128_bits() {
        assert!(size_of::<Decimal>() <= 48);
    }
}
