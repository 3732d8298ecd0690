//! Numbers of all sizes, in parts that are merged, against addition on paper.

#![no_main]

#[path = "../../tests/core/oracle.rs"]
mod oracle;

use libfuzzer_sys::fuzz_target;
use oracle::Paper;
use sum_core::{Accumulator, Decimal, Format, Limits, TextAdder};

/// How many accumulators share the numbers.
const PARTS: usize = 4;

fuzz_target!(|numbers: Vec<(u8, i128, i8, u8)>| {
    let mut parts = vec![Accumulator::new(); PARTS];
    let mut adder = TextAdder::new(Format::Lines, Limits::default());
    let mut on_paper = Paper::read("0");
    let mut folded = Decimal::ZERO;
    for &(part, coefficient, exponent, shift) in &numbers {
        // Small ones and those at a power of two are as likely as any other.
        let text = format!("{}e{exponent}", coefficient >> (shift & 127));
        let number: Decimal = text.parse().expect("a number");
        assert!(Paper::is_number(&text));
        parts[usize::from(part) % PARTS].push(&number);
        adder.feed(text.as_bytes()).expect("a number");
        adder.feed(b"\n").expect("a line");
        on_paper = on_paper.add(&Paper::read(&text));
        folded += number;
    }

    let expected = (on_paper.print(), numbers.len() as u64);
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
