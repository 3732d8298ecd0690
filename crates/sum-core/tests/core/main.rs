//! The tests of `sum-core` in one binary.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a failing test panics"
)]

// Sums of streams: any order, any parts, any scales.
mod accumulator;
// Numbers by way of a binary big integer.
mod binary;
// Every cut and every byte in short texts for adders.
mod bytes;
// Short texts that a fuzzer found.
mod cases;
// Columns of CSV texts against their model.
#[cfg(feature = "csv")]
mod csv;
// What an adder of a column has to answer.
#[cfg(feature = "csv")]
mod csv_model;
// What is shown of a text that is refused.
mod excerpt;
// What `format!` makes of a number.
mod formatting;
// Arbitrary numbers for the laws.
mod generators;
// Adders that are fed from a reader, or written to.
#[cfg(all(feature = "csv", feature = "std"))]
mod io;
// What the numbers have to obey, checked on arbitrary ones.
mod laws;
// How little is kept of a text, however long its items are.
mod memory;
// Long numbers against binary big integers.
mod limbs;
// Each error's message, as users read it.
mod messages;
// What an adder has to answer, found slowly from the whole text.
mod model;
// Reading, adding and printing done slowly, column by column, without the crate.
mod oracle;
// Adders against the model, wherever a text is cut and whatever is in it.
mod text;
// Numbers in data formats.
#[cfg(feature = "serde")]
mod serde;
// Arbitrary texts for adders.
mod texts;
// Sums that CPython's decimal module computed.
mod vectors;

#[cfg(feature = "csv")]
use sum_core::csv::{Csv, CsvAdder};
use sum_core::{Format, Limits, TextAdder};

/// Those that are held against the model. The crate has more of them to test, inside.
fn adders(format: Format, limits: Limits) -> [(&'static str, TextAdder); 1] {
    [("new", TextAdder::new(format, limits))]
}

#[cfg(feature = "csv")]
fn csv_adders(csv: Csv, limits: Limits) -> [(&'static str, CsvAdder); 1] {
    [("new", CsvAdder::new(csv, limits))]
}
