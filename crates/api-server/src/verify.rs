//! A second opinion: whether the sum of two numbers is right, by a library that has nothing in common with
//! `sum-core`, in another base. It is for a share of requests, so it may take longer, but not by the value of an
//! exponent.

use num_bigint::BigInt;

/// The most digits of a number, exponent expanded. Beyond, the library takes longer by the square.
pub const MAX_DIGITS: usize = 500;

/// Whether the sum of two valid numbers is written as `sum-core` must write it; nothing if one of them is too long.
///
/// Nothing but reading, adding and comparing is asked of the library, and so no more of it is in the program.
pub fn agrees(a: &str, b: &str, sum: &str) -> Option<bool> {
    let (a, b) = (Places::read(a)?, Places::read(b)?);
    let scale = a.scale.max(b.scale).max(0);
    let expected = a.units(scale)? + b.units(scale)?;
    Some(read_plain(sum, scale) == Some(expected))
}

/// A number as it is written: its digits, of which so many stand after the point. They may be fewer than none.
struct Places<'a> {
    is_negative: bool,
    whole: &'a str,
    fraction: &'a str,
    scale: i64,
}

impl<'a> Places<'a> {
    fn read(number: &'a str) -> Option<Self> {
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let (is_negative, digits) = match mantissa.as_bytes() {
            [b'-', ..] => (true, mantissa.get(1..)?),
            [b'+', ..] => (false, mantissa.get(1..)?),
            _ => (false, mantissa),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let places = i64::try_from(fraction.len()).ok()?;
        let scale = places.checked_sub(exponent.parse::<i64>().ok()?)?;
        let most = i64::try_from(MAX_DIGITS).ok()?;
        // The digits before the point or after it are no more than both of these.
        let is_short = number.len() <= MAX_DIGITS && scale.checked_abs()? <= most;
        is_short.then_some(Self {
            is_negative,
            whole,
            fraction,
            scale,
        })
    }

    /// How many units of the last of so many places it is.
    fn units(&self, scale: i64) -> Option<BigInt> {
        let zeros = usize::try_from(scale.checked_sub(self.scale)?).ok()?;
        let sign = if self.is_negative { "-" } else { "" };
        let (whole, fraction) = (self.whole, self.fraction);
        format!("{sign}{whole}{fraction}{:0<zeros$}", "")
            .parse()
            .ok()
    }
}

/// The units of a sum, if it is written plainly: so many places, no more digits or signs than it needs.
fn read_plain(sum: &str, scale: i64) -> Option<BigInt> {
    let (whole, fraction) = match (sum.split_once('.'), scale) {
        (None, 0) => (sum, ""),
        (Some((whole, fraction)), 1..) => (whole, fraction),
        _ => return None,
    };
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = !digits.is_empty()
        && are_digits(digits)
        && are_digits(fraction)
        && (digits == "0" || !digits.starts_with('0'))
        && usize::try_from(scale) == Ok(fraction.len());
    let units: BigInt = is_plain.then(|| format!("{whole}{fraction}").parse().ok())??;
    let is_negative_zero = sum.starts_with('-') && units == BigInt::ZERO;
    (!is_negative_zero).then_some(units)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

    use sum_core::Decimal;

    use super::*;

    #[test]
    fn a_sum_is_written_as_people_do_on_paper() {
        for (a, b, expected) in [
            ("5", "3", "8"),
            ("+1.10", "2.20", "3.30"),
            ("0.5", "-0.50", "0.00"),
            ("-.05", "0", "-0.05"),
            ("1e3", "1E-3", "1000.001"),
            ("7.", "-0", "7"),
            ("9223372036854775807", "1", "9223372036854775808"),
        ] {
            assert!(agrees(a, b, expected).unwrap(), "{a} + {b}");
        }
    }

    #[test]
    fn a_sum_that_is_one_digit_off_or_written_otherwise_does_not_agree() {
        for (a, b, sums) in [
            (
                "1.10",
                "2.20",
                &[
                    "3.3", "3.31", "3.300", "33.0", "-3.30", "+3.30", "03.30", "3.3e0", "", ".",
                    "3.",
                ][..],
            ),
            (
                "5",
                "3",
                &["9", "8.", "8.0", "08", "+8", "8e0", " 8", "", "-", "x"],
            ),
            (
                "0.5",
                "-0.50",
                &["-0.00", "0", "0.0", ".00", "-.00", "00.00"],
            ),
            ("-.05", "0", &["0.05", "-.05", "-0.050", "-0.06", "--0.05"]),
        ] {
            for sum in sums {
                assert_eq!(agrees(a, b, sum), Some(false), "{a} + {b} = {sum}");
            }
        }
    }

    /// Any numbers, the same in each run.
    fn number(seed: u64) -> String {
        let random = |n: u8| BuildHasherDefault::<DefaultHasher>::default().hash_one((seed, n));
        let digit = |n| char::from(b'0' + u8::try_from(random(n) % 10).unwrap());
        let digits: String = (0..u8::try_from(random(200) % 60).unwrap())
            .map(digit)
            .collect();
        let fraction: String = (60..60 + u8::try_from(random(201) % 60).unwrap())
            .map(digit)
            .collect();
        let sign = match random(202) % 3 {
            0 => "",
            1 => "+",
            _ => "-",
        };
        let exponent = i64::try_from(random(203) % 120).unwrap() - 60;
        match random(204) % 4 {
            0 => format!("{sign}{digits}.{fraction}7e{exponent}"),
            1 => format!("{sign}{digits}.{fraction}1"),
            _ => format!("{sign}{digits}3"),
        }
    }

    #[test]
    fn both_ways_agree_on_every_number() {
        for seed in 0..5_000 {
            let (a, b) = (number(2 * seed), number(2 * seed + 1));
            let ours = a.parse::<Decimal>().unwrap() + b.parse::<Decimal>().unwrap();
            assert!(agrees(&a, &b, &ours.to_string()).unwrap(), "{a} + {b}");
        }
    }

    #[test]
    fn a_number_that_would_take_long_is_left_out() {
        let long = "9".repeat(MAX_DIGITS + 1);
        for number in [
            &*long,
            "1e501",
            "1e-501",
            "1e1000000000",
            "0e-99999999999999999999",
        ] {
            assert_eq!(agrees("1", number, "1"), None, "{number}");
        }
        assert!(agrees("1e500", "1e-500", "1").is_some());
    }
}
