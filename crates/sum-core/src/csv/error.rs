//! Why a CSV text does not add up.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;

use thiserror::Error;

use crate::{Excerpt, ParseError};

/// Why a column cannot be added up by a [`CsvAdder`](super::CsvAdder).
///
/// A line is the one on which the record begins; the first one is 1, and all lines count. It ends with LF: where
/// records end with CR, all is line 1. A record is counted from 1 without the header; blank lines are no records.
/// Like the other errors of the crate it is exhaustive.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CsvError {
    /// A field of the column is not a number.
    #[error(
        "line {line}, record {record}, {column}: {error}: '{excerpt}'{}",
        Hint(error)
    )]
    Field {
        /// The line on which the record begins.
        line: u64,
        /// The number of the record.
        record: u64,
        /// The column.
        column: Box<CsvColumn>,
        /// What is wrong. Positions count from the first character of the field that is not blank, without
        /// its quotes.
        error: ParseError,
        /// What stood there, without quotes and blanks around it, and with the first blank for a run of
        /// them.
        excerpt: Excerpt,
    },

    /// A field of the column is empty, which the caller does not allow.
    #[error("line {line}, record {record}, {column}: the field is empty")]
    EmptyField {
        /// The line on which the record begins.
        line: u64,
        /// The number of the record.
        record: u64,
        /// The column.
        column: Box<CsvColumn>,
    },

    /// A record does not have as many fields as the first one.
    #[error("line {line}, record {record}: {found} fields instead of {expected}")]
    Ragged {
        /// The line on which the record begins.
        line: u64,
        /// The number of the record.
        record: u64,
        /// How many fields the header has, or the first record.
        expected: u64,
        /// How many fields the record has.
        found: u64,
    },

    /// The text ends inside quotes.
    #[error("line {line}, record {record}: the text ends inside a quoted field")]
    UnterminatedQuote {
        /// The line on which the record begins.
        line: u64,
        /// The number of the record; 0 for the header.
        record: u64,
    },

    /// There is no such column.
    #[error("there is no column '{column}'; {header}")]
    UnknownColumn {
        /// The name or number that was asked for.
        column: Excerpt,
        /// The columns that there are.
        header: Box<CsvHeader>,
    },

    /// More than one column has the name.
    #[error("columns {first} and {second} are both named '{column}'; use a number")]
    AmbiguousColumn {
        /// The name.
        column: Excerpt,
        /// The number of the first one.
        first: u64,
        /// The number of the second one.
        second: u64,
    },

    /// The text ends before its header.
    #[error("the text has no header")]
    MissingHeader,

    /// The column is not a number, and only a header has names.
    #[error("'{column}' is not the number of a column, and a text without a header has no names")]
    NameWithoutHeader {
        /// The name.
        column: Excerpt,
    },
}

/// A column: `column 4 ('amount')`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvColumn {
    /// Counted from 1.
    pub number: u64,
    /// The name, if there is a header.
    pub name: Option<Excerpt>,
}

impl CsvColumn {
    /// That of a text whose header is not read yet.
    pub(super) const FIRST: Self = Self {
        number: 1,
        name: None,
    };

    pub(super) const fn index(&self) -> u64 {
        self.number - 1
    }

    /// The error where so many columns are fewer, and have no names.
    pub(super) fn unknown_in(&self, columns: u64) -> CsvError {
        CsvError::UnknownColumn {
            column: Excerpt::new(self.number.to_string()),
            header: Box::new(CsvHeader {
                names: Vec::new(),
                columns,
            }),
        }
    }
}

impl fmt::Display for CsvColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}", self.number)?;
        match &self.name {
            Some(name) => write!(f, " ('{name}')"),
            None => Ok(()),
        }
    }
}

/// The columns that a text has: `the columns are 'id', 'date' and 6 more`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvHeader {
    /// The names of the first ones, at most [`MAX_NAMES`](Self::MAX_NAMES); none if there is no header.
    pub names: Vec<Excerpt>,
    /// How many columns there are.
    pub columns: u64,
}

impl CsvHeader {
    /// How many names are kept.
    pub const MAX_NAMES: usize = 32;
}

impl fmt::Display for CsvHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.names.is_empty() {
            return write!(f, "the first record has {} fields", self.columns);
        }
        f.write_str("the columns are ")?;
        for (index, name) in self.names.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}'{name}'")?;
        }
        match self.columns.saturating_sub(self.names.len() as u64) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// What a message ends with if the field looks like a number written for people.
struct Hint<'a>(&'a ParseError);

impl fmt::Display for Hint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.separator_hint() {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}
