//! An accumulator is a sum, whatever the order, the parts and the distance between the numbers.

use proptest::prelude::*;
use sum_core::{Accumulator, Decimal};

use crate::generators::{decimal, number, text};
use crate::oracle::Paper;

/// All that can be seen of a sum: the digits of the total, and the count.
fn seen(sum: &Accumulator) -> (String, u64) {
    (sum.total().to_string(), sum.count())
}

fn sum(numbers: &[Decimal]) -> Accumulator {
    numbers.iter().collect()
}

fn folded(numbers: &[Decimal]) -> (String, u64) {
    let total: Decimal = numbers.iter().sum();
    (total.to_string(), numbers.len() as u64)
}

#[track_caller]
fn adds_up(texts: &[&str], total: &str) {
    let numbers: Vec<_> = texts.iter().map(|text| decimal(text)).collect();
    let expected = (total.to_owned(), texts.len() as u64);
    assert_eq!(seen(&sum(&numbers)), expected);
    let backwards: Accumulator = numbers.iter().rev().collect();
    assert_eq!(seen(&backwards), expected);
    assert_eq!(folded(&numbers), expected);
}

fn numbers() -> impl Strategy<Value = Vec<Decimal>> {
    prop::collection::vec(number(), 0..12)
}

proptest! {
    #[test]
    fn a_total_agrees_with_paper(texts in prop::collection::vec(text(), 0..12)) {
        let sum: Accumulator = texts.iter().map(|text| decimal(text)).collect();
        let on_paper = texts.iter().fold(Paper::read("0"), |sum, text| sum.add(&Paper::read(text)));
        prop_assert_eq!(seen(&sum), (on_paper.print(), texts.len() as u64));
    }

    #[test]
    fn a_total_agrees_with_addition(numbers in numbers()) {
        prop_assert_eq!(seen(&sum(&numbers)), folded(&numbers));
    }

    #[test]
    fn order_does_not_matter(
        (numbers, shuffled) in numbers().prop_flat_map(|numbers| (Just(numbers.clone()), Just(numbers).prop_shuffle())),
    ) {
        prop_assert_eq!(seen(&sum(&numbers)), seen(&sum(&shuffled)));
    }

    #[test]
    fn parts_can_be_merged_in_any_order_and_grouping(
        numbers in prop::collection::vec((number(), 0usize..5), 0..12),
        pairs in prop::collection::vec(any::<(prop::sample::Index, prop::sample::Index)>(), 4),
    ) {
        let mut parts = vec![Accumulator::new(); 5];
        for (number, part) in &numbers {
            parts[*part].push(number);
        }
        // Each step joins two of the parts that are left.
        for (into, from) in pairs {
            let from = parts.swap_remove(from.index(parts.len()));
            let into = into.index(parts.len());
            parts[into].merge(&from);
        }
        prop_assert_eq!(parts.len(), 1);
        let all: Vec<_> = numbers.into_iter().map(|(number, _)| number).collect();
        prop_assert_eq!(seen(&parts[0]), folded(&all));
    }

    #[test]
    fn to_merge_nothing_changes_nothing(numbers in numbers()) {
        let mut left = sum(&numbers);
        left.merge(&Accumulator::new());
        let mut right = Accumulator::default();
        right.merge(&sum(&numbers));
        prop_assert_eq!(seen(&left), folded(&numbers));
        prop_assert_eq!(seen(&right), folded(&numbers));
    }

    #[test]
    fn what_is_added_can_be_taken_away_but_for_its_scale(numbers in numbers(), others in numbers()) {
        let mut all = sum(&numbers);
        all.extend(&others);
        all.extend(others.iter().map(|number| -number));
        prop_assert_eq!(all.total(), sum(&numbers).total());
        let scale = numbers.iter().chain(&others).map(Decimal::scale).max();
        prop_assert_eq!(all.total().scale(), scale.unwrap_or_default());
        prop_assert_eq!(all.count(), (numbers.len() + 2 * others.len()) as u64);
    }

    #[test]
    fn every_way_to_fill_one_gives_the_same(numbers in numbers()) {
        let mut pushed = Accumulator::new();
        for number in &numbers {
            pushed.push(number);
        }
        let mut by_reference = Accumulator::new();
        by_reference.extend(&numbers);
        let mut owned = Accumulator::new();
        owned.extend(numbers.clone());
        let collected: Accumulator = numbers.iter().cloned().collect();
        for other in [by_reference, owned, collected, pushed.clone()] {
            prop_assert_eq!(seen(&other), seen(&pushed));
        }
    }

    #[test]
    fn a_clone_goes_its_own_way(numbers in numbers(), other in number()) {
        let original = sum(&numbers);
        let mut clone = original.clone();
        clone.push(&other);
        prop_assert_eq!(seen(&original), folded(&numbers));
    }
}

#[test]
fn a_scaled_coefficient_is_added_as_its_number_is() {
    for scale in [0, 2, 16, u16::MAX] {
        let mut scaled = Accumulator::new();
        let mut pushed = Accumulator::new();
        for coefficient in [i128::MIN, -1, 0, 7, i128::from(u64::MAX), i128::MAX] {
            scaled.add_scaled(coefficient, scale);
            pushed.push(&Decimal::from_parts(coefficient, scale.into()).unwrap());
            assert_eq!(seen(&scaled), seen(&pushed));
        }
    }
}

#[test]
fn numbers_far_apart_keep_every_digit() {
    let zeros = "0".repeat(4298);
    let both = format!("1{zeros}0.{zeros}1");
    adds_up(&["1e4299", "1e-4299"], &both);
    let zero = format!("0.{zeros}0");
    adds_up(&["1e4299", "1e-4299", "-1e4299", "-1e-4299"], &zero);
    let gap = format!("{}.{}", "9".repeat(4299), "9".repeat(4299));
    adds_up(&["1e4299", "-1e-4299"], &gap);
}

#[test]
fn a_total_keeps_the_largest_scale_when_it_cancels() {
    adds_up(&["0.5", "-0.50"], "0.00");
    adds_up(&["0e-30", "7"], &format!("7.{}", "0".repeat(30)));
    adds_up(&["-0.0", "0"], "0.0");
}

#[test]
fn nothing_adds_up_to_zero() {
    assert_eq!(seen(&Accumulator::new()), ("0".to_owned(), 0));
    let shown = format!("{:?}", sum(&[decimal("-1.50"), decimal("1")]));
    assert!(shown.starts_with("Accumulator { count: 2, total: Decimal(-0.50)"));
}

#[test]
fn no_seam_of_the_representation_shows() {
    let words = [
        1u128 << 63,
        1 << 64,
        1 << 127,
        10u128.pow(18),
        10u128.pow(19),
        10u128.pow(38),
    ];
    for seam in words {
        for value in [seam - 1, seam, seam + 1] {
            for scale in [0, 1, 17, 18, 19, 36, 71, 72, 73, 90] {
                let text = format!("{value}e-{scale}");
                let negative = format!("-{text}");
                let one = format!("1e-{scale}");
                for texts in [
                    [&text, &text, &one],
                    [&negative, &one, &negative],
                    [&negative, &text, &one],
                ] {
                    let numbers = texts.map(|text| decimal(text));
                    assert_eq!(seen(&sum(&numbers)), folded(&numbers), "{texts:?}");
                }
            }
        }
    }
}

#[test]
fn a_total_may_be_longer_than_the_limit() {
    let nines = "9".repeat(4300);
    adds_up(&[&nines, "1"], &format!("1{}", "0".repeat(4300)));
    adds_up(&[&nines, &format!("-{nines}"), "0.5"], "0.5");
}

#[test]
fn big_and_small_numbers_mix() {
    let big = "170141183460469231731687303715884105728";
    adds_up(
        &[big, "-1", "0.5"],
        "170141183460469231731687303715884105727.5",
    );
    adds_up(
        &[big, "-170141183460469231731687303715884105728", "1e-3"],
        "0.001",
    );
    adds_up(
        &[big, "1e-40", "-1e-40"],
        &format!("{big}.{}", "0".repeat(40)),
    );
}

#[test]
fn a_long_stream_carries() {
    // Each is the largest number of 18 digits; 10^4 of them carry far into the next 18.
    let number = decimal("999999999999999999");
    let sum: Accumulator = std::iter::repeat_n(&number, 10_000).collect();
    assert_eq!(seen(&sum), ("9999999999999999990000".to_owned(), 10_000));
}
