//! Long magnitudes: limbs in base 10^16, counted from the decimal point.
//!
//! A limb begins at every sixteenth place on both sides of the point, in any number. So limbs of the same
//! place add up whatever the scales are, and text is cut into limbs and limbs are written as text without
//! a multiplication of long numbers: all of it is linear. Sixteen digits are two words of eight, which
//! [`digits`](crate::parse::digits) reads and [`display`](crate::display) writes at once.

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::iter;

/// The digits of a limb.
pub(crate) const LIMB_DIGITS: u32 = 16;

/// A limb is less than this. Two of them and a carry are far from filling a word.
pub(crate) const BASE: u64 = 10u64.pow(LIMB_DIGITS);

/// The most limbs that an `i128` and the zeros below its last digit take.
pub(crate) const INLINE_LIMBS: usize = 4;

/// A magnitude, from its lowest limb up; the last limb is not 0, and of zero there is none.
#[derive(Clone, Copy)]
pub(crate) struct Limbs<'a> {
    pub(crate) limbs: &'a [u64],
    /// How many places of limbs there are between the lowest limb and the point.
    pub(crate) fraction: usize,
}

/// How many limbs hold so many digits after the point.
pub(crate) const fn fraction_limbs(scale: u32) -> usize {
    scale.div_ceil(LIMB_DIGITS) as usize
}

/// How many digits the lowest limb of a number of this scale has below its last one. They are 0.
pub(crate) const fn padding(scale: u32) -> u32 {
    scale.wrapping_neg() % LIMB_DIGITS
}

/// 10ⁿ for what fits in 64 bits, so that its product with another 64 is one instruction.
#[inline]
pub(crate) fn power_of_ten(n: u32) -> u64 {
    #[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
    const POWERS: [u64; 20] = {
        let mut powers = [1; 20];
        let mut n = 1;
        while n < powers.len() {
            powers[n] = powers[n - 1] * 10;
            n += 1;
        }
        powers
    };
    POWERS.get(n as usize).copied().unwrap_or(u64::MAX)
}

/// Without the zeros at the top.
#[inline]
pub(crate) fn significant(mut limbs: &[u64]) -> &[u64] {
    while let [rest @ .., 0] = limbs {
        limbs = rest;
    }
    limbs
}

impl<'a> Limbs<'a> {
    /// The limbs of `coefficient × 10^-scale`, written into a buffer.
    #[inline(never)]
    pub(crate) fn inline(
        coefficient: u128,
        scale: u32,
        buffer: &'a mut [u64; INLINE_LIMBS],
    ) -> Self {
        let padding = padding(scale);
        let mut rest = coefficient;
        let mut factor = power_of_ten(padding);
        let mut base = BASE / factor;
        let mut length = 0;
        for limb in buffer.iter_mut() {
            if rest == 0 {
                break;
            }
            let (quotient, remainder) = split(rest, base);
            *limb = remainder * factor;
            (rest, factor, base) = (quotient, 1, BASE);
            length += 1;
        }
        Self {
            limbs: buffer.split_at(length).0,
            fraction: fraction_limbs(scale),
        }
    }

    /// By magnitude. The limbs at the top decide it, if their places differ.
    pub(crate) fn cmp(self, other: Self) -> Ordering {
        if self.limbs.is_empty() || other.limbs.is_empty() {
            return self.limbs.len().cmp(&other.limbs.len());
        }
        let top = self.limbs.len() + other.fraction;
        top.cmp(&(other.limbs.len() + self.fraction)).then_with(|| {
            let common = self.limbs.len().min(other.limbs.len());
            let (a_rest, a) = self.limbs.split_at(self.limbs.len() - common);
            let (b_rest, b) = other.limbs.split_at(other.limbs.len() - common);
            let any = |rest: &[u64]| rest.iter().any(|&limb| limb != 0);
            let limbs = a.iter().rev().cmp(b.iter().rev());
            limbs.then_with(|| any(a_rest).cmp(&any(b_rest)))
        })
    }

    /// The sum of two magnitudes, of which this one is not the smaller, from the lower of their places. Limbs
    /// at the top may be 0, as those of a difference may be.
    pub(crate) fn plus(self, smaller: Self) -> Vec<u64> {
        let (mut limbs, carry) = self.combined(smaller, sum);
        limbs.push(carry);
        limbs
    }

    /// The difference to a magnitude that is not larger, from the lower of their places.
    pub(crate) fn minus(self, smaller: Self) -> Vec<u64> {
        self.combined(smaller, difference).0
    }

    #[inline]
    fn combined(
        self,
        smaller: Self,
        step: impl Fn(u64, u64, u64) -> (u64, u64),
    ) -> (Vec<u64>, u64) {
        let above = self.fraction.saturating_sub(smaller.fraction);
        let below = smaller.fraction.saturating_sub(self.fraction);
        // Zero has no limbs, wherever its lowest place is.
        let (lowest, limbs) = self.limbs.split_at(above.min(self.limbs.len()));
        let (smaller_lowest, smaller) = smaller.limbs.split_at(below.min(smaller.limbs.len()));
        let (common, highest) = limbs.split_at(smaller.len());

        let mut combined = Vec::with_capacity(below + self.limbs.len() + 1);
        let mut carry = 0;
        let mut next = |x: u64, y: u64| {
            let limb;
            (limb, carry) = step(x, y, carry);
            limb
        };
        combined.extend_from_slice(lowest);
        combined.extend(smaller_lowest.iter().map(|&y| next(0, y)));
        let gap = below - smaller_lowest.len();
        combined.extend(iter::repeat_n(0, gap).map(|zero| next(zero, zero)));
        combined.extend(common.iter().zip(smaller).map(|(&x, &y)| next(x, y)));
        if carry == 0 {
            combined.extend_from_slice(highest);
        } else {
            combined.extend(highest.iter().map(|&x| {
                let limb;
                (limb, carry) = step(x, 0, carry);
                limb
            }));
        }
        (combined, carry)
    }
}

/// Writes the sum of limbs of the same places over zeros, and returns the carry.
#[inline]
pub(crate) fn add<const N: usize>(limbs: &mut [u64; N], x: &[u64; N], y: &[u64; N]) -> u64 {
    let mut carry = 0;
    for ((limb, &x), &y) in limbs.iter_mut().zip(x).zip(y) {
        (*limb, carry) = sum(x, y, carry);
    }
    carry
}

/// Writes the difference of limbs of the same places, of which those of `x` are not less, over zeros.
#[inline]
pub(crate) fn subtract<const N: usize>(limbs: &mut [u64; N], x: &[u64; N], y: &[u64; N]) {
    let mut borrow = 0;
    for ((limb, &x), &y) in limbs.iter_mut().zip(x).zip(y) {
        (*limb, borrow) = difference(x, y, borrow);
    }
}

/// A limb of a sum, and what it carries.
#[inline]
const fn sum(x: u64, y: u64, carry: u64) -> (u64, u64) {
    let sum = x + y + carry;
    if sum < BASE {
        (sum, 0)
    } else {
        (sum - BASE, 1)
    }
}

/// A limb of a difference, and what it borrows.
#[inline]
const fn difference(x: u64, y: u64, borrow: u64) -> (u64, u64) {
    let (limb, lent_back) = sum(x, BASE - y - borrow, 0);
    (limb, 1 - lent_back)
}

/// Quotient and remainder, by one instruction where the number is short.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the remainder is less than the divisor"
)]
fn split(number: u128, divisor: u64) -> (u128, u64) {
    if let Ok(short) = u64::try_from(number) {
        return (u128::from(short / divisor), short % divisor);
    }
    // One division takes long enough.
    let quotient = number / u128::from(divisor);
    (
        quotient,
        (number as u64).wrapping_sub((quotient as u64).wrapping_mul(divisor)),
    )
}
