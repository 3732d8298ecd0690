//! Decimal to text: plain notation, the only one there is.

use alloc::string::{String, ToString};
use core::fmt;

use num_bigint::Sign;

use crate::Decimal;
use crate::decimal::Repr;

/// A `u64` has at most 20 digits; with a sign, a zero and a point they take this many bytes.
const SHORT_TEXT: usize = 23;

/// Plain notation; see [`Decimal`]. Width, fill, alignment, `+` and `0` work as for an integer; a
/// precision is ignored, since nothing is ever rounded. Allocates nothing for a coefficient that
/// fits in a `u64` and a scale of at most 20; at most quadratic in the number of digits otherwise.
///
/// ```
/// # use sum_core::Decimal;
/// let number: Decimal = "-0012.50e1".parse()?;
/// assert_eq!(number.to_string(), "-125.0");
/// assert_eq!(format!("[{number:>8}]"), "[  -125.0]");
/// assert_eq!(format!("{number:.0}"), "-125.0");
/// # Ok::<(), sum_core::ParseError>(())
/// ```
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            &Repr::Small { coefficient, scale } => {
                let digits = coefficient.unsigned_abs();
                let mut buffer = [0; SHORT_TEXT];
                match short_text(&mut buffer, coefficient, scale) {
                    // One piece is written faster than a sign and the rest.
                    Some(text) if f.width().is_none() && !f.sign_plus() => f.write_str(text),
                    Some(text) => {
                        f.pad_integral(coefficient >= 0, "", text.trim_start_matches('-'))
                    }
                    None => {
                        f.pad_integral(coefficient >= 0, "", &with_point(digits.to_string(), scale))
                    }
                }
            }
            Repr::Big(big) => {
                let digits = big.coefficient.magnitude().to_string();
                let negative = big.coefficient.sign() == Sign::Minus;
                f.pad_integral(!negative, "", &with_point(digits, big.scale))
            }
        }
    }
}

/// The whole text, written from its end into a buffer; `None` if it does not fit. Most numbers are
/// printed this way, which allocates nothing.
fn short_text(buffer: &mut [u8; SHORT_TEXT], coefficient: i128, scale: u32) -> Option<&str> {
    let mut digits = u64::try_from(coefficient.unsigned_abs()).ok()?;
    let mut free = buffer.iter_mut().rev();
    for _ in 0..scale {
        *free.next()? = last_digit(digits);
        digits /= 10;
    }
    if scale > 0 {
        *free.next()? = b'.';
    }
    loop {
        *free.next()? = last_digit(digits);
        digits /= 10;
        if digits == 0 {
            break;
        }
    }
    if coefficient < 0 {
        *free.next()? = b'-';
    }
    let start = free.len();
    str::from_utf8(buffer.get(start..)?).ok()
}

fn last_digit(digits: u64) -> u8 {
    b'0' + (digits % 10) as u8
}

/// Puts the point before the last `scale` digits, with zeros in front if there are too few.
fn with_point(digits: String, scale: u32) -> String {
    let scale = scale as usize;
    if scale == 0 {
        return digits;
    }
    let missing = (scale + 1).saturating_sub(digits.len());
    let mut text = "0".repeat(missing) + &digits;
    text.insert(text.len() - scale, '.');
    text
}

#[cfg(test)]
mod tests {
    use super::{SHORT_TEXT, short_text};

    #[test]
    fn short_numbers_are_printed_without_allocating() {
        let mut buffer = [0; SHORT_TEXT];
        for (digits, scale, expected) in [
            (0, 0, Some("0")),
            (0, 2, Some("0.00")),
            (12345, 2, Some("123.45")),
            (12345, 5, Some("0.12345")),
            (-5, 1, Some("-0.5")),
            (i128::from(u64::MAX), 0, Some("18446744073709551615")),
            (-i128::from(u64::MAX), 19, Some("-1.8446744073709551615")),
            (-i128::from(u64::MAX), 20, Some("-0.18446744073709551615")),
            (1, 22, None),
            (1 << 64, 0, None),
        ] {
            assert_eq!(short_text(&mut buffer, digits, scale), expected);
        }
    }
}
