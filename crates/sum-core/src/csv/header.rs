//! Finds the column in the first record.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::error::{CsvColumn, CsvError, CsvHeader};
use super::options::Csv;
use crate::Excerpt;

/// The names of a header, as they arrive. Of each no more is kept than the name that is searched for has, or
/// an excerpt.
pub(super) struct HeaderReader {
    csv: Csv,
    /// The start of the name that is read, without blanks in front.
    name: Vec<u8>,
    /// Whether there is more of it.
    is_longer: bool,
    header: CsvHeader,
    /// The indices of the first two columns with the name.
    matches: [Option<u64>; 2],
    /// The name of the column with the number.
    numbered: Option<Excerpt>,
}

impl HeaderReader {
    pub(super) const fn new(csv: Csv) -> Self {
        Self {
            csv,
            name: Vec::new(),
            is_longer: false,
            header: CsvHeader {
                names: Vec::new(),
                columns: 0,
            },
            matches: [None; 2],
            numbered: None,
        }
    }

    /// Takes more of a name.
    pub(super) fn name(&mut self, bytes: &[u8]) {
        // Four bytes more, and an excerpt shows that it is clipped.
        let longest = self.csv.name().len().max(Excerpt::MAX_BYTES + 4);
        for &byte in bytes {
            if self.name.len() < longest {
                if !(is_blank(byte) && self.name.is_empty()) {
                    self.name.push(byte);
                }
            } else if !is_blank(byte) {
                self.is_longer = true;
            }
        }
    }

    /// Takes the end of a name.
    pub(super) fn end_name(&mut self) {
        while self.name.last().copied().is_some_and(is_blank) && !self.is_longer {
            self.name.pop();
        }
        let excerpt = || Excerpt::new(&self.name);
        let index = self.header.columns;
        if !self.is_longer && self.name == self.csv.name().as_bytes() {
            match &mut self.matches {
                [Some(_), second] => *second = second.or(Some(index)),
                [first, _] => *first = Some(index),
            }
        }
        if self.csv.index() == Some(index) {
            self.numbered = Some(excerpt());
        }
        if self.header.names.len() < CsvHeader::MAX_NAMES {
            self.header.names.push(excerpt());
        }
        self.header.columns += 1;
        self.name.clear();
        self.is_longer = false;
    }

    /// The column, and how many there are.
    pub(super) fn finish(self) -> Result<(CsvColumn, u64), CsvError> {
        let name = Excerpt::new(self.csv.name());
        let index = match self.matches {
            [Some(first), Some(second)] => {
                return Err(CsvError::AmbiguousColumn {
                    column: name,
                    first: first + 1,
                    second: second + 1,
                });
            }
            [Some(index), None] => return Ok((column(index, Some(name)), self.header.columns)),
            [None, _] => self.csv.index(),
        };
        match (index, self.numbered) {
            (Some(index), Some(name)) => Ok((column(index, Some(name)), self.header.columns)),
            _ => Err(unknown(&self.csv, self.header)),
        }
    }
}

/// The column of a text without a header.
pub(super) fn numbered(csv: &Csv) -> Result<CsvColumn, CsvError> {
    match csv.index() {
        Some(index) => Ok(column(index, None)),
        None => Err(CsvError::NameWithoutHeader {
            column: Excerpt::new(csv.name()),
        }),
    }
}

const fn column(index: u64, name: Option<Excerpt>) -> CsvColumn {
    CsvColumn {
        number: index + 1,
        name,
    }
}

fn unknown(csv: &Csv, header: CsvHeader) -> CsvError {
    CsvError::UnknownColumn {
        column: Excerpt::new(csv.name()),
        header: Box::new(header),
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
