//! The sum of a stream of numbers, in constant memory.
//!
//! Small numbers are added up in base 10^18. A limb is an `i128` and may hold far more than one digit
//! of that base, so an addition touches one limb and hardly ever carries.

use alloc::collections::BTreeMap;
use core::fmt;

use num_bigint::BigInt;

use crate::Decimal;
use crate::decimal::Repr;
use crate::parse::number::Number;

/// Adds up any number of [`Decimal`]s, exactly.
///
/// Memory does not grow with the count, but with the digits between the largest and the smallest power
/// of ten seen: a limb of 16 bytes for each 18 of them, 8 limbs in place and any others in a map, and a
/// big integer for the numbers that are too long for limbs.
///
/// Since nothing is rounded, the parts of a stream can be added up anywhere and in any order, and
/// [merged](Self::merge).
///
/// ```
/// use sum_core::{Accumulator, Decimal};
///
/// let mut sum = Accumulator::new();
/// for text in ["0.1", "0.2", "1e22"] {
///     sum.push(&text.parse::<Decimal>()?);
/// }
/// assert_eq!(sum.total().to_string(), "10000000000000000000000.3");
/// assert_eq!(sum.count(), 3);
/// # Ok::<(), sum_core::ParseError>(())
/// ```
#[derive(Clone, Default)]
pub struct Accumulator {
    count: u64,
    /// The largest scale seen. Limbs that cancel would lose it.
    scale: u32,
    /// The limbs of 10^(18 × [`NEAR_LOWEST`]) and up, which nearly all numbers stay within.
    near: [i128; NEAR],
    /// All other limbs that were touched, by their power of 10^18.
    far: BTreeMap<i32, i128>,
    /// The sum of the numbers that are too long for limbs.
    big: Decimal,
}

const NEAR: usize = 8;
const NEAR_LOWEST: i32 = -4;

/// The digits of a limb.
const LIMB_DIGITS: i32 = 18;
const LIMB: i64 = 10i64.pow(18);

/// 10ⁿ in 64 bits, so that its product with another 64 is one instruction.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
pub(crate) const POWERS: [i64; 18] = {
    let mut powers = [1; 18];
    let mut n = 1;
    while n < powers.len() {
        powers[n] = powers[n - 1] * 10;
        n += 1;
    }
    powers
};

impl Accumulator {
    /// The sum of nothing: 0.
    ///
    /// ```
    /// # use sum_core::{Accumulator, Decimal};
    /// assert_eq!(Accumulator::new().total(), Decimal::ZERO);
    /// ```
    pub const fn new() -> Self {
        Self {
            count: 0,
            scale: 0,
            near: [0; NEAR],
            far: BTreeMap::new(),
            big: Decimal::ZERO,
        }
    }

    /// Adds a number. One whose coefficient fits in an `i64` takes a multiplication and an addition of
    /// 128 bits, whatever its scale. One whose coefficient does not fit in an `i128` takes an addition of
    /// big integers, and a multiplication before it if its scale is not that of earlier such numbers.
    ///
    /// ```
    /// # use sum_core::{Accumulator, Decimal};
    /// let mut sum = Accumulator::new();
    /// sum.push(&Decimal::from(i64::MAX));
    /// sum.push(&Decimal::from(1));
    /// assert_eq!(sum.total().to_string(), "9223372036854775808");
    /// ```
    pub fn push(&mut self, number: &Decimal) {
        match number.0 {
            Repr::Small { coefficient, scale } => self.add_decimal(coefficient, scale),
            Repr::Big(_) => {
                self.big += number;
                self.count_more(1);
                self.widen(number.scale());
            }
        }
    }

    /// Adds `coefficient × 10^-scale`, as from a column of integers. This is [`push`](Self::push) of such a
    /// number.
    ///
    /// ```
    /// # use sum_core::Accumulator;
    /// let cents = [123_456, -50, 7];
    /// let mut sum = Accumulator::new();
    /// for amount in cents {
    ///     sum.add_scaled(amount, 2);
    /// }
    /// assert_eq!(sum.total().to_string(), "1234.13");
    ///
    /// sum.add_scaled(i128::MIN, u16::MAX); // No pair is refused.
    /// assert_eq!((sum.count(), sum.total().scale()), (4, 65_535));
    /// ```
    pub fn add_scaled(&mut self, coefficient: i128, scale: u16) {
        self.add_decimal(coefficient, scale.into());
    }

    /// Adds what another accumulator has added up.
    ///
    /// ```
    /// # use sum_core::{Accumulator, Decimal};
    /// let mut sum: Accumulator = [1, 2].map(Decimal::from).into_iter().collect();
    /// sum.merge(&[3, 4].map(Decimal::from).into_iter().collect());
    /// assert_eq!((sum.total(), sum.count()), (Decimal::from(10), 4));
    /// ```
    pub fn merge(&mut self, other: &Self) {
        for (place, limb) in other.limbs() {
            self.add_small(limb, place * LIMB_DIGITS);
        }
        self.big += &other.big;
        self.count_more(other.count);
        self.widen(other.scale);
    }

    /// How many numbers were added. It stays at `u64::MAX` once it is there; the total goes on.
    ///
    /// ```
    /// # use sum_core::{Accumulator, Decimal};
    /// let sum: Accumulator = [0, 0].map(Decimal::from).into_iter().collect();
    /// assert_eq!(sum.count(), 2);
    /// ```
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The exact sum, with the largest scale of all that was added. Time is quadratic in the number
    /// of digits between the largest and the smallest power of ten: a fraction of a millisecond for
    /// numbers within the default [`Limits`](crate::Limits), seconds for a million digits on both sides
    /// of the point. The count does not matter.
    ///
    /// ```
    /// # use sum_core::{Accumulator, Decimal};
    /// let sum: Accumulator = ["0.5", "-0.50"].map(|text| text.parse::<Decimal>().unwrap()).iter().collect();
    /// assert_eq!(sum.total().to_string(), "0.00");
    /// ```
    pub fn total(&self) -> Decimal {
        let limbs: BTreeMap<i32, i128> = self.limbs().collect();
        let highest = limbs.last_key_value().map_or(0, |(&place, _)| place);
        // No number has digits below its scale.
        let lowest = -(self.scale.div_ceil(LIMB_DIGITS.cast_unsigned())).cast_signed();
        let coefficient = (lowest..=highest).rev().fold(BigInt::ZERO, |sum, place| {
            sum * LIMB + limbs.get(&place).copied().unwrap_or_default()
        });
        let surplus = (lowest * LIMB_DIGITS).unsigned_abs() - self.scale;
        Decimal::new(coefficient / 10u64.pow(surplus), self.scale) + &self.big
    }

    /// Adds a number that was read from text.
    pub(crate) fn add_number(&mut self, number: &Number) {
        number.for_each_piece(|value, place| self.add(value, place));
        self.count_more(1);
        self.widen(number.scale());
    }

    /// Adds `coefficient × 10^-scale`, a scale of at most [`MAX_DIGITS`](crate::Limits::MAX_DIGITS).
    #[inline]
    pub(crate) fn add_decimal(&mut self, coefficient: i128, scale: u32) {
        self.add_small(coefficient, -scale.cast_signed());
        self.count_more(1);
        self.widen(scale);
    }

    /// Counts numbers that are added.
    pub(crate) fn count_more(&mut self, numbers: u64) {
        self.count = self.count.saturating_add(numbers);
    }

    /// Sees to it that the total has at least this scale.
    pub(crate) fn widen(&mut self, scale: u32) {
        self.scale = self.scale.max(scale);
    }

    /// Adds `coefficient × 10^exponent`.
    #[inline]
    fn add_small(&mut self, mut coefficient: i128, mut exponent: i32) {
        loop {
            let (limb, rest) = match i64::try_from(coefficient) {
                Ok(limb) => (limb, 0),
                Err(_) => split(coefficient),
            };
            self.add(limb, exponent);
            if rest == 0 {
                return;
            }
            coefficient = rest;
            exponent += LIMB_DIGITS;
        }
    }

    /// Adds `coefficient × 10^exponent`.
    #[inline]
    pub(crate) fn add(&mut self, coefficient: i64, exponent: i32) {
        let shift = exponent.rem_euclid(LIMB_DIGITS);
        #[expect(clippy::indexing_slicing, reason = "the remainder is below 18")]
        let power = POWERS[shift.cast_unsigned() as usize];
        let mut value = i128::from(coefficient) * i128::from(power);
        let mut place = exponent.div_euclid(LIMB_DIGITS);
        // What has to be added is less than 10^36, a thousandth of what a limb can hold.
        while value != 0 {
            let limb = self.limb(place);
            if let Some(sum) = limb.checked_add(value) {
                *limb = sum;
                return;
            }
            let (rest, carry) = split(*limb);
            *limb = i128::from(rest) + value;
            value = carry;
            place += 1;
        }
    }

    #[inline]
    fn limb(&mut self, place: i32) -> &mut i128 {
        let near = usize::try_from(place - NEAR_LOWEST).unwrap_or(NEAR);
        match self.near.get_mut(near) {
            Some(limb) => limb,
            None => self.far.entry(place).or_default(),
        }
    }

    fn limbs(&self) -> impl Iterator<Item = (i32, i128)> {
        let near = (NEAR_LOWEST..).zip(self.near);
        let far = self.far.iter().map(|(&place, &limb)| (place, limb));
        near.chain(far).filter(|&(_, limb)| limb != 0)
    }
}

/// What a limb holds as a digit of the base, and what it has to carry.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a remainder of 10^18 fits in 64 bits"
)]
fn split(limb: i128) -> (i64, i128) {
    ((limb % i128::from(LIMB)) as i64, limb / i128::from(LIMB))
}

impl fmt::Debug for Accumulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accumulator")
            .field("count", &self.count)
            .field("total", &self.total())
            .finish_non_exhaustive()
    }
}

/// ```
/// # use sum_core::{Accumulator, Decimal};
/// let mut sum = Accumulator::new();
/// sum.extend((1..=100).map(Decimal::from));
/// assert_eq!(sum.total(), Decimal::from(5050));
/// ```
impl Extend<Decimal> for Accumulator {
    fn extend<I: IntoIterator<Item = Decimal>>(&mut self, numbers: I) {
        numbers.into_iter().for_each(|number| self.push(&number));
    }
}

/// ```
/// # use sum_core::{Accumulator, Decimal};
/// let numbers = [1, 2].map(Decimal::from);
/// let mut sum = Accumulator::new();
/// sum.extend(&numbers);
/// assert_eq!(sum.total(), Decimal::from(3));
/// ```
impl<'a> Extend<&'a Decimal> for Accumulator {
    fn extend<I: IntoIterator<Item = &'a Decimal>>(&mut self, numbers: I) {
        numbers.into_iter().for_each(|number| self.push(number));
    }
}

/// ```
/// # use sum_core::{Accumulator, Decimal};
/// let sum: Accumulator = (1..=3).map(Decimal::from).collect();
/// assert_eq!((sum.total(), sum.count()), (Decimal::from(6), 3));
/// ```
impl FromIterator<Decimal> for Accumulator {
    fn from_iter<I: IntoIterator<Item = Decimal>>(numbers: I) -> Self {
        let mut sum = Self::new();
        sum.extend(numbers);
        sum
    }
}

impl<'a> FromIterator<&'a Decimal> for Accumulator {
    fn from_iter<I: IntoIterator<Item = &'a Decimal>>(numbers: I) -> Self {
        let mut sum = Self::new();
        sum.extend(numbers);
        sum
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    use super::{Accumulator, LIMB, NEAR_LOWEST};
    use crate::Decimal;

    /// No stream of a sane length fills a limb, so tests begin with one that is full.
    fn preloaded(limbs: &[(i32, i128)], scale: u32) -> Accumulator {
        let mut sum = Accumulator {
            scale,
            ..Accumulator::new()
        };
        for &(place, limb) in limbs {
            *sum.limb(place) = limb;
        }
        sum
    }

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    /// What the limbs are worth, by addition of numbers.
    fn worth(limbs: &[(i32, i128)], scale: u32) -> Decimal {
        let zero = decimal(&format!("0e-{scale}"));
        limbs.iter().fold(zero, |sum, &(place, limb)| {
            sum + decimal(&format!("{limb}e{}", place * 18))
        })
    }

    const FULL: [i128; 6] = [
        i128::MAX,
        i128::MAX - 1,
        i128::MAX - LIMB as i128 + 1,
        i128::MIN,
        i128::MIN + 1,
        i128::MIN + LIMB as i128 - 1,
    ];

    fn steps() -> impl Iterator<Item = String> {
        let values = ["1", "2", "999999999999999999", "1000000000000000000"];
        let longest = i64::MAX.to_string() + "00000000000000000";
        values
            .into_iter()
            .map(String::from)
            .chain([longest])
            .flat_map(|value| [format!("-{value}"), value])
    }

    #[test]
    fn a_full_limb_carries() {
        for place in [NEAR_LOWEST - 1, NEAR_LOWEST, -1, 0, 3, 4, 200] {
            let scale = (place * 18).min(0).unsigned_abs();
            for limb in FULL {
                for step in steps() {
                    let step = decimal(&format!("{step}e{}", place * 18));
                    let mut sum = preloaded(&[(place, limb)], scale);
                    sum.push(&step);
                    let expected = worth(&[(place, limb)], scale) + &step;
                    assert_eq!(sum.total().to_string(), expected.to_string());
                    assert_eq!(sum.count(), 1);
                }
            }
        }
    }

    #[test]
    fn a_carry_ripples_through_full_limbs() {
        // From the far limbs below through all of the near ones to the far ones above.
        for end in [i128::MAX, i128::MIN] {
            let places = NEAR_LOWEST - 3..NEAR_LOWEST + 11;
            let limbs: Vec<_> = places.map(|place| (place, end)).collect();
            let scale = 7 * 18;
            for step in steps() {
                let step = decimal(&format!("{step}e-{scale}"));
                let mut sum = preloaded(&limbs, scale);
                sum.push(&step);
                let expected = worth(&limbs, scale) + &step;
                assert_eq!(sum.total().to_string(), expected.to_string());
            }
        }
    }

    #[test]
    fn full_limbs_merge() {
        for left in FULL {
            for right in FULL {
                let (left, right) = (
                    [(-9, left), (0, left), (1, right), (9, left)],
                    [(-9, right), (-1, left), (1, right), (9, right)],
                );
                let mut sum = preloaded(&left, 9 * 18);
                sum.merge(&preloaded(&right, 18));
                let expected = worth(&left, 9 * 18) + worth(&right, 9 * 18);
                assert_eq!(sum.total().to_string(), expected.to_string());
            }
        }
    }

    #[test]
    fn a_full_accumulator_doubles_again_and_again() {
        let mut sum = preloaded(&[(-5, i128::MAX), (0, i128::MIN), (3, i128::MAX)], 90);
        let mut expected = sum.total();
        for _ in 0..200 {
            sum.merge(&sum.clone());
            expected = &expected + &expected;
        }
        assert_eq!(sum.total().to_string(), expected.to_string());
    }

    #[test]
    fn the_count_stays_at_its_end() {
        let mut sum = Accumulator {
            count: u64::MAX - 1,
            ..Accumulator::new()
        };
        let one = Decimal::from(1);
        for _ in 0..3 {
            sum.push(&one);
        }
        sum.merge(&sum.clone());
        assert_eq!((sum.count(), sum.total()), (u64::MAX, Decimal::from(6)));
    }
}
