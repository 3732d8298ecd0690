//! The tests of `sum-core` in one binary.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test panics"
)]

// What `format!` makes of a number.
mod formatting;
// What the numbers have to obey, checked on arbitrary ones.
mod laws;
// Each error's message, as users read it.
mod messages;
// Reading, adding and printing done slowly, column by column, without the crate.
mod oracle;
// Sums that CPython's decimal module computed.
mod vectors;
