//! The number itself: `coefficient × 10^-scale`.

use alloc::boxed::Box;
use core::fmt;
use core::str::FromStr;

use num_bigint::BigInt;

use crate::{Limits, ParseError, parse};

/// An exact decimal number of any size.
///
/// A value is an integer *coefficient* and a *scale*, the number of digits behind the point; the
/// scale is kept, so `1.10` prints as `1.10`, yet equality, order and hash are by value.
///
/// # Text
///
/// ```text
/// number   = [ "+" / "-" ] ( digits [ "." [ digits ] ] / "." digits ) [ exponent ]
/// exponent = ( "e" / "E" ) [ "+" / "-" ] digits
/// ```
///
/// ASCII only. There is no white space, no `_` or `,` between digits, no hexadecimal, no `NaN` and
/// no infinity. [`Limits`] bound the length, by default to 4300 digits.
///
/// `Display` writes plain notation: never an exponent, a digit on both sides of the point, no
/// needless leading zero, no negative zero. Each such text is a JSON number (RFC 8259, section 6).
///
/// # Arithmetic
///
/// Addition is exact. The sum has the larger of the two scales, also when it is zero, as `NUMERIC`
/// has in SQL. Since nothing is rounded, sums can be taken in any order and grouping. [`Limits`] bound
/// what is read, not what is added: a sum can be longer than they allow, and then it takes larger ones
/// to read its text back.
///
/// ```
/// use sum_core::Decimal;
///
/// let a: Decimal = "0.1".parse()?;
/// let b: Decimal = "0.20".parse()?;
/// assert_eq!((a + b).to_string(), "0.30");
/// assert!("1_000".parse::<Decimal>().is_err());
/// # Ok::<(), sum_core::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Decimal(pub(crate) Repr);

/// A coefficient that fits in an `i128` is `Small`, any other is `Big`. Each value has one form
/// only, so nothing outside can tell which one it is.
#[derive(Clone, Hash)]
pub(crate) enum Repr {
    Small { coefficient: i128, scale: u32 },
    Big(Box<Big>),
}

#[derive(Clone, Hash)]
pub(crate) struct Big {
    pub(crate) coefficient: BigInt,
    pub(crate) scale: u32,
}

impl Decimal {
    /// 0, with no digit behind the point.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// assert_eq!(Decimal::ZERO.to_string(), "0");
    /// assert_eq!(Decimal::ZERO, Decimal::default());
    /// ```
    pub const ZERO: Self = Self::small(0, 0);

    /// Reads a number from text, as `str` or as bytes, within `limits`.
    ///
    /// Time is linear for up to 38 digits and quadratic beyond; a number over the limit is refused
    /// in linear time, before anything is expanded.
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
        parse::parse(text.as_ref(), limits)
    }

    /// The number of digits behind the point.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// assert_eq!("1.10".parse::<Decimal>()?.scale(), 2);
    /// assert_eq!("110e-1".parse::<Decimal>()?.scale(), 1);
    /// assert_eq!("1e2".parse::<Decimal>()?.scale(), 0);
    /// # Ok::<(), sum_core::ParseError>(())
    /// ```
    pub const fn scale(&self) -> u32 {
        match &self.0 {
            Repr::Small { scale, .. } => *scale,
            Repr::Big(big) => big.scale,
        }
    }

    pub(crate) const fn small(coefficient: i128, scale: u32) -> Self {
        Self(Repr::Small { coefficient, scale })
    }

    /// Any coefficient, in the form it has to have.
    pub(crate) fn new(coefficient: BigInt, scale: u32) -> Self {
        match i128::try_from(&coefficient) {
            Ok(coefficient) => Self::small(coefficient, scale),
            Err(_) => Self(Repr::Big(Box::new(Big { coefficient, scale }))),
        }
    }

    /// The coefficient that the number has at a scale, which must not be below its own.
    pub(crate) fn coefficient_at(&self, scale: u32) -> BigInt {
        let coefficient = match &self.0 {
            Repr::Small { coefficient, .. } => BigInt::from(*coefficient),
            Repr::Big(big) => big.coefficient.clone(),
        };
        match scale.saturating_sub(self.scale()) {
            0 => coefficient,
            zeros => coefficient * BigInt::from(10).pow(zeros),
        }
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

impl Default for Decimal {
    fn default() -> Self {
        Self::ZERO
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({self})")
    }
}

/// 10ⁿ, for every n where it fits.
pub(crate) fn power_of_ten(n: u32) -> Option<i128> {
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
