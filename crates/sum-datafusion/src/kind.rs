//! The types that can be added up, and that of the sum.

use datafusion::arrow::datatypes::{DECIMAL128_MAX_PRECISION, DECIMAL256_MAX_PRECISION, DataType};
use datafusion::common::{Result, plan_err};

/// The three ways to add up a column. The type of the sum says which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Integers of any width give an integer of up to 38 digits.
    Integer,
    /// Decimals give a decimal of up to 76 digits, at the same scale.
    Decimal { scale: u8 },
    /// Numbers in text give text of any length.
    Text,
}

impl Kind {
    /// The type of the sum.
    pub(crate) const fn data_type(self) -> DataType {
        match self {
            Self::Integer => DataType::Decimal128(DECIMAL128_MAX_PRECISION, 0),
            Self::Decimal { scale } => {
                DataType::Decimal256(DECIMAL256_MAX_PRECISION, scale.cast_signed())
            }
            Self::Text => DataType::LargeUtf8,
        }
    }

    /// The scale that most numbers have.
    pub(crate) const fn scale(self) -> u16 {
        match self {
            Self::Integer | Self::Text => 0,
            Self::Decimal { scale } => scale as u16,
        }
    }

    /// How to add up a column of this type.
    pub(crate) fn of_argument(argument: &DataType) -> Result<Self> {
        use DataType::{
            Decimal32, Decimal64, Decimal128, Decimal256, Int8, Int16, Int32, Int64, LargeUtf8,
            UInt8, UInt16, UInt32, UInt64, Utf8, Utf8View,
        };
        match argument {
            Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64 => Ok(Self::Integer),
            Decimal32(_, scale)
            | Decimal64(_, scale)
            | Decimal128(_, scale)
            | Decimal256(_, scale)
                if *scale >= 0 =>
            {
                let scale = scale.unsigned_abs();
                Ok(Self::Decimal { scale })
            }
            Utf8 | LargeUtf8 | Utf8View => Ok(Self::Text),
            _ => plan_err!("exact_sum cannot add up {argument}"),
        }
    }

    /// Which sum has this type.
    pub(crate) fn of_sum(sum: &DataType) -> Result<Self> {
        match sum {
            DataType::Decimal128(_, 0) => Ok(Self::Integer),
            DataType::Decimal256(_, scale) if *scale >= 0 => {
                let scale = scale.unsigned_abs();
                Ok(Self::Decimal { scale })
            }
            DataType::LargeUtf8 => Ok(Self::Text),
            _ => plan_err!("exact_sum has no sum of type {sum}"),
        }
    }
}

/// The type that a column is read as, nearly always its own.
pub(crate) fn coerced(argument: &DataType) -> Result<DataType> {
    match argument {
        DataType::Float16 | DataType::Float32 | DataType::Float64 => plan_err!(
            "exact_sum cannot add up {argument}: a binary float has been rounded when it was read, so no \
             sum of it is exact. Read the column as text or as a DECIMAL, or say what to round to: \
             exact_sum(CAST(x AS DECIMAL(38, 10)))"
        ),
        // NULL without a type.
        DataType::Null => Ok(DataType::Int64),
        DataType::Dictionary(_, values) => coerced(values),
        // A scale below zero stands for zeros before the point. The engine's cast is exact, or an error.
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale)
            if *scale < 0 =>
        {
            Ok(DataType::Decimal256(DECIMAL256_MAX_PRECISION, 0))
        }
        _ => Kind::of_argument(argument).map(|_| argument.clone()),
    }
}
