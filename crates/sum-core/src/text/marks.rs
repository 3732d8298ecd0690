//! Where the numbers of a block are, and which of them are ordinary. All of it is arithmetic on masks, 64
//! bytes at once: a carry runs through a number to its end, so no branch depends on how long it is.

use super::lanes::{Block, Lanes};
use super::pieces::Written;
use crate::Limits;

/// The bytes of a block by what they are. The block begins with an item.
#[derive(Clone, Copy, Default)]
pub(crate) struct Marks {
    delimiters: u64,
    /// What may stand around an item, other than delimiters.
    blanks: u64,
    /// CRs, where they can be part of the end of a line.
    returns: u64,
    quotes: u64,
    minus: u64,
    plus: u64,
    points: u64,
    zeros: u64,
    not_digits: u64,
}

/// The numbers of a block, each between two bits at the same rank of `first` and `ends`.
#[derive(Clone, Copy)]
pub(crate) struct Numbers {
    /// The first bytes without the signs.
    pub(crate) first: u64,
    /// The bytes after the last ones.
    pub(crate) ends: u64,
    pub(crate) points: u64,
    /// The bytes after minus signs.
    pub(crate) negative: u64,
    /// Bytes that an ordinary number does not have, or not there.
    pub(crate) odd: u64,
    /// Bytes that cannot be where they are, such as those of a second number in an item.
    pub(crate) misplaced: u64,
    /// Bytes of numbers with more than 16.
    pub(crate) above_16: u64,
    /// Bytes of numbers with more than 31.
    pub(crate) above_31: u64,
    void: u64,
}

impl Marks {
    /// As much as it takes where nothing but numbers and delimiters is.
    #[inline(always)]
    pub(crate) fn plain<const JSON: bool>(
        lanes: impl Lanes,
        block: &Block,
        delimiters: u64,
    ) -> Self {
        Self {
            delimiters,
            minus: lanes.equal(block, b'-'),
            points: lanes.equal(block, b'.'),
            zeros: if JSON { lanes.equal(block, b'0') } else { 0 },
            not_digits: lanes.not_digits(block),
            ..Self::default()
        }
    }

    /// And the rest.
    #[inline(always)]
    pub(crate) fn with_surroundings<const JSON: bool>(
        self,
        lanes: impl Lanes,
        block: &Block,
    ) -> Self {
        let returns = lanes.equal(block, b'\r');
        Self {
            blanks: returns | blanks::<JSON>(lanes, block),
            returns: if JSON { 0 } else { returns },
            quotes: if JSON { lanes.equal(block, b'"') } else { 0 },
            plus: lanes.equal(block, b'+'),
            ..self
        }
    }

    /// Whether any of these bytes is something around a number, or a plus.
    pub(crate) const fn has_surroundings(&self, bytes: u64) -> bool {
        (self.blanks | self.quotes | self.plus) & bytes != 0
    }

    #[inline(always)]
    pub(crate) fn numbers<const JSON: bool, const SURROUNDED: bool>(&self) -> Numbers {
        let void = self.delimiters | self.blanks | self.quotes;
        let after_void = void << 1 | 1;
        let starts = !void & after_void;
        let ends = void & !after_void;

        let quoted = starts & (self.quotes << 1);
        let plus = if JSON { self.plus & quoted } else { self.plus };
        let signs = (self.minus | plus) & starts;
        let first = starts.wrapping_add(signs);

        let second_points = next(self.points << 1, self.points | ends) & self.points;
        let without_digits = (signs | first & self.points) & (ends >> 1);
        // Where a run of 2, 4, 8, 16 and 32 bytes of a number begins.
        let run = !void & !void >> 1;
        let run = run & run >> 2;
        let run = run & run >> 4;
        let sixteen = run & run >> 8;
        let above_31 = sixteen & sixteen >> 16;
        let mut odd = self.not_digits & !(void | self.points | signs)
            | second_points
            | without_digits
            // Further from the end than columns are.
            | self.points & above_31;
        let mut misplaced = 0;
        if SURROUNDED {
            misplaced |= self.returns & !(self.delimiters >> 1)
                | next(starts << 1, starts | self.delimiters) & starts;
        }
        if JSON {
            let after_delimiters = self.delimiters << 1 | 1;
            let unquoted = first & !quoted.wrapping_add(quoted & signs);
            // Those that a digit follows.
            let leading_zeros = self.zeros & !(self.not_digits >> 1);
            odd |= unquoted & (self.points | leading_zeros);
            odd |= self.points & ((ends & !self.quotes) >> 1);

            misplaced |= if SURROUNDED {
                let empty = next(after_delimiters, starts | self.delimiters) & self.delimiters;
                // A carry runs from an opening quote to the end of its number.
                let closed = (!void).wrapping_add(quoted) & ends;
                let stray = self.quotes & !(starts >> 1 | ends);
                empty | stray | closed ^ self.quotes & ends
            } else {
                self.delimiters & !ends
            };
        }
        Numbers {
            first,
            ends,
            points: self.points,
            negative: self.minus << 1,
            odd,
            misplaced,
            above_16: sixteen & !void >> 16,
            above_31,
            void,
        }
    }
}

impl Numbers {
    /// Leaves no number ordinary that may have more digits.
    #[cold]
    pub(crate) const fn limit(&mut self, limits: Limits) {
        self.odd |= match limits.digits() {
            ..31 => !self.void,
            31.. => self.above_31,
        };
    }

    /// Whether all of these bytes are where an ordinary number has them, or around it.
    #[inline]
    pub(crate) const fn are_ordinary(&self, bytes: u64) -> bool {
        (self.odd | self.misplaced) & bytes == 0
    }

    /// The parts of a number that ends here. Its first odd byte, if there is any, may begin the exponent.
    #[inline]
    pub(crate) const fn written(&self, end: u32) -> Written {
        let end_bit = 1 << end;
        let until_end = end_bit | (end_bit - 1);
        let start = u64::BITS - 1 - (self.first & until_end | 1).leading_zeros();
        let from_start = u64::MAX << start;
        let mantissa = (self.odd & from_start | end_bit).trailing_zeros();
        let point = (self.points & from_start | 1 << mantissa).trailing_zeros();
        Written {
            negative: self.negative >> start & 1 != 0,
            start,
            point,
            mantissa,
            end,
        }
    }

    /// The ends of the numbers that have some of these bytes.
    #[inline]
    pub(crate) const fn ends_of(&self, bytes: u64) -> u64 {
        (!self.void).wrapping_add(bytes) & self.ends
    }
}

/// Blanks that may stand in front of an item.
#[inline(always)]
fn blanks<const JSON: bool>(lanes: impl Lanes, block: &Block) -> u64 {
    let blanks = lanes.equal(block, b' ') | lanes.equal(block, b'\t');
    if JSON {
        blanks | lanes.equal(block, b'\n') | lanes.equal(block, b'\r')
    } else {
        blanks
    }
}

/// The first of some bits, seen from each of these places: a carry runs there. A place must not be one of
/// those bits unless the one before it is, too.
#[inline]
const fn next(places: u64, bits: u64) -> u64 {
    (!bits).wrapping_add(places) & bits
}

#[cfg(test)]
mod tests {
    use super::Marks;
    use crate::text::lanes::{BLOCK, Block, Lanes, Words};

    #[test]
    fn numbers_are_above_a_length_if_they_have_more_bytes() {
        for length in 1..BLOCK {
            let mut block: Block = [b'7'; BLOCK];
            block
                .iter_mut()
                .skip(length)
                .step_by(length + 1)
                .for_each(|end| *end = b'\n');
            let delimiters = Words.equal(&block, b'\n');
            let numbers =
                Marks::plain::<false>(Words, &block, delimiters).numbers::<false, false>();
            let complete = u64::MAX >> delimiters.leading_zeros();
            assert_eq!(numbers.above_16 & complete != 0, length > 16, "{length}");
            assert_eq!(numbers.above_31 & complete != 0, length > 31, "{length}");
        }
    }
}
