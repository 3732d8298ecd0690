//! Arbitrary numbers, in every way the grammar knows. They aim at the seams: machine words, powers of
//! ten, and the border between small and big coefficients.

use proptest::prelude::*;
use sum_core::Decimal;

/// A run of digits: short, long, or a seam and its neighbours.
fn digits() -> impl Strategy<Value = String> {
    let seams = [
        0,
        10,
        1 << 63,
        1 << 64,
        (1 << 127) - 1,
        10u128.pow(18),
        10u128.pow(19),
        10u128.pow(38),
    ];
    prop_oneof![
        3 => "[0-9]{1,20}",
        2 => "[0-9]{30,45}",
        1 => "0{0,40}[0-9]{60,90}",
        3 => (proptest::sample::select(seams.to_vec()), 0u128..3).prop_map(|(seam, step)| (seam + step).to_string()),
    ]
}

/// Any text that is a number.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let mantissa = prop_oneof![
        3 => digits(),
        3 => (digits(), digits()).prop_map(|(integer, fraction)| format!("{integer}.{fraction}")),
        1 => digits().prop_map(|integer| format!("{integer}.")),
        1 => digits().prop_map(|fraction| format!(".{fraction}")),
    ];
    (
        prop_oneof![Just(""), Just("-"), Just("+")],
        mantissa,
        prop_oneof![4 => Just(String::new()), 1 => "[eE][+-]?[0-9]{1,2}"],
    )
        .prop_map(|(sign, mantissa, exponent)| format!("{sign}{mantissa}{exponent}"))
}

pub(crate) fn number() -> impl Strategy<Value = Decimal> {
    text().prop_map(|text| decimal(&text))
}

#[track_caller]
pub(crate) fn decimal(text: &str) -> Decimal {
    text.parse().expect(text)
}
