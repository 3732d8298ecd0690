//! Totals as columns: the result that a query shows, and the state that its parts exchange.

use std::fmt::Write;
use std::sync::Arc;

use datafusion::arrow::array::types::{Decimal128Type, DecimalType};
use datafusion::arrow::array::{
    ArrayRef, Decimal128Builder, Decimal256Builder, LargeStringBuilder,
};
use datafusion::arrow::datatypes::DECIMAL128_MAX_PRECISION;
use datafusion::common::{Result, exec_err};
use sum_core::Decimal;

use crate::kind::Kind;
use crate::total::wide_coefficient;

/// A column of results.
///
/// # Errors
///
/// A sum has more digits than its type. Text has no such limit.
pub(crate) fn results(
    kind: Kind,
    totals: impl ExactSizeIterator<Item = Option<Decimal>>,
) -> Result<ArrayRef> {
    let data_type = kind.data_type();
    match kind {
        Kind::Integer => {
            let mut column =
                Decimal128Builder::with_capacity(totals.len()).with_data_type(data_type);
            for total in totals {
                column.append_option(total.map(|total| integer(&total, kind)).transpose()?);
            }
            Ok(Arc::new(column.finish()))
        }
        Kind::Decimal { scale } => {
            let mut column =
                Decimal256Builder::with_capacity(totals.len()).with_data_type(data_type);
            for total in totals {
                let total = total.map(|total| {
                    let wide = wide_coefficient(&total, scale.into());
                    wide.map_or_else(|| too_long(&total, kind), Ok)
                });
                column.append_option(total.transpose()?);
            }
            Ok(Arc::new(column.finish()))
        }
        Kind::Text => Ok(states(totals)),
    }
}

/// A column of totals in text, each of which has one form only.
///
/// Offsets of 64 bits, because those of 32 bits end at 2 GiB. Views would be shorter, but slices of them are sent with all
/// of their buffers.
pub(crate) fn states(totals: impl ExactSizeIterator<Item = Option<Decimal>>) -> ArrayRef {
    let mut column = LargeStringBuilder::with_capacity(totals.len(), 0);
    for total in totals {
        match total {
            None => column.append_null(),
            Some(total) => {
                // It cannot fail: a column grows.
                let _ = write!(column, "{total}");
                column.append_value("");
            }
        }
    }
    Arc::new(column.finish())
}

fn integer(total: &Decimal, kind: Kind) -> Result<i128> {
    match total.coefficient_at(0) {
        Some(integer)
            if Decimal128Type::is_valid_decimal_precision(integer, DECIMAL128_MAX_PRECISION) =>
        {
            Ok(integer)
        }
        _ => too_long(total, kind),
    }
}

fn too_long<T>(total: &Decimal, kind: Kind) -> Result<T> {
    let digits = total.to_string().bytes().filter(u8::is_ascii_digit).count();
    exec_err!(
        "exact_sum: the sum has {digits} digits, more than {} holds; as text it has no limit: \
         exact_sum(CAST(x AS VARCHAR))",
        kind.data_type()
    )
}
