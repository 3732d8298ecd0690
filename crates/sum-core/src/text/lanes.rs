//! Sixteen bytes at a time: by vector instructions through [`wide`], and by plain integers as their
//! portable twin, for targets that have none and to test against. A line of money takes 3.9 ns by
//! vectors and 8.9 ns by words.

use wide::{u8x16, u16x8};

use crate::parse::digits::{LOW_SEVEN, above_nine, tops};

/// Sixteen bytes, one in each lane, that are treated alike.
pub(crate) trait Lanes: Copy {
    /// A sum of 16 bits for each lane.
    type Sums: Copy + Default + Send + Sync;

    fn load(bytes: &[u8; 16]) -> Self;

    fn splat(byte: u8) -> Self;

    /// A bit for each lane that holds this byte, the first lane in the lowest bit.
    fn matches(self, byte: u8) -> u32;

    fn and(self, other: Self) -> Self;

    fn xor(self, other: Self) -> Self;

    /// A bit for each lane that holds more than 9.
    fn above_nine(self) -> u32;

    fn add_to(self, sums: &mut Self::Sums);

    fn columns(sums: &Self::Sums) -> [u16; 16];
}

/// By vector instructions, of which each x86-64 has enough.
pub(crate) type Vector = u8x16;

/// What is fastest on the target. Without vector instructions, [`Vector`] is but bytes in a loop.
#[cfg(any(
    target_feature = "sse2",
    target_feature = "simd128",
    all(target_arch = "aarch64", target_feature = "neon")
))]
pub(crate) type Native = Vector;
#[cfg(not(any(
    target_feature = "sse2",
    target_feature = "simd128",
    all(target_arch = "aarch64", target_feature = "neon")
)))]
pub(crate) type Native = Words;

impl Lanes for Vector {
    type Sums = [u16x8; 2];

    #[inline]
    fn load(bytes: &[u8; 16]) -> Self {
        Self::new(*bytes)
    }

    #[inline]
    fn splat(byte: u8) -> Self {
        u8x16::splat(byte)
    }

    #[inline]
    fn matches(self, byte: u8) -> u32 {
        self.simd_eq(Self::splat(byte)).to_bitmask()
    }

    #[inline]
    fn and(self, other: Self) -> Self {
        self & other
    }

    #[inline]
    fn xor(self, other: Self) -> Self {
        self ^ other
    }

    #[inline]
    fn above_nine(self) -> u32 {
        self.saturating_add(Self::splat(0x7F - 9)).to_bitmask()
    }

    #[inline]
    fn add_to(self, [low, high]: &mut Self::Sums) {
        *low += u16x8::from_u8x16_low(self);
        *high += u16x8::from_u8x16_high(self);
    }

    fn columns([low, high]: &Self::Sums) -> [u16; 16] {
        let (low, high) = (low.to_array(), high.to_array());
        core::array::from_fn(|lane| {
            let half = if lane < 8 { low } else { high };
            half.get(lane % 8).copied().unwrap_or_default()
        })
    }
}

/// The same by arithmetic on two words of eight bytes, the first lane in the lowest byte.
#[derive(Clone, Copy)]
pub(crate) struct Words([u64; 2]);

const EVEN: u64 = 0x00FF_00FF_00FF_00FF;

impl Lanes for Words {
    /// The even and the odd lanes of the first word, then of the second.
    type Sums = [u64; 4];

    #[inline]
    fn load(bytes: &[u8; 16]) -> Self {
        let (words, _) = bytes.as_chunks();
        let mut words = words.iter().map(|word| u64::from_le_bytes(*word));
        Self([(); 2].map(|()| words.next().unwrap_or_default()))
    }

    #[inline]
    fn splat(byte: u8) -> Self {
        Self([u64::from_ne_bytes([byte; 8]); 2])
    }

    #[inline]
    fn matches(self, byte: u8) -> u32 {
        let mask = |word: u64| {
            let other = word ^ u64::from_ne_bytes([byte; 8]);
            // The top bit of each byte that is zero, and nothing else.
            let equal = !(((other & LOW_SEVEN) + LOW_SEVEN) | other | LOW_SEVEN);
            tops(equal)
        };
        let [first, second] = self.0;
        mask(first) | mask(second) << 8
    }

    #[inline]
    fn and(self, other: Self) -> Self {
        let ([a, b], [c, d]) = (self.0, other.0);
        Self([a & c, b & d])
    }

    #[inline]
    fn xor(self, other: Self) -> Self {
        let ([a, b], [c, d]) = (self.0, other.0);
        Self([a ^ c, b ^ d])
    }

    #[inline]
    fn above_nine(self) -> u32 {
        let [first, second] = self.0.map(|word| tops(above_nine(word)));
        first | second << 8
    }

    #[inline]
    fn add_to(self, sums: &mut Self::Sums) {
        let [first, second] = self.0;
        let words = [first, first >> 8, second, second >> 8];
        for (sum, word) in sums.iter_mut().zip(words) {
            *sum += word & EVEN;
        }
    }

    fn columns(sums: &Self::Sums) -> [u16; 16] {
        core::array::from_fn(|lane| {
            let word = sums.get(lane / 8 * 2 + lane % 2).copied();
            let sum = word.unwrap_or_default() >> (lane % 8 / 2 * 16) & 0xFFFF;
            u16::try_from(sum).unwrap_or_default()
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use core::array::from_fn;

    use super::{Lanes, Vector, Words};

    /// Sixteen bytes that differ, of which one is chosen.
    fn bytes(lane: usize, byte: u8) -> [u8; 16] {
        from_fn(|index| {
            if index == lane {
                byte
            } else {
                3 + 11 * u8::try_from(index).unwrap()
            }
        })
    }

    fn mask(bytes: [u8; 16], wanted: impl Fn(u8) -> bool) -> u32 {
        let bits = bytes.iter().rev();
        bits.fold(0, |mask, &byte| mask << 1 | u32::from(wanted(byte)))
    }

    fn lanes_do_what_single_bytes_would<L: Lanes>() {
        for lane in 0..16 {
            for byte in 0..=u8::MAX {
                let bytes = bytes(lane, byte);
                let lanes = L::load(&bytes);
                assert_eq!(lanes.above_nine(), mask(bytes, |byte| byte > 9));
                for wanted in [byte, 0, b',', 0x80, 0xFF] {
                    assert_eq!(lanes.matches(wanted), mask(bytes, |byte| byte == wanted));
                }

                let both = lanes.and(L::splat(0x5A)).xor(L::splat(byte));
                let mut sums = L::Sums::default();
                for _ in 0..0xFFFF / 0xFF {
                    both.add_to(&mut sums);
                }
                let expected = bytes.map(|each| u16::from(each & 0x5A ^ byte) * (0xFFFF / 0xFF));
                assert_eq!(L::columns(&sums), expected);
            }
        }
    }

    #[test]
    fn vectors_do_what_single_bytes_would() {
        lanes_do_what_single_bytes_would::<Vector>();
    }

    #[test]
    fn words_do_what_single_bytes_would() {
        lanes_do_what_single_bytes_would::<Words>();
    }
}
