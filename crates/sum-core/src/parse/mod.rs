//! Text to decimal. Short texts are read in one pass, any other by way of [`Literal`].

pub(crate) mod cursor;
pub(crate) mod digits;
pub(crate) mod number;

use alloc::vec::Vec;
use core::str::FromStr;

use self::number::{Grammar, Literal, short};
use crate::limbs::fraction_limbs;
use crate::{Decimal, Limits, ParseError};

impl Decimal {
    /// Reads a number from text, as `str` or as bytes, within `limits`.
    ///
    /// Time is linear in the digits of the number. One over the limit is refused in time that is linear
    /// in the text, before an exponent is expanded.
    ///
    /// # Errors
    ///
    /// [`ParseError`] says what is wrong and where.
    ///
    /// ```
    /// use sum_core::{Decimal, Limits, ParseError};
    ///
    /// let number = Decimal::parse_with(b"-12.5e-1", Limits::default())?;
    /// assert_eq!(number.to_string(), "-1.25");
    ///
    /// assert_eq!(
    ///     Decimal::parse_with("1e1000000000", Limits::default()),
    ///     Err(ParseError::TooManyDigits { limit: 4300, position: 1 }),
    /// );
    /// # Ok::<(), ParseError>(())
    /// ```
    #[inline]
    pub fn parse_with(text: impl AsRef<[u8]>, limits: Limits) -> Result<Self, ParseError> {
        parse(text.as_ref(), limits)
    }
}

/// Reads a number within the default [`Limits`].
///
/// ```
/// # use sum_core::{Decimal, ParseError};
/// assert_eq!("+007".parse(), Ok(Decimal::from(7)));
/// assert_eq!("seven".parse::<Decimal>(), Err(ParseError::UnexpectedCharacter { found: 's', position: 0 }));
/// ```
impl FromStr for Decimal {
    type Err = ParseError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse_with(text, Limits::default())
    }
}

#[inline]
fn parse(text: &[u8], limits: Limits) -> Result<Decimal, ParseError> {
    match short(text, Grammar::Decimal, limits) {
        Some((coefficient, scale)) => Ok(Decimal::inline(coefficient.into(), scale)),
        None => long(text, limits),
    }
}

// Out of line, so that the reading of short texts can be inlined: that takes 5 ns then instead of 11.
#[inline(never)]
fn long(text: &[u8], limits: Limits) -> Result<Decimal, ParseError> {
    let literal = Literal::read(text, Grammar::Decimal, limits)?;
    let scale = literal.scale;
    if let Some(magnitude) = literal.inline_magnitude() {
        return Ok(Decimal::from_magnitude(literal.negative, magnitude, scale));
    }
    let lowest = -fraction_limbs(scale).cast_signed();
    let mut limbs = Vec::with_capacity(literal.limbs());
    literal.for_each_limb(|place, value| {
        let index = (place as isize - lowest).unsigned_abs();
        if index == limbs.len() {
            limbs.push(value);
        } else {
            put(&mut limbs, index, value);
        }
    });
    Ok(if literal.is_long() {
        Decimal::spilled(literal.negative, limbs, scale)
    } else {
        Decimal::from_limbs(literal.negative, limbs, scale)
    })
}

/// Puts a limb after a gap, or adds it to the one that the written point is inside of.
#[cold]
fn put(limbs: &mut Vec<u64>, index: usize, value: u64) {
    if let Some(limb) = limbs.get_mut(index) {
        *limb += value;
    } else {
        limbs.resize(index, 0);
        limbs.push(value);
    }
}
