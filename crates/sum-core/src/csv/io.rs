//! What meets [`std::io`].

use std::io::{self, ErrorKind, Read, Write};

use super::{CsvAdder, CsvError};
use crate::text::io::for_each_chunk;

impl CsvAdder {
    /// Feeds all that a reader has, and returns how many bytes that were. It needs no buffer of its own.
    ///
    /// # Errors
    ///
    /// Those of the reader; [`ErrorKind::InvalidData`] around the [`CsvError`] of the text.
    ///
    /// ```
    /// use std::io;
    /// use sum_core::Limits;
    /// use sum_core::csv::{Csv, CsvAdder};
    ///
    /// let mut adder = CsvAdder::new(Csv::column("amount"), Limits::default());
    /// adder.feed_from("id,amount\n1,1234.56\n".as_bytes())?; // a file, a socket, io::stdin()
    /// assert_eq!(adder.finish()?.sum.total().to_string(), "1234.56");
    ///
    /// let mut adder = CsvAdder::new(Csv::column("amount"), Limits::default());
    /// let error = adder.feed_from("id,amount\n1\n".as_bytes()).unwrap_err();
    /// assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    /// assert_eq!(error.to_string(), "line 2, record 1: 1 fields instead of 2");
    /// # Ok::<(), io::Error>(())
    /// ```
    pub fn feed_from(&mut self, reader: impl Read) -> io::Result<u64> {
        for_each_chunk(reader, |chunk| Ok(self.feed(chunk)?))
    }
}

/// Each write is a chunk of the text, and none is kept back.
///
/// ```
/// use std::io::{self, Write};
/// use sum_core::Limits;
/// use sum_core::csv::{Csv, CsvAdder};
///
/// let mut adder = CsvAdder::new(Csv::column("2"), Limits::default());
/// writeln!(adder, "id,amount")?;
/// writeln!(adder, "{},{}", 1, 2.5)?;
/// assert_eq!(adder.finish()?.sum.total().to_string(), "2.5");
/// # Ok::<(), io::Error>(())
/// ```
impl Write for CsvAdder {
    fn write(&mut self, chunk: &[u8]) -> io::Result<usize> {
        self.feed(chunk)?;
        Ok(chunk.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl From<CsvError> for io::Error {
    fn from(error: CsvError) -> Self {
        Self::new(ErrorKind::InvalidData, error)
    }
}
