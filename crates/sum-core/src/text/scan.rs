//! The way from a chunk of text to sums, for the [`TextAdder`](crate::TextAdder). A block of bytes is
//! looked at, beginning with an item, and what its numbers are is found all at once. Ordinary ones go into
//! [`Columns`], any other the way that is next best, and in the end to [`Items`], which takes everything.

use alloc::boxed::Box;
use core::mem;

use super::columns::{CAPACITY, Columns, Ordinary, PARTS, WIDTH};
use super::items::Items;
use super::lanes::{BEFORE, BLOCK, Lanes, View};
use super::level::ForLanes;
use super::marks::{Marks, Numbers};
use crate::{Format, TextError};

/// Adds up all that is complete in a text.
pub(crate) trait Scan: Send + Sync {
    /// Adds the items that end in `text`, and returns where the last one ends.
    fn scan(&mut self, text: &[u8], items: &mut Items) -> Result<usize, TextError>;

    /// Hands over what was added up.
    fn flush(&mut self, items: &mut Items);
}

/// A scanner for any lanes.
pub(crate) struct AnyScanner;

impl ForLanes for AnyScanner {
    type Made = Box<dyn Scan>;

    fn make(self, lanes: impl Lanes) -> Box<dyn Scan> {
        Scanner::boxed(lanes)
    }
}

pub(crate) struct Scanner<L> {
    lanes: L,
    columns: Columns,
    /// How many numbers are in the columns, at most.
    count: usize,
    /// Whether the last numbers had something around them. What comes next is read as if that goes on; if
    /// it does not, it takes longer and adds up to the same.
    surrounded: bool,
}

impl<L: Lanes> Scanner<L> {
    pub(crate) fn boxed(lanes: L) -> Box<dyn Scan> {
        Box::new(Self::new(lanes))
    }
}

impl<L: Lanes> Scan for Scanner<L> {
    fn scan(&mut self, text: &[u8], items: &mut Items) -> Result<usize, TextError> {
        match items.format {
            Format::Lines => self.lanes.vectorize(
                #[inline(always)]
                || self.scan_as::<false>(text, items),
            ),
            Format::JsonArray => self.lanes.vectorize(
                #[inline(always)]
                || self.scan_as::<true>(text, items),
            ),
        }
    }

    fn flush(&mut self, items: &mut Items) {
        self.columns.flush(&mut items.sum);
        self.count = 0;
    }
}

/// What was found in a view.
struct Seen<'a> {
    view: &'a View,
    delimiters: u64,
    numbers: Numbers,
}

impl<L: Lanes> Scanner<L> {
    fn new(lanes: L) -> Self {
        Self {
            lanes,
            columns: Columns::new(),
            count: 0,
            surrounded: false,
        }
    }

    #[inline(always)]
    fn scan_as<const JSON: bool>(
        &mut self,
        text: &[u8],
        items: &mut Items,
    ) -> Result<usize, TextError> {
        let delimiter = if JSON { b',' } else { b'\n' };
        // Some numbers that would be ordinary may be too long then.
        let limited = (items.limits.digits() as usize) < WIDTH;
        let mut start = 0;
        let (mut numbers_added, mut taken) = (0, 0);
        while start < text.len() {
            let padded;
            let view = if let Some(view) = view(text, start) {
                view
            } else {
                padded = padded_view(text, start);
                &padded
            };
            let Some(block) = view.split_at(BEFORE).1.first_chunk() else {
                break;
            };
            let delimiters = self.lanes.equal(block, delimiter);
            if delimiters == 0 {
                items.added(mem::take(&mut numbers_added), mem::take(&mut taken));
                match skip(text, start, items)? {
                    Some(next) => start = next,
                    None => break,
                }
                continue;
            }
            if self.count > CAPACITY - BLOCK {
                self.flush(items);
            }

            let marks = Marks::plain::<JSON>(self.lanes, block, delimiters);
            let complete = up_to_last(delimiters);
            let surrounded = self.surrounded;
            let mut numbers = if self.surrounded {
                let marks = marks.with_surroundings::<JSON>(self.lanes, block);
                self.surrounded = marks.has_surroundings(complete);
                marks.numbers::<JSON, true>()
            } else {
                marks.numbers::<JSON, false>()
            };
            if limited {
                numbers.limit(items.limits);
            }
            if numbers.are_ordinary(complete) {
                let ends = numbers.ends & complete;
                let (added, passed) = if ends == delimiters && !surrounded {
                    let added = self.add::<true>(view, &numbers, ends, 0);
                    (added, added)
                } else {
                    let added = self.add::<false>(view, &numbers, ends, 0);
                    (added, delimiters.count_ones())
                };
                numbers_added += u64::from(added);
                taken += u64::from(passed);
                start += BLOCK - delimiters.leading_zeros() as usize;
            } else {
                items.added(mem::take(&mut numbers_added), mem::take(&mut taken));
                let seen = Seen {
                    view,
                    delimiters,
                    numbers,
                };
                start += self.add_unusual(text, start, &seen, items)?;
            }
        }
        items.added(numbers_added, taken);
        Ok(start)
    }

    /// Adds the numbers with these ends but those that are `unusual`, and returns how many. If all is
    /// `PLAIN`, each number begins where the one before it ended: 3.8 ns a line of money instead of 4.0.
    #[inline(always)]
    fn add<const PLAIN: bool>(
        &mut self,
        view: &View,
        numbers: &Numbers,
        ends: u64,
        unusual: u64,
    ) -> u32 {
        // The processor guesses once for all of them, not for each how long it is.
        let complete = up_to_last(ends);
        let added = if numbers.above_16 & complete == 0 {
            self.add_as::<1, PLAIN>(view, numbers, ends, unusual)
        } else if numbers.above_31 & complete == 0 {
            self.add_as::<2, PLAIN>(view, numbers, ends, unusual)
        } else {
            self.add_as::<PARTS, PLAIN>(view, numbers, ends, unusual)
        };
        self.count += added as usize;
        added
    }

    /// The same for numbers that are in so many parts.
    #[inline(always)]
    fn add_as<const N: usize, const PLAIN: bool>(
        &mut self,
        view: &View,
        numbers: &Numbers,
        mut ends: u64,
        unusual: u64,
    ) -> u32 {
        let mut first = numbers.first;
        let mut points = numbers.points | ends;
        let mut added = 0;
        let mut at = 0;
        while ends != 0 {
            let end = ends.trailing_zeros();
            let start = if PLAIN {
                at + u32::from(numbers.negative >> 1 >> at & 1 != 0)
            } else {
                first.trailing_zeros() % u64::BITS
            };
            let until = ends ^ (ends - 1);
            if PLAIN || unusual & until & ends == 0 {
                let number = Ordinary {
                    length: end.wrapping_sub(start) as usize,
                    fraction: end.wrapping_sub(points.trailing_zeros()) as usize,
                    negative: if PLAIN {
                        start != at
                    } else {
                        numbers.negative >> start & 1 != 0
                    },
                };
                at = end + 1;
                let end = BEFORE + end as usize;
                if let Some(window) = view.get(end - BEFORE..end)
                    && let Some(window) = window.as_chunks().0.last_chunk()
                {
                    self.columns.add::<N>(self.lanes, window, number);
                }
                added += 1;
            }
            points &= !until;
            ends &= ends - 1;
            first &= first.wrapping_sub(1);
        }
        added
    }

    /// Adds numbers among which there is something else, and returns how long the items are. Never inlined,
    /// to leave the registers to the numbers that are ordinary.
    #[inline(never)]
    fn add_unusual(
        &mut self,
        text: &[u8],
        start: usize,
        seen: &Seen<'_>,
        items: &mut Items,
    ) -> Result<usize, TextError> {
        let Seen { view, numbers, .. } = seen;
        // Up to the item that is wrong.
        let misplaced = numbers.misplaced & up_to_last(seen.delimiters);
        let delimiters = seen.delimiters & (misplaced & misplaced.wrapping_neg()).wrapping_sub(1);
        if delimiters == 0 {
            let length = seen.delimiters.trailing_zeros() as usize;
            return take_misplaced(text.get(start..start + length), items);
        }
        let ends = numbers.ends & up_to_last(delimiters);
        let mut unusual = numbers.ends_of(numbers.odd) & ends;
        let mut added = self.lanes.vectorize(
            #[inline(always)]
            || self.add::<false>(view, numbers, ends, unusual),
        );

        let mut taken = 0;
        while unusual != 0 {
            let end = unusual.trailing_zeros();
            let number = numbers.written(end);
            if number.add(view, items.limits, &mut items.sum).is_some() {
                added += 1;
            } else {
                // From the delimiter before it to that after it.
                let passed = delimiters & !(u64::MAX << end);
                let first = u64::BITS - passed.leading_zeros();
                let last = end + (delimiters >> end).trailing_zeros();
                let item = start + first as usize..start + last as usize;
                let item = text.get(item).unwrap_or_default();
                self.surrounded |= is_surrounded(item);
                let passed = passed.count_ones();
                items.added(0, u64::from(passed - taken));
                items.take(item, true)?;
                taken = passed + 1;
            }
            unusual &= unusual - 1;
        }
        let rest = delimiters.count_ones() - taken;
        items.added(u64::from(added), u64::from(rest));
        Ok(BLOCK - delimiters.leading_zeros() as usize)
    }
}

/// Takes an item in which something is misplaced, which is an error: no length is ever returned.
#[cold]
fn take_misplaced(item: Option<&[u8]>, items: &mut Items) -> Result<usize, TextError> {
    let item = item.unwrap_or_default();
    items.take(item, true)?;
    Ok(item.len() + 1)
}

/// Skips blanks in front of an item, or takes one that is longer than a block, and returns where the text
/// goes on. `None` if the item does not end here.
#[cold]
fn skip(text: &[u8], start: usize, items: &mut Items) -> Result<Option<usize>, TextError> {
    let rest = text.get(start..).unwrap_or_default();
    let not_blank = |&byte: &u8| !items.format.is_blank(byte);
    let blanks = rest.iter().position(not_blank).unwrap_or(rest.len());
    if blanks > 0 {
        return Ok(Some(start + blanks));
    }
    let delimiter = items.format.delimiter();
    let Some(length) = rest.iter().position(|&byte| byte == delimiter) else {
        return Ok(None);
    };
    items.take(rest.get(..length).unwrap_or_default(), true)?;
    Ok(Some(start + length + 1))
}

/// Whether something stands around the number, or a plus in front.
fn is_surrounded(item: &[u8]) -> bool {
    let inner = |byte: &u8| matches!(byte, b'-' | b'.' | b'0'..=b'9');
    !item.first().is_some_and(inner) || !item.last().is_some_and(inner)
}

/// All bits up to the last of these, which there must be.
#[inline]
const fn up_to_last(bits: u64) -> u64 {
    u64::MAX.wrapping_shr(bits.leading_zeros())
}

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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use alloc::string::{String, ToString};

    use super::{CAPACITY, Scan, Scanner, padded_view, view};
    use crate::text::items::Items;
    use crate::text::lanes::{BEFORE, BLOCK, Words};
    use crate::{Format, Limits};

    /// How many numbers of a text go into columns, and the sum of all.
    fn scanned(format: Format, limits: Limits, text: &str) -> (usize, String) {
        let mut items = Items::new(format, limits);
        if format == Format::JsonArray {
            items.take(b"[0", true).unwrap();
        }
        let mut scanner = Scanner::new(Words);
        assert_eq!(scanner.scan(text.as_bytes(), &mut items), Ok(text.len()));
        let in_columns = scanner.count;
        scanner.flush(&mut items);
        (in_columns, items.sum.total().to_string())
    }

    #[track_caller]
    fn all_are_ordinary(format: Format, item: &str, total: &str) {
        let text = item.repeat(200);
        let (in_columns, sum) = scanned(format, Limits::default(), &text);
        // What is around them may have to be seen once.
        assert!(
            in_columns >= 200 - 64 / item.len(),
            "{item:?}: {in_columns}"
        );
        assert_eq!(sum, total, "{item:?}");
    }

    #[test]
    fn common_lines_are_ordinary() {
        all_are_ordinary(Format::Lines, "7\n", "1400");
        all_are_ordinary(Format::Lines, "-1234.56\n", "-246912.00");
        all_are_ordinary(Format::Lines, "-1234.56\r\n", "-246912.00");
        all_are_ordinary(Format::Lines, "\n\n12.5\n\r\n", "2500.0");
        all_are_ordinary(Format::Lines, "+12\n", "2400");
        all_are_ordinary(Format::Lines, "5.\n", "1000");
        all_are_ordinary(Format::Lines, "-.5\n", "-100.0");
        all_are_ordinary(Format::Lines, " \t12.5\t \r\n", "2500.0");
        let long = "-1234567890123456789123456789.0123456789\n";
        let total = "-246913578024691357824691357802.4691357800";
        all_are_ordinary(Format::Lines, long, total);
    }

    #[test]
    fn common_elements_are_ordinary() {
        all_are_ordinary(Format::JsonArray, "7,", "1400");
        all_are_ordinary(Format::JsonArray, " -1234.56,", "-246912.00");
        all_are_ordinary(Format::JsonArray, "\r\n  12.5\t,", "2500.0");
        all_are_ordinary(Format::JsonArray, "\"+12.5\" ,", "2500.0");
        all_are_ordinary(Format::JsonArray, "\"007\",", "1400");
    }

    #[test]
    fn what_is_beside_an_exponent_is_ordinary() {
        let text = "-4.5\n3\n7\n6\n1e2\n".repeat(20);
        let sum = scanned(Format::Lines, Limits::default(), &text);
        assert_eq!(sum, (80, "2230.0".to_string()));
    }

    #[test]
    fn columns_are_filled_as_far_as_there_is_room_for_a_block() {
        let mut items = Items::new(Format::Lines, Limits::default());
        let mut scanner = Scanner::new(Words);
        let block = "7\n".repeat(BLOCK / 2);
        let counts = (0..500).map(|_| {
            scanner.scan(block.as_bytes(), &mut items).unwrap();
            scanner.count
        });
        let fullest = counts.max().unwrap();
        assert!((CAPACITY - BLOCK..=CAPACITY).contains(&fullest));
    }

    #[test]
    fn a_view_is_a_copy_only_where_the_text_is_too_short_for_it() {
        let text: [u8; 300] = core::array::from_fn(|place| u8::try_from(place % 256).unwrap());
        for at in 0..text.len() {
            let has_room = at >= BEFORE && at + BLOCK <= text.len();
            let expected = has_room.then(|| padded_view(&text, at));
            assert_eq!(view(&text, at), expected.as_ref());
        }
    }

    #[test]
    fn no_number_is_ordinary_that_a_limit_could_refuse() {
        let short = "1234.56\n".repeat(100);
        let long = "123456789012345678901234567890123\n".repeat(100);
        for (text, least) in [(short, 31), (long, 64)] {
            let scan = |digits| {
                let limits = Limits::default().with_digits(digits);
                scanned(Format::Lines, limits, &text).0
            };
            assert_eq!((scan(least - 1), scan(least)), (0, 100));
        }
    }
}
