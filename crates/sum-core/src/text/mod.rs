//! Text that arrives in chunks, added up as it comes.
#![expect(
    clippy::inline_always,
    reason = "what is not inlined into `Lanes::vectorize` has none of the instructions that it is for"
)]

mod columns;
#[cfg(feature = "std")]
pub(crate) mod io;
pub(crate) mod items;
pub(crate) mod lanes;
pub(crate) mod level;
mod marks;
pub(crate) mod partial;
mod pieces;
pub(crate) mod scan;
#[cfg(test)]
pub(crate) mod tests;

use alloc::boxed::Box;
use core::fmt;

use self::items::Items;
use self::partial::{Partial, TooLong};
use self::scan::{AnyScanner, Scan};
use crate::{Accumulator, Limits, TextError};

/// How numbers follow each other in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// One number on each line. A line ends with LF or CRLF, the last one need not. Spaces and tabs
    /// may stand around a number; lines of nothing else are skipped. A byte order mark is no part of a
    /// number, and is refused.
    Lines,
    /// One array (RFC 8259, section 5), in UTF-8, of numbers as JSON has them, or of strings that
    /// hold a number as [`Decimal`](crate::Decimal) reads it. An escape in a string is refused, since
    /// no number needs one.
    JsonArray,
}

/// Adds up the numbers of a text that arrives in chunks, exactly.
///
/// The chunks can be of any size and end anywhere, also inside a number. Nothing is collected: what is
/// kept is an [`Accumulator`], 8 KiB of sums, and of a number that is not complete at most twice as many
/// bytes as [`Limits`] allow digits, or enough for an [`Excerpt`](crate::Excerpt). With the default limits
/// that is less than 64 KiB, whatever arrives, and some 10 bytes more for each digit that they allow
/// beyond.
///
/// A common number takes a few nanoseconds and no allocation, straight from the chunk; large chunks
/// (64 KiB) suit best. Any text takes time that is linear in its length. With feature `std` the processor is
/// asked for AVX2, which is worth a quarter of the time.
///
/// ```
/// use sum_core::{Format, Limits, TextAdder};
///
/// let mut adder = TextAdder::new(Format::Lines, Limits::default());
/// adder.feed(b"1234.56\n-0.5")?;
/// adder.feed(b"6\n\n1e3\n")?;
/// let sum = adder.finish()?;
/// assert_eq!(sum.total().to_string(), "2234.00");
/// assert_eq!(sum.count(), 3);
/// # Ok::<(), sum_core::TextError>(())
/// ```
pub struct TextAdder {
    items: Items,
    scanner: Box<dyn Scan>,
    /// Of the item that is not complete yet.
    partial: Partial,
    state: Result<(), TextError>,
}

impl TextAdder {
    /// An adder of a text that has not begun yet.
    ///
    /// ```
    /// use sum_core::{Decimal, Format, Limits, TextError, TextAdder};
    ///
    /// let lines = TextAdder::new(Format::Lines, Limits::default());
    /// assert_eq!(lines.finish()?.total(), Decimal::ZERO);
    ///
    /// let array = TextAdder::new(Format::JsonArray, Limits::default());
    /// assert_eq!(array.finish().unwrap_err(), TextError::UnexpectedEnd);
    /// # Ok::<(), TextError>(())
    /// ```
    pub fn new(format: Format, limits: Limits) -> Self {
        Self::with(level::fastest(AnyScanner), format, limits)
    }

    fn with(scanner: Box<dyn Scan>, format: Format, limits: Limits) -> Self {
        Self {
            items: Items::new(format, limits),
            scanner,
            partial: Partial::default(),
            state: Ok(()),
        }
    }

    /// Takes the next piece of the text.
    ///
    /// # Errors
    ///
    /// [`TextError`] says which line or element is not a number, and why. An item may be judged only
    /// once all of it has come. From the first error on this and [`finish`](Self::finish) answer the same.
    ///
    /// ```
    /// use sum_core::{Format, Limits, ParseError, TextError, TextAdder};
    ///
    /// let mut adder = TextAdder::new(Format::JsonArray, Limits::default());
    /// adder.feed(b"[1, 2.5,")?;
    /// let error = adder.feed(b"NaN,").unwrap_err();
    /// assert_eq!(error.to_string(), "index 2: unexpected 'N' at position 0: 'NaN'");
    /// assert_eq!(adder.feed(b"4]"), Err(error));
    /// # Ok::<(), TextError>(())
    /// ```
    pub fn feed(&mut self, chunk: &[u8]) -> Result<(), TextError> {
        self.state?;
        self.state = self.read(chunk);
        self.state
    }

    /// What the whole text adds up to.
    ///
    /// # Errors
    ///
    /// That of an earlier [`feed`](Self::feed), or else [`TextError`] for the last item, or because
    /// the array is not closed.
    ///
    /// ```
    /// use sum_core::{Format, Limits, TextError, TextAdder};
    ///
    /// let mut adder = TextAdder::new(Format::JsonArray, Limits::default());
    /// adder.feed(b"[1, \"2.50\"]")?;
    /// assert_eq!(adder.finish()?.total().to_string(), "3.50");
    ///
    /// let mut adder = TextAdder::new(Format::JsonArray, Limits::default());
    /// adder.feed(b"[1, 2")?;
    /// assert_eq!(adder.finish().unwrap_err(), TextError::UnexpectedEnd);
    /// # Ok::<(), TextError>(())
    /// ```
    pub fn finish(mut self) -> Result<Accumulator, TextError> {
        self.state?;
        if self.items.format == Format::JsonArray || !self.partial.as_bytes().is_empty() {
            self.items.take(self.partial.as_bytes(), false)?;
        }
        self.scanner.flush(&mut self.items);
        Ok(self.items.sum)
    }

    /// How many lines or elements are complete so far, blank lines included; those that end before an error,
    /// if there is one. So the parts of a text that is split at line ends can have an adder each: the
    /// number of a line in an error counts from the start of its part, and this is what to add for those
    /// before it.
    ///
    /// ```
    /// use sum_core::{Format, Limits, TextAdder};
    ///
    /// let mut adder = TextAdder::new(Format::Lines, Limits::default());
    /// adder.feed(b"1\n\n2\n3")?;
    /// assert_eq!(adder.items(), 3);
    /// # Ok::<(), sum_core::TextError>(())
    /// ```
    pub const fn items(&self) -> u64 {
        self.items.taken()
    }

    fn read(&mut self, mut chunk: &[u8]) -> Result<(), TextError> {
        // An array has to begin with its bracket.
        let bracket = self.items.format == Format::JsonArray && self.items.none_taken();
        if bracket || !self.partial.as_bytes().is_empty() {
            let delimiter = self.items.format.delimiter();
            let mut parts = chunk.splitn(2, |&byte| byte == delimiter);
            self.keep(parts.next().unwrap_or_default())?;
            let Some(rest) = parts.next() else {
                return Ok(());
            };
            self.items.take(self.partial.as_bytes(), true)?;
            self.partial.clear();
            chunk = rest;
        }
        let complete = self.scanner.scan(chunk, &mut self.items)?;
        self.keep(chunk.split_at(complete).1)
    }

    fn keep(&mut self, bytes: &[u8]) -> Result<(), TextError> {
        let (format, longest) = (self.items.format, self.items.longest());
        match self.partial.keep(bytes, format, longest) {
            Ok(()) => Ok(()),
            Err(TooLong) => self.items.refuse(self.partial.as_bytes()),
        }
    }
}

impl Format {
    pub(crate) const fn delimiter(self) -> u8 {
        match self {
            Self::Lines => b'\n',
            Self::JsonArray => b',',
        }
    }

    /// Whether this can stand around an item.
    #[inline]
    pub(crate) const fn is_blank(self, byte: u8) -> bool {
        match self {
            Self::Lines => matches!(byte, b' ' | b'\t'),
            Self::JsonArray => matches!(byte, b' ' | b'\t' | b'\n' | b'\r'),
        }
    }
}

impl fmt::Debug for TextAdder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextAdder")
            .field("format", &self.items.format)
            .field("limits", &self.items.limits)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
