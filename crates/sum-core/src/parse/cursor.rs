//! Reads a text from left to right, and says what is wrong where it stands.

use super::digits;
use crate::{Limits, ParseError};

/// A place in a text.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    text: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    #[inline]
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self { text, rest: text }
    }

    #[inline]
    pub(crate) fn take(&mut self, wanted: u8) -> bool {
        match self.rest.split_first() {
            Some((&first, tail)) if first == wanted => {
                self.rest = tail;
                true
            }
            _ => false,
        }
    }

    /// Takes a sign, if there is one; true for a minus.
    #[inline]
    pub(crate) fn take_sign(&mut self) -> bool {
        let negative = self.take(b'-');
        if !negative {
            self.take(b'+');
        }
        negative
    }

    #[inline]
    pub(crate) fn take_digits(&mut self) -> &'a [u8] {
        let (digits, rest) = self.rest.split_at(digits::run_length(self.rest));
        self.rest = rest;
        digits
    }

    #[inline]
    pub(crate) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The place `bytes` before this one.
    pub(crate) fn back(self, bytes: usize) -> Self {
        let (_, rest) = self.text.split_at(self.position() - bytes);
        Self {
            text: self.text,
            rest,
        }
    }

    fn position(self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// The error for a number that becomes too long here.
    #[cold]
    pub(crate) fn too_many(self, limits: Limits) -> ParseError {
        ParseError::TooManyDigits {
            limit: limits.digits(),
            position: self.position(),
        }
    }

    /// The error for a text that goes wrong here.
    #[cold]
    pub(crate) fn unexpected(self) -> ParseError {
        let position = self.position();
        match first_character(self.rest) {
            Some(found) => ParseError::UnexpectedCharacter { found, position },
            None if self.text.is_empty() => ParseError::Empty,
            None => ParseError::MissingDigit { position },
        }
    }
}

/// The character that a text begins with; U+FFFD where its bytes are not UTF-8.
pub(crate) fn first_character(text: &[u8]) -> Option<char> {
    // No character is longer than four bytes.
    let chunk = text.get(..4).unwrap_or(text).utf8_chunks().next()?;
    let character = chunk.valid().chars().next();
    Some(character.unwrap_or(char::REPLACEMENT_CHARACTER))
}
