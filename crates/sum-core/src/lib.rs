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
mod limits;
mod parse;
mod reader;
#[cfg(feature = "serde")]
mod serde;

pub use accumulator::Accumulator;
pub use decimal::Decimal;
pub use error::{IntegerError, ParseError, ReadError};
pub use excerpt::Excerpt;
pub use limits::Limits;
pub use reader::{Format, Reader};
