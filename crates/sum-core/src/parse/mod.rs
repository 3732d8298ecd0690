//! Text to decimal. Short texts are read in one pass, any other by way of [`Literal`].

pub(crate) mod cursor;
pub(crate) mod digits;
pub(crate) mod number;
mod plain;

use alloc::vec;
use core::str::FromStr;

use self::number::{Grammar, Literal, short};
use self::plain::plain;
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
    match plain(text, limits) {
        Some(number) => Ok(number),
        None => any(text, limits),
    }
}

#[inline(never)]
fn any(text: &[u8], limits: Limits) -> Result<Decimal, ParseError> {
    let literal = Literal::read(text, Grammar::Decimal, limits)?;
    let scale = literal.scale;
    if let Some(magnitude) = literal.inline_magnitude() {
        return Ok(Decimal::from_magnitude(literal.negative, magnitude, scale));
    }
    let mut limbs = vec![0; literal.limbs()];
    let lowest = -fraction_limbs(scale).cast_signed();
    literal.for_each_limb(|place, value| {
        // The written point may be inside of a limb, which has two parts then.
        if let Some(limb) = limbs.get_mut((place as isize - lowest).unsigned_abs()) {
            *limb += value;
        }
    });
    Ok(Decimal::from_limbs(literal.negative, limbs, scale))
}
