//! Parse, print, parse, double: what is a number stays the same one, and what is none is so for a reason.

#![no_main]

#[path = "../../tests/core/oracle.rs"]
mod oracle;

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
            let (_, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
            // Paper moves the point one place at a time.
            if exponent
                .parse()
                .is_ok_and(|exponent: i16| exponent.unsigned_abs() < 1_000)
            {
                let paper = Paper::read(text);
                assert_eq!(paper.print(), printed);
                let twice = &number + &number;
                assert_eq!(paper.add(&paper).print(), twice.to_string());
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
