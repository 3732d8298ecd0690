//! One column of a CSV text that arrives in chunks, added up as it comes.
#![expect(
    clippy::inline_always,
    reason = "what is not inlined into `Lanes::vectorize` has none of the instructions that it is for"
)]

mod error;
mod header;
#[cfg(feature = "std")]
mod io;
mod marks;
mod numbers;
mod options;
mod record;
mod split;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use core::{fmt, mem};

pub use self::error::{CsvColumn, CsvError, CsvHeader};
pub use self::options::{Csv, Delimiter, EmptyFields};

use self::header::HeaderReader;
use self::numbers::Numbers;
use self::record::{Part, RecordReader};
use self::split::{AnySplitter, Shape, Split};
use crate::text::level;
use crate::text::partial::{Partial, TooLong};
use crate::text::scan::{AnyScanner, Scan};
use crate::{Accumulator, Format, Limits};

const BYTE_ORDER_MARK: [u8; 3] = *b"\xEF\xBB\xBF";

/// Adds up one column of a CSV text that arrives in chunks, exactly.
///
/// The text is as RFC 4180 says: records that end with LF, CRLF or CR, fields that may stand in quotes and
/// hold delimiters, line ends and doubled quotes there. A byte order mark at the start and blank lines are
/// dropped. Every record has as many fields as the first one. Where RFC 4180 has no rule, the text means what
/// `csv-core` reads: a quote inside a field without quotes stands for itself, and what follows a closing quote
/// belongs to the field.
///
/// A field is a number as on a line of [`Format::Lines`], in quotes or not, and blanks may stand around it. With
/// nothing but blanks it is no number: [`EmptyFields`] says what then. There are no thousands separators and no
/// decimal commas; a message about a field that seems to have them says so.
///
/// The chunks can be of any size and end anywhere. What is kept is the sum as in a
/// [`TextAdder`](crate::TextAdder), some hundred fields of the column, and of the field and of the name that is not
/// complete no more than could be right. That is less than 128 KiB with the default limits, whatever arrives:
/// neither fields of other columns, nor records, nor the header can be too long for it.
///
/// Any text takes time that is linear in its length. The other columns are skipped 64 bytes at a time.
///
/// ```
/// use sum_core::Limits;
/// use sum_core::csv::{Csv, CsvAdder, CsvError};
///
/// let mut adder = CsvAdder::new(Csv::column("amount"), Limits::default());
/// adder.feed(b"name,amount\r\n\"Smith, J.\",1234.")?;
/// adder.feed(b"56\r\nnobody,\r\n\"O\"\"Hara\",\" -0.5\"\r\n")?;
/// let sum = adder.finish()?;
/// assert_eq!(sum.sum.total().to_string(), "1234.06");
/// assert_eq!((sum.sum.count(), sum.empty), (2, 1));
/// # Ok::<(), CsvError>(())
/// ```
pub struct CsvAdder {
    /// How many bytes of a byte order mark the text begins with; all if that is decided.
    mark: usize,
    delimiter: u8,
    splitter: Box<dyn Split>,
    record: RecordReader,
    /// The line on which the text goes on, and that on which the record begins.
    line: u64,
    record_line: u64,
    /// Until the header is complete.
    header: Option<HeaderReader>,
    /// How many fields a record has, once there is one.
    columns: Option<u64>,
    /// Of the field that is not complete yet.
    field: Partial,
    numbers: Numbers,
    state: Result<(), CsvError>,
}

/// What a column adds up to.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CsvSum {
    /// The numbers.
    pub sum: Accumulator,
    /// How many fields were empty.
    pub empty: u64,
}

impl CsvAdder {
    /// An adder of a text that has not begun yet.
    ///
    /// ```
    /// use sum_core::Limits;
    /// use sum_core::csv::{Csv, CsvAdder, CsvError};
    ///
    /// let adder = CsvAdder::new(Csv::column("1").without_header(), Limits::default());
    /// assert_eq!(adder.finish()?.sum.count(), 0);
    ///
    /// let adder = CsvAdder::new(Csv::column("amount"), Limits::default());
    /// assert_eq!(adder.finish().unwrap_err(), CsvError::MissingHeader);
    /// # Ok::<(), CsvError>(())
    /// ```
    pub fn new(csv: Csv, limits: Limits) -> Self {
        let (scanner, splitter) = (level::fastest(AnyScanner), level::fastest(AnySplitter));
        Self::with(scanner, splitter, csv, limits)
    }

    fn with(scanner: Box<dyn Scan>, splitter: Box<dyn Split>, csv: Csv, limits: Limits) -> Self {
        let (column, state) = match header::numbered(&csv) {
            Ok(column) => (column, Ok(())),
            Err(error) if !csv.header => (CsvColumn::FIRST, Err(error)),
            Err(_) => (CsvColumn::FIRST, Ok(())),
        };
        Self {
            mark: 0,
            delimiter: csv.delimiter.byte(),
            splitter,
            record: RecordReader::new(csv.delimiter),
            line: 1,
            record_line: 1,
            numbers: Numbers::new(scanner, column, csv.empty, limits),
            header: csv.header.then(|| HeaderReader::new(csv)),
            columns: None,
            field: Partial::default(),
            state,
        }
    }

    /// Takes the next piece of the text.
    ///
    /// # Errors
    ///
    /// [`CsvError`] says which record is wrong, and why: the first one in the text that is, and with too few or
    /// too many fields before its number. From the first error on this and [`finish`](Self::finish) answer the
    /// same.
    ///
    /// ```
    /// use sum_core::Limits;
    /// use sum_core::csv::{Csv, CsvAdder, CsvError};
    ///
    /// let mut adder = CsvAdder::new(Csv::column("amount"), Limits::default());
    /// adder.feed(b"id,amount\n1,2.50\n")?;
    /// let error = adder.feed(b"2,\"1,234.56\"\n").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "line 3, record 2, column 2 ('amount'): unexpected ',' at position 1: '1,234.56'; \
    ///      thousands separators and decimal commas are not supported",
    /// );
    /// assert_eq!(adder.feed(b"3,4\n"), Err(error));
    ///
    /// let mut adder = CsvAdder::new(Csv::column("price"), Limits::default());
    /// let error = adder.feed(b"id,amount\n1,2.50\n").unwrap_err();
    /// assert_eq!(error.to_string(), "there is no column 'price'; the columns are 'id', 'amount'");
    /// # Ok::<(), CsvError>(())
    /// ```
    pub fn feed(&mut self, chunk: &[u8]) -> Result<(), CsvError> {
        self.state.clone()?;
        self.state = self.take_start(chunk);
        self.state.clone()
    }

    /// What the column adds up to.
    ///
    /// # Errors
    ///
    /// That of an earlier [`feed`](Self::feed), or else [`CsvError`] for the last record, or because there is no
    /// header.
    ///
    /// ```
    /// use sum_core::Limits;
    /// use sum_core::csv::{Csv, CsvAdder, CsvError};
    ///
    /// let mut adder = CsvAdder::new(Csv::column("amount"), Limits::default());
    /// adder.feed(b"id,amount\n1,2.50\n2,0.5")?;
    /// assert_eq!(adder.finish()?.sum.total().to_string(), "3.00");
    ///
    /// let mut adder = CsvAdder::new(Csv::column("amount"), Limits::default());
    /// adder.feed(b"id,amount\n1,\"2.50")?;
    /// let error = CsvError::UnterminatedQuote { line: 2, record: 1 };
    /// assert_eq!(adder.finish().unwrap_err(), error);
    /// # Ok::<(), CsvError>(())
    /// ```
    pub fn finish(mut self) -> Result<CsvSum, CsvError> {
        self.state.clone()?;
        // The text was nothing but the start of a mark.
        if self.mark < BYTE_ORDER_MARK.len() {
            self.take_records(BYTE_ORDER_MARK.split_at(self.mark).0)?;
        }
        if self.record.is_inside() {
            let Some(fields) = self.end_text()? else {
                self.numbers.flush()?;
                return Err(CsvError::UnterminatedQuote {
                    line: self.record_line,
                    record: self.record_number(),
                });
            };
            self.end_record(fields)?;
        }
        if self.header.is_some() {
            return Err(CsvError::MissingHeader);
        }
        self.numbers.finish()
    }

    /// How many records are complete so far, without the header; those that end before an error, if there is
    /// one.
    ///
    /// ```
    /// use sum_core::Limits;
    /// use sum_core::csv::{Csv, CsvAdder, CsvError};
    ///
    /// let mut adder = CsvAdder::new(Csv::column("amount"), Limits::default());
    /// adder.feed(b"id,amount\n1,2.50\n2,\n\n3,")?;
    /// assert_eq!(adder.records(), 2);
    /// # Ok::<(), CsvError>(())
    /// ```
    pub fn records(&self) -> u64 {
        self.numbers.records()
    }

    /// Drops a byte order mark at the start.
    fn take_start(&mut self, mut chunk: &[u8]) -> Result<(), CsvError> {
        while let Some(&expected) = BYTE_ORDER_MARK.get(self.mark) {
            match chunk {
                [] => return Ok(()),
                [byte, rest @ ..] if *byte == expected => {
                    self.mark += 1;
                    chunk = rest;
                }
                _ => {
                    let seen = mem::replace(&mut self.mark, BYTE_ORDER_MARK.len());
                    self.take_records(BYTE_ORDER_MARK.split_at(seen).0)?;
                }
            }
        }
        self.take_records(chunk)?;
        self.numbers.flush()
    }

    fn take_records(&mut self, mut text: &[u8]) -> Result<(), CsvError> {
        while !text.is_empty() {
            let taken = if self.record.is_inside() {
                self.take_record(text)?
            } else if let [b'\r' | b'\n', ..] = text {
                self.line += u64::from(text.starts_with(b"\n"));
                1
            } else {
                match self.split(text)? {
                    0 => self.take_record(text)?,
                    taken => taken,
                }
            };
            text = text.split_at(taken).1;
        }
        Ok(())
    }

    /// Takes ordinary records, all at once.
    fn split(&mut self, text: &[u8]) -> Result<usize, CsvError> {
        let (None, Some(columns)) = (&self.header, self.columns) else {
            return Ok(0);
        };
        let shape = Shape {
            delimiter: self.delimiter,
            column: self.numbers.column().index(),
            columns,
        };
        let taken = self
            .splitter
            .split(text, self.line, shape, &mut self.numbers)?;
        self.line += taken.lines;
        Ok(taken.bytes)
    }

    /// Takes a record up to its end, if that is here.
    fn take_record(&mut self, text: &[u8]) -> Result<usize, CsvError> {
        if !self.record.is_inside() {
            self.record_line = self.line;
        }
        let line = self.record_line;
        let column = self.numbers.column().index();
        let read = self
            .record
            .read(text, |index, part| match (&mut self.header, part) {
                (Some(header), Part::Bytes(bytes)) => {
                    header.name(bytes);
                    Ok(())
                }
                (Some(header), Part::End) => {
                    header.end_name();
                    Ok(())
                }
                (None, Part::Bytes(bytes)) if index == column => {
                    let longest = self.numbers.longest();
                    match self.field.keep(bytes, Format::Lines, longest) {
                        Ok(()) => Ok(()),
                        Err(TooLong) => self.numbers.refuse_long(line, self.field.as_bytes()),
                    }
                }
                _ => Ok(()),
            })?;
        self.line += read.line_ends;
        if let Some(fields) = read.fields {
            self.end_record(fields)?;
        }
        Ok(read.bytes)
    }

    /// How many fields the record has that ends with the text. None if it does not end: inside quotes a line end,
    /// which stands for the end of the text here, belongs to the field.
    fn end_text(&mut self) -> Result<Option<u64>, CsvError> {
        let header = &mut self.header;
        let read = self.record.read(b"\n", |_, part| {
            if let (Some(header), Part::End) = (header.as_mut(), part) {
                header.end_name();
            }
            Ok(())
        })?;
        Ok(read.fields)
    }

    fn end_record(&mut self, fields: u64) -> Result<(), CsvError> {
        if let Some(header) = self.header.take() {
            let (column, columns) = header.finish()?;
            self.numbers.set_column(column);
            self.columns = Some(columns);
            return Ok(());
        }
        let line = self.record_line;
        let expected = *self.columns.get_or_insert(fields);
        if fields != expected {
            self.numbers.flush()?;
            let (record, found) = (self.record_number(), fields);
            return Err(CsvError::Ragged {
                line,
                record,
                expected,
                found,
            });
        }
        if self.numbers.column().number > fields {
            return Err(self.numbers.column().unknown_in(fields));
        }
        self.numbers.push_any(line, self.field.as_bytes())?;
        self.field.clear();
        Ok(())
    }

    /// The number of the record that is not complete yet; 0 for the header.
    fn record_number(&self) -> u64 {
        match self.header {
            Some(_) => 0,
            None => self.numbers.records() + 1,
        }
    }
}

impl fmt::Debug for CsvAdder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsvAdder")
            .field("column", self.numbers.column())
            .field("columns", &self.columns)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
