//! Long numbers against a big integer in binary, which shares neither code nor base with the crate. They
//! aim at the seams: where limbs begin, where an `i128` is full, carries and borrows through every limb.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use num_bigint::BigInt;
use proptest::prelude::*;
use proptest::sample::select;
use sum_core::{Accumulator, Decimal, Limits};

use crate::binary::Binary;
use crate::generators;

/// By way of an exponent; the plain text is for what is to be tested.
fn decimal(number: &Binary) -> Decimal {
    let text = format!("{}e-{}", number.coefficient, number.scale);
    text.parse().expect(&text)
}

/// Digits of a length at a seam: of nines, of a power of ten, of a run of zeros inside, or any.
fn digits() -> impl Strategy<Value = String> {
    let seams = vec![
        1, 15, 16, 17, 18, 19, 20, 31, 32, 33, 37, 38, 39, 40, 47, 48, 49, 64, 65, 100, 257,
    ];
    (select(seams), any::<prop::sample::Index>()).prop_flat_map(|(length, place)| {
        let place = place.index(length);
        let nines = "9".repeat(length);
        let power = format!("1{}", "0".repeat(length - 1));
        let hole = format!("{}{}", "9".repeat(length - place), "0".repeat(place));
        let low = format!("{}{}", "0".repeat(place), "9".repeat(length - place));
        prop_oneof![
            2 => Just(nines),
            2 => Just(power),
            2 => Just(hole),
            1 => Just(low),
            1 => Just("0".to_owned()),
            4 => prop::string::string_regex(&format!("[0-9]{{{length}}}")).unwrap(),
        ]
    })
}

fn number() -> impl Strategy<Value = Binary> {
    let scale = prop_oneof![
        3 => Just(0),
        5 => select(vec![1u32, 2, 15, 16, 17, 31, 32, 33, 48, 64, 130]),
        2 => 0u32..300,
    ];
    (digits(), scale, any::<bool>()).prop_map(|(digits, scale, negative)| {
        let coefficient: BigInt = digits.parse().unwrap();
        let coefficient = if negative { -coefficient } else { coefficient };
        Binary { coefficient, scale }
    })
}

/// A number, and one that differs from it in a step at some place: their difference borrows through
/// whatever is between.
fn neighbours() -> impl Strategy<Value = (Binary, Binary)> {
    (number(), number(), 0u32..300, -1..=1i32).prop_map(|(number, other, place, step)| {
        if place % 3 == 0 {
            return (number, other);
        }
        let scale = number.scale.max(place);
        let neighbour = Binary {
            coefficient: number.at(scale) + BigInt::from(10).pow(scale - place) * step,
            scale,
        };
        (number, neighbour)
    })
}

#[test]
fn zero_of_any_scale_changes_no_digit() {
    let long = "1234567890".repeat(9);
    for number in ["0", "1", &long, &format!("0.{}", "1234567890".repeat(9))] {
        for scale in [0, 1, 16, 40, 100, 1000] {
            for shift in [0, 5, 90, 300] {
                let number: Decimal = format!("{number}e-{shift}").parse().unwrap();
                let zero: Decimal = format!("0e-{scale}").parse().unwrap();
                for sum in [&number + &zero, &zero + &number, &number - &zero] {
                    assert_eq!(sum, number);
                    assert_eq!(sum.scale(), number.scale().max(scale));
                }
                assert_eq!(&zero - &number, -number);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn texts_are_read_and_printed(number in number(), point in any::<prop::sample::Index>()) {
        let text = number.print();
        prop_assert_eq!(&decimal(&number).to_string(), &text);
        prop_assert_eq!(&text.parse::<Decimal>().unwrap().to_string(), &text);
        // The same with the point elsewhere, which is inside a limb then.
        let digits = number.coefficient.magnitude().to_string();
        let place = point.index(digits.len() + 1);
        let (integer, fraction) = digits.split_at(place);
        let exponent = i64::try_from(fraction.len()).unwrap() - i64::from(number.scale);
        let sign = if number.coefficient < BigInt::ZERO { "-" } else { "+" };
        let moved = format!("{sign}{integer}.{fraction}e{exponent}");
        prop_assert_eq!(moved.parse::<Decimal>().unwrap().to_string(), text);
    }

    #[test]
    fn any_text_is_read_as_the_oracle_reads_it(text in generators::text()) {
        let number: Decimal = text.parse().unwrap();
        prop_assert_eq!(number.to_string(), Binary::read(&text).print());
    }

    #[test]
    fn sums_and_differences_are_exact((a, b) in neighbours()) {
        let (x, y) = (decimal(&a), decimal(&b));
        prop_assert_eq!((&x + &y).to_string(), a.combine(&b, |a, b| a + b).print());
        prop_assert_eq!((&x - &y).to_string(), a.combine(&b, |a, b| a - b).print());
        prop_assert_eq!((&y - &x).to_string(), b.combine(&a, |a, b| a - b).print());
        prop_assert_eq!((-&x).to_string(), a.combine(&a, |a, _| -a).print());
        let printed = a.print();
        prop_assert_eq!(x.abs().to_string(), printed.trim_start_matches('-'));
    }

    #[test]
    fn order_equality_and_hash_are_by_value((a, b) in neighbours()) {
        let (x, y) = (decimal(&a), decimal(&b));
        let scale = a.scale.max(b.scale);
        let expected = a.at(scale).cmp(&b.at(scale));
        prop_assert_eq!(x.cmp(&y), expected);
        prop_assert_eq!(y.cmp(&x), expected.reverse());
        let state = RandomState::new();
        prop_assert_eq!(state.hash_one(&x) == state.hash_one(&y), expected.is_eq());
        let longer = format!("{}e-{}", a.at(a.scale + 50), a.scale + 50);
        let longer: Decimal = longer.parse().unwrap();
        prop_assert_eq!(state.hash_one(&x), state.hash_one(&longer));
        prop_assert_eq!(x, longer);
    }

    #[test]
    fn totals_are_exact_in_any_parts(numbers in prop::collection::vec((number(), any::<bool>()), 0..8)) {
        let zero = Binary { coefficient: BigInt::ZERO, scale: 0 };
        let total = numbers.iter().fold(zero, |total, (number, _)| total.combine(number, |a, b| a + b));
        let decimals: Vec<_> = numbers.iter().map(|(number, _)| decimal(number)).collect();
        prop_assert_eq!(decimals.iter().sum::<Decimal>().to_string(), total.print());

        let mut parts = [Accumulator::new(), Accumulator::new()];
        for (number, (_, part)) in decimals.iter().zip(&numbers) {
            parts[usize::from(*part)].push(number);
        }
        let [mut left, right] = parts;
        left.merge(&right);
        prop_assert_eq!(left.total().to_string(), total.print());
    }

    #[test]
    fn the_parts_give_the_number_back(a in number(), scale in 0u32..60) {
        let number = decimal(&a);
        let ten = |power: u32| BigInt::from(10).pow(power);
        let expected = if scale >= a.scale {
            i128::try_from(a.at(scale)).ok()
        } else {
            let divisor = ten(a.scale - scale);
            let exact = (&a.coefficient % &divisor) == BigInt::ZERO;
            i128::try_from(&a.coefficient / &divisor).ok().filter(|_| exact)
        };
        prop_assert_eq!(number.coefficient_at(scale), expected);
        if let Some(coefficient) = expected {
            prop_assert_eq!(&Decimal::from_parts(coefficient, scale).unwrap(), &number);
        }

        let normalized = number.normalized();
        prop_assert_eq!(&normalized, &number);
        let text = a.print();
        let shortest = if a.scale > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        prop_assert_eq!(normalized.to_string(), shortest);

        let zero = a.coefficient == BigInt::ZERO;
        prop_assert_eq!(number.is_zero(), zero);
        prop_assert_eq!(number.is_negative(), a.coefficient < BigInt::ZERO);
        prop_assert_eq!(number.is_integer(), &a.coefficient % ten(a.scale) == BigInt::ZERO);
        let sign = i8::from(!zero) * if number.is_negative() { -1 } else { 1 };
        prop_assert_eq!(number.signum().to_string(), sign.to_string());
        let integer = &a.coefficient / ten(a.scale);
        let whole = |fits: bool| fits && number.is_integer();
        prop_assert_eq!(i128::try_from(&number).is_ok(), whole(i128::try_from(&integer).is_ok()));
        prop_assert_eq!(u128::try_from(&number).ok(), u128::try_from(&integer).ok().filter(|_| whole(true)));
    }
}

#[test]
fn a_carry_and_a_borrow_go_through_every_limb() {
    for length in 1..=130 {
        for scale in [0, 1, 15, 16, 17, 40] {
            let nines: Decimal = format!("{}e-{scale}", "9".repeat(length)).parse().unwrap();
            let unit: Decimal = format!("1e-{scale}").parse().unwrap();
            let power: Decimal = format!("1{}e-{scale}", "0".repeat(length)).parse().unwrap();
            assert_eq!((&nines + &unit).to_string(), power.to_string());
            assert_eq!((&power - &unit).to_string(), nines.to_string());
            assert_eq!((&unit - &power).to_string(), (-&nines).to_string());
            let zero = (&nines - &nines).to_string();
            assert_eq!(zero, Decimal::from_parts(0, scale).unwrap().to_string());
            let twice = format!("1{}8e-{scale}", "9".repeat(length - 1));
            assert_eq!(&nines + &nines, twice.parse().unwrap());
            let mut sum: Accumulator = [&nines, &unit].into_iter().collect();
            assert_eq!(sum.total().to_string(), power.to_string());
            sum.push(&-&power);
            assert_eq!(sum.total().to_string(), zero);
        }
    }
}

#[test]
fn zeros_at_the_end_of_a_fraction_are_dropped_however_many_there_are() {
    for length in [1, 20, 39, 40, 100] {
        for zeros in 0..70 {
            let integer = "7".repeat(length);
            for fraction in ["", "00000000000000005", "5"] {
                let text = format!("{integer}.{fraction}{}", "0".repeat(zeros));
                let shortest = text.trim_end_matches('0').trim_end_matches('.');
                let number: Decimal = text.parse().unwrap();
                let normalized = number.normalized();
                assert_eq!(normalized.to_string(), shortest);
                let scale = normalized.scale();
                let coefficient = number.coefficient_at(scale);
                assert_eq!(coefficient, normalized.coefficient_at(scale));
            }
        }
    }
}

#[test]
fn zero_has_the_coefficient_0_at_every_scale() {
    for zero in ["0", "0.000", "0e-100"] {
        let zero: Decimal = zero.parse().unwrap();
        for scale in [0, 3, 38, 39, 100, u32::MAX] {
            assert_eq!(zero.coefficient_at(scale), Some(0));
        }
    }
}

#[test]
fn a_million_digits_far_apart_are_added_and_compared() {
    let limits = Limits::default().with_digits(Limits::MAX_DIGITS);
    let read = |text: &str| Decimal::parse_with(text, limits).unwrap();
    let [large, small] = ["1e999999", "-1e-999998"].map(read);
    assert!(small < Decimal::ZERO && Decimal::ZERO < large && small < large);
    let nines = format!("{}.{}", "9".repeat(999_999), "9".repeat(999_998));
    assert_eq!((&large + &small).to_string(), nines);
    assert_eq!(
        [&small, &large].into_iter().sum::<Decimal>().to_string(),
        nines
    );
    assert_eq!(large.cmp(&(&large + &small)), std::cmp::Ordering::Greater);
    let text = format!(
        "-{}.{}",
        "1234567890".repeat(50_000),
        "9876543210".repeat(49_999)
    );
    assert_eq!(read(&text).to_string(), text);
}
