//! Text to the parts of a number, by the grammar in the documentation of [`Decimal`](crate::Decimal).
//! All lengths are held against the limits here, before anything is computed.
//!
//! An error is the first thing that is wrong in the text, so what stands behind it changes nothing: a
//! adder can refuse a text without its end.

use super::cursor::Cursor;
use super::digits::{self, PIECE};
use crate::limbs::{LIMB_DIGITS, padding, power_of_ten};
use crate::{Limits, ParseError};

const LIMB: i32 = LIMB_DIGITS.cast_signed();

/// An `i128` holds any number of so many digits.
const INLINE_DIGITS: u32 = 38;

/// Which texts are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grammar {
    /// All that [`Decimal`](crate::Decimal) tells.
    Decimal,
    /// Only what is a number in JSON too (RFC 8259, section 6): no `+` in front, no leading zeros, a
    /// digit on both sides of the point.
    Json,
}

/// The number that most texts are, in one pass: `coefficient × 10^-scale`. `None` for one with an
/// exponent or more than [`PIECE`] digits, and for what is not a number. Digit by digit, for few are read
/// sooner so than as one word, the point of which is found by a mask: 15 ns sooner in a sum that is printed.
#[inline]
pub(crate) fn short(text: &[u8], grammar: Grammar, limits: Limits) -> Option<(i64, u32)> {
    let json = grammar == Grammar::Json;
    let unsigned = match text {
        [sign, unsigned @ ..] if *sign == b'-' || *sign == b'+' && !json => unsigned,
        unsigned => unsigned,
    };
    // Plain notation has no more digits than this has bytes: it may add one, before a point.
    if unsigned.len() > PIECE.min(limits.digits() as usize) || json && !starts_as_json(unsigned) {
        return None;
    }
    let (integer, rest) = value(0, unsigned);
    let (coefficient, fraction) = match rest {
        [] => (integer, rest),
        [b'.', fraction @ ..] => match value(integer, fraction) {
            (coefficient, []) => (coefficient, fraction),
            _ => return None,
        },
        _ => return None,
    };
    // Only the point, or nothing at all.
    if unsigned.len() == rest.len() - fraction.len() || json && rest.len() == 1 {
        return None;
    }
    let negative = text.starts_with(b"-");
    let coefficient = if negative { -coefficient } else { coefficient };
    Some((coefficient, u32::try_from(fraction.len()).ok()?))
}

/// Appends the digits that a text begins with to a value, and returns what follows them.
#[inline]
fn value(mut value: i64, mut text: &[u8]) -> (i64, &[u8]) {
    while let [digit @ b'0'..=b'9', tail @ ..] = text {
        value = value * 10 + i64::from(digit & 0xF);
        text = tail;
    }
    (value, text)
}

/// Whether a number without its sign has a digit in front, and no leading zero.
#[inline]
pub(crate) fn starts_as_json(unsigned: &[u8]) -> bool {
    !matches!(unsigned, [b'.', ..] | [b'0', b'0'..=b'9', ..])
}

/// A number within the limits, as the runs of digits that its text has, without zeros in front.
#[derive(Debug)]
pub(crate) struct Literal<'a> {
    pub(crate) negative: bool,
    integer: &'a [u8],
    fraction: &'a [u8],
    /// The power of ten of the last digit.
    last_place: i32,
    /// How many digits there are before the point in plain notation, without zeros in front.
    integer_digits: u32,
    /// The number of digits after the point.
    pub(crate) scale: u32,
}

impl<'a> Literal<'a> {
    #[inline]
    pub(crate) fn read(
        text: &'a [u8],
        grammar: Grammar,
        limits: Limits,
    ) -> Result<Self, ParseError> {
        let json = grammar == Grammar::Json;
        let limit = limits.digits() as usize;
        let mut cursor = Cursor::new(text);

        let negative = if json {
            cursor.take(b'-')
        } else {
            cursor.take_sign()
        };
        let integer = cursor.take_digits();
        if json {
            if let [b'0', _, ..] = integer {
                return Err(cursor.back(integer.len() - 1).unexpected());
            }
            if integer.is_empty() {
                return Err(cursor.unexpected());
            }
        }
        if integer.len() > limit {
            return Err(cursor.back(integer.len() - limit).too_many(limits));
        }
        let point = cursor.take(b'.');
        let fraction = if point { cursor.take_digits() } else { &[] };
        let digits = integer.len() + fraction.len();
        if digits > limit {
            return Err(cursor.back(digits - limit).too_many(limits));
        }
        if digits == 0 || json && point && fraction.is_empty() {
            return Err(cursor.unexpected());
        }

        let mantissa = cursor;
        let mut exponent = 0;
        if cursor.take(b'e') || cursor.take(b'E') {
            let negative = cursor.take_sign();
            let digits = cursor.take_digits();
            if digits.is_empty() {
                return Err(cursor.unexpected());
            }
            if digits.len() > limit {
                return Err(mantissa.too_many(limits));
            }
            exponent = saturating_value(digits);
            if negative {
                exponent = -exponent;
            }
        }
        if !cursor.is_at_end() {
            return Err(cursor.unexpected());
        }
        let last_place = exponent.saturating_sub(length(fraction));
        let scale = last_place.min(0).unsigned_abs();
        let integer = without_leading_zeros(integer);
        let fraction = if integer.is_empty() {
            without_leading_zeros(fraction)
        } else {
            fraction
        };
        let written = length(integer).saturating_add(length(fraction));
        let integer_digits = match written {
            0 => 0,
            _ => written.saturating_add(last_place).max(0).unsigned_abs(),
        };
        if integer_digits.max(1).saturating_add(scale) > limits.digits() {
            return Err(mantissa.too_many(limits));
        }
        Ok(Self {
            negative,
            integer,
            fraction,
            last_place,
            integer_digits,
            scale,
        })
    }

    /// The number as a sum of `value × 10^(16 × place)`, from the lowest place to the highest. A value is
    /// less than 10^16; of two that have the same place the sum is, too.
    #[inline]
    pub(crate) fn for_each_limb(&self, mut add: impl FnMut(i32, u64)) {
        let integer_place = self.last_place.wrapping_add(length(self.fraction));
        for_each_limb(self.fraction, self.last_place, &mut add);
        for_each_limb(self.integer, integer_place, &mut add);
    }

    /// How many limbs there are from the last place to the first digit.
    pub(crate) fn limbs(&self) -> usize {
        let digits = self.coefficient_digits() + padding(self.scale);
        digits.div_ceil(LIMB_DIGITS) as usize
    }

    /// The coefficient, if it has few enough digits for an `i128` to hold any number of as many.
    pub(crate) fn inline_magnitude(&self) -> Option<u128> {
        if self.coefficient_digits() > INLINE_DIGITS {
            return None;
        }
        let append = |value: u128, digits: &[u8]| {
            digits.chunks(PIECE).fold(value, |value, piece| {
                let power = power_of_ten(length(piece).unsigned_abs());
                value * u128::from(power) + u128::from(digits::value(piece))
            })
        };
        let written = append(append(0, self.integer), self.fraction);
        Some(written * 10u128.pow(self.zeros()))
    }

    /// How many digits the coefficient has.
    fn coefficient_digits(&self) -> u32 {
        length(self.integer).unsigned_abs() + length(self.fraction).unsigned_abs() + self.zeros()
    }

    /// How many zeros an exponent appends to the digits, if there are any but zeros.
    fn zeros(&self) -> u32 {
        if self.integer_digits == 0 {
            0
        } else {
            self.last_place.max(0).unsigned_abs()
        }
    }
}

/// Cuts a run of digits where limbs begin, given the place of its last digit.
#[inline]
fn for_each_limb(digits: &[u8], last_place: i32, add: &mut impl FnMut(i32, u64)) {
    if digits.is_empty() {
        return;
    }
    let zeros = last_place.rem_euclid(LIMB).unsigned_abs();
    let mut place = last_place.div_euclid(LIMB);
    let lowest = (LIMB_DIGITS - zeros) as usize;
    let (rest, low) = digits.split_at(digits.len().saturating_sub(lowest));
    add(
        place,
        match digits.last_chunk() {
            Some(block) => digits::last_value(block, zeros as usize),
            None => digits::value(low) * power_of_ten(zeros),
        },
    );
    let (head, limbs) = rest.as_rchunks();
    for limb in limbs.iter().rev() {
        place += 1;
        add(place, digits::limb_value(limb));
    }
    if !head.is_empty() {
        let value = match digits.first_chunk() {
            Some(block) => digits::first_value(block, head.len()),
            None => digits::value(head),
        };
        add(place + 1, value);
    }
}

/// Saturates far beyond any limit.
fn saturating_value(digits: &[u8]) -> i32 {
    digits.iter().fold(0i32, |value, digit| {
        value
            .saturating_mul(10)
            .saturating_add(i32::from(digit & 0xF))
    })
}

fn without_leading_zeros(mut digits: &[u8]) -> &[u8] {
    while let [b'0', b'0', b'0', b'0', b'0', b'0', b'0', b'0', tail @ ..] | [b'0', tail @ ..] =
        digits
    {
        digits = tail;
    }
    digits
}

/// A number that was read has at most [`Limits::MAX_DIGITS`].
fn length(digits: &[u8]) -> i32 {
    i32::try_from(digits.len()).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::{Grammar, short};
    use crate::Limits;

    #[test]
    fn short_texts_are_read_in_one_pass() {
        let short = |text, grammar| short(text, grammar, Limits::default());
        for (text, expected) in [
            ("0", (0, 0)),
            ("-7", (-7, 0)),
            ("1234.56", (123_456, 2)),
            ("1.5", (15, 1)),
            ("-0.05", (-5, 2)),
            ("999999999999999999", (999_999_999_999_999_999, 0)),
            ("-0.0000000000000001", (-1, 16)),
        ] {
            assert_eq!(short(text.as_bytes(), Grammar::Decimal), Some(expected));
            assert_eq!(short(text.as_bytes(), Grammar::Json), Some(expected));
        }
        for (text, expected) in [
            ("+7", (7, 0)),
            (".5", (5, 1)),
            ("5.", (5, 0)),
            ("007", (7, 0)),
        ] {
            assert_eq!(short(text.as_bytes(), Grammar::Decimal), Some(expected));
            assert_eq!(short(text.as_bytes(), Grammar::Json), None);
        }
        for text in [
            "",
            "-",
            ".",
            "+.",
            "1.2.3",
            "1e5",
            "1x",
            "--1",
            "1234567890123456789",
        ] {
            assert_eq!(short(text.as_bytes(), Grammar::Decimal), None);
            assert_eq!(short(text.as_bytes(), Grammar::Json), None);
        }
    }

    #[test]
    fn short_texts_keep_to_the_limits() {
        let limits = Limits::default().with_digits(3);
        for (text, read) in [
            ("999", true),
            ("-.99", true),
            ("9.99", false),
            ("9999", false),
        ] {
            let number = short(text.as_bytes(), Grammar::Decimal, limits);
            assert_eq!(number.is_some(), read, "{text}");
            let plain = format!("{text}0");
            assert!(short(plain.as_bytes(), Grammar::Decimal, Limits::default()).is_some());
        }
    }
}
