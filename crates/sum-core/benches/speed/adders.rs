use std::fmt::Debug;
use std::ops::AddAssign;
use std::str::FromStr;

use bigdecimal::BigDecimal;
use sum_core::{Limits, TextAdder};

use crate::inputs::Text;

/// Somebody who adds up the numbers of a text, and prints the total.
pub(crate) struct Adder {
    pub(crate) name: &'static str,
    pub(crate) total: fn(&Text) -> String,
}

pub(crate) const SUM_CORE: Adder = Adder {
    name: "sum-core",
    total: read,
};

/// It rounds.
const F64: Adder = Adder {
    name: "f64",
    total: add_lines::<f64>,
};

/// It has no decimals, and wraps.
const I64: Adder = Adder {
    name: "i64",
    total: |text| {
        let numbers = text.content.lines().map(|line| line.parse().unwrap());
        numbers.fold(0, i64::wrapping_add).to_string()
    },
};

/// It has no decimals.
const I128: Adder = Adder {
    name: "i128",
    total: add_lines::<i128>,
};

/// It has no more than 28 digits.
const RUST_DECIMAL: Adder = Adder {
    name: "rust_decimal",
    total: add_lines::<rust_decimal::Decimal>,
};

const BIGDECIMAL: Adder = Adder {
    name: "bigdecimal",
    total: add_lines::<BigDecimal>,
};

/// It rounds, and holds the whole array in memory.
const SERDE_JSON: Adder = Adder {
    name: "serde_json-f64",
    total: |text| {
        let numbers: Vec<f64> = serde_json::from_str(&text.content).unwrap();
        numbers.iter().sum::<f64>().to_string()
    },
};

/// Those that can add up the numbers of an input, `sum-core` first.
pub(crate) fn adders(input: &str) -> &'static [Adder] {
    match input {
        "money" => &[SUM_CORE, F64, RUST_DECIMAL, BIGDECIMAL],
        "integers" => &[SUM_CORE, F64, I64, I128, RUST_DECIMAL, BIGDECIMAL],
        "mixed" | "40-digits" => &[SUM_CORE, F64, BIGDECIMAL],
        "json" => &[SUM_CORE, SERDE_JSON],
        _ => &[SUM_CORE],
    }
}

fn read(text: &Text) -> String {
    const CHUNK: usize = 64 * 1024;

    let mut adder = TextAdder::new(text.format, Limits::default());
    for chunk in text.content.as_bytes().chunks(CHUNK) {
        adder.feed(chunk).unwrap();
    }
    adder.finish().unwrap().total().to_string()
}

/// What the standard library offers: lines, parse, add.
fn add_lines<N: Default + ToString + FromStr<Err: Debug> + AddAssign>(text: &Text) -> String {
    let mut total = N::default();
    for line in text.content.lines() {
        total += line.parse().unwrap();
    }
    total.to_string()
}
