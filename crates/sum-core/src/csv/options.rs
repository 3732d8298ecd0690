//! What the caller says of a CSV text.

use alloc::string::String;

/// Which column of a CSV text (RFC 4180) is added up, and how the text is written.
///
/// The column is the one of this name in the header, or else, if the name is a whole number, the one that
/// it counts from 1. So `2024` is the column with this name if there is one. Blanks around a name do not
/// matter, upper and lower case do. A text without a header has columns by number only.
///
/// ```
/// use sum_core::Limits;
/// use sum_core::csv::{Csv, CsvAdder, CsvError, Delimiter};
///
/// let csv = Csv::column("amount").with_delimiter(Delimiter::Semicolon);
/// let mut adder = CsvAdder::new(csv, Limits::default());
/// adder.feed(b"id;amount\n1;0.10\n2;0.20\n")?;
/// assert_eq!(adder.finish()?.sum.total().to_string(), "0.30");
///
/// let mut adder = CsvAdder::new(Csv::column("2").without_header(), Limits::default());
/// adder.feed(b"1,0.10\n2,0.20\n")?;
/// assert_eq!(adder.finish()?.sum.total().to_string(), "0.30");
///
/// let adder = CsvAdder::new(Csv::column("amount").without_header(), Limits::default());
/// assert!(matches!(adder.finish(), Err(CsvError::NameWithoutHeader { .. })));
/// # Ok::<(), CsvError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Csv {
    pub(super) column: String,
    pub(super) delimiter: Delimiter,
    pub(super) header: bool,
    pub(super) empty: EmptyFields,
}

/// What separates fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// `;`, which programs write where the comma is a decimal comma.
    Semicolon,
    /// A tab. Then it is a blank in quotes only.
    Tab,
}

/// What a field is in which nothing but blanks stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum EmptyFields {
    /// No number; it is counted in [`CsvSum::empty`](super::CsvSum::empty).
    #[default]
    Skip,
    /// An error, [`CsvError::EmptyField`](super::CsvError::EmptyField).
    Refuse,
}

impl Csv {
    /// The column with this name or number of a text with a header and commas; empty fields are skipped.
    pub fn column(name_or_number: impl Into<String>) -> Self {
        Self {
            column: name_or_number.into(),
            delimiter: Delimiter::default(),
            header: true,
            empty: EmptyFields::default(),
        }
    }

    /// The same with another delimiter.
    #[must_use]
    pub fn with_delimiter(self, delimiter: Delimiter) -> Self {
        Self { delimiter, ..self }
    }

    /// The same for a text whose first record is not a header.
    #[must_use]
    pub fn without_header(self) -> Self {
        Self {
            header: false,
            ..self
        }
    }

    /// The same with this done about empty fields.
    #[must_use]
    pub fn with_empty_fields(self, empty: EmptyFields) -> Self {
        Self { empty, ..self }
    }

    /// The name without the blanks around it.
    pub(super) fn name(&self) -> &str {
        self.column
            .trim_matches(|blank| matches!(blank, ' ' | '\t'))
    }

    /// The index from 0 of the column that the name is the number of, if it is one.
    pub(super) fn index(&self) -> Option<u64> {
        let digits = self.name();
        // `parse` takes a sign, too.
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        digits.parse::<u64>().ok()?.checked_sub(1)
    }
}

impl Delimiter {
    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}
