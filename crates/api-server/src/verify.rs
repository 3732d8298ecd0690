//! A second opinion: the sum of two numbers by a library that has nothing in common with `sum-core`, in another
//! base. It is for a share of requests, so it may take longer, but not by the value of an exponent.

use num_bigint::BigInt;

/// The most digits of a number, exponent expanded. Beyond, the library takes longer by the square.
pub const MAX_DIGITS: usize = 500;

/// The sum of two valid numbers as `sum-core` must write it; nothing if one of them is too long.
pub fn sum(a: &str, b: &str) -> Option<String> {
    let (a, b) = (Units::read(a)?, Units::read(b)?);
    let scale = a.scale.max(b.scale);
    Some(written(&(a.at(scale) + b.at(scale)), scale))
}

/// `units` times ten to the power of `-scale`.
struct Units {
    units: BigInt,
    scale: u32,
}

impl Units {
    fn read(number: &str) -> Option<Self> {
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let places = i64::try_from(fraction.len()).ok()?;
        let scale = places.checked_sub(exponent.parse::<i64>().ok()?)?;
        let most = i64::try_from(MAX_DIGITS).ok()?;
        // The digits before the point or after it are no more than both of these.
        if number.len() > MAX_DIGITS || scale.checked_abs()? > most {
            return None;
        }
        let units = format!("{whole}{fraction}").parse::<BigInt>().ok()?;
        Some(match u32::try_from(scale) {
            Ok(scale) => Self { units, scale },
            Err(_) => Self {
                units: units * power_of_ten(u32::try_from(-scale).ok()?),
                scale: 0,
            },
        })
    }

    fn at(self, scale: u32) -> BigInt {
        self.units * power_of_ten(scale.saturating_sub(self.scale))
    }
}

fn power_of_ten(exponent: u32) -> BigInt {
    BigInt::from(10).pow(exponent)
}

fn written(units: &BigInt, scale: u32) -> String {
    let text = units.to_string();
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", &*text), |digits| ("-", digits));
    let scale = scale as usize;
    if scale == 0 {
        return text;
    }
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    format!("{sign}{whole}.{fraction}")
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
            assert_eq!(sum(a, b).unwrap(), expected, "{a} + {b}");
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
            assert_eq!(sum(&a, &b).unwrap(), ours.to_string(), "{a} + {b}");
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
            assert_eq!(sum("1", number), None, "{number}");
        }
        assert!(sum("1e500", "1e-500").is_some());
    }
}
