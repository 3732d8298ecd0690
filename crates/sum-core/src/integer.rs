//! From the machine's integers, which is always exact, and to them, which is checked.

use crate::limbs::{BASE, INLINE_LIMBS};
use crate::repr::Repr;
use crate::{Decimal, TryFromDecimalError};

macro_rules! integers {
    ($($integer:ident)*) => {$(
        /// The same value, always exact.
        ///
        /// ```
        /// # use sum_core::Decimal;
        #[doc = concat!("assert_eq!(Decimal::from(", stringify!($integer), "::MAX).to_string(), ", stringify!($integer), "::MAX.to_string());")]
        /// ```
        impl From<$integer> for Decimal {
            fn from(value: $integer) -> Self {
                match i128::try_from(value) {
                    Ok(coefficient) => Self::inline(coefficient, 0),
                    // It is an `u128`: no other type has such values.
                    Err(_) => Self::from_magnitude(false, u128::try_from(value).unwrap_or_default(), 0),
                }
            }
        }

        /// The same value, or an error that says why there is none; nothing is rounded or wrapped.
        ///
        /// ```
        /// # use sum_core::{Decimal, TryFromDecimalError};
        /// let number = |text: &str| text.parse::<Decimal>().unwrap();
        #[doc = concat!("assert_eq!(", stringify!($integer), "::try_from(number(\"7.00\")), Ok(7));")]
        #[doc = concat!("let target = \"", stringify!($integer), "\";")]
        #[doc = concat!("assert_eq!(", stringify!($integer), "::try_from(number(\"7.5\")), Err(TryFromDecimalError::Fraction { target }));")]
        #[doc = concat!("assert_eq!(", stringify!($integer), "::try_from(number(\"1e39\")), Err(TryFromDecimalError::OutOfRange { target }));")]
        /// ```
        impl TryFrom<&Decimal> for $integer {
            type Error = TryFromDecimalError;

            fn try_from(number: &Decimal) -> Result<Self, TryFromDecimalError> {
                let target = stringify!($integer);
                let number = number.normalized();
                if number.scale() > 0 {
                    return Err(TryFromDecimalError::Fraction { target });
                }
                let value = match number.0 {
                    Repr::Inline { coefficient, .. } => Self::try_from(coefficient).ok(),
                    _ => large(&number).and_then(|value| Self::try_from(value).ok()),
                };
                value.ok_or(TryFromDecimalError::OutOfRange { target })
            }
        }

        impl TryFrom<Decimal> for $integer {
            type Error = TryFromDecimalError;

            fn try_from(number: Decimal) -> Result<Self, TryFromDecimalError> {
                Self::try_from(&number)
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }

/// The value of an integer that an `i128` is too small for.
fn large(number: &Decimal) -> Option<u128> {
    let mut buffer = [0; INLINE_LIMBS];
    let mut limbs = number.limbs(&mut buffer).limbs.iter().rev();
    if number.is_negative() {
        return None;
    }
    limbs.try_fold(0u128, |value, &limb| {
        value.checked_mul(BASE.into())?.checked_add(limb.into())
    })
}
