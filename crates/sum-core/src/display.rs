//! Decimal to text: plain notation, the only one there is.

use alloc::string::{String, ToString};
use core::fmt;

use crate::Decimal;
use crate::decimal::Repr;

/// `i128` has at most 39 digits; with a point and a zero before it they take this many bytes.
const SMALL_TEXT: usize = 41;

/// Plain notation; see [`Decimal`]. Width, fill, alignment, `+` and `0` work as for an integer; a
/// precision is ignored, since nothing is ever rounded. Allocates nothing for a coefficient that
/// fits in an `i128` and a scale of at most 39; otherwise quadratic in the number of digits.
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
                let mut buffer = [0; SMALL_TEXT];
                let digits = coefficient.unsigned_abs();
                let text = match small_text(&mut buffer, digits, scale) {
                    Some(text) => text,
                    None => &with_point(digits.to_string(), scale),
                };
                f.pad_integral(coefficient >= 0, "", text)
            }
            Repr::Big(big) => {
                let digits = big.coefficient.magnitude().to_string();
                let negative = big.coefficient.sign() == num_bigint::Sign::Minus;
                f.pad_integral(!negative, "", &with_point(digits, big.scale))
            }
        }
    }
}

/// The text of a small number without its sign, written from its end; `None` if there is no room.
fn small_text(buffer: &mut [u8; SMALL_TEXT], mut digits: u128, scale: u32) -> Option<&str> {
    let mut free = buffer.iter_mut().rev();
    let mut position = 0;
    while digits > 0 || position <= scale {
        if position == scale && scale > 0 {
            *free.next()? = b'.';
        }
        *free.next()? = b'0' + pop_digit(&mut digits);
        position += 1;
    }
    let start = free.len();
    str::from_utf8(buffer.get(start..)?).ok()
}

/// Takes the last digit off. A 64-bit division is a multiplication, a 128-bit one is a call.
#[inline]
fn pop_digit(digits: &mut u128) -> u8 {
    if let Ok(short) = u64::try_from(*digits) {
        *digits = u128::from(short / 10);
        (short % 10) as u8
    } else {
        let digit = (*digits % 10) as u8;
        *digits /= 10;
        digit
    }
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
