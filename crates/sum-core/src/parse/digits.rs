//! Runs of ASCII digits, eight at a time, the first one in the lowest byte of a word.

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use fearless_simd::{Level, prelude::*, u8x16};

/// Every value of this many digits fits in an `i64`.
pub(crate) const PIECE: usize = 18;

/// How many digits a text begins with.
#[inline]
pub(crate) fn run_length(text: &[u8]) -> usize {
    // Most runs are long, or short; what is left of them is looked at closer.
    let (blocks, _) = text.as_chunks::<32>();
    let whole = 32 * blocks.iter().take_while(|block| all_digits(block)).count();
    let (blocks, tail) = text.split_at(whole).1.as_chunks();
    for (index, block) in blocks.iter().enumerate() {
        let others = others(*block);
        if others != 0 {
            return whole + index * 16 + others.trailing_zeros() as usize;
        }
    }
    match text.last_chunk() {
        // What is before the tail are digits.
        Some(block) => text.len() - 16 + (others(*block) | 1 << 16).trailing_zeros() as usize,
        None => tail.iter().take_while(|byte| byte.is_ascii_digit()).count(),
    }
}

/// Without a branch for each byte, which lets the compiler use vector instructions.
#[inline]
fn all_digits(block: &[u8; 32]) -> bool {
    let digits = block.iter().map(u8::is_ascii_digit);
    digits.fold(true, |all, digit| all & digit)
}

/// A bit for each byte that is not a digit, the first byte in the lowest bit.
#[inline]
pub(crate) fn others(block: [u8; 16]) -> u64 {
    // Every processor of the target has this: six instructions instead of thirty.
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    if let Some(sse2) = Level::baseline().as_sse2() {
        let values = u8x16::load_array(sse2, block) ^ b'0';
        return values.simd_gt(9).to_bitmask();
    }
    others_in_words(block)
}

/// The same by plain integers, for any processor.
#[inline]
fn others_in_words(block: [u8; 16]) -> u64 {
    let [low, high] = halves(u128::from_le_bytes(block) ^ ZERO_BLOCK).map(above_nine);
    if low | high == 0 {
        return 0;
    }
    u64::from(tops(low) | tops(high) << 8)
}

/// The value of at most [`PIECE`] digits.
#[inline]
pub(crate) fn value(digits: &[u8]) -> u64 {
    let (head, words) = digits.as_rchunks::<8>();
    let head = head
        .iter()
        .fold(0, |value, digit| value * 10 + u64::from(digit & 0xF));
    words.iter().fold(head, |value, word| {
        value * 100_000_000 + word_value(u64::from_le_bytes(*word) ^ ZEROS)
    })
}

/// What has to be taken from eight digits to get their values.
pub(crate) const ZEROS: u64 = 0x3030_3030_3030_3030;

/// The value of eight digits without their [`ZEROS`]: neighbours are joined to pairs, pairs to fours. Each
/// product is that of the left ones and the weight, plus the right ones, and what overflows is masked.
#[inline]
pub(crate) const fn word_value(digits: u64) -> u64 {
    let pairs = (digits.wrapping_mul((10 << 8) + 1) >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul((100 << 16) + 1) >> 16) & 0x0000_FFFF_0000_FFFF;
    fours.wrapping_mul((10_000 << 32) + 1) >> 32
}

/// The text of a value of at most eight digits: it is split into fours, fours into pairs, pairs into
/// digits. The divisions are multiplications and shifts that are exact for as many digits as there are, and
/// in each step the quotient moves to the right while the remainder, times the weight, stays.
#[inline]
pub(crate) const fn word_text(value: u64) -> u64 {
    let thousands = value / 10_000;
    let fours = (value << 32) - thousands * ((10_000 << 32) - 1);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
    let pairs = (fours << 16) - hundreds * ((100 << 16) - 1);
    let tens = ((pairs * 103) >> 10) & 0x000F_000F_000F_000F;
    ((pairs << 8) - tens * ((10 << 8) - 1)) ^ ZEROS
}

/// The value of sixteen digits.
#[inline]
pub(crate) fn limb_value(digits: &[u8; 16]) -> u64 {
    block_value(block(digits))
}

/// The value of the first ones of sixteen digits, so many of them.
#[inline]
pub(crate) fn first_value(digits: &[u8; 16], count: usize) -> u64 {
    block_value(block(digits) << (8 * (16 - count)))
}

/// The value of the last ones of sixteen digits, followed by so many zeros in place of the first ones.
#[inline]
pub(crate) fn last_value(digits: &[u8; 16], zeros: usize) -> u64 {
    block_value(block(digits) >> (8 * zeros))
}

/// The values of sixteen digits, the first one in the lowest byte.
#[inline]
fn block(digits: &[u8; 16]) -> u128 {
    u128::from_le_bytes(*digits) ^ ZERO_BLOCK
}

#[inline]
fn block_value(block: u128) -> u64 {
    let [first, last] = halves(block).map(word_value);
    first * 100_000_000 + last
}

/// The lower and the upper half.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "that makes them halves")]
const fn halves(block: u128) -> [u64; 2] {
    [block as u64, (block >> 64) as u64]
}

const ZERO_BLOCK: u128 = u128::from_ne_bytes([b'0'; 16]);

/// All but the top bit of each byte.
pub(crate) const LOW_SEVEN: u64 = 0x7F7F_7F7F_7F7F_7F7F;

/// The top bits of eight bytes, that of the first byte in the lowest bit.
#[inline]
pub(crate) fn tops(word: u64) -> u32 {
    // Each is moved into the last byte of the product, and none meets another on the way.
    ((word & !LOW_SEVEN).wrapping_mul(0x0002_0408_1020_4081) >> 56) as u32
}

/// The top bit of each byte that is more than 9.
#[inline]
pub(crate) fn above_nine(word: u64) -> u64 {
    // Anything above 9 carries into the top bit, and no byte carries into the next one.
    (((word & LOW_SEVEN) + 0x7676_7676_7676_7676) | word) & !LOW_SEVEN
}

#[cfg(test)]
#[expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a failing test panics"
)]
mod tests {
    use alloc::format;

    use super::{
        PIECE, first_value, last_value, limb_value, others, others_in_words, run_length, value,
        word_text,
    };

    #[test]
    fn a_run_ends_at_the_first_byte_that_is_no_digit() {
        for length in 0..30 {
            for byte in 0..=u8::MAX {
                let mut text = [b'7'; 30];
                text[length] = byte;
                let expected = if byte.is_ascii_digit() { 30 } else { length };
                assert_eq!(run_length(&text), expected, "{byte} at {length}");
            }
        }
    }

    #[test]
    fn others_are_the_bytes_that_are_no_digits() {
        for filler in [b'7', b'x'] {
            for place in 0..16 {
                for byte in 0..=u8::MAX {
                    let mut block = [filler; 16];
                    block[place] = byte;
                    let expected = (0..16)
                        .filter(|&place| !block[place].is_ascii_digit())
                        .fold(0, |bits, place| bits | 1 << place);
                    assert_eq!(others(block), expected, "{byte} at {place}");
                    assert_eq!(others_in_words(block), expected, "{byte} at {place}");
                }
            }
        }
    }

    #[test]
    fn a_run_has_the_value_that_it_shows() {
        let digits = b"918273645546372819";
        for end in 0..=PIECE {
            for start in 0..end {
                let run = &digits[start..end];
                let expected: u64 = str::from_utf8(run).unwrap().parse().unwrap();
                assert_eq!(value(run), expected);
            }
        }
        assert_eq!(value(b""), 0);
        assert_eq!(value(&[b'9'; PIECE]), 10u64.pow(18) - 1);
    }

    #[test]
    fn a_part_of_a_limb_has_the_value_that_it_shows() {
        let digits = b"9182736455463728";
        assert_eq!(limb_value(digits), 9_182_736_455_463_728);
        assert_eq!(limb_value(b"0000000000000000"), 0);
        assert_eq!(limb_value(b"9999999999999999"), 10u64.pow(16) - 1);
        for count in 1..=16 {
            assert_eq!(first_value(digits, count), value(&digits[..count]));
            let zeros = 16 - count;
            let power = (0..zeros).fold(1, |power, _| power * 10);
            let shifted = value(&digits[zeros..]) * power;
            assert_eq!(last_value(digits, zeros), shifted);
        }
    }

    #[test]
    fn the_text_of_a_word_has_all_its_digits() {
        // Every four digits, in both halves.
        for four in 0..10_000 {
            for value in [four, four * 10_000, four * 10_001, 99_999_999 - four] {
                let text = word_text(value).to_le_bytes();
                assert_eq!(str::from_utf8(&text).unwrap(), format!("{value:08}"));
            }
        }
    }
}
