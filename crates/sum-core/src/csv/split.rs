//! The way of ordinary records: 64 bytes at a time, it is found where fields and records end, quotes or not,
//! and only the field of the column is looked at. Whatever is not ordinary is left to the
//! [`RecordReader`](super::record::RecordReader), which says the same of the rest, more slowly.

use alloc::boxed::Box;
use core::ops::Range;

use super::error::CsvError;
use super::marks::{Carry, Marks};
use super::numbers::Numbers;
use crate::text::lanes::{BLOCK, Block, Lanes};
use crate::text::level::ForLanes;

/// Finds the fields of a column.
pub(super) trait Split: Send + Sync {
    /// Takes complete records from the start of a text, as long as they are ordinary. The first of them
    /// begins on this line.
    fn split(
        &self,
        text: &[u8],
        line: u64,
        shape: Shape,
        numbers: &mut Numbers,
    ) -> Result<Taken, CsvError>;
}

/// What all records are like.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) delimiter: u8,
    /// The index of the column that is added up.
    pub(super) column: u64,
    pub(super) columns: u64,
}

/// What was taken from a text.
#[derive(Clone, Copy, Default)]
pub(super) struct Taken {
    pub(super) bytes: usize,
    pub(super) lines: u64,
}

/// A splitter for any lanes.
pub(super) struct AnySplitter;

impl ForLanes for AnySplitter {
    type Made = Box<dyn Split>;

    fn make(self, lanes: impl Lanes) -> Box<dyn Split> {
        Box::new(Splitter(lanes))
    }
}

struct Splitter<L>(L);

impl<L: Lanes> Split for Splitter<L> {
    fn split(
        &self,
        text: &[u8],
        line: u64,
        shape: Shape,
        numbers: &mut Numbers,
    ) -> Result<Taken, CsvError> {
        self.0.vectorize(
            #[inline(always)]
            || split(self.0, text, line, shape, numbers),
        )
    }
}

#[inline(always)]
fn split(
    lanes: impl Lanes,
    text: &[u8],
    line: u64,
    shape: Shape,
    numbers: &mut Numbers,
) -> Result<Taken, CsvError> {
    let mut taken = Taken::default();
    let mut record = Record::at(0);
    let mut carry = Carry::START;
    let mut at = 0;
    while at < text.len() {
        let padded;
        let block = if let Some(block) = text.get(at..).and_then(|text| text.first_chunk()) {
            block
        } else {
            padded = padded_block(text, at);
            &padded
        };
        let marks = Marks::of(lanes, block, shape.delimiter, &mut carry);
        let mut ends = marks.ends;
        let mut rest = u64::MAX;
        while ends != 0 {
            let here = rest & (ends ^ (ends - 1));
            record.pass(&marks, here, at, shape.column);
            let end = at + ends.trailing_zeros() as usize;
            match record.finish(text, end, shape, numbers.longest()) {
                Finished::Blank => {}
                Finished::Number(field) => numbers.push(line + taken.lines, field)?,
                Finished::Unusual => return Ok(taken),
            }
            taken.bytes = end + 1;
            taken.lines += 1 + record.line_ends;
            record = Record::at(end + 1);
            rest &= !here;
            ends &= ends - 1;
        }
        if marks.is_unusual {
            break;
        }
        record.pass(&marks, rest, at, shape.column);
        at += BLOCK;
    }
    Ok(taken)
}

/// A record that is not complete.
struct Record {
    start: usize,
    /// How many delimiters it has so far.
    delimiters: u64,
    /// How many line ends it has in quotes.
    line_ends: u64,
    /// The field of the column, as far as its start and its end are known.
    field: Range<usize>,
}

/// What a record is.
enum Finished<'a> {
    Blank,
    /// Its field of the column, without quotes.
    Number(&'a [u8]),
    Unusual,
}

impl Record {
    #[inline(always)]
    const fn at(start: usize) -> Self {
        Self {
            start,
            delimiters: 0,
            line_ends: 0,
            field: start..start,
        }
    }

    /// Passes these bytes of a block, which are in no other record.
    #[inline(always)]
    fn pass(&mut self, marks: &Marks, here: u64, at: usize, column: u64) {
        self.line_ends += u64::from((marks.quoted_line_ends & here).count_ones());
        let mut delimiters = marks.delimiters & here;
        let before = column.checked_sub(self.delimiters);
        let count = u64::from(delimiters.count_ones());
        self.delimiters += count;
        let Some(before) = before.filter(|&before| before <= count) else {
            return;
        };
        if before > 0 {
            for _ in 1..before {
                delimiters &= delimiters - 1;
            }
            self.field.start = at + delimiters.trailing_zeros() as usize + 1;
            delimiters &= delimiters - 1;
        }
        // If its end is not here, it is found later.
        self.field.end = at + delimiters.trailing_zeros() as usize;
    }

    /// Takes the line end, of which this is the LF.
    #[inline(always)]
    fn finish<'a>(&self, text: &'a [u8], end: usize, shape: Shape, longest: usize) -> Finished<'a> {
        let record = text.get(self.start..end).unwrap_or_default();
        let end = match record {
            [.., b'\r'] => end - 1,
            _ => end,
        };
        if end == self.start {
            return Finished::Blank;
        }
        if self.delimiters + 1 != shape.columns {
            return Finished::Unusual;
        }
        let is_last = self.delimiters == shape.column;
        let end = if is_last { end } else { self.field.end };
        match text.get(self.field.start..end).unwrap_or_default() {
            field if field.len() > longest => Finished::Unusual,
            [b'"', field @ .., b'"'] if !field.iter().any(|byte| b"\"\r\n".contains(byte)) => {
                Finished::Number(field)
            }
            [b'"', ..] => Finished::Unusual,
            field => Finished::Number(field),
        }
    }
}

/// The block at the end of a text, with zeros where there is nothing.
#[cold]
fn padded_block(text: &[u8], at: usize) -> Block {
    let mut block = [0; BLOCK];
    let bytes = text.iter().skip(at);
    let places = block.iter_mut().zip(bytes);
    places.for_each(|(place, byte)| *place = *byte);
    block
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};

    use super::{AnySplitter, Shape};
    use crate::csv::numbers::Numbers;
    use crate::csv::{CsvColumn, EmptyFields};
    use crate::text::items::Items;
    use crate::text::lanes::Words;
    use crate::text::level::ForLanes;
    use crate::text::scan::AnyScanner;
    use crate::{Format, Limits};

    /// How many bytes and lines of a text of three columns are taken, and what they add up to.
    fn taken(text: &str, column: u64) -> (usize, u64, Option<String>) {
        let scanner = AnyScanner.make(Words);
        let (limits, empty) = (Limits::default(), EmptyFields::Skip);
        let mut numbers = Numbers::new(scanner, CsvColumn::FIRST, empty, limits);
        let shape = Shape {
            delimiter: b',',
            column,
            columns: 3,
        };
        let splitter = AnySplitter.make(Words);
        let taken = splitter.split(text.as_bytes(), 1, shape, &mut numbers);
        let sum = numbers.finish().ok();
        let total = sum.map(|sum| sum.sum.total().to_string());
        taken.map_or_else(
            |_| Default::default(),
            |taken| (taken.bytes, taken.lines, total),
        )
    }

    #[test]
    fn records_as_in_rfc_4180_are_taken_all_at_once() {
        let line_ends = |text: &str| text.matches('\n').count() as u64;
        for record in [
            "7,7,7\n",
            "7,7,7\r\n",
            "\"7\",\"7\",\"7\"\n",
            "\"7\",\"7\",\"7\"\r\n",
            "\n\r\n7,7,7\n\r\n",
            " 7 ,\" 7\",7\t\r\n",
        ] {
            for column in 0..3 {
                let text = record.repeat(100);
                let expected = (text.len(), line_ends(&text), Some("700".to_string()));
                assert_eq!(taken(&text, column), expected, "{record:?} {column}");
            }
        }
        for other in ["", "\"\"", "\"a,\"\"b\"\"\r\n\"", "\"\"\"\"", "\"\n\n\""] {
            for column in 0..3 {
                let mut fields = [other; 3];
                fields
                    .iter_mut()
                    .skip(column)
                    .take(1)
                    .for_each(|field| *field = "7");
                let text = (fields.join(",") + "\n").repeat(100);
                let expected = (text.len(), line_ends(&text), Some("700".to_string()));
                assert_eq!(taken(&text, column as u64), expected, "{other:?} {column}");
            }
        }
    }

    #[test]
    fn a_field_is_taken_if_it_is_no_longer_than_the_longest() {
        let longest = Items::new(Format::Lines, Limits::default()).longest();
        for more in [0, 1] {
            let text = format!("1,{}7,1\n", " ".repeat(longest - 1 + more));
            let bytes = if more == 0 { text.len() } else { 0 };
            assert_eq!(taken(&text, 1).0, bytes);
        }
    }

    #[test]
    fn nothing_is_taken_from_the_first_other_record_on() {
        let good = "1,7,1\n".repeat(30);
        let long = "7".repeat(9000);
        for record in [
            "1,7\n",
            "1,7,1,1\n",
            "1,\"7\"\"\",1\n",
            "1,\"7\n\",1\n",
            "1,\"7\r\",1\n",
            "1,\"7\"7,1\n",
            "1\"1\",7,1\n",
            "1,7,1\r1,7,1\n",
            "1,7,\"\n",
            &format!("1,{long},1\n"),
        ] {
            for before in [0, 1, 29, 30] {
                let good = good.split_at(good.len() / 30 * before).0;
                let text = format!("{good}{record}{good}");
                let total = (7 * before).to_string();
                let expected = (good.len(), before as u64, Some(total));
                assert_eq!(taken(&text, 1), expected, "{record:?} after {before}");
            }
        }
    }
}
