//! One record at a time, byte by byte: whatever there is in it, and wherever the text is cut.

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::error::CsvError;
use super::options::Delimiter;

/// Reads records with `csv-core`. A record begins with a byte that is no line end.
pub(super) struct RecordReader {
    reader: Reader,
    /// How many fields of the record are complete; `None` between records.
    fields: Option<u64>,
}

/// A part of a record.
pub(super) enum Part<'a> {
    /// More of a field, without quotes.
    Bytes(&'a [u8]),
    End,
}

/// How far a record was read.
pub(super) struct Read {
    pub(super) bytes: usize,
    pub(super) line_ends: u64,
    /// How many fields it has, if this is its end.
    pub(super) fields: Option<u64>,
}

impl RecordReader {
    pub(super) fn new(delimiter: Delimiter) -> Self {
        let mut reader = ReaderBuilder::new().delimiter(delimiter.byte()).build();
        // A blank line, which is nothing: only in front of the first byte it would drop a byte order mark.
        reader.read_field(b"\n", &mut [0]);
        Self {
            reader,
            fields: None,
        }
    }

    /// Whether a record has begun and not ended.
    pub(super) const fn is_inside(&self) -> bool {
        self.fields.is_some()
    }

    /// Reads up to the end of the record or of the text, and hands over its parts with the indices of their
    /// fields.
    pub(super) fn read(
        &mut self,
        text: &[u8],
        mut take: impl FnMut(u64, Part<'_>) -> Result<(), CsvError>,
    ) -> Result<Read, CsvError> {
        let mut buffer = [0; 256];
        let line = self.reader.line();
        let mut bytes = 0;
        let mut fields = self.fields.unwrap_or_default();
        let mut is_complete = false;
        while bytes < text.len() && !is_complete {
            let rest = text.split_at(bytes).1;
            let (result, read, written) = self.reader.read_field(rest, &mut buffer);
            bytes += read;
            take(fields, Part::Bytes(buffer.split_at(written).0))?;
            if let ReadFieldResult::Field { record_end } = result {
                take(fields, Part::End)?;
                fields += 1;
                is_complete = record_end;
            }
        }
        self.fields = (!is_complete).then_some(fields);
        Ok(Read {
            bytes,
            line_ends: self.reader.line() - line,
            fields: is_complete.then_some(fields),
        })
    }
}
