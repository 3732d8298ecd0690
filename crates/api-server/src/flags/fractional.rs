//! Which share of all keys a key belongs to: flagd's `fractional`, so that the same file gives the same
//! variants in flagd. A key is hashed in its deterministic CBOR (RFC 8949, section 4.2.1), as flagd does since
//! its decision `fractional-non-string-rand-units`; before, it hashed the bare text.

/// How many weights may add up to.
pub(super) const MAX_WEIGHT: u32 = i32::MAX.unsigned_abs();

/// The number of a key among `total` that are equally likely. A text is a key of its own, and so is a list of
/// them.
pub(super) fn bucket(texts: &[&str], total: u32) -> u32 {
    let mut cbor = Vec::with_capacity(64);
    if let [_, _, ..] = texts {
        head(&mut cbor, 4, texts.len());
    }
    for text in texts {
        head(&mut cbor, 3, text.len());
        cbor.extend_from_slice(text.as_bytes());
    }
    let scaled = u64::from(murmur3(&cbor)) * u64::from(total);
    // Less than the total, so it fits.
    u32::try_from(scaled >> 32).unwrap_or(u32::MAX)
}

/// The head of a data item, in as few bytes as its length takes.
fn head(cbor: &mut Vec<u8>, major: u8, length: usize) {
    let major = major << 5;
    let [.., b3, b2, b1, b0] = length.to_be_bytes();
    match length {
        0..24 => cbor.push(major | b0),
        24..0x100 => cbor.extend([major | 0x18, b0]),
        0x100..0x1_0000 => cbor.extend([major | 0x19, b1, b0]),
        // No head of a request is as long as four gigabytes.
        _ => cbor.extend([major | 0x1a, b3, b2, b1, b0]),
    }
}

/// `MurmurHash3_x86_32` with the seed 0. The crates of it have no release since 2021 (`murmur3`), or read
/// words through a transmuted slice (`murmurhash3`).
fn murmur3(bytes: &[u8]) -> u32 {
    let scramble = |word: u32| {
        let word = word.wrapping_mul(0xcc9e_2d51).rotate_left(15);
        word.wrapping_mul(0x1b87_3593)
    };
    let (words, tail) = bytes.as_chunks::<4>();
    let mut hash = words.iter().fold(0_u32, |hash, word| {
        let hash = (hash ^ scramble(u32::from_le_bytes(*word))).rotate_left(13);
        hash.wrapping_mul(5).wrapping_add(0xe654_6b64)
    });
    let tail = tail
        .iter()
        .rev()
        .fold(0, |word, byte| word << 8 | u32::from(*byte));
    hash ^= scramble(tail);
    // Of a length beyond 32 bits the algorithm takes the lower ones.
    #[expect(clippy::cast_possible_truncation, reason = "as it is defined")]
    let length = bytes.len() as u32;
    hash ^= length;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_murmur3() {
        for (text, hash) in [
            ("", 0),
            ("a", 0x3c25_69b2),
            ("aa", 0x3710_91a9),
            ("aaa", 0xb4d0_5fb7),
            ("aaaa", 0x7eee_d987),
            ("hello", 0x248b_fa47),
            ("hello, world", 0x149b_bb7f),
            ("The quick brown fox jumps over the lazy dog", 0x2e4f_f723),
        ] {
            assert_eq!(murmur3(text.as_bytes()), hash, "{text}");
        }
    }

    #[test]
    fn the_head_of_an_item_is_as_short_as_it_can_be() {
        for (length, bytes) in [
            (0, &[0x60][..]),
            (23, &[0x77]),
            (24, &[0x78, 24]),
            (255, &[0x78, 255]),
            (256, &[0x79, 1, 0]),
            (65_535, &[0x79, 255, 255]),
            (65_536, &[0x7a, 0, 1, 0, 0]),
        ] {
            let mut cbor = Vec::new();
            head(&mut cbor, 3, length);
            assert_eq!(cbor, bytes, "{length}");
        }
    }
}
