//! Totals as columns: the result that a query shows, and the state that its parts exchange.

use std::sync::Arc;

use datafusion::arrow::array::types::{Decimal128Type, DecimalType};
use datafusion::arrow::array::{
    ArrayBuilder, ArrayRef, Decimal128Builder, Decimal256Builder, LargeStringBuilder,
};
use datafusion::arrow::datatypes::DECIMAL128_MAX_PRECISION;
use datafusion::common::{Result, exec_err};
use sum_core::Decimal;

use crate::column::Totals;
use crate::kind::Kind;
use crate::total::{decimal, wide_coefficient};

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

/// A column of totals in text.
pub(crate) fn states(totals: impl ExactSizeIterator<Item = Option<Decimal>>) -> ArrayRef {
    let rows = totals.len();
    let mut column = StateBuilder::with_capacity(rows);
    for (row, total) in totals.enumerate() {
        if let Some(total) = total {
            column.push(row, &total);
        }
    }
    column.finish(rows)
}

/// What is reserved for a total: most amounts of money have room.
const USUAL_BYTES: usize = 12;

/// Builds a column of totals in text, each of which has one form only. A row that is skipped is NULL.
///
/// Offsets of 64 bits, because those of 32 bits end at 2 GiB. Views are no faster, and slices of them are sent with all
/// of their buffers.
pub(crate) struct StateBuilder {
    column: LargeStringBuilder,
}

impl StateBuilder {
    pub(crate) fn with_capacity(rows: usize) -> Self {
        Self {
            column: LargeStringBuilder::with_capacity(rows, USUAL_BYTES * rows),
        }
    }

    pub(crate) fn finish(mut self, rows: usize) -> ArrayRef {
        self.skip_to(rows);
        Arc::new(self.column.finish())
    }

    #[inline]
    fn skip_to(&mut self, row: usize) {
        while self.column.len() < row {
            self.column.append_null();
        }
    }
}

/// Each row is a total of its own.
impl Totals for StateBuilder {
    fn add(&mut self, rows: impl Iterator<Item = (usize, i128)>, scale: u16) {
        for (row, value) in rows {
            self.push(row, &decimal(value, scale));
        }
    }

    #[inline]
    fn push(&mut self, row: usize, number: &Decimal) {
        self.skip_to(row);
        // It cannot fail: a column grows.
        let _ = number.write_to(&mut self.column);
        self.column.append_value("");
    }
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

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::AsArray;

    use super::{StateBuilder, Totals};

    #[test]
    fn a_row_that_is_skipped_is_null() {
        let mut states = StateBuilder::with_capacity(5);
        states.add([(1, 1250), (3, i128::MIN)].into_iter(), 2);
        let states = states.finish(5);
        let states: Vec<_> = states.as_string::<i64>().iter().collect();
        let lowest = "-1701411834604692317316873037158841057.28";
        assert_eq!(states, [None, Some("12.50"), None, Some(lowest), None]);
    }
}
