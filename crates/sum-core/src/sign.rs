//! Sign and other small questions, and negation.

use core::ops::Neg;

use crate::Decimal;
use crate::limbs::INLINE_LIMBS;
use crate::repr::Repr;

impl Decimal {
    /// Whether the number is zero, at any scale.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// assert!("-0.00".parse::<Decimal>()?.is_zero());
    /// assert!(!"0.001".parse::<Decimal>()?.is_zero());
    /// # Ok::<(), sum_core::ParseError>(())
    /// ```
    pub const fn is_zero(&self) -> bool {
        // No number in limbs is.
        matches!(self.0, Repr::Inline { coefficient: 0, .. })
    }

    /// Whether all digits after the point are 0.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// assert!("-3.00".parse::<Decimal>()?.is_integer());
    /// assert!(!"2.5".parse::<Decimal>()?.is_integer());
    /// # Ok::<(), sum_core::ParseError>(())
    /// ```
    pub fn is_integer(&self) -> bool {
        let mut buffer = [0; INLINE_LIMBS];
        let limbs = self.limbs(&mut buffer);
        let fraction = limbs.limbs.iter().take(limbs.fraction);
        fraction.into_iter().all(|&limb| limb == 0)
    }

    /// 1, 0 or -1, as the number is positive, zero or negative.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// assert_eq!("-12.5".parse::<Decimal>()?.signum(), Decimal::from(-1));
    /// assert_eq!("-0.0".parse::<Decimal>()?.signum(), Decimal::ZERO);
    /// # Ok::<(), sum_core::ParseError>(())
    /// ```
    #[must_use]
    pub const fn signum(&self) -> Self {
        let sign = if self.is_negative() {
            -1
        } else if self.is_zero() {
            0
        } else {
            1
        };
        Self::inline(sign, 0)
    }

    /// Without the sign; the scale stays. There is one for every number.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// assert_eq!("-1.50".parse::<Decimal>()?.abs().to_string(), "1.50");
    /// assert_eq!(Decimal::from(i128::MIN).abs(), -Decimal::from(i128::MIN));
    /// # Ok::<(), sum_core::ParseError>(())
    /// ```
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() {
            -self
        } else {
            self.clone()
        }
    }
}

/// The scale stays, and zero has no sign.
///
/// ```
/// # use sum_core::Decimal;
/// assert_eq!((-Decimal::from(i128::MIN)).to_string(), "170141183460469231731687303715884105728");
/// assert_eq!((-"0.00".parse::<Decimal>()?).to_string(), "0.00");
/// # Ok::<(), sum_core::ParseError>(())
/// ```
impl Neg for &Decimal {
    type Output = Decimal;

    fn neg(self) -> Decimal {
        match &self.0 {
            Repr::Inline { coefficient, scale } => {
                Decimal::from_magnitude(!self.is_negative(), coefficient.unsigned_abs(), *scale)
            }
            Repr::Short {
                negative,
                scale,
                limbs,
            } => Decimal::short(!negative, limbs, *scale),
            Repr::Spilled {
                negative,
                scale,
                limbs,
            } => Decimal::from_limbs(!negative, limbs.clone(), *scale),
        }
    }
}

impl Neg for Decimal {
    type Output = Decimal;

    fn neg(self) -> Decimal {
        -&self
    }
}
