#![doc = include_str!("../README.md")]
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;
// Some tests are shared with fuzz targets, which see the crate from outside.
#[cfg(test)]
extern crate self as sum_core;

mod accumulator;
mod add;
mod compare;
#[cfg(feature = "csv")]
pub mod csv;
mod decimal;
mod display;
mod error;
mod excerpt;
mod integer;
mod limbs;
mod limits;
mod parse;
mod repr;
#[cfg(feature = "serde")]
pub mod serde;
mod sign;
mod sum;
mod text;

pub use accumulator::Accumulator;
pub use decimal::Decimal;
pub use error::{ParseError, TextError, TryFromDecimalError};
pub use excerpt::Excerpt;
pub use limits::Limits;
pub use text::{Format, TextAdder};
