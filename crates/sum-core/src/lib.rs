#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod add;
mod compare;
mod decimal;
mod display;
mod error;
mod integer;
mod limits;
mod parse;

pub use decimal::Decimal;
pub use error::{IntegerError, ParseError};
pub use limits::Limits;
