#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod accumulator;
mod add;
mod compare;
mod decimal;
mod display;
mod error;
mod excerpt;
mod integer;
mod limbs;
mod limits;
mod parse;
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
