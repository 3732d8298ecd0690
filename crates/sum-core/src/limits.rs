//! How long a number may be.

/// The bound on what [`Decimal::parse_with`](crate::Decimal::parse_with) accepts.
///
/// Time is linear in the digits, but with an exponent a few characters name a number of any length; so a
/// text from outside needs a bound. What is then done with a number costs as much as the limit allows,
/// however short its text was: memory of half a byte and a few nanoseconds for each digit. The default of
/// 4300 digits is the bound that `CPython` has for integers (`sys.int_info.default_max_str_digits`).
///
/// ```
/// use sum_core::{Decimal, Limits, ParseError};
///
/// let limits = Limits::default().with_digits(3);
/// assert!(Decimal::parse_with("9.99", limits).is_ok());
/// assert_eq!(
///     Decimal::parse_with("1e3", limits),
///     Err(ParseError::TooManyDigits { limit: 3, position: 1 }),
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    digits: u32,
}

impl Limits {
    /// The default limit: 4300 digits.
    pub const DEFAULT_DIGITS: u32 = 4300;

    /// The largest limit: a million digits. They take a millisecond to read and half a megabyte to hold.
    pub const MAX_DIGITS: u32 = 1_000_000;

    /// The most digits a number may have: as it is written (leading zeros count, the exponent is a
    /// number of its own) and also in plain notation, where an exponent is expanded and a digit
    /// stands on both sides of the point. 0 refuses every number. More than
    /// [`MAX_DIGITS`](Self::MAX_DIGITS) is clamped to that: a number over it is refused by an error that
    /// names the limit in force, so nothing is lost silently.
    ///
    /// ```
    /// use sum_core::{Decimal, Limits};
    ///
    /// let limits = Limits::default().with_digits(2);
    /// assert!(Decimal::parse_with(".5", limits).is_ok()); // 0.5
    /// assert!(Decimal::parse_with("005", limits).is_err());
    /// assert!(Decimal::parse_with("5", limits.with_digits(0)).is_err());
    /// assert_eq!(limits.with_digits(u32::MAX).digits(), Limits::MAX_DIGITS);
    /// ```
    #[must_use]
    pub const fn with_digits(self, digits: u32) -> Self {
        let digits = if digits < Self::MAX_DIGITS {
            digits
        } else {
            Self::MAX_DIGITS
        };
        Self { digits }
    }

    /// The most digits a number may have; see [`with_digits`](Self::with_digits).
    ///
    /// ```
    /// use sum_core::Limits;
    ///
    /// assert_eq!(Limits::default().digits(), 4300);
    /// ```
    pub const fn digits(self) -> u32 {
        self.digits
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            digits: Self::DEFAULT_DIGITS,
        }
    }
}
