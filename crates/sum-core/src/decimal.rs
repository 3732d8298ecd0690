//! The number itself: `coefficient × 10^-scale`.

use core::fmt;

use crate::Limits;
use crate::limbs::{INLINE_LIMBS, LIMB_DIGITS, fraction_limbs, power_of_ten};
use crate::repr::{Repr, shifted};

/// An exact decimal number of any size.
///
/// A value is an integer *coefficient* and a *scale*, the number of digits after the point; the
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
/// Addition and subtraction are exact. The result has the larger of the two scales, also when it is
/// zero, as `NUMERIC` has in SQL. Since nothing is rounded, sums can be taken in any order and grouping.
/// [`Limits`] bound what is read, not what is added: a sum can be longer than they allow, and then it
/// takes larger ones to read its text back.
///
/// # Complexity
///
/// To read, add, subtract, compare, hash or print a number takes time that is linear in its digits in
/// plain notation. Numbers of up to 65 digits are kept in place, in 48 bytes, others take half a byte of
/// memory for each digit.
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

impl Decimal {
    /// 0, with no digit after the point.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// assert_eq!(Decimal::ZERO.to_string(), "0");
    /// assert_eq!(Decimal::ZERO, Decimal::default());
    /// ```
    pub const ZERO: Self = Self::inline(0, 0);

    /// `coefficient × 10^-scale`, also in a `const`. `None` for a scale of [`Limits::MAX_DIGITS`] or
    /// more, which would be more digits than any text may have.
    ///
    /// ```
    /// use sum_core::{Decimal, Limits};
    ///
    /// const VAT: Decimal = Decimal::from_parts(19_50, 4).unwrap();
    /// assert_eq!(VAT.to_string(), "0.1950");
    /// assert!(Decimal::from_parts(1, Limits::MAX_DIGITS).is_none());
    /// ```
    pub const fn from_parts(coefficient: i128, scale: u32) -> Option<Self> {
        if scale < Limits::MAX_DIGITS {
            Some(Self::inline(coefficient, scale))
        } else {
            None
        }
    }

    /// The number of digits after the point.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// assert_eq!("1.10".parse::<Decimal>()?.scale(), 2);
    /// assert_eq!("110e-1".parse::<Decimal>()?.scale(), 1);
    /// assert_eq!("1e2".parse::<Decimal>()?.scale(), 0);
    /// # Ok::<(), sum_core::ParseError>(())
    /// ```
    #[inline]
    pub const fn scale(&self) -> u32 {
        match &self.0 {
            Repr::Inline { scale, .. }
            | Repr::Short { scale, .. }
            | Repr::Spilled { scale, .. } => *scale,
        }
    }

    /// The coefficient that the number has at a scale: `number × 10^scale`. `None` if that is not an
    /// integer or does not fit; nothing is rounded.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// let price: Decimal = "12.50".parse()?;
    /// assert_eq!(price.coefficient_at(price.scale()), Some(1250));
    /// assert_eq!(price.coefficient_at(4), Some(125_000));
    /// assert_eq!(price.coefficient_at(1), Some(125));
    /// assert_eq!(price.coefficient_at(0), None);
    /// assert_eq!(price.coefficient_at(38), None);
    /// # Ok::<(), sum_core::ParseError>(())
    /// ```
    #[inline]
    pub fn coefficient_at(&self, scale: u32) -> Option<i128> {
        match self.0 {
            Repr::Inline {
                coefficient,
                scale: own,
            } if own == scale => Some(coefficient),
            _ => self.rescaled(scale),
        }
    }

    fn rescaled(&self, scale: u32) -> Option<i128> {
        let shortest;
        let number = if scale < self.scale() {
            shortest = self.normalized();
            &shortest
        } else {
            self
        };
        match number.0 {
            Repr::Inline { coefficient: 0, .. } => Some(0),
            Repr::Inline {
                coefficient,
                scale: own,
            } => shifted(coefficient, scale.checked_sub(own)?),
            _ => None,
        }
    }

    /// The same value at the smallest scale that holds it.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// let normalized = |text: &str| text.parse::<Decimal>().unwrap().normalized().to_string();
    /// assert_eq!(normalized("1.500"), "1.5");
    /// assert_eq!(normalized("0.00"), "0");
    /// // No digit before the point is dropped.
    /// assert_eq!(normalized("100"), "100");
    /// ```
    #[must_use]
    pub fn normalized(&self) -> Self {
        match self.0 {
            Repr::Inline { coefficient: 0, .. } => Self::ZERO,
            Repr::Inline {
                mut coefficient,
                mut scale,
            } => {
                while scale > 0 && coefficient % 10 == 0 {
                    coefficient /= 10;
                    scale -= 1;
                }
                Self::inline(coefficient, scale)
            }
            _ => {
                let mut buffer = [0; INLINE_LIMBS];
                let number = self.limbs(&mut buffer);
                let scale = smallest_scale(number.limbs, self.scale());
                let limbs = number
                    .limbs
                    .split_at(number.fraction - fraction_limbs(scale))
                    .1;
                Self::from_limbs(self.is_negative(), limbs.to_vec(), scale)
            }
        }
    }

    /// Whether the number is less than zero.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// assert!("-0.01".parse::<Decimal>()?.is_negative());
    /// assert!(!"-0.00".parse::<Decimal>()?.is_negative());
    /// # Ok::<(), sum_core::ParseError>(())
    /// ```
    pub const fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Inline { coefficient, .. } => *coefficient < 0,
            Repr::Short { negative, .. } | Repr::Spilled { negative, .. } => *negative,
        }
    }
}

/// The scale without the zeros at the end of the digits after the point.
fn smallest_scale(limbs: &[u64], scale: u32) -> u32 {
    let zero_limbs = limbs.iter().take_while(|&&limb| limb == 0).count();
    let last = limbs.get(zero_limbs).copied().unwrap_or(1);
    let digits = (1..LIMB_DIGITS).take_while(|&n| last % power_of_ten(n) == 0);
    let zeros = zero_limbs * LIMB_DIGITS as usize + digits.count();
    let places = fraction_limbs(scale) * LIMB_DIGITS as usize;
    u32::try_from(places.saturating_sub(zeros)).unwrap_or(scale)
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
