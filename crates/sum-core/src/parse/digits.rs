//! Runs of ASCII digits, eight at a time, the first one in the lowest byte of a word.

/// Every value of this many digits fits in an `i64`.
pub(crate) const PIECE: usize = 18;

/// How many digits a text begins with.
#[inline]
pub(crate) fn run_length(text: &[u8]) -> usize {
    let (words, tail) = text.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let others = above_nine(u64::from_le_bytes(*word) ^ ZEROS);
        if others != 0 {
            return index * 8 + others.trailing_zeros() as usize / 8;
        }
    }
    let digits = tail.iter().take_while(|byte| byte.is_ascii_digit());
    text.len() - tail.len() + digits.count()
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

/// The value of eight digits without their [`ZEROS`]: neighbours are joined to pairs, pairs to fours.
#[inline]
pub(crate) fn word_value(digits: u64) -> u64 {
    let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    (fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF
}

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
    use super::{PIECE, run_length, value};

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
}
