//! Parse, print, parse, double: what is a number stays the same one, and what is none is so for a reason.

#![no_main]

#[path = "../../tests/core/binary.rs"]
mod binary;
#[path = "../../tests/core/oracle.rs"]
mod oracle;

use binary::Binary;
use libfuzzer_sys::fuzz_target;
use oracle::Paper;
use sum_core::{Decimal, Limits, ParseError};

fuzz_target!(|input: (u16, &[u8])| {
    let (digits, text) = input;
    let digits = usize::from(digits % 5_000);
    let limits = Limits::default().with_digits(digits as u32);
    match Decimal::parse_with(text, limits) {
        Ok(number) => {
            let printed = number.to_string();
            let plain = printed.bytes().filter(u8::is_ascii_digit).count();
            assert!(plain <= digits);
            let again = Decimal::parse_with(&printed, limits).expect("the same number");
            assert_eq!(again.to_string(), printed);
            assert_eq!((again.scale(), &again), (number.scale(), &number));
            assert_eq!((-&-&number).to_string(), printed);
            if let Ok(integer) = i128::try_from(&number) {
                assert_eq!(Decimal::from(integer), number);
            }

            let text = str::from_utf8(text).expect("a number is ASCII");
            assert!(Paper::is_number(text));
            let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
            // Only a zero can have an exponent far beyond the limit.
            let exponent = exponent.parse().unwrap_or(i64::MAX);
            if exponent.unsigned_abs() < 10_000 {
                let binary = Binary::read(text);
                assert_eq!(binary.print(), printed);
                let shifted = Binary::read(&format!("{mantissa}e{}", exponent / 2 - 7));
                let Ok(other) = Decimal::parse_with(shifted.print(), limits) else {
                    return;
                };
                let sum = binary.combine(&shifted, |a, b| a + b);
                let difference = binary.combine(&shifted, |a, b| a - b);
                assert_eq!((&number + &other).to_string(), sum.print());
                assert_eq!((&number - &other).to_string(), difference.print());
                let scale = binary.scale.max(shifted.scale);
                assert_eq!(number.cmp(&other), binary.at(scale).cmp(&shifted.at(scale)));
                assert_eq!(number.normalized(), number);
            }
        }
        Err(error) => {
            assert!(error.position() <= text.len());
            let longest = Limits::default().with_digits(5_000);
            let too_many = matches!(error, ParseError::TooManyDigits { .. });
            match Decimal::parse_with(text, longest) {
                Ok(_) => assert!(too_many),
                Err(other) => {
                    assert!(too_many || other == error);
                    assert!(str::from_utf8(text).is_ok_and(Paper::is_number) <= too_many);
                }
            }
        }
    }
});
