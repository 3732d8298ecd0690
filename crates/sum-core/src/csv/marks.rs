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
