//! The adder against the model, in chunks of any sizes.

#![no_main]

#[path = "../../tests/core/model.rs"]
mod model;

use libfuzzer_sys::fuzz_target;
use sum_core::{Format, Limits, TextAdder};

fn adders(format: Format, limits: Limits) -> [(&'static str, TextAdder); 1] {
    [("fastest", TextAdder::new(format, limits))]
}

fuzz_target!(|input: (bool, bool, u8, Vec<u16>, &[u8])| {
    let (json, behind, digits, mut sizes, text) = input;
    let format = if json {
        Format::JsonArray
    } else {
        Format::Lines
    };
    let digits = match digits {
        1..=64 => u32::from(digits),
        _ => Limits::DEFAULT_DIGITS,
    };
    // Where the fast path sees it.
    let good = match (behind, format) {
        (false, _) => String::new(),
        (true, Format::JsonArray) => format!("[{}", "12.5,".repeat(14)),
        (true, _) => "12.5\n".repeat(14),
    };
    sizes.push(u16::MAX);
    let sizes: Vec<_> = sizes.into_iter().map(usize::from).collect();
    let text = [good.as_bytes(), text].concat();
    let limits = Limits::default().with_digits(digits);
    let _ = model::agrees(format, &text, limits, &sizes);
});
