//! Where the fields of a block end. All of it is arithmetic on masks, 64 bytes at once.

use crate::text::lanes::{Block, Lanes};

/// The bytes of a block up to the first that is unusual: a quote in a field without quotes, anything but a
/// delimiter after the closing quote, a CR without an LF.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    pub(super) delimiters: u64,
    /// LFs that end a record.
    pub(super) ends: u64,
    /// LFs in quotes.
    pub(super) quoted_line_ends: u64,
    /// Whether there is something unusual.
    pub(super) is_unusual: bool,
}

/// What one block hands to the next: bits that are moved out of it.
#[derive(Clone, Copy)]
pub(super) struct Carry {
    /// All bits, if the block ends inside quotes.
    inside: u64,
    /// Whether a quote can open.
    opens: u64,
    /// Whether the last byte is a closing quote, or the first one of two.
    closed: u64,
    returned: u64,
}

impl Carry {
    /// That in front of a record.
    pub(super) const START: Self = Self {
        inside: 0,
        opens: 1,
        closed: 0,
        returned: 0,
    };
}

impl Marks {
    #[inline(always)]
    pub(super) fn of(lanes: impl Lanes, block: &Block, delimiter: u8, carry: &mut Carry) -> Self {
        let delimiters = lanes.equal(block, delimiter);
        let line_ends = lanes.equal(block, b'\n');
        let returns = lanes.equal(block, b'\r');
        let quotes = lanes.equal(block, b'"');

        // From an opening quote up to the byte before the closing one.
        let inside = if quotes == 0 {
            carry.inside
        } else {
            parity(quotes) ^ carry.inside
        };
        let closing = quotes & !inside;
        let ends_field = (delimiters | line_ends) & !inside;
        let opens = (ends_field | closing) << 1 | carry.opens;
        let closed = closing << 1 | carry.closed;
        let returned = (returns & !inside) << 1 | carry.returned;
        let unusual = quotes & inside & !opens
            | closed & !(delimiters | line_ends | returns | quotes)
            | returned & !line_ends;
        *carry = Carry {
            inside: u64::from(inside >> 63 != 0).wrapping_neg(),
            opens: (ends_field | closing) >> 63,
            closed: closing >> 63,
            returned: (returns & !inside) >> 63,
        };
        let usual = (unusual & unusual.wrapping_neg()).wrapping_sub(1);
        Self {
            delimiters: delimiters & !inside & usual,
            ends: line_ends & !inside & usual,
            quoted_line_ends: line_ends & inside & usual,
            is_unusual: unusual != 0,
        }
    }
}

/// For each bit whether there is an odd number of bits up to it.
#[inline(always)]
const fn parity(bits: u64) -> u64 {
    let bits = bits ^ bits << 1;
    let bits = bits ^ bits << 2;
    let bits = bits ^ bits << 4;
    let bits = bits ^ bits << 8;
    let bits = bits ^ bits << 16;
    bits ^ bits << 32
}

#[cfg(test)]
mod tests {
    use super::{Carry, Marks};
    use crate::text::lanes::{BLOCK, Words};

    /// The marks of two blocks up to the first byte that is unusual.
    #[derive(Debug, Default, PartialEq)]
    struct Found {
        delimiters: u128,
        ends: u128,
        quoted_line_ends: u128,
        is_unusual: bool,
    }

    fn by_blocks(text: &[u8; 2 * BLOCK]) -> Found {
        let mut found = Found::default();
        let mut carry = Carry::START;
        for (index, block) in text.as_chunks().0.iter().enumerate() {
            let marks = Marks::of(Words, block, b',', &mut carry);
            let placed = |bits: u64| u128::from(bits) << (BLOCK * index);
            found.delimiters |= placed(marks.delimiters);
            found.ends |= placed(marks.ends);
            found.quoted_line_ends |= placed(marks.quoted_line_ends);
            found.is_unusual = marks.is_unusual;
            if marks.is_unusual {
                break;
            }
        }
        found
    }

    fn by_bytes(text: &[u8; 2 * BLOCK]) -> Found {
        #[derive(Clone, Copy, PartialEq)]
        enum After {
            End,
            Other,
            Opening,
            /// Or the first one of two.
            Closing,
            Return,
        }
        use After::*;

        let mut found = Found::default();
        let mut state = End;
        for (place, &byte) in text.iter().enumerate() {
            let mark = match (state, byte) {
                (Opening, b'\n') => Some(&mut found.quoted_line_ends),
                (Opening, _) => None,
                (Return, b'\n') => Some(&mut found.ends),
                (Return, _) | (Other, b'"') => {
                    found.is_unusual = true;
                    break;
                }
                (_, b'\n') => Some(&mut found.ends),
                (_, b',') => Some(&mut found.delimiters),
                (Closing, byte) if !b"\"\r".contains(&byte) => {
                    found.is_unusual = true;
                    break;
                }
                _ => None,
            };
            if let Some(mark) = mark {
                *mark |= 1 << place;
            }
            state = match (state, byte) {
                (Opening, b'"') => Closing,
                (Opening, _) | (_, b'"') => Opening,
                (_, b'\n' | b',') => End,
                (_, b'\r') => Return,
                _ => Other,
            };
        }
        found
    }

    #[test]
    fn every_short_text_has_the_marks_that_its_bytes_have() {
        const BYTES: [u8; 5] = *b"x,\n\r\"";
        const LENGTH: usize = 5;
        for number in 0..BYTES.len().pow(5) {
            let mut rest = number;
            let short: [u8; LENGTH] = core::array::from_fn(|_| {
                let byte = BYTES.get(rest % BYTES.len()).copied().unwrap_or_default();
                rest /= BYTES.len();
                byte
            });
            // Wherever a block ends in it, and at the start of the text.
            for place in (BLOCK - LENGTH..=BLOCK).chain([0]) {
                let mut text = [b','; 2 * BLOCK];
                text.iter_mut()
                    .skip(place)
                    .zip(short)
                    .for_each(|(place, byte)| *place = byte);
                let shown = || text.escape_ascii();
                assert_eq!(by_blocks(&text), by_bytes(&text), "{}", shown());
            }
        }
    }
}
