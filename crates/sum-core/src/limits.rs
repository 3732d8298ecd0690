//! How long a number may be.

/// The bound on what [`Decimal::parse_with`](crate::Decimal::parse_with) accepts.
///
/// Reading a number of *n* digits takes time that grows with *n*² and memory that grows with *n*,
/// so a text from outside needs a bound. The default of 4300 digits is `CPython`'s own bound for
/// integers (`sys.int_info.default_max_str_digits`); such a number is read in microseconds.
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

    /// The most digits a number may have: as it is written (leading zeros count, the exponent is a
    /// number of its own) and also in plain notation, where an exponent is expanded and a digit
    /// stands on both sides of the point. 0 refuses every number.
    ///
    /// ```
    /// use sum_core::{Decimal, Limits};
    ///
    /// let limits = Limits::default().with_digits(2);
    /// assert_eq!(limits.digits(), 2);
    /// assert!(Decimal::parse_with(".5", limits).is_ok()); // 0.5
    /// assert!(Decimal::parse_with("005", limits).is_err());
    /// ```
    #[must_use]
    pub const fn with_digits(self, digits: u32) -> Self {
        Self { digits }
    }

    /// The most digits a number may have; see [`with_digits`](Self::with_digits).
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
