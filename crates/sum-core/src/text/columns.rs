//! The sums of the fast path: columns of digits, not numbers.
//!
//! A number is looked at from its end, in a window of fixed size. Each digit is added to the sum of its
//! column; there is a set of columns for each place of the point and each sign. Only after some thousand
//! numbers the columns get their weights. So a number takes no multiplication, no carry, and no branch
//! that depends on its digits.

use super::lanes::{BEFORE, Lanes, Part, Sums};
use crate::Accumulator;

/// How many numbers fit in a column of 16 bits: none adds more than 15 to it.
pub(crate) const CAPACITY: usize = 0xFFFF / 15;

/// The bytes of a window.
pub(crate) const WIDTH: usize = BEFORE;

/// The parts of a window.
pub(crate) const PARTS: usize = WIDTH / size_of::<Part>();

/// How far a point can be from the end of an ordinary number.
pub(crate) const POINTS: usize = 32;

/// How many columns are joined to one value, which fits in an `i64`: 65535 × 1111111111111.
const JOINED: usize = 13;

/// By the length of a number: what keeps the values of its digits in a window, and clears what is before it.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
static KEEP: [[Part; PARTS]; WIDTH] = {
    let mut keep = [[[0; 16]; PARTS]; WIDTH];
    let mut length = 0;
    while length < WIDTH {
        let window = keep[length].as_flattened_mut();
        let mut place = WIDTH - length;
        while place < WIDTH {
            window[place] = 0x0F;
            place += 1;
        }
        length += 1;
    }
    keep
};

/// Sums of digits.
pub(crate) struct Columns {
    /// By how many bytes the point is before the end of the number, and by sign.
    sums: [[[Sums; PARTS]; 2]; POINTS],
}

/// A number without its sign, which has nothing but digits and a point, shorter than the window and with a
/// point that is not too far from the end.
#[derive(Clone, Copy)]
pub(crate) struct Ordinary {
    pub(crate) length: usize,
    /// How many bytes are from the point on.
    pub(crate) fraction: usize,
    pub(crate) negative: bool,
}

impl Columns {
    pub(crate) fn new() -> Self {
        Self {
            sums: [[[Sums::default(); PARTS]; 2]; POINTS],
        }
    }

    /// Adds a number that ends where this window ends, and is not in any but the last `N` parts of it.
    #[inline(always)]
    pub(crate) fn add<const N: usize>(
        &mut self,
        lanes: impl Lanes,
        window: &[Part; N],
        number: Ordinary,
    ) {
        let keep = KEEP.get(number.length % WIDTH);
        let signs = self.sums.get_mut(number.fraction % POINTS);
        let sums = signs.and_then(|signs| signs.get_mut(usize::from(number.negative)));
        let keep = keep.and_then(|keep| keep.last_chunk::<N>());
        let sums = sums.and_then(|sums| sums.last_chunk_mut::<N>());
        if let (Some(keep), Some(sums)) = (keep, sums) {
            for ((part, keep), sums) in window.iter().zip(keep).zip(sums) {
                lanes.add(part, keep, sums);
            }
        }
    }

    /// Gives the columns their weights, adds them up and starts anew.
    pub(crate) fn flush(&mut self, sum: &mut Accumulator) {
        for (fraction, signs) in self.sums.iter_mut().enumerate() {
            for (sums, sign) in signs.iter_mut().zip([1, -1]) {
                let columns = sums.map(|part| part.0);
                let (integer, rest) = columns.as_flattened().split_at(WIDTH - fraction);
                let fraction = match rest {
                    [] => rest,
                    // No number has its point here.
                    [0, ..] => continue,
                    [_, fraction @ ..] => fraction,
                };
                *sums = Default::default();

                let scale = length(fraction);
                sum.raise_scale(scale.unsigned_abs());
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

fn length(columns: &[u16]) -> i32 {
    i32::try_from(columns.len()).unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};

    use super::{CAPACITY, Columns, Ordinary, PARTS, POINTS, WIDTH};
    use crate::text::lanes::Words;
    use crate::{Accumulator, Decimal};

    /// The sum if a number is added so many times, each after digits that are not its own.
    fn added<const N: usize>(text: &str, times: usize) -> String {
        let unsigned = text.trim_start_matches('-');
        let after = format!("{}{unsigned}", "8".repeat(WIDTH));
        let number = Ordinary {
            length: unsigned.len(),
            fraction: unsigned.find('.').map_or(0, |point| unsigned.len() - point),
            negative: text.starts_with('-'),
        };
        let mut columns = Columns::new();
        for _ in 0..times {
            let window = after.as_bytes().as_rchunks().1.last_chunk::<N>().unwrap();
            columns.add(Words, window, number);
        }
        let mut sum = Accumulator::new();
        columns.flush(&mut sum);
        assert_eq!(
            columns
                .sums
                .as_flattened()
                .as_flattened()
                .iter()
                .map(|sums| sums.0)
                .max(),
            Some([0; 16])
        );
        sum.total().to_string()
    }

    #[test]
    fn numbers_of_every_length_keep_every_digit() {
        let digits = "739102846591827364509182736455673910284659182736450918273645567";
        for sign in ["", "-"] {
            for length in 1..WIDTH {
                let (text, _) = digits.split_at(length);
                for point in 0..length.min(POINTS - 1) {
                    let (integer, fraction) = text.split_at(length - point);
                    let text = match integer.split_at(integer.len() - usize::from(point > 0)) {
                        (integer, "") => format!("{sign}{integer}"),
                        (integer, _) => format!("{sign}{integer}.{fraction}"),
                    };
                    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
                        continue;
                    }
                    let expected = text.parse::<Decimal>().unwrap().to_string();
                    assert_eq!(added::<PARTS>(&text, 1), expected);
                    if length < 32 {
                        assert_eq!(added::<2>(&text, 1), expected);
                    }
                    if length <= 16 {
                        assert_eq!(added::<1>(&text, 1), expected);
                    }
                }
            }
        }
    }

    #[test]
    fn the_scale_stays_where_all_digits_are_zero() {
        assert_eq!(added::<1>("-0.00", 1), "0.00");
    }

    #[test]
    fn columns_have_room_for_as_many_numbers_as_they_say() {
        let integer = "9".repeat(WIDTH - 1);
        let fraction = format!("-.{}", "9".repeat(POINTS - 2));
        for text in [integer.as_str(), &fraction, "-999999999999.99"] {
            let number: Decimal = text.parse().unwrap();
            let sum: Accumulator = (0..CAPACITY).map(|_| &number).collect();
            assert_eq!(added::<PARTS>(text, CAPACITY), sum.total().to_string());
        }
    }
}
