//! Text to decimal. Short texts are read in one pass, any other by way of [`Number`].

pub(crate) mod cursor;
pub(crate) mod digits;
pub(crate) mod number;

use num_bigint::BigInt;

use self::number::{Grammar, Number, short};
use crate::decimal::power_of_ten;
use crate::{Decimal, Limits, ParseError};

#[inline]
pub(crate) fn parse(text: &[u8], limits: Limits) -> Result<Decimal, ParseError> {
    match short(text, Grammar::Decimal, limits) {
        Some((coefficient, scale)) => Ok(Decimal::small(coefficient.into(), scale)),
        None => long(text, limits),
    }
}

// Out of line, so that the reading of short texts can be inlined: that takes 5 ns then instead of 11.
#[inline(never)]
fn long(text: &[u8], limits: Limits) -> Result<Decimal, ParseError> {
    let number = Number::read(text, Grammar::Decimal, limits)?;
    let scale = number.scale();
    let mut coefficient = Coefficient::Small(0);
    let mut last = None;
    number.for_each_piece(|value, place| {
        coefficient.append(last.unwrap_or(place).abs_diff(place), value);
        last = Some(place);
    });
    coefficient.append(scale.saturating_add_signed(last.unwrap_or(0)), 0);
    Ok(match coefficient {
        Coefficient::Small(coefficient) => Decimal::small(coefficient, scale),
        Coefficient::Big(coefficient) => Decimal::new(coefficient, scale),
    })
}

/// A coefficient that is small as long as it can be.
enum Coefficient {
    Small(i128),
    Big(BigInt),
}

impl Coefficient {
    /// Appends zeros, and adds a value to them.
    fn append(&mut self, zeros: u32, value: i64) {
        match self {
            Self::Small(small) => {
                let appended = power_of_ten(zeros).and_then(|power| small.checked_mul(power));
                match appended.and_then(|appended| appended.checked_add(value.into())) {
                    Some(sum) => *small = sum,
                    None => *self = Self::Big(shifted(BigInt::from(*small), zeros) + value),
                }
            }
            Self::Big(big) => *big = shifted(core::mem::take(big), zeros) + value,
        }
    }
}

fn shifted(number: BigInt, zeros: u32) -> BigInt {
    match 10u64.checked_pow(zeros) {
        Some(power) => number * power,
        None => number * BigInt::from(10).pow(zeros),
    }
}
