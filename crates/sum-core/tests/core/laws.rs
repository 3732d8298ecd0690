//! Laws that hold for all numbers.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use proptest::prelude::*;
use sum_core::{Decimal, Limits, TryFromDecimalError};

use crate::generators::{decimal, number, text};
use crate::oracle::Paper;

proptest! {
    #[test]
    fn printing_agrees_with_paper(text in text()) {
        prop_assert_eq!(decimal(&text).to_string(), Paper::read(&text).print());
    }

    #[test]
    fn addition_agrees_with_paper(a in text(), b in text()) {
        let on_paper = Paper::read(&a).add(&Paper::read(&b)).print();
        prop_assert_eq!((decimal(&a) + decimal(&b)).to_string(), on_paper);
    }

    #[test]
    fn what_is_printed_reads_back_the_same(number in number()) {
        let text = number.to_string();
        prop_assert_eq!(decimal(&text).to_string(), text);
        prop_assert_eq!(decimal(&number.to_string()).scale(), number.scale());
    }

    #[test]
    fn what_is_printed_is_a_json_number(number in number()) {
        let text = number.to_string();
        let unsigned = text.strip_prefix('-').unwrap_or(&text);
        let (integer, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        prop_assert!(all_digits(integer) && all_digits(fraction));
        prop_assert!(integer == "0" || !integer.starts_with('0'));
    }

    #[test]
    fn addition_is_commutative(a in number(), b in number()) {
        prop_assert_eq!((&a + &b).to_string(), (b + a).to_string());
    }

    #[test]
    fn addition_is_associative(a in number(), b in number(), c in number()) {
        prop_assert_eq!(((&a + &b) + &c).to_string(), (a + (b + c)).to_string());
    }

    #[test]
    fn zero_changes_nothing(a in number()) {
        prop_assert_eq!((&a + Decimal::ZERO).to_string(), a.to_string());
    }

    #[test]
    fn a_number_and_its_negation_cancel_and_keep_the_scale(a in number()) {
        let zero = &a + -&a;
        prop_assert_eq!(&zero, &Decimal::ZERO);
        prop_assert_eq!(zero.scale(), a.scale());
        prop_assert_eq!((-(-&a)).to_string(), a.to_string());
    }

    #[test]
    fn a_sum_has_the_larger_scale(a in number(), b in number()) {
        prop_assert_eq!((&a + &b).scale(), a.scale().max(b.scale()));
    }

    #[test]
    fn every_way_to_add_gives_the_same(numbers in prop::collection::vec(number(), 0..8)) {
        let total: Decimal = numbers.iter().sum();
        let owned: Decimal = numbers.iter().cloned().sum();
        let mut assigned = Decimal::default();
        for number in &numbers {
            assigned += number.clone();
        }
        prop_assert_eq!(owned.to_string(), total.to_string());
        prop_assert_eq!(assigned.to_string(), total.to_string());
    }

    #[test]
    fn order_is_by_value(a in number(), b in number()) {
        // The sign of a - b, read off its text.
        let difference = (&a + -&b).to_string();
        let zero = difference.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        let expected = match (difference.starts_with('-'), zero) {
            (true, _) => std::cmp::Ordering::Less,
            (_, true) => std::cmp::Ordering::Equal,
            _ => std::cmp::Ordering::Greater,
        };
        prop_assert_eq!(a.cmp(&b), expected);
        prop_assert_eq!(b.cmp(&a), expected.reverse());
    }

    #[test]
    fn numbers_compare_as_the_integers_they_are(a: i64, b: i64) {
        let (x, y) = (Decimal::from(a), Decimal::from(b));
        prop_assert_eq!(x == y, a == b);
        prop_assert_eq!(x < y, a < b);
        prop_assert_eq!(x.partial_cmp(&y), a.partial_cmp(&b));
        let state = RandomState::new();
        prop_assert_eq!(state.hash_one(&x) == state.hash_one(&y), a == b);
    }

    #[test]
    fn a_sum_may_be_longer_than_what_may_be_read(digits in 1u32..100) {
        let limits = Limits::default().with_digits(digits);
        let nines = Decimal::parse_with("9".repeat(digits as usize), limits).expect("within the limit");
        let sum = (nines + Decimal::from(1)).to_string();
        prop_assert_eq!(&sum, &format!("1{}", "0".repeat(digits as usize)));
        prop_assert!(Decimal::parse_with(sum, limits).is_err());
    }

    #[test]
    fn more_zeros_behind_the_point_change_neither_value_nor_hash(a in number(), zeros in 1usize..50) {
        let text = a.to_string();
        let point = if text.contains('.') { "" } else { "." };
        let longer = decimal(&format!("{text}{point}{}", "0".repeat(zeros)));
        prop_assert_eq!(&longer, &a);
        let state = RandomState::new();
        prop_assert_eq!(state.hash_one(&longer), state.hash_one(&a));
    }

    #[test]
    fn integers_come_back_as_they_went(value: i128, large: u128, small: i8) {
        prop_assert_eq!(Decimal::from(value).to_string(), value.to_string());
        prop_assert_eq!(i128::try_from(Decimal::from(value)), Ok(value));
        prop_assert_eq!(Decimal::from(large).to_string(), large.to_string());
        prop_assert_eq!(u128::try_from(Decimal::from(large)), Ok(large));
        prop_assert_eq!(i8::try_from(Decimal::from(small)), Ok(small));
    }

    #[test]
    fn narrowing_agrees_with_the_standard_library(value in any::<i128>().prop_map(|value| value >> (value & 127))) {
        let target = "i64";
        let expected = i64::try_from(value).map_err(|_| TryFromDecimalError::OutOfRange { target });
        prop_assert_eq!(i64::try_from(&Decimal::from(value)), expected);
    }

    #[test]
    fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..40), digits in 0u32..50) {
        let limits = Limits::default().with_digits(digits);
        match Decimal::parse_with(&bytes, limits) {
            Ok(number) => prop_assert!(number.to_string().bytes().filter(u8::is_ascii_digit).count() <= digits as usize),
            Err(error) => prop_assert!(error.position() <= bytes.len()),
        }
    }

    #[test]
    fn a_text_is_refused_only_if_it_is_no_number_or_too_long(
        text in "[-+]?[0-9]{0,9}[.]?[0-9]{0,9}[x_+. ]?([eE][-+]?[0-9]{0,2})?",
        digits in 0u32..30,
    ) {
        let count = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
        let allowed = Paper::is_number(&text) && {
            let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
            let exponent = count(&text) - count(mantissa);
            let plain = count(&Paper::read(&text).print());
            plain.max(count(mantissa)).max(exponent) <= digits as usize
        };
        match Decimal::parse_with(&text, Limits::default().with_digits(digits)) {
            Ok(number) => {
                prop_assert!(allowed);
                prop_assert_eq!(number.to_string(), Paper::read(&text).print());
            }
            Err(error) => {
                prop_assert!(!allowed, "{}", error);
                prop_assert!(error.position() <= text.len());
            }
        }
    }
}

#[test]
fn no_number_has_a_scale_that_no_text_may_have() {
    let scale = |scale| Decimal::from_parts(1, scale).map(|number| number.scale());
    let most = Limits::MAX_DIGITS - 1;
    assert_eq!(scale(most), Some(most));
    assert_eq!(scale(Limits::MAX_DIGITS), None);
}
