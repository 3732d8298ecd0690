//! What can go wrong. The enums are exhaustive: a new kind of error is a breaking change, so that
//! whoever matches on them decides what it means before their code compiles again.

use core::fmt;

use thiserror::Error;

use crate::Excerpt;

/// Why a text is not a [`Decimal`](crate::Decimal).
///
/// Positions are byte offsets from the start of the text, the first byte being 0. What stands
/// before a position is ASCII, so it counts characters as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ParseError {
    /// There is no text.
    #[error("an empty text is not a number")]
    Empty,

    /// Something that the grammar does not allow at this place.
    #[error("unexpected {found:?} at position {position}")]
    UnexpectedCharacter {
        /// The character, or U+FFFD where the bytes are not UTF-8. The message escapes it.
        found: char,
        /// Where it stands.
        position: usize,
    },

    /// The number ends where a digit has to follow: `-`, `.`, `1e+`.
    #[error("expected a digit at position {position}, found the end")]
    MissingDigit {
        /// The length of the number.
        position: usize,
    },

    /// The number is longer than the [`Limits`](crate::Limits) allow, as it is written or in plain
    /// notation.
    #[error("more than {limit} digits (exponent expanded) at position {position}")]
    TooManyDigits {
        /// The most digits allowed.
        limit: u32,
        /// Where it becomes too long: at a digit, at the exponent, or at the end of the text.
        position: usize,
    },
}

impl ParseError {
    /// The byte offset that the error is about; 0 for an empty text.
    ///
    /// ```
    /// use sum_core::{Decimal, ParseError};
    ///
    /// let error = "12,5".parse::<Decimal>().unwrap_err();
    /// assert_eq!(error, ParseError::UnexpectedCharacter { found: ',', position: 2 });
    /// assert_eq!(error.position(), 2);
    /// assert_eq!("".parse::<Decimal>().unwrap_err().position(), 0);
    /// ```
    pub const fn position(&self) -> usize {
        match *self {
            Self::Empty => 0,
            Self::UnexpectedCharacter { position, .. }
            | Self::MissingDigit { position }
            | Self::TooManyDigits { position, .. } => position,
        }
    }

    /// What to say more to a person if the text seems to have thousands separators or a decimal comma.
    ///
    /// ```
    /// use sum_core::Decimal;
    ///
    /// let hint = |text: &str| text.parse::<Decimal>().unwrap_err().separator_hint();
    /// let wanted = Some("thousands separators and decimal commas are not supported");
    /// assert_eq!(["1,234.56", "1.234,56", "1 234", "12,5"].map(hint), [wanted; 4]);
    /// assert_eq!(["12x", "x", ""].map(hint), [None; 3]);
    /// ```
    pub const fn separator_hint(&self) -> Option<&'static str> {
        match self {
            Self::UnexpectedCharacter {
                found: ',' | '.' | ' ' | '\'' | '_' | '\u{a0}' | '\u{2019}' | '\u{202f}',
                position: 1..,
            }
            | Self::UnexpectedCharacter { found: ',', .. } => {
                Some("thousands separators and decimal commas are not supported")
            }
            _ => None,
        }
    }
}

/// Why a text cannot be added up by a [`TextAdder`](crate::TextAdder).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextError {
    /// A line is not a number.
    #[error("line {line}: {error}{}", ExcerptSuffix(excerpt))]
    Line {
        /// The number of the line; the first one is 1, and blank lines count.
        line: u64,
        /// What is wrong. Positions count from the first character of the line that is not blank.
        error: ParseError,
        /// What stood there, without the blanks around it, and with the first blank for a run of them.
        excerpt: Excerpt,
    },

    /// An element of the array is not a number.
    #[error("index {index}: {error}{}", ExcerptSuffix(excerpt))]
    Element {
        /// The index of the element; the first one is 0.
        index: u64,
        /// What is wrong. Positions count from the first character of the element, in a string from
        /// the one behind the quote.
        error: ParseError,
        /// What stood there, with the first blank for a run of them: of a string its content, of
        /// anything else what there is before a blank, `]` or the comma. A string that is not closed
        /// before a comma ends behind that; an element that is missing is empty.
        excerpt: Excerpt,
    },

    /// Something stands between an element and the comma or bracket behind it.
    #[error("index {index}: expected ',' or ']' after the element, found {found:?}")]
    AfterElement {
        /// The index of the element; the first one is 0.
        index: u64,
        /// The first character that is not blank, or U+FFFD where the bytes are not UTF-8.
        found: char,
    },

    /// The text does not begin with `[`.
    #[error("expected '[', found {found:?}: the text is not a JSON array")]
    NotAnArray {
        /// The character in its place, or U+FFFD where the bytes are not UTF-8.
        found: char,
    },

    /// Something follows the array.
    #[error("unexpected {found:?} after the end of the array")]
    AfterArray {
        /// The first character that is not blank, or U+FFFD where the bytes are not UTF-8.
        found: char,
    },

    /// The text ends before the array does.
    #[error("the text ends before the array does")]
    UnexpectedEnd,
}

/// What a message about a text ends with: the text, if there is any.
struct ExcerptSuffix<'a>(&'a Excerpt);

impl fmt::Display for ExcerptSuffix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.as_str().is_empty() {
            return Ok(());
        }
        write!(f, ": '{}'", self.0)
    }
}

/// Why a [`Decimal`](crate::Decimal) is not a value of a machine integer type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TryFromDecimalError {
    /// There are digits other than zero behind the point.
    #[error("the number has a fraction and does not fit in {target}")]
    Fraction {
        /// The type that was asked for, as in `"i64"`.
        target: &'static str,
    },

    /// The number is below the smallest or above the largest value of the type.
    #[error("the number does not fit in {target}")]
    OutOfRange {
        /// The type that was asked for, as in `"i64"`.
        target: &'static str,
    },
}
