//! The way from a chunk of text to sums, for the [`TextAdder`](crate::TextAdder). Delimiters are found in
//! blocks; what stands between two of them goes into [`Columns`] if it is an ordinary number, else the
//! way that is next best, and in the end to [`Items`], which takes everything.

use alloc::boxed::Box;
use core::ops::Range;

use super::columns::{CAPACITY, Columns, WIDTH, Window};
use super::items::{Items, inside};
use super::lanes::Lanes;
use super::scientific::scientific;
use crate::parse::number::Grammar;
use crate::{Format, TextError};

/// What is searched for delimiters in one go, and the most numbers that can end in it.
const BLOCK: usize = 64;

/// A block with what stands before it: the longest number, and a CR.
type View = [u8; BEFORE + BLOCK];
const BEFORE: usize = WIDTH + 1;

/// Adds up all that is complete in a text.
pub(crate) trait Scan: Send + Sync {
    /// Adds the items that end in `text`, and returns where the last one ends.
    fn scan(&mut self, text: &[u8], items: &mut Items) -> Result<usize, TextError>;

    /// Hands over what was added up.
    fn flush(&mut self, items: &mut Items);
}

pub(crate) struct Scanner<L: Lanes> {
    columns: Columns<L>,
    /// How many numbers are in the columns, at most.
    count: u64,
}

impl<L: Lanes + 'static> Scanner<L> {
    pub(crate) fn boxed() -> Box<dyn Scan> {
        Box::new(Self::new())
    }
}

impl<L: Lanes> Scan for Scanner<L> {
    fn scan(&mut self, text: &[u8], items: &mut Items) -> Result<usize, TextError> {
        match items.format {
            Format::Lines => self.scan_as::<false>(text, items),
            Format::JsonArray => self.scan_as::<true>(text, items),
        }
    }

    fn flush(&mut self, items: &mut Items) {
        self.columns.flush(&mut items.sum);
        self.count = 0;
    }
}

impl<L: Lanes> Scanner<L> {
    fn new() -> Self {
        let columns = Columns::new();
        Self { columns, count: 0 }
    }

    fn scan_as<const JSON: bool>(
        &mut self,
        text: &[u8],
        items: &mut Items,
    ) -> Result<usize, TextError> {
        // With such limits no number that is ordinary is too long.
        let ordinary = items.limits.digits() as usize >= WIDTH;
        // Positions are those in the view. That where an item starts can be before it, and wraps then.
        let mut start = BEFORE;
        let mut added = 0;
        for at in (0..text.len()).step_by(BLOCK) {
            let padded;
            let view = if let Some(view) = view(text, at) {
                view
            } else {
                padded = padded_view(text, at);
                &padded
            };
            let mut ends = delimiters::<L>(view, items.format.delimiter());
            while ends != 0 {
                if ordinary {
                    added += self.add_ordinary::<JSON>(view, &mut start, &mut ends);
                }
                if ends == 0 {
                    break;
                }
                let end = BEFORE + ends.trailing_zeros() as usize;
                let item = start.wrapping_add(at).wrapping_sub(BEFORE)..end + at - BEFORE;
                if ordinary
                    && self
                        .add_unusual::<JSON>(text, item.clone(), items)
                        .is_some()
                {
                    added += 1;
                } else {
                    self.counted(&mut added, items);
                    items.take(text.get(item).unwrap_or_default(), true)?;
                }
                start = end + 1;
                ends &= ends - 1;
            }
            start = start.wrapping_sub(BLOCK);
            if self.count + added > CAPACITY - BLOCK as u64 {
                self.counted(&mut added, items);
                self.flush(items);
            }
        }
        self.counted(&mut added, items);
        let blocks = text.len().next_multiple_of(BLOCK);
        Ok(start.wrapping_add(blocks).wrapping_sub(BEFORE))
    }

    fn counted(&mut self, added: &mut u64, items: &mut Items) {
        items.added(*added);
        self.count += *added;
        *added = 0;
    }

    /// Adds numbers up to the first that is not ordinary, and returns how many. There is no call in
    /// here, so the constants stay in registers: 4.04 ns a line instead of 4.24.
    #[inline]
    fn add_ordinary<const JSON: bool>(
        &mut self,
        view: &View,
        start: &mut usize,
        ends: &mut u64,
    ) -> u64 {
        let mut added = 0;
        while *ends != 0 {
            let delimiter = BEFORE + ends.trailing_zeros() as usize;
            let mut end = delimiter;
            if !JSON && view.get(end - 1) == Some(&b'\r') {
                // A guess that holds for all lines of a text. Arithmetic on the byte instead makes all
                // that follows wait for it: 5.4 ns a line instead of 4.7 when it was tried.
                cold_path();
                end -= 1;
            }
            let window = view.get(end - WIDTH..end).and_then(<[u8]>::first_chunk);
            let mut length = end.wrapping_sub(*start);
            if JSON && view.get(*start) == Some(&b' ') {
                // Many writers put one behind each comma: 4.4 ns here, 8.0 by way of `add_unusual`.
                cold_path();
                length -= 1;
            }
            if window
                .and_then(|window| self.columns.add::<JSON>(window, length))
                .is_none()
            {
                break;
            }
            *ends &= *ends - 1;
            *start = delimiter + 1;
            added += 1;
        }
        added
    }

    /// Adds a number with blanks or quotes around it, a plus in front, or an exponent. Never inlined, to
    /// leave the registers to the numbers that are ordinary.
    #[inline(never)]
    fn add_unusual<const JSON: bool>(
        &mut self,
        text: &[u8],
        item: Range<usize>,
        items: &mut Items,
    ) -> Option<()> {
        let format = if JSON {
            Format::JsonArray
        } else {
            Format::Lines
        };
        let (number, grammar) = inside(text.get(item.clone())?, format, true);
        let end = item.start + number.end;
        let window: &Window = text.get(end.checked_sub(WIDTH)?..end)?.first_chunk()?;
        let mut length = number.len();
        if grammar == Grammar::Decimal
            && let [b'+', b'.' | b'0'..=b'9', ..] = window.get(WIDTH.checked_sub(length)?..)?
        {
            length -= 1;
        }
        // What is as it was cannot be ordinary now.
        if length < item.len() {
            let added = match grammar {
                Grammar::Decimal => self.columns.add::<false>(window, length),
                Grammar::Json => self.columns.add::<true>(window, length),
            };
            if added.is_some() {
                return added;
            }
        }
        let (coefficient, place) = scientific(window, length, grammar, items.limits)?;
        items.sum.add(coefficient, place);
        items.sum.widen(place.min(0).unsigned_abs());
        Some(())
    }
}

/// Marks a branch as unlikely. `core::hint` has this since Rust 1.95, which is more than the crate asks for.
#[cold]
const fn cold_path() {}

fn view(text: &[u8], at: usize) -> Option<&View> {
    text.get(at.checked_sub(BEFORE)?..at + BLOCK)?.first_chunk()
}

/// The view at the start or the end of a text, with zeros where there is nothing.
#[cold]
fn padded_view(text: &[u8], at: usize) -> View {
    let mut view = [0; BEFORE + BLOCK];
    let place = view.iter_mut().skip(BEFORE.saturating_sub(at));
    let bytes = text.iter().skip(at.saturating_sub(BEFORE));
    place.zip(bytes).for_each(|(place, byte)| *place = *byte);
    view
}

/// A bit for each delimiter in the block.
#[inline]
fn delimiters<L: Lanes>(view: &View, delimiter: u8) -> u64 {
    let (quarters, _) = view.split_at(BEFORE).1.as_chunks::<16>();
    quarters.iter().rev().fold(0, |mask, quarter| {
        mask << 16 | u64::from(L::load(quarter).matches(delimiter))
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use alloc::string::{String, ToString};

    use super::{Scan, Scanner};
    use crate::text::items::Items;
    use crate::text::lanes::{Lanes, Vector, Words};
    use crate::{Format, Limits};

    /// How many numbers of a text are not left to the general path, and the sum of all.
    fn scanned<L: Lanes>(format: Format, limits: Limits, text: &str) -> (u64, String) {
        let mut items = Items::new(format, limits);
        if format == Format::JsonArray {
            items.take(b"[0", true).unwrap();
        }
        let mut scanner = Scanner::<L>::new();
        assert_eq!(scanner.scan(text.as_bytes(), &mut items), Ok(text.len()));
        let fast = scanner.count;
        scanner.flush(&mut items);
        (fast, items.sum.total().to_string())
    }

    #[track_caller]
    fn all_are_fast(format: Format, item: &str, total: &str) {
        // The first ones have too little text before them.
        let text = item.repeat(200);
        for scanned in [scanned::<Vector>, scanned::<Words>] {
            let (fast, sum) = scanned(format, Limits::default(), &text);
            assert!(fast >= 200 - 33 / item.len() as u64 - 1, "{item:?}: {fast}");
            assert_eq!(sum, total, "{item:?}");
        }
    }

    #[test]
    fn common_lines_do_not_take_the_general_path() {
        all_are_fast(Format::Lines, "7\n", "1400");
        all_are_fast(Format::Lines, "-1234.56\n", "-246912.00");
        all_are_fast(Format::Lines, "-1234.56\r\n", "-246912.00");
        all_are_fast(Format::Lines, "+12\n", "2400");
        all_are_fast(Format::Lines, " \t12.5\t \r\n", "2500.0");
        all_are_fast(Format::Lines, "1.5e-3\n", "0.3000");
        all_are_fast(Format::Lines, "  +1.5E3 \n", "300000");
        all_are_fast(
            Format::Lines,
            "-1234567890123456789.0123456789\n",
            "-246913578024691357802.4691357800",
        );
    }

    #[test]
    fn common_elements_do_not_take_the_general_path() {
        all_are_fast(Format::JsonArray, "7,", "1400");
        all_are_fast(Format::JsonArray, " -1234.56,", "-246912.00");
        all_are_fast(Format::JsonArray, "\n  12.5,", "2500.0");
        all_are_fast(Format::JsonArray, "\"+12.5\" ,", "2500.0");
        all_are_fast(Format::JsonArray, "1.5e-3,", "0.3000");
    }

    #[test]
    fn small_limits_leave_all_to_the_general_path() {
        let text = "1234.56\n".repeat(100);
        let scan = |digits| {
            let limits = Limits::default().with_digits(digits);
            scanned::<Vector>(Format::Lines, limits, &text)
        };
        assert_eq!(scan(31), (0, "123456.00".to_string()));
        assert!(scan(32).0 > 90);
    }
}
