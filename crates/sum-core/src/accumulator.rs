//! The sum of a stream of numbers, in constant memory.
//!
//! Numbers are added up in the limbs that long ones are made of, base 10^16. Here a limb is an `i128` and
//! may hold far more than one digit of that base, so a short number touches one limb, a long one its own,
//! and hardly any of them carries.

use alloc::vec::Vec;
use core::fmt;

use crate::Decimal;
use crate::limbs::{BASE, INLINE_LIMBS, LIMB_DIGITS, fraction_limbs, power_of_ten};
use crate::parse::number::Literal;
use crate::repr::Repr;

/// Adds up any number of [`Decimal`]s, exactly.
///
/// Memory does not grow with the count, but with the digits between the largest and the smallest power
/// of ten seen: a byte for each of them, those of 64 digits on both sides of the point in place.
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
    /// The limbs of 10^(16 × [`LOWEST`]) and up, which nearly all numbers stay within.
    inline: [i128; INLINE],
    /// The limbs below them, from the highest down, as far as they were touched.
    below: Vec<i128>,
    /// The limbs above them, from the lowest up, as far as they were touched.
    above: Vec<i128>,
}

const INLINE: usize = 8;
const LOWEST: i32 = -4;

const LIMB: i32 = LIMB_DIGITS.cast_signed();

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
            inline: [0; INLINE],
            below: Vec::new(),
            above: Vec::new(),
        }
    }

    /// Adds a number. One whose coefficient fits in an `i64` takes a multiplication and an addition of
    /// 128 bits, whatever its scale and the total. A long one takes an addition for each 16 digits.
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
            Repr::Inline { coefficient, scale } => self.add_decimal(coefficient, scale),
            Repr::Short { .. } | Repr::Spilled { .. } => {
                self.add_limbs(number);
                self.count_more(1);
                self.raise_scale(number.scale());
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
        let lowest = LOWEST - places(&other.below);
        for (place, &limb) in (lowest..).zip(other.limbs()) {
            self.add_limb(place, limb);
        }
        self.count_more(other.count);
        self.raise_scale(other.scale);
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

    /// The exact sum, with the largest scale of all that was added. Time is linear in the number of
    /// digits between the largest and the smallest power of ten; the count does not matter.
    ///
    /// ```
    /// # use sum_core::{Accumulator, Decimal};
    /// let sum: Accumulator = ["0.5", "-0.50"].map(|text| text.parse::<Decimal>().unwrap()).iter().collect();
    /// assert_eq!(sum.total().to_string(), "0.00");
    /// ```
    pub fn total(&self) -> Decimal {
        let fraction = fraction_limbs(self.scale);
        let stored = self.below.len() + LOWEST.unsigned_abs() as usize;
        let mut limbs = Vec::with_capacity(fraction.max(stored) + self.above.len() + INLINE);
        limbs.resize(fraction.saturating_sub(stored), 0);
        let mut carry = 0;
        // No number has digits below its scale, so nothing is skipped.
        for &limb in self.limbs().skip(stored.saturating_sub(fraction)) {
            let (digit, rest) = carried(limb, carry);
            limbs.push(digit);
            carry = rest;
        }
        let negative = carry < 0;
        if negative {
            carry = -carry - i128::from(complement(&mut limbs));
        }
        while carry > 0 {
            let (digit, rest) = split(carry);
            limbs.push(digit);
            carry = rest;
        }
        Decimal::from_limbs(negative, limbs, self.scale)
    }

    /// How many bytes it takes: its own, and what it has allocated for limbs far from the point.
    ///
    /// ```
    /// # use sum_core::{Accumulator, Decimal};
    /// let mut sum = Accumulator::new();
    /// sum.push(&Decimal::from(u64::MAX));
    /// assert_eq!(sum.memory(), size_of::<Accumulator>());
    /// sum.push(&"1e1000".parse()?);
    /// assert!(sum.memory() > 900);
    /// # Ok::<(), sum_core::ParseError>(())
    /// ```
    pub const fn memory(&self) -> usize {
        size_of::<Self>() + (self.below.capacity() + self.above.capacity()) * size_of::<i128>()
    }

    /// Adds a number that was read from text.
    pub(crate) fn add_number(&mut self, number: &Literal) {
        let sign = if number.negative { -1 } else { 1 };
        number.for_each_limb(|place, value| self.add_limb(place, sign * i128::from(value)));
        self.count_more(1);
        self.raise_scale(number.scale);
    }

    fn add_limbs(&mut self, number: &Decimal) {
        let sign = if number.is_negative() { -1 } else { 1 };
        let mut buffer = [0; INLINE_LIMBS];
        let number = number.limbs(&mut buffer);
        let lowest = -i32::try_from(number.fraction).unwrap_or_default();
        for (place, &limb) in (lowest..).zip(number.limbs) {
            self.add_limb(place, sign * i128::from(limb));
        }
    }

    /// Adds `coefficient × 10^-scale`, a scale of at most [`MAX_DIGITS`](crate::Limits::MAX_DIGITS).
    #[inline]
    pub(crate) fn add_decimal(&mut self, coefficient: i128, scale: u32) {
        self.add_inline(coefficient, -scale.cast_signed());
        self.count_more(1);
        self.raise_scale(scale);
    }

    /// Counts numbers that are added.
    pub(crate) fn count_more(&mut self, numbers: u64) {
        self.count = self.count.saturating_add(numbers);
    }

    /// Sees to it that the total has at least this scale.
    pub(crate) fn raise_scale(&mut self, scale: u32) {
        self.scale = self.scale.max(scale);
    }

    /// Adds `coefficient × 10^exponent`.
    #[inline]
    fn add_inline(&mut self, mut coefficient: i128, mut exponent: i32) {
        loop {
            let (limb, rest) = if let Ok(limb) = i64::try_from(coefficient) {
                (limb, 0)
            } else {
                let (limb, rest) = split(coefficient);
                (limb.cast_signed(), rest)
            };
            self.add(limb, exponent);
            if rest == 0 {
                return;
            }
            coefficient = rest;
            exponent += LIMB;
        }
    }

    /// Adds `coefficient × 10^exponent`.
    #[inline]
    pub(crate) fn add(&mut self, coefficient: i64, exponent: i32) {
        let shift = exponent.rem_euclid(LIMB);
        // Both in 64 bits, so that the product is one instruction.
        let power = power_of_ten(shift.unsigned_abs()).cast_signed();
        let value = i128::from(coefficient) * i128::from(power);
        self.add_limb(exponent.div_euclid(LIMB), value);
    }

    /// Adds `value × 10^(16 × place)`.
    #[inline]
    fn add_limb(&mut self, mut place: i32, mut value: i128) {
        while value != 0 {
            let limb = self.limb(place);
            if let Some(sum) = limb.checked_add(value) {
                *limb = sum;
                return;
            }
            // It fits without what both have to carry, and what they have is less than they were.
            let ((a, a_carry), (b, b_carry)) = (split(*limb), split(value));
            *limb = i128::from(a) + i128::from(b);
            value = a_carry + b_carry;
            place += 1;
        }
    }

    #[inline]
    fn limb(&mut self, place: i32) -> &mut i128 {
        // From the lowest one that is inline.
        let place = place - LOWEST;
        let (limbs, index) = match usize::try_from(place) {
            Err(_) => (&mut self.below, (!place).unsigned_abs() as usize),
            Ok(index) => match self.inline.get_mut(index) {
                Some(limb) => return limb,
                None => (&mut self.above, index - INLINE),
            },
        };
        spilled(limbs, index)
    }

    /// All limbs, from the lowest up.
    fn limbs(&self) -> impl Iterator<Item = &i128> {
        let below = self.below.iter().rev();
        below.chain(&self.inline).chain(&self.above)
    }
}

/// A limb that may be the first one so far away.
#[expect(clippy::indexing_slicing, reason = "there is room then")]
fn spilled(limbs: &mut Vec<i128>, index: usize) -> &mut i128 {
    if index >= limbs.len() {
        limbs.resize(index + 1, 0);
    }
    &mut limbs[index]
}

fn places(limbs: &[i128]) -> i32 {
    i32::try_from(limbs.len()).unwrap_or(i32::MAX)
}

/// What a limb and the carry from the one below it hold as a digit of the base, and what they carry.
#[inline]
fn carried(limb: i128, carry: i128) -> (u64, i128) {
    if let Some(sum) = limb.checked_add(carry) {
        return split(sum);
    }
    let (digit, more) = split(limb);
    let (digit, carry) = split(carry + i128::from(digit));
    (digit, carry + more)
}

/// A digit of the base and a carry, which has the sign. Few limbs hold more than 64 bits, for which it
/// takes a multiplication.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "a remainder of 10^16 fits in 64 bits"
)]
fn split(limb: i128) -> (u64, i128) {
    if let Ok(short) = i64::try_from(limb) {
        let base = BASE.cast_signed();
        let digit = short.rem_euclid(base).cast_unsigned();
        return (digit, short.div_euclid(base).into());
    }
    let base = i128::from(BASE);
    (limb.rem_euclid(base) as u64, limb.div_euclid(base))
}

/// Replaces a number by what it lacks to the next power of the base, and says whether it lacked anything.
fn complement(limbs: &mut [u64]) -> bool {
    let mut limbs = limbs.iter_mut().skip_while(|limb| **limb == 0);
    let Some(lowest) = limbs.next() else {
        return false;
    };
    *lowest = BASE - *lowest;
    limbs.for_each(|limb| *limb = BASE - 1 - *limb);
    true
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

    use super::{Accumulator, LOWEST};
    use crate::Decimal;
    use crate::limbs::BASE;

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
            sum + decimal(&format!("{limb}e{}", place * 16))
        })
    }

    const FULL: [i128; 6] = [
        i128::MAX,
        i128::MAX - 1,
        i128::MAX - BASE as i128 + 1,
        i128::MIN,
        i128::MIN + 1,
        i128::MIN + BASE as i128 - 1,
    ];

    fn steps() -> impl Iterator<Item = String> {
        let values = ["1", "2", "999999999999999999", "1000000000000000000"];
        let longest = i64::MAX.to_string() + "000000000000000";
        values
            .into_iter()
            .map(String::from)
            .chain([longest])
            .flat_map(|value| [format!("-{value}"), value])
    }

    #[test]
    fn a_full_limb_carries() {
        for place in [LOWEST - 1, LOWEST, -1, 0, 3, 4, 200] {
            let scale = (place * 16).min(0).unsigned_abs();
            for limb in FULL {
                for step in steps() {
                    let step = decimal(&format!("{step}e{}", place * 16));
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
            let places = LOWEST - 3..LOWEST + 11;
            let limbs: Vec<_> = places.map(|place| (place, end)).collect();
            let scale = 7 * 16;
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
                let mut sum = preloaded(&left, 9 * 16);
                sum.merge(&preloaded(&right, 16));
                let expected = worth(&left, 9 * 16) + worth(&right, 9 * 16);
                assert_eq!(sum.total().to_string(), expected.to_string());
            }
        }
    }

    #[test]
    fn a_full_accumulator_doubles_again_and_again() {
        let mut sum = preloaded(&[(-5, i128::MAX), (0, i128::MIN), (3, i128::MAX)], 80);
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
