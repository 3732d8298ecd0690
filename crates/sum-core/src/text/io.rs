//! What meets [`std::io`].

use std::io::{self, ErrorKind, Read, Write};
use std::vec;

use crate::{TextAdder, TextError};

/// The bytes of a read: as many as the second cache holds beside all else.
const CHUNK: usize = 128 * 1024;

/// Linux copies to memory that is aligned like this at 12 GB/s, to any other at 2.7 (AMD Zen 3).
const ALIGNMENT: usize = 64;

impl TextAdder {
    /// Feeds all that a reader has, and returns how many bytes that were. It needs no buffer of its own.
    ///
    /// # Errors
    ///
    /// Those of the reader; [`ErrorKind::InvalidData`] around the [`TextError`] of the text.
    ///
    /// ```
    /// use std::io;
    /// use sum_core::{Format, Limits, TextAdder};
    ///
    /// let mut adder = TextAdder::new(Format::Lines, Limits::default());
    /// adder.feed_from("1234.56\n-0.56\n".as_bytes())?; // a file, a socket, io::stdin()
    /// assert_eq!(adder.finish()?.total().to_string(), "1234.00");
    ///
    /// let mut adder = TextAdder::new(Format::Lines, Limits::default());
    /// let error = adder.feed_from("1\n1,5\n".as_bytes()).unwrap_err();
    /// assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    /// assert_eq!(error.to_string(), "line 2: unexpected ',' at position 1: '1,5'");
    /// # Ok::<(), io::Error>(())
    /// ```
    pub fn feed_from(&mut self, reader: impl Read) -> io::Result<u64> {
        for_each_chunk(reader, |chunk| Ok(self.feed(chunk)?))
    }
}

/// Takes all that a reader has, and returns how many bytes that were.
pub(crate) fn for_each_chunk(
    mut reader: impl Read,
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<u64> {
    let mut buffer = vec![0; CHUNK + ALIGNMENT];
    let aligned = buffer.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT);
    let buffer = buffer.split_at_mut(aligned).1.split_at_mut(CHUNK).0;
    let mut bytes = 0;
    loop {
        match reader.read(buffer) {
            Ok(0) => return Ok(bytes),
            Ok(length) => {
                take(buffer.get(..length).unwrap_or_default())?;
                bytes += length as u64;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Each write is a chunk of the text, and none is kept back.
///
/// ```
/// use std::io::{self, Write};
/// use sum_core::{Format, Limits, TextAdder};
///
/// let mut adder = TextAdder::new(Format::JsonArray, Limits::default());
/// write!(adder, "[{}, {}]", 1.5, 2)?;
/// assert_eq!(adder.finish()?.total().to_string(), "3.5");
///
/// let mut adder = TextAdder::new(Format::Lines, Limits::default());
/// io::copy(&mut "1\n2\n".as_bytes(), &mut adder)?;
/// assert_eq!(adder.finish()?.count(), 2);
/// # Ok::<(), io::Error>(())
/// ```
impl Write for TextAdder {
    fn write(&mut self, chunk: &[u8]) -> io::Result<usize> {
        self.feed(chunk)?;
        Ok(chunk.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl From<TextError> for io::Error {
    fn from(error: TextError) -> Self {
        Self::new(ErrorKind::InvalidData, error)
    }
}
