//! Numbers of all sizes, in parts that are merged, against binary big integers.

#![no_main]

#[path = "../../tests/core/binary.rs"]
mod binary;

use binary::Binary;
use libfuzzer_sys::fuzz_target;
use sum_core::{Accumulator, Decimal, Format, Limits, TextAdder};

/// How many accumulators share the numbers.
const PARTS: usize = 4;

fuzz_target!(|numbers: Vec<(u8, i128, u128, i8, u8)>| {
    let mut parts = vec![Accumulator::new(); PARTS];
    let mut adder = TextAdder::new(Format::Lines, Limits::default());
    let mut binary = Binary::read("0");
    let mut folded = Decimal::ZERO;
    for &(part, coefficient, more, exponent, shift) in &numbers {
        // Small ones and those at a power of two are as likely as any other.
        let mut text = (coefficient >> (shift & 127)).to_string();
        if shift > 127 {
            text += &more.to_string();
        }
        text += &format!("e{exponent}");
        let number: Decimal = text.parse().expect("a number");
        parts[usize::from(part) % PARTS].push(&number);
        adder.feed(text.as_bytes()).expect("a number");
        adder.feed(b"\n").expect("a line");
        binary = binary.combine(&Binary::read(&text), |a, b| a + b);
        folded += number;
    }

    let expected = (binary.print(), numbers.len() as u64);
    assert_eq!(folded.to_string(), expected.0);
    let mut merged = Accumulator::new();
    for part in parts.iter().rev() {
        merged.merge(part);
    }
    let read = adder.finish().expect("lines of numbers");
    for sum in [merged, read] {
        assert_eq!((sum.total().to_string(), sum.count()), expected);
    }
});
