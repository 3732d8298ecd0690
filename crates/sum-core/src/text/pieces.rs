//! Numbers of a block that are long or have an exponent, read in pieces of sixteen digits. Where a number
//! begins and ends, and its point, is known already, so no branch depends on single bytes.
//!
//! Lines of mixed scales, one in eight with an exponent, take 114 instructions and 12.5 ns each (940 MB/s),
//! where money takes 52 and 4.0: so four nanoseconds are for branches that are guessed wrong, one for each block
//! that has an exponent or not, one for how many it has. To pass over such a number in the columns by an empty
//! mask instead of a branch brought 1.01 times the speed. To look for exponents in every block, without the
//! branch before it, would cost money four instructions of 52.

use core::ops::Range;

use super::lanes::{BEFORE, View};
use crate::limbs::power_of_ten;
use crate::parse::digits::{ZEROS, above_nine, word_value};
use crate::{Accumulator, Limits};

/// The digits of a piece.
const PIECE: u32 = 16;

/// No number in a block has more digits in plain notation, unless its exponent has more than three.
const DIGITS: u32 = u64::BITS + 999;

/// A number in a view that has no other bytes than digits, a point, and an exponent. Positions are those in
/// the block.
pub(crate) struct Written {
    pub(crate) negative: bool,
    /// The first digit, or the point.
    pub(crate) start: u32,
    /// The end of the mantissa if there is none.
    pub(crate) point: u32,
    /// The end of the mantissa.
    pub(crate) mantissa: u32,
    pub(crate) end: u32,
}

impl Written {
    /// Adds the number. `None`, and nothing is added, if it is not a number, or may be too long.
    #[inline(always)]
    pub(crate) fn add(&self, view: &View, limits: Limits, sum: &mut Accumulator) -> Option<()> {
        let &Self {
            negative,
            start,
            point,
            mantissa,
            end,
        } = self;
        let fraction = (point + 1).min(mantissa);
        let no_digits = start == point || fraction == mantissa && point != mantissa;
        if limits.digits() < DIGITS || no_digits {
            return None;
        }
        let exponent = match view.get(BEFORE + mantissa as usize)? {
            _ if mantissa == end => 0,
            b'e' | b'E' => exponent(view, mantissa + 1..end)?,
            _ => return None,
        };
        let sign = if negative { -1 } else { 1 };
        let decimals = mantissa - fraction;
        let last = exponent - decimals.cast_signed();
        if point + decimals <= start + PIECE {
            let power = power_of_ten(decimals).cast_signed();
            let value = piece(view, start, point)? * power + piece(view, fraction, mantissa)?;
            sum.add(sign * value, last);
        } else {
            for (start, mut end, mut place) in
                [(fraction, mantissa, last), (start, point, exponent)]
            {
                while start < end {
                    let value = piece(view, start, end)?;
                    sum.add(sign * value, place);
                    end = end.saturating_sub(PIECE);
                    place += PIECE.cast_signed();
                }
            }
        }
        sum.raise_scale(last.min(0).unsigned_abs());
        Some(())
    }
}

/// The value of one to four bytes: a sign, maybe, and up to three digits.
#[inline]
fn exponent(view: &View, place: Range<u32>) -> Option<i32> {
    let sign = view.get(BEFORE + place.start as usize)?;
    let signed = u32::from(matches!(sign, b'+' | b'-'));
    let digits = (place.end - place.start).checked_sub(signed)?;
    if !(1..=3).contains(&digits) {
        return None;
    }
    // As the last of eight digits, zeros before them.
    let [_, word] = words(view, place.end)?;
    let word = word & (u64::MAX << (64 - 8 * digits));
    if above_nine(word) != 0 {
        return None;
    }
    let value = i32::try_from(word_value(word)).ok()?;
    Some(if *sign == b'-' { -value } else { value })
}

/// The value of the last sixteen digits, or of all if there are fewer.
#[inline]
fn piece(view: &View, start: u32, end: u32) -> Option<i64> {
    let outside = 8 * PIECE.saturating_sub(end - start);
    let [left, right] = words(view, end)?;
    let keep = |bits| u64::MAX.checked_shl(bits).unwrap_or(0);
    let left = word_value(left & keep(outside));
    let right = word_value(right & keep(outside.saturating_sub(64)));
    let value = left * 100_000_000 + right;
    Some(value.cast_signed())
}

/// What ends here, as the values of digits.
#[inline]
fn words(view: &View, end: u32) -> Option<[u64; 2]> {
    let end = BEFORE + end as usize;
    let ([left, right], _) = view.get(end - 16..end)?.as_chunks::<8>() else {
        return None;
    };
    Some([left, right].map(|word| u64::from_le_bytes(*word) ^ ZEROS))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};

    use super::DIGITS;
    use crate::text::lanes::{BEFORE, Lanes, View, Words};
    use crate::text::marks::Marks;
    use crate::{Accumulator, Decimal, Limits};

    fn read(text: &str, limits: Limits) -> Option<String> {
        let mut view: View = [b'8'; size_of::<View>()];
        let (_, block) = view.split_at_mut(BEFORE);
        block
            .split_at_mut(text.len())
            .0
            .copy_from_slice(text.as_bytes());
        *block.get_mut(text.len()).unwrap() = b'\n';
        let block = block.first_chunk().unwrap();
        let delimiters = Words.equal(block, b'\n');
        let numbers = Marks::plain::<false>(Words, block, delimiters).numbers::<false, false>();
        let mut sum = Accumulator::new();
        let number = numbers.written(delimiters.trailing_zeros());
        number.add(&view, limits, &mut sum)?;
        Some(sum.total().to_string())
    }

    #[track_caller]
    fn is_read(text: &str) {
        let number: Decimal = text.parse().unwrap();
        assert_eq!(
            read(text, Limits::default()),
            Some(number.to_string()),
            "{text}"
        );
    }

    #[test]
    fn mantissas_and_exponents_of_every_length_are_read() {
        let digits = "739102846591827364509182736455673910284659182736450918";
        for exponent in [
            "", "e0", "E5", "e-7", "E+12", "e-45", "e007", "E-123", "e999", "e-999",
        ] {
            for sign in ["", "-"] {
                for length in 1..=digits.len() {
                    let (digits, _) = digits.split_at(length);
                    is_read(&format!("{sign}{digits}{exponent}"));
                    for point in 1..length.min(26) {
                        let (integer, fraction) = digits.split_at(length - point);
                        is_read(&format!("{sign}{integer}.{fraction}{exponent}"));
                    }
                }
            }
        }
        is_read("-0.00e-5");
    }

    #[test]
    fn whatever_else_there_is_is_left_to_others() {
        for text in [
            "-",
            "e",
            "e5",
            "-e5",
            ".e5",
            ".5e5",
            "5.e5",
            "1e",
            "1e+",
            "1e-",
            "1e1234",
            "1e-1234",
            "1e--5",
            "1e5e5",
            "1e5.",
            "1e.5",
            "1e5a",
            "1ea5",
            "1a1e5",
            "1.2.3e5",
            "1234567.12345.2e5",
            "1-1e5",
            "+-1e5",
            " 1e5",
            "1 e5",
            "1e5 ",
            "1f5",
            ".",
            "-.",
            "--1",
        ] {
            assert_eq!(read(text, Limits::default()), None, "{text}");
        }
    }

    #[test]
    fn limits_that_an_exponent_could_pass_are_left_to_others() {
        let read = |digits| read("1e5", Limits::default().with_digits(digits));
        assert_eq!(
            (read(DIGITS - 1), read(DIGITS)),
            (None, Some("100000".to_string()))
        );
    }
}
