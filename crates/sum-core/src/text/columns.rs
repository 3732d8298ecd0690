//! The sums of the fast path: columns of digits, not numbers.
//!
//! A number is looked at from its end, in a window of fixed size. Its characters are checked all at
//! once, and each digit is added to the sum of its column; there is a set of columns for each place of
//! the point and each sign. Only after some thousand numbers the columns get their weights. So a number
//! takes no multiplication, no carry, and no branch that depends on its digits: 68 instructions for
//! `-1234.56`, its share of the search for line ends included, where `f64` takes 354.

use super::lanes::Lanes;
use crate::Accumulator;
use crate::parse::number::starts_as_json;

/// The longest number, with its sign and its point.
pub(crate) const WIDTH: usize = 32;

/// The end of a text, in which a number is right-aligned.
pub(crate) type Window = [u8; WIDTH];

/// The lane of the point, or behind the last one if there is none.
const POINTS: usize = WIDTH + 1;

/// What becomes of a point where digits become their values.
const POINT: u8 = b'.' ^ b'0';

/// How many numbers fit in a column of 16 bits: none adds more than 15 to it.
pub(crate) const CAPACITY: u64 = 0xFFFF / 15;

/// How many columns are joined to one value, which fits in an `i64`: 65535 × 1111111111111.
const JOINED: usize = 13;

/// Sixteen bytes from here keep the lanes of a number and clear those before it. From the index that is
/// its length on these are the lanes on the right, from sixteen before that those on the left.
static KEEP: [u8; 16 + WIDTH] = {
    let mut keep = [0xFF; 16 + WIDTH];
    let (cleared, _) = keep.split_at_mut(16);
    cleared.copy_from_slice(&[0; 16]);
    keep
};

/// Sums of digits.
pub(crate) struct Columns<L: Lanes> {
    /// By the lane of the point, by sign, and those on the left before those on the right.
    sums: [[[L::Sums; 2]; 2]; POINTS],
}

impl<L: Lanes> Columns<L> {
    pub(crate) fn new() -> Self {
        Self {
            sums: [[[L::Sums::default(); 2]; 2]; POINTS],
        }
    }

    /// Adds the number that the last `length` bytes of a window are. `None`, and nothing is added, if
    /// they are not a number, or one with a plus, an exponent or a point at its end.
    #[expect(
        clippy::inline_always,
        reason = "a call for each number costs the portable twin a tenth of its instructions"
    )]
    #[inline(always)]
    pub(crate) fn add<const JSON: bool>(&mut self, window: &Window, length: usize) -> Option<()> {
        if length.wrapping_sub(1) >= WIDTH {
            return None;
        }
        let negative = usize::from(window.get(WIDTH - length) == Some(&b'-'));
        let length = length - negative;
        if length == 0 || JSON && !starts_as_json(window.get(WIDTH - length..)?) {
            return None;
        }
        let ([left, right], _) = window.as_chunks::<16>() else {
            return None;
        };

        // A digit becomes its value, all else more than 9.
        let values = |bytes, keep: &[u8]| {
            let keep = L::load(keep.first_chunk()?);
            Some(L::load(bytes).xor(L::splat(b'0')).and(keep))
        };
        let right = values(right, KEEP.get(length..length + 16)?)?;
        // A guess that saves the shorter ones a half of the work: 3.9 ns instead of 5.3 for money. For
        // integers of 1 to 18 digits, where it is often wrong, it still is 5.6 instead of 6.0.
        if length <= 16 {
            let others = right.above_nine();
            let points = right.matches(POINT) & 0x7FFF;
            if !at_most_one(others, points) {
                return None;
            }
            let point = 16 + (others | 1 << 16).trailing_zeros() as usize;
            let [_, sums] = self.sums.get_mut(point)?.get_mut(negative)?;
            right.and(L::splat(0xF)).add_to(sums);
            return Some(());
        }
        let left = values(left, KEEP.get(length - 16..length)?)?;
        let others = right.above_nine() << 16 | left.above_nine();
        let points = (right.matches(POINT) << 16 | left.matches(POINT)) & 0x7FFF_FFFF;
        if !at_most_one(others, points) {
            return None;
        }
        let point = (u64::from(others) | 1 << WIDTH).trailing_zeros() as usize;
        let [left_sums, right_sums] = self.sums.get_mut(point)?.get_mut(negative)?;
        left.and(L::splat(0xF)).add_to(left_sums);
        right.and(L::splat(0xF)).add_to(right_sums);
        Some(())
    }

    /// Gives the columns their weights, adds them up and starts anew.
    pub(crate) fn flush(&mut self, sum: &mut Accumulator) {
        for (point, signs) in self.sums.iter_mut().enumerate() {
            for (sums, sign) in signs.iter_mut().zip([1, -1]) {
                let columns = sums.map(|half| L::columns(&half));
                let (integer, rest) = columns.as_flattened().split_at(point);
                let fraction = match rest {
                    [] => rest,
                    // No number has its point here.
                    [0, ..] => continue,
                    [_, fraction @ ..] => fraction,
                };
                *sums = Default::default();

                let scale = length(fraction);
                sum.widen(scale.unsigned_abs());
                for (columns, mut place) in [(integer, 0), (fraction, -scale)] {
                    for columns in columns.rchunks(JOINED) {
                        let value = columns
                            .iter()
                            .fold(0, |value, &column| value * 10 + i64::from(column));
                        sum.add(sign * value, place);
                        place += length(columns);
                    }
                }
            }
        }
    }
}

/// Whether all that is not a digit is a point, and only one.
#[inline]
const fn at_most_one(others: u32, points: u32) -> bool {
    (others ^ points) | (others & others.wrapping_sub(1)) == 0
}

fn length(columns: &[u16]) -> i32 {
    i32::try_from(columns.len()).unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};

    use super::{CAPACITY, Columns, WIDTH, Window};
    use crate::text::lanes::{Lanes, Vector, Words};
    use crate::{Accumulator, Decimal};

    /// The sum if a number is taken so many times, each behind digits that are not its own.
    fn taken<L: Lanes, const JSON: bool>(text: &str, times: u64) -> Option<String> {
        let window: Window = *format!("{}{text}", "8".repeat(WIDTH))
            .as_bytes()
            .last_chunk()?;
        let mut columns = Columns::<L>::new();
        for _ in 0..times {
            columns.add::<JSON>(&window, text.len())?;
        }
        let mut sum = Accumulator::new();
        columns.flush(&mut sum);
        Some(sum.total().to_string())
    }

    #[track_caller]
    fn both<const JSON: bool>(text: &str) -> Option<String> {
        let vector = taken::<Vector, JSON>(text, 1);
        assert_eq!(taken::<Words, JSON>(text, 1), vector, "{text}");
        vector
    }

    #[test]
    fn ordinary_numbers_of_every_length_are_taken() {
        let digits = "73910284659182736450918273645567";
        for sign in ["", "-"] {
            for length in 1..=WIDTH - sign.len() {
                let (number, _) = digits.split_at(length);
                let text = format!("{sign}{number}");
                assert_eq!(both::<false>(&text), Some(text.clone()));
                assert_eq!(both::<true>(&text), Some(text));
            }
            for length in 1..WIDTH - sign.len() {
                for point in 0..length {
                    let (integer, rest) = digits.split_at(point);
                    let (fraction, _) = rest.split_at(length - point);
                    let text = format!("{sign}{integer}.{fraction}");
                    let number: Decimal = text.parse().unwrap();
                    assert_eq!(both::<false>(&text), Some(number.to_string()));
                    let json = (point > 0).then(|| number.to_string());
                    assert_eq!(both::<true>(&text), json);
                }
            }
        }
    }

    #[test]
    fn what_is_not_ordinary_is_left_alone() {
        let long = "1".repeat(WIDTH + 1);
        for text in [
            "",
            "-",
            ".",
            "-.",
            "5.",
            "123456789012345678.",
            "+5",
            "--5",
            "1-",
            "1.2.3",
            "1..2",
            "1e5",
            "12 ",
            " 12",
            "12\r",
            "12a",
            "1/2",
            "1:2",
            "\u{e9}",
            &long,
        ] {
            assert_eq!(both::<false>(text), None, "{text}");
            assert_eq!(both::<true>(text), None, "{text}");
        }
    }

    #[test]
    fn an_array_has_no_leading_zeros() {
        for text in ["007", "00", "-01", "00.5", "-.5"] {
            assert_eq!(both::<true>(text), None, "{text}");
            assert!(both::<false>(text).is_some(), "{text}");
        }
        for text in ["0", "-0", "0.5", "-0.5", "10", "1.0"] {
            assert!(both::<true>(text).is_some(), "{text}");
        }
    }

    #[test]
    fn the_scale_stays_where_all_digits_are_zero() {
        assert_eq!(both::<true>("-0.00").as_deref(), Some("0.00"));
    }

    #[test]
    fn columns_have_room_for_as_many_numbers_as_they_say() {
        let integer = "9".repeat(WIDTH);
        let fraction = format!("-.{}", "9".repeat(WIDTH - 2));
        let short = "-999999999999.99".to_string();
        for text in [integer, fraction, short] {
            let number: Decimal = text.parse().unwrap();
            let sum: Accumulator = (0..CAPACITY).map(|_| &number).collect();
            let expected = Some(sum.total().to_string());
            assert_eq!(taken::<Vector, false>(&text, CAPACITY), expected);
            assert_eq!(taken::<Words, false>(&text, CAPACITY), expected);
        }
    }
}
