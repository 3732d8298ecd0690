//! The general path of the [`TextAdder`](crate::TextAdder): one item at a time, whatever it is. An item is
//! what stands between two delimiters; of a line that is all of it, of a JSON array an element with
//! the white space around it and, at the ends, the brackets. No number has a delimiter in it.

use crate::parse::cursor::first_character;
use crate::parse::number::{Grammar, Literal, short};
use crate::{Accumulator, Excerpt, Format, Limits, ParseError, TextError};

pub(crate) struct Items {
    pub(crate) format: Format,
    pub(crate) limits: Limits,
    pub(crate) sum: Accumulator,
    /// How many items were taken, blank lines included.
    taken: u64,
}

impl Items {
    pub(crate) const fn new(format: Format, limits: Limits) -> Self {
        Self {
            format,
            limits,
            sum: Accumulator::new(),
            taken: 0,
        }
    }

    pub(crate) const fn taken(&self) -> u64 {
        self.taken
    }

    pub(crate) const fn none_taken(&self) -> bool {
        self.taken == 0
    }

    /// Counts items that were taken elsewhere, and the numbers in them.
    #[inline]
    pub(crate) fn added(&mut self, numbers: u64, items: u64) {
        self.taken += items;
        self.sum.count_more(numbers);
    }

    /// Adds an item that a delimiter ends, or else the end of the text.
    pub(crate) fn take(&mut self, item: &[u8], delimited: bool) -> Result<(), TextError> {
        match self.format {
            Format::Lines => self.add_line(item, delimited)?,
            Format::JsonArray => self.add_element(item, delimited)?,
        }
        self.taken += 1;
        Ok(())
    }

    /// The length of the longest item that can be right: a number with a mantissa and an exponent as
    /// long as the limit, and what can stand around it, where a run of blanks counts once. Four bytes
    /// more, and an error is in there whole. So is an excerpt, also where the limit is low.
    pub(crate) fn longest(&self) -> usize {
        const AROUND: usize = br#"[ "-.e-" ] "#.len() + 4;
        let digits = 2 * self.limits.digits() as usize;
        digits.max(Excerpt::MAX_BYTES) + AROUND
    }

    /// Refuses an item that is longer than the longest. Its end does not matter for the reason.
    pub(crate) fn refuse(&mut self, start: &[u8]) -> Result<(), TextError> {
        // An item of this length always has an error of its own.
        let too_many = ParseError::TooManyDigits {
            limit: self.limits.digits(),
            position: start.len(),
        };
        let too_many = self.error(too_many, start);
        self.take(start, true).and(Err(too_many))
    }

    fn add_line(&mut self, item: &[u8], delimited: bool) -> Result<(), TextError> {
        let line = match item {
            [line @ .., b'\r'] if delimited => line,
            line => line,
        };
        let mut text = self.trimmed(line);
        while let [head @ .., last] = text
            && self.format.is_blank(*last)
        {
            text = head;
        }
        if text.is_empty() {
            return Ok(());
        }
        self.add(text, Grammar::Decimal)
    }

    /// Goes from left to right, so that an error is the first one.
    fn add_element(&mut self, item: &[u8], delimited: bool) -> Result<(), TextError> {
        let mut text = self.trimmed(item);
        if self.none_taken() {
            let Some(array) = text.strip_prefix(b"[") else {
                return Err(match next(text, delimited) {
                    Some(found) => TextError::NotAnArray { found },
                    None => TextError::UnexpectedEnd,
                });
            };
            text = self.trimmed(array);
        }
        if let Some(string) = text.strip_prefix(b"\"") {
            return self.add_string(string, delimited);
        }

        let ends = |&byte: &u8| byte == b']' || self.format.is_blank(byte);
        let length = text.iter().position(ends).unwrap_or(text.len());
        if length > 0 {
            let (number, rest) = text.split_at(length);
            self.add(number, Grammar::Json)?;
            return self.after_element(rest, delimited);
        }
        if self.none_taken() && text.starts_with(b"]") {
            return self.after_element(text, delimited);
        }
        Err(match next(text, delimited) {
            Some(found) => self.error(ParseError::UnexpectedCharacter { found, position: 0 }, b""),
            None => TextError::UnexpectedEnd,
        })
    }

    /// Reads what stands behind the opening quote.
    fn add_string(&mut self, text: &[u8], delimited: bool) -> Result<(), TextError> {
        let mut parts = text.splitn(2, |&byte| byte == b'"');
        if let (Some(number), Some(rest)) = (parts.next(), parts.next()) {
            self.add(number, Grammar::Decimal)?;
            return self.after_element(rest, delimited);
        }
        // It is not closed. If nothing else is wrong with it, the delimiter is.
        match Literal::read(text, Grammar::Decimal, self.limits) {
            Err(
                error @ (ParseError::UnexpectedCharacter { .. } | ParseError::TooManyDigits { .. }),
            ) => Err(self.error(error, text)),
            Ok(_) | Err(ParseError::Empty | ParseError::MissingDigit { .. }) if delimited => {
                let (found, position) = (',', text.len());
                let error = ParseError::UnexpectedCharacter { found, position };
                Err(self.error(error, &[text, b","].concat()))
            }
            Ok(_) | Err(ParseError::Empty | ParseError::MissingDigit { .. }) => {
                Err(TextError::UnexpectedEnd)
            }
        }
    }

    /// Checks that nothing but the end of the array follows an element.
    fn after_element(&self, rest: &[u8], delimited: bool) -> Result<(), TextError> {
        match self.trimmed(rest) {
            [] if delimited => Ok(()),
            [] => Err(TextError::UnexpectedEnd),
            [b']', rest @ ..] => match next(self.trimmed(rest), delimited) {
                Some(found) => Err(TextError::AfterArray { found }),
                None => Ok(()),
            },
            rest => Err(TextError::AfterElement {
                index: self.taken,
                found: next(rest, delimited).unwrap_or_default(),
            }),
        }
    }

    #[inline]
    fn add(&mut self, text: &[u8], grammar: Grammar) -> Result<(), TextError> {
        if let Some((coefficient, scale)) = short(text, grammar, self.limits) {
            self.sum.add_decimal(coefficient.into(), scale);
            return Ok(());
        }
        let number =
            Literal::read(text, grammar, self.limits).map_err(|error| self.error(error, text))?;
        self.sum.add_number(&number);
        Ok(())
    }

    /// The error of the item that is at hand, in which this is wrong.
    #[cold]
    fn error(&self, error: ParseError, text: &[u8]) -> TextError {
        let excerpt = self.excerpt(text);
        match self.format {
            Format::Lines => TextError::Line {
                line: self.taken + 1,
                error,
                excerpt,
            },
            Format::JsonArray => TextError::Element {
                index: self.taken,
                error,
                excerpt,
            },
        }
    }

    /// Shows a run of blanks as its first one, for that is what is kept of it where an item is cut.
    fn excerpt(&self, text: &[u8]) -> Excerpt {
        let runs = text.chunk_by(|&a, &b| self.format.is_blank(a) && self.format.is_blank(b));
        Excerpt::of(runs.filter_map(|run| run.first().copied()))
    }

    /// Without the blanks in front.
    #[inline]
    fn trimmed<'a>(&self, mut text: &'a [u8]) -> &'a [u8] {
        while let [first, tail @ ..] = text
            && self.format.is_blank(*first)
        {
            text = tail;
        }
        text
    }
}

/// The character that follows, be it the delimiter; none at the end of the text.
fn next(text: &[u8], delimited: bool) -> Option<char> {
    first_character(text).or(delimited.then_some(','))
}
