//! From the machine's integers, which is always exact, and to them, which is checked.

use num_bigint::BigInt;

use crate::decimal::Repr;
use crate::{Decimal, IntegerError};

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
                    Ok(coefficient) => Self::small(coefficient, 0),
                    Err(_) => Self::new(BigInt::from(value), 0),
                }
            }
        }

        /// The same value, or an error that says why there is none; nothing is rounded or wrapped.
        ///
        /// ```
        /// # use sum_core::{Decimal, IntegerError};
        /// let number = |text: &str| text.parse::<Decimal>().unwrap();
        #[doc = concat!("assert_eq!(", stringify!($integer), "::try_from(number(\"7.00\")), Ok(7));")]
        #[doc = concat!("let target = \"", stringify!($integer), "\";")]
        #[doc = concat!("assert_eq!(", stringify!($integer), "::try_from(number(\"7.5\")), Err(IntegerError::Fraction { target }));")]
        #[doc = concat!("assert_eq!(", stringify!($integer), "::try_from(number(\"1e39\")), Err(IntegerError::OutOfRange { target }));")]
        /// ```
        impl TryFrom<&Decimal> for $integer {
            type Error = IntegerError;

            fn try_from(number: &Decimal) -> Result<Self, IntegerError> {
                let target = stringify!($integer);
                let number = number.normalized();
                if number.scale() > 0 {
                    return Err(IntegerError::Fraction { target });
                }
                let value = match &number.0 {
                    Repr::Small { coefficient, .. } => Self::try_from(*coefficient).ok(),
                    Repr::Big(big) => Self::try_from(&big.coefficient).ok(),
                };
                value.ok_or(IntegerError::OutOfRange { target })
            }
        }

        impl TryFrom<Decimal> for $integer {
            type Error = IntegerError;

            fn try_from(number: Decimal) -> Result<Self, IntegerError> {
                Self::try_from(&number)
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }
