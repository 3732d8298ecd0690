//! Addition and subtraction.

use core::cmp::Ordering;
use core::ops::{Add, AddAssign, Sub, SubAssign};

use crate::Decimal;
use crate::limbs::{self, INLINE_LIMBS, fraction_limbs};
use crate::repr::{Repr, SHORT_LIMBS, aligned};

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

    #[inline]
    fn add(self, other: &Decimal) -> Decimal {
        match aligned(self, other).and_then(|(a, b)| a.checked_add(b)) {
            Some(coefficient) => Decimal::inline(coefficient, self.scale().max(other.scale())),
            None => add_limbs(self, other, other.is_negative()),
        }
    }
}

/// The exact difference, at the larger of the two scales. Linear in the number of digits.
///
/// ```
/// # use sum_core::Decimal;
/// let [paid, due] = ["20.00", "19.9"].map(|text| text.parse::<Decimal>().unwrap());
/// assert_eq!((&paid - &due).to_string(), "0.10");
/// assert_eq!((&due - &due).to_string(), "0.0");
/// assert!(u64::try_from(Decimal::from(1) - Decimal::from(2)).is_err());
/// ```
impl Sub for &Decimal {
    type Output = Decimal;

    #[inline]
    fn sub(self, other: &Decimal) -> Decimal {
        match aligned(self, other).and_then(|(a, b)| a.checked_sub(b)) {
            Some(coefficient) => Decimal::inline(coefficient, self.scale().max(other.scale())),
            None => add_limbs(self, other, !other.is_negative()),
        }
    }
}

/// Adds `b` as if it had this sign.
// Out of line, so that the addition of small numbers can be inlined: 4 ns instead of 10.
#[inline(never)]
fn add_limbs(a: &Decimal, b: &Decimal, b_negative: bool) -> Decimal {
    add_short(a, b, b_negative).unwrap_or_else(|| add_any(a, b, b_negative))
}

/// The same for numbers that have their limbs in place, and of the same places: 12 ns instead of 40. `None`
/// for others, and for a sum that has too many.
#[inline]
fn add_short(a: &Decimal, b: &Decimal, b_negative: bool) -> Option<Decimal> {
    let (Repr::Short { limbs: x, .. }, Repr::Short { limbs: y, .. }) = (&a.0, &b.0) else {
        return None;
    };
    if fraction_limbs(a.scale()) != fraction_limbs(b.scale()) {
        return None;
    }
    let mut negative = a.is_negative();
    let mut limbs = [0; SHORT_LIMBS];
    if negative == b_negative {
        let carry = limbs::add(&mut limbs, x, y);
        if carry > 0 {
            return None;
        }
    } else if x.iter().rev().ge(y.iter().rev()) {
        limbs::subtract(&mut limbs, x, y);
    } else {
        limbs::subtract(&mut limbs, y, x);
        negative = b_negative;
    }
    Some(Decimal::short(negative, &limbs, a.scale().max(b.scale())))
}

#[cold]
#[inline(never)]
fn add_any(a: &Decimal, b: &Decimal, b_negative: bool) -> Decimal {
    let (mut a_buffer, mut b_buffer) = ([0; INLINE_LIMBS], [0; INLINE_LIMBS]);
    let (x, y) = (a.limbs(&mut a_buffer), b.limbs(&mut b_buffer));
    let ((larger, negative), smaller) = match x.cmp(y) {
        Ordering::Less => ((y, b_negative), x),
        Ordering::Equal | Ordering::Greater => ((x, a.is_negative()), y),
    };
    let limbs = if a.is_negative() == b_negative {
        larger.plus(smaller)
    } else {
        larger.minus(smaller)
    };
    Decimal::from_limbs(negative, limbs, a.scale().max(b.scale()))
}

/// The forms of an operator that the standard library has for integers.
macro_rules! forms {
    ($($operator:ident $method:ident $assign:ident $assign_method:ident)*) => {$(
        impl $operator for Decimal {
            type Output = Decimal;

            fn $method(self, other: Decimal) -> Decimal {
                (&self).$method(&other)
            }
        }

        impl $operator<&Decimal> for Decimal {
            type Output = Decimal;

            fn $method(self, other: &Decimal) -> Decimal {
                (&self).$method(other)
            }
        }

        impl $operator<Decimal> for &Decimal {
            type Output = Decimal;

            fn $method(self, other: Decimal) -> Decimal {
                self.$method(&other)
            }
        }

        /// ```
        /// # use sum_core::Decimal;
        /// let mut total = Decimal::from(10);
        #[doc = concat!("total.", stringify!($assign_method), "(&Decimal::from(3));")]
        /// # use core::ops::*;
        #[doc = concat!("assert_eq!(total, Decimal::from(10).", stringify!($method), "(Decimal::from(3)));")]
        /// ```
        impl $assign<&Decimal> for Decimal {
            fn $assign_method(&mut self, other: &Decimal) {
                *self = (&*self).$method(other);
            }
        }

        impl $assign for Decimal {
            fn $assign_method(&mut self, other: Decimal) {
                self.$assign_method(&other);
            }
        }
    )*};
}

forms! { Add add AddAssign add_assign Sub sub SubAssign sub_assign }
