//! Text to decimal, by the grammar in the documentation of [`Decimal`]. Short texts are read in one
//! pass. Any other is cut into its runs of digits first, then their lengths are held against the
//! limits, and only then is anything computed.

use alloc::vec::Vec;

use num_bigint::{BigInt, BigUint, Sign};

use crate::{Decimal, Limits, ParseError};

/// Any number of this many digits fits in an `i128`: 10^38 < 2^127.
const I128_DIGITS: i64 = 38;

/// Any number of this many digits fits in a `u64`: 10^19 < 2^64.
const U64_DIGITS: usize = 19;

#[inline]
pub(crate) fn parse(text: &[u8], limits: Limits) -> Result<Decimal, ParseError> {
    match short(text, limits) {
        Some(number) => Ok(number),
        None => Parts::of(text)?.value(limits),
    }
}

/// The number that most texts are, in one pass: no exponent and no more digits than a `u64` holds.
/// `None` for any other text, be it a number or not.
fn short(text: &[u8], limits: Limits) -> Option<Decimal> {
    let mut unsigned = text;
    let negative = take_sign(&mut unsigned);
    // Plain notation has no more digits than this has bytes: it may add one, before a point.
    if unsigned.len() > U64_DIGITS || unsigned.len() > limits.digits() as usize {
        return None;
    }
    let mut coefficient = 0u64;
    let mut digits = 0;
    let mut before_point = None;
    for &byte in unsigned {
        match byte {
            b'0'..=b'9' => {
                coefficient = coefficient * 10 + u64::from(byte - b'0');
                digits += 1;
            }
            b'.' if before_point.is_none() => before_point = Some(digits),
            _ => return None,
        }
    }
    if digits == 0 {
        return None;
    }
    let coefficient = if negative {
        -i128::from(coefficient)
    } else {
        i128::from(coefficient)
    };
    Some(Decimal::small(
        coefficient,
        digits - before_point.unwrap_or(digits),
    ))
}

/// A text that follows the grammar, cut into its runs of digits.
struct Parts<'a> {
    text: &'a [u8],
    negative: bool,
    integer: &'a [u8],
    fraction: &'a [u8],
    /// Where the `e` stands, or would.
    exponent_position: usize,
    exponent_negative: bool,
    exponent: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(text: &'a [u8]) -> Result<Self, ParseError> {
        let mut rest = text;
        let negative = take_sign(&mut rest);
        let integer = take_digits(&mut rest);
        let fraction = if take(&mut rest, b'.') {
            take_digits(&mut rest)
        } else {
            &[]
        };
        if integer.is_empty() && fraction.is_empty() {
            return Err(unexpected(text, rest));
        }

        let exponent_position = text.len() - rest.len();
        let mut exponent_negative = false;
        let mut exponent: &[u8] = &[];
        if take(&mut rest, b'e') || take(&mut rest, b'E') {
            exponent_negative = take_sign(&mut rest);
            exponent = take_digits(&mut rest);
            if exponent.is_empty() {
                return Err(unexpected(text, rest));
            }
        }
        if !rest.is_empty() {
            return Err(unexpected(text, rest));
        }
        Ok(Self {
            text,
            negative,
            integer,
            fraction,
            exponent_position,
            exponent_negative,
            exponent,
        })
    }

    fn value(&self, limits: Limits) -> Result<Decimal, ParseError> {
        let limit = limits.digits();
        let too_many = |position| ParseError::TooManyDigits { limit, position };
        let limit_length = i64::from(limit);
        if length(self.integer) + length(self.fraction) > limit_length {
            return Err(too_many(self.position_of_digit(limit)));
        }
        if length(self.exponent) > limit_length {
            return Err(too_many(self.exponent_position));
        }

        // A sum of lengths cannot overflow, but an exponent can have saturated.
        let integer = without_leading_zeros(self.integer);
        let fraction = if integer.is_empty() {
            without_leading_zeros(self.fraction)
        } else {
            self.fraction
        };
        let written = length(integer) + length(fraction);
        let shift = length(self.fraction).saturating_sub(self.exponent());
        let scale = shift.max(0);
        let appended = if written == 0 {
            0
        } else {
            shift.min(0).saturating_neg()
        };
        let digits = written.saturating_add(appended);
        if digits.saturating_sub(scale).max(1).saturating_add(scale) > limit_length {
            return Err(too_many(self.exponent_position));
        }

        // Never an error: the scale is below a limit that is a `u32`.
        let scale = u32::try_from(scale).map_err(|_| too_many(self.exponent_position))?;
        if digits <= I128_DIGITS {
            let mut coefficient = small(integer, fraction);
            for _ in 0..appended {
                coefficient *= 10;
            }
            Ok(Decimal::small(
                if self.negative {
                    -coefficient
                } else {
                    coefficient
                },
                scale,
            ))
        } else {
            let sign = if self.negative {
                Sign::Minus
            } else {
                Sign::Plus
            };
            let magnitude = big(integer, fraction, appended);
            Ok(Decimal::new(BigInt::from_biguint(sign, magnitude), scale))
        }
    }

    /// Saturates far beyond any limit.
    fn exponent(&self) -> i64 {
        let magnitude = self.exponent.iter().fold(0i64, |value, digit| {
            value
                .saturating_mul(10)
                .saturating_add(i64::from(digit - b'0'))
        });
        if self.exponent_negative {
            -magnitude
        } else {
            magnitude
        }
    }

    fn position_of_digit(&self, n: u32) -> usize {
        let n = usize::try_from(n).unwrap_or(usize::MAX);
        let mut digits = self
            .text
            .iter()
            .enumerate()
            .filter(|(_, byte)| byte.is_ascii_digit());
        digits
            .nth(n)
            .map_or(self.text.len(), |(position, _)| position)
    }
}

/// The value of at most 38 digits.
fn small(integer: &[u8], fraction: &[u8]) -> i128 {
    integer
        .iter()
        .chain(fraction)
        .fold(0, |value, digit| value * 10 + i128::from(digit - b'0'))
}

/// The value of any number of digits, with zeros appended. `BigUint::parse_bytes` would check them
/// once more, to return an error that cannot be.
fn big(integer: &[u8], fraction: &[u8], appended: i64) -> BigUint {
    let mut digits: Vec<u8> = [integer, fraction].concat();
    let length = usize::try_from(appended).map_or(digits.len(), |zeros| digits.len() + zeros);
    digits.resize(length, b'0');
    digits
        .chunks(U64_DIGITS)
        .fold(BigUint::ZERO, |value, chunk| {
            let weight = chunk.iter().fold(1u64, |weight, _| weight * 10);
            let chunk = chunk
                .iter()
                .fold(0u64, |value, digit| value * 10 + u64::from(digit - b'0'));
            value * weight + chunk
        })
}

fn length(digits: &[u8]) -> i64 {
    i64::try_from(digits.len()).unwrap_or(i64::MAX)
}

fn without_leading_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    digits.split_at(zeros).1
}

fn take(rest: &mut &[u8], wanted: u8) -> bool {
    match rest.split_first() {
        Some((&first, tail)) if first == wanted => {
            *rest = tail;
            true
        }
        _ => false,
    }
}

/// Takes a sign, if there is one; true for a minus.
fn take_sign(rest: &mut &[u8]) -> bool {
    let negative = take(rest, b'-');
    if !negative {
        take(rest, b'+');
    }
    negative
}

fn take_digits<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, tail) = rest.split_at(length);
    *rest = tail;
    digits
}

/// The error for a text that goes wrong where `rest` begins.
fn unexpected(text: &[u8], rest: &[u8]) -> ParseError {
    let position = text.len() - rest.len();
    // No character is longer than four bytes.
    match rest.get(..4).unwrap_or(rest).utf8_chunks().next() {
        Some(chunk) => ParseError::UnexpectedCharacter {
            found: chunk
                .valid()
                .chars()
                .next()
                .unwrap_or(char::REPLACEMENT_CHARACTER),
            position,
        },
        None if text.is_empty() => ParseError::Empty,
        None => ParseError::MissingDigit { position },
    }
}
