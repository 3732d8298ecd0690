//! Adds the rows of a column, of any type, to totals.

use datafusion::arrow::array::types::{
    ArrowPrimitiveType, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Int8Type,
    Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, PrimitiveArray, StringArrayType};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err, internal_err};
use sum_core::{Decimal, Excerpt, Limits};

use crate::total::short;

/// Where rows are added.
pub(crate) trait Totals {
    /// Adds integers, each in its row, at one scale.
    fn add(&mut self, rows: impl Iterator<Item = (usize, i128)>, scale: u16);

    /// Adds a number in its row.
    fn push(&mut self, row: usize, number: &Decimal);
}

/// Adds the rows of a column that are `valid`, or all.
///
/// # Errors
///
/// A text is not a number, or longer than the default [`Limits`].
pub(crate) fn add_column(
    column: &ArrayRef,
    valid: Option<&NullBuffer>,
    totals: &mut impl Totals,
) -> Result<()> {
    add(column, valid, Limits::default(), totals)
}

/// Adds a column of totals that were written as text. A sum can be longer than what is read from outside.
pub(crate) fn add_states(column: &ArrayRef, totals: &mut impl Totals) -> Result<()> {
    let limits = Limits::default().with_digits(Limits::MAX_DIGITS);
    add(column, column.nulls(), limits, totals)
}

fn add(
    column: &ArrayRef,
    valid: Option<&NullBuffer>,
    limits: Limits,
    totals: &mut impl Totals,
) -> Result<()> {
    match column.data_type() {
        DataType::Int8 => integers(column.as_primitive::<Int8Type>(), 0, valid, totals),
        DataType::Int16 => integers(column.as_primitive::<Int16Type>(), 0, valid, totals),
        DataType::Int32 => integers(column.as_primitive::<Int32Type>(), 0, valid, totals),
        DataType::Int64 => integers(column.as_primitive::<Int64Type>(), 0, valid, totals),
        DataType::UInt8 => integers(column.as_primitive::<UInt8Type>(), 0, valid, totals),
        DataType::UInt16 => integers(column.as_primitive::<UInt16Type>(), 0, valid, totals),
        DataType::UInt32 => integers(column.as_primitive::<UInt32Type>(), 0, valid, totals),
        DataType::UInt64 => integers(column.as_primitive::<UInt64Type>(), 0, valid, totals),
        DataType::Decimal32(_, scale) => integers(
            column.as_primitive::<Decimal32Type>(),
            *scale,
            valid,
            totals,
        ),
        DataType::Decimal64(_, scale) => integers(
            column.as_primitive::<Decimal64Type>(),
            *scale,
            valid,
            totals,
        ),
        DataType::Decimal128(_, scale) => integers(
            column.as_primitive::<Decimal128Type>(),
            *scale,
            valid,
            totals,
        ),
        DataType::Decimal256(_, scale) => wide_integers(
            column.as_primitive::<Decimal256Type>(),
            *scale,
            valid,
            totals,
        ),
        DataType::Utf8 => texts(&column.as_string::<i32>(), limits, valid, totals),
        DataType::LargeUtf8 => texts(&column.as_string::<i64>(), limits, valid, totals),
        DataType::Utf8View => texts(&column.as_string_view(), limits, valid, totals),
        other => internal_err!("exact_sum was planned for a column of {other}"),
    }
}

fn integers<T: ArrowPrimitiveType<Native: Into<i128>>>(
    column: &PrimitiveArray<T>,
    scale: i8,
    valid: Option<&NullBuffer>,
    totals: &mut impl Totals,
) -> Result<()> {
    let values = column.values().iter().map(|&value| value.into());
    let values = values.enumerate();
    let scale = unsigned(scale)?;
    match valid {
        None => totals.add(values, scale),
        Some(valid) => {
            let valid = values
                .zip(valid)
                .filter_map(|(row, valid)| valid.then_some(row));
            totals.add(valid, scale);
        }
    }
    Ok(())
}

/// Nearly all values have at most 128 bits. Those that have more are added by way of their digits.
fn wide_integers(
    column: &PrimitiveArray<Decimal256Type>,
    scale: i8,
    valid: Option<&NullBuffer>,
    totals: &mut impl Totals,
) -> Result<()> {
    let scale = unsigned(scale)?;
    for_each(column.len(), valid, |row| {
        let value = column.value(row);
        match value.to_i128() {
            Some(coefficient) => totals.add(std::iter::once((row, coefficient)), scale),
            None => totals.push(
                row,
                &parse(&format!("{value}e-{scale}"), Limits::default())?,
            ),
        }
        Ok(())
    })
}

fn texts<'a>(
    column: &impl StringArrayType<'a>,
    limits: Limits,
    valid: Option<&NullBuffer>,
    totals: &mut impl Totals,
) -> Result<()> {
    let mut read = ReadAhead::default();
    for_each(column.len(), valid, |row| {
        read.push(row, &parse(column.value(row), limits)?, totals);
        Ok(())
    })?;
    read.add_to(totals);
    Ok(())
}

/// Numbers that have been read and not added yet. One total of a million is far away in memory; where additions follow
/// each other, the processor fetches the next totals meanwhile, and it does not look beyond the reading of a number.
#[derive(Default)]
struct ReadAhead {
    rows: Vec<(usize, i128)>,
    scale: u16,
}

impl ReadAhead {
    /// As many as stay in the fastest cache.
    const MOST: usize = 256;

    #[inline]
    fn push(&mut self, row: usize, number: &Decimal, totals: &mut impl Totals) {
        let Some((coefficient, scale)) = short(number) else {
            self.add_to(totals);
            totals.push(row, number);
            return;
        };
        if self.rows.len() == Self::MOST || scale != self.scale {
            self.add_to(totals);
            self.scale = scale;
        }
        self.rows.push((row, coefficient));
    }

    fn add_to(&mut self, totals: &mut impl Totals) {
        totals.add(self.rows.drain(..), self.scale);
    }
}

fn for_each(
    length: usize,
    valid: Option<&NullBuffer>,
    add: impl FnMut(usize) -> Result<()>,
) -> Result<()> {
    match valid {
        None => (0..length).try_for_each(add),
        Some(valid) => valid.try_for_each_valid_idx(add),
    }
}

#[inline]
fn parse(text: &str, limits: Limits) -> Result<Decimal> {
    Decimal::parse_with(text, limits)
        .or_else(|error| exec_err!("exact_sum: {error}: '{}'", Excerpt::new(text)))
}

fn unsigned(scale: i8) -> Result<u16> {
    u16::try_from(scale).or_else(|_| internal_err!("exact_sum was planned for a scale below 0"))
}
