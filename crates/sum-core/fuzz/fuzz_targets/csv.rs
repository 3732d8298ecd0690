//! The adder of a column against the model, in chunks of any sizes.

#![no_main]

#[path = "../../tests/core/csv_model.rs"]
mod csv_model;

use libfuzzer_sys::fuzz_target;
use sum_core::Limits;
use sum_core::csv::{Csv, CsvAdder, Delimiter, EmptyFields};

fn csv_adders(csv: Csv, limits: Limits) -> [(&'static str, CsvAdder); 1] {
    [("fastest", CsvAdder::new(csv, limits))]
}

fuzz_target!(|input: (u8, u8, u8, Vec<u16>, &[u8])| {
    let (flags, column, digits, mut sizes, text) = input;
    let delimiter = match flags & 3 {
        0 => Delimiter::Semicolon,
        1 => Delimiter::Tab,
        _ => Delimiter::Comma,
    };
    let digits = match digits {
        1..=64 => u32::from(digits),
        _ => Limits::DEFAULT_DIGITS,
    };
    let asked = csv_model::Asked {
        column: (1 + column % 4).to_string(),
        delimiter,
        header: flags & 4 != 0,
        empty: if flags & 8 != 0 {
            EmptyFields::Refuse
        } else {
            EmptyFields::Skip
        },
        limits: Limits::default().with_digits(digits),
    };
    // Where the fast path sees it.
    let good = match (flags & 16, flags & 32) {
        (0, _) => String::new(),
        (_, 0) => "1,2,3\n".repeat(20),
        _ => "\"1\",\"2\",\"3\"\r\n".repeat(20),
    };
    sizes.push(u16::MAX);
    let sizes: Vec<_> = sizes.into_iter().map(usize::from).collect();
    let text = [good.as_bytes(), text].concat();
    let _ = csv_model::agrees(&asked, &text, &sizes);
});
