//! What an adder has to answer, found from the whole text at once: split by hand, read with
//! `Decimal`, added with `+`.

use sum_core::{Decimal, Excerpt, Format, Limits, ParseError, TextAdder, TextError};

/// The digits of the total and the count, or the first error.
pub(crate) type Answer = Result<(String, u64), TextError>;

/// Holds all adders against the model.
#[track_caller]
pub(crate) fn agrees(format: Format, text: &[u8], limits: Limits, sizes: &[usize]) -> Answer {
    let expected = answer(format, text, limits);
    let shown = || text.escape_ascii().to_string();
    for (name, adder) in super::adders(format, limits) {
        let answer = read(format, adder, text, sizes);
        assert_eq!(answer, expected, "{name}: {} by {sizes:?}", shown());
    }
    expected
}

/// Feeds a text in chunks of these sizes, over and over.
#[track_caller]
fn read(format: Format, mut adder: TextAdder, text: &[u8], sizes: &[usize]) -> Answer {
    let mut rest = text;
    let mut result = Ok(());
    for &size in sizes.iter().cycle() {
        if rest.is_empty() || result.is_err() {
            break;
        }
        let (chunk, behind) = rest.split_at(size.min(rest.len()));
        result = adder.feed(chunk);
        rest = behind;
    }
    if result.is_err() {
        assert_eq!(adder.feed(b"1\n"), result, "an adder stays in its error");
        assert_eq!(adder.feed(b""), result, "an adder stays in its error");
    }
    let items = adder.items();
    let answer = adder.finish();
    match result {
        Ok(()) => assert_eq!(items, ended(format, text), "all that have ended"),
        Err(error) => {
            assert_eq!(answer.as_ref().err(), Some(&error), "also at the end");
            let before = before(&error).unwrap_or(items);
            assert_eq!(items, before, "those before the error");
        }
    }
    answer.map(|sum| (sum.total().to_string(), sum.count()))
}

/// How many items of a text are followed by a delimiter.
fn ended(format: Format, text: &[u8]) -> u64 {
    let delimiter = match format {
        Format::JsonArray => b',',
        _ => b'\n',
    };
    text.split(|byte| *byte == delimiter).skip(1).count() as u64
}

/// How many items there are before an error in one.
fn before(error: &TextError) -> Option<u64> {
    match *error {
        TextError::Line { line, .. } => Some(line - 1),
        TextError::Element { index, .. } | TextError::AfterElement { index, .. } => Some(index),
        _ => None,
    }
}

fn answer(format: Format, text: &[u8], limits: Limits) -> Answer {
    let numbers = match format {
        Format::JsonArray => Array::new(text, limits).numbers(),
        _ => lines(text, limits),
    }?;
    let total: Decimal = numbers.iter().sum();
    Ok((total.to_string(), numbers.len() as u64))
}

fn lines(text: &[u8], limits: Limits) -> Result<Vec<Decimal>, TextError> {
    let mut numbers = Vec::new();
    for (line, content) in (1..).zip(text.split_inclusive(|&byte| byte == b'\n')) {
        let content = match content {
            [content @ .., b'\r', b'\n'] | [content @ .., b'\n'] => content,
            unended => unended,
        };
        let content = trim_end(trim_start(content, b" \t"), b" \t");
        if !content.is_empty() {
            let number = Decimal::parse_with(content, limits);
            let refused = |error| TextError::Line {
                line,
                error,
                excerpt: excerpt(content, b" \t"),
            };
            numbers.push(number.map_err(refused)?);
        }
    }
    Ok(numbers)
}

/// A JSON array, from left to right.
struct Array<'a> {
    rest: &'a [u8],
    limits: Limits,
    index: u64,
}

impl<'a> Array<'a> {
    fn new(text: &'a [u8], limits: Limits) -> Self {
        let rest = text;
        Self {
            rest,
            limits,
            index: 0,
        }
    }

    fn numbers(mut self) -> Result<Vec<Decimal>, TextError> {
        let mut numbers = Vec::new();
        self.skip_white_space();
        match first(self.rest) {
            Some('[') => self.rest = &self.rest[1..],
            Some(found) => return Err(TextError::NotAnArray { found }),
            None => return Err(TextError::UnexpectedEnd),
        }
        self.skip_white_space();
        if self.rest.starts_with(b"]") {
            self.after()?;
            return Ok(numbers);
        }
        loop {
            self.skip_white_space();
            let quoted = first(self.rest).ok_or(TextError::UnexpectedEnd)? == '"';
            numbers.push(if quoted { self.string()? } else { self.bare()? });
            self.skip_white_space();
            match first(self.rest).ok_or(TextError::UnexpectedEnd)? {
                ',' => self.rest = &self.rest[1..],
                ']' => {
                    self.after()?;
                    return Ok(numbers);
                }
                found => {
                    let index = self.index;
                    return Err(TextError::AfterElement { index, found });
                }
            }
            self.index += 1;
        }
    }

    /// Takes a string. No number has a comma or a quote in it, so it goes as far as that.
    fn string(&mut self) -> Result<Decimal, TextError> {
        let text = self.take_until(1, b"\",");
        let number = Decimal::parse_with(text, self.limits);
        if self.rest.starts_with(b"\"") {
            self.rest = &self.rest[1..];
            return number.map_err(|error| self.element(error, text));
        }
        match number {
            Err(
                error @ (ParseError::UnexpectedCharacter { .. } | ParseError::TooManyDigits { .. }),
            ) => Err(self.element(error, text)),
            // So far it may have become a number.
            _ if self.rest.is_empty() => Err(TextError::UnexpectedEnd),
            _ => Err(self.unexpected(text.len(), &[text, b","].concat())),
        }
    }

    fn bare(&mut self) -> Result<Decimal, TextError> {
        let before = first(self.rest);
        let text = self.take_until(0, b",] \t\r\n");
        if text.is_empty() {
            let (found, position) = (before.expect("the caller saw it"), 0);
            return Err(self.element(ParseError::UnexpectedCharacter { found, position }, b""));
        }
        let number = Decimal::parse_with(text, self.limits);
        let (valid, complete) = json_number(text);
        match number {
            Err(error) if error.position() < valid => Err(self.element(error, text)),
            _ if valid < text.len() => Err(self.unexpected(valid, text)),
            Ok(_) if !complete => {
                Err(self.element(ParseError::MissingDigit { position: valid }, text))
            }
            number => number.map_err(|error| self.element(error, text)),
        }
    }

    /// Takes the end of the array, and checks that nothing follows.
    fn after(&mut self) -> Result<(), TextError> {
        self.rest = &self.rest[1..];
        self.skip_white_space();
        match first(self.rest) {
            None => Ok(()),
            Some(found) => Err(TextError::AfterArray { found }),
        }
    }

    /// What stands between `start` and one of `ends` or the end of the text.
    fn take_until(&mut self, start: usize, ends: &[u8]) -> &'a [u8] {
        let text = &self.rest[start..];
        let end = text.iter().position(|byte| ends.contains(byte));
        let (text, rest) = text.split_at(end.unwrap_or(text.len()));
        self.rest = rest;
        text
    }

    fn skip_white_space(&mut self) {
        self.rest = trim_start(self.rest, b" \t\r\n");
    }

    fn unexpected(&self, position: usize, text: &[u8]) -> TextError {
        let found = first(&text[position..]).expect("there is a character");
        self.element(ParseError::UnexpectedCharacter { found, position }, text)
    }

    fn element(&self, error: ParseError, text: &[u8]) -> TextError {
        TextError::Element {
            index: self.index,
            error,
            excerpt: excerpt(text, b" \t\r\n"),
        }
    }
}

/// What is shown of a text: of blanks in a row the first one.
fn excerpt(text: &[u8], blanks: &[u8]) -> Excerpt {
    let mut shown = text.to_vec();
    shown.dedup_by(|next, kept| blanks.contains(next) && blanks.contains(kept));
    Excerpt::new(shown)
}

/// How far a text is the beginning of a number in JSON, and whether that much is one (RFC 8259,
/// section 6).
fn json_number(text: &[u8]) -> (usize, bool) {
    #[derive(Clone, Copy)]
    enum After {
        Nothing,
        Minus,
        Zero,
        Integer,
        Point,
        Fraction,
        E,
        Sign,
        Exponent,
    }
    use After::*;

    let mut state = Nothing;
    let mut valid = 0;
    for byte in text {
        state = match (state, byte) {
            (Nothing, b'-') => Minus,
            (Nothing | Minus, b'0') => Zero,
            (Nothing | Minus, b'1'..=b'9') | (Integer, b'0'..=b'9') => Integer,
            (Zero | Integer, b'.') => Point,
            (Point | Fraction, b'0'..=b'9') => Fraction,
            (Zero | Integer | Fraction, b'e' | b'E') => E,
            (E, b'+' | b'-') => Sign,
            (E | Sign | Exponent, b'0'..=b'9') => Exponent,
            _ => break,
        };
        valid += 1;
    }
    (valid, matches!(state, Zero | Integer | Fraction | Exponent))
}

/// The first character; U+FFFD for bytes that are not UTF-8.
fn first(text: &[u8]) -> Option<char> {
    String::from_utf8_lossy(&text[..text.len().min(8)])
        .chars()
        .next()
}

fn trim_start<'a>(mut text: &'a [u8], blanks: &[u8]) -> &'a [u8] {
    while let [first, rest @ ..] = text
        && blanks.contains(first)
    {
        text = rest;
    }
    text
}

fn trim_end<'a>(mut text: &'a [u8], blanks: &[u8]) -> &'a [u8] {
    while let [rest @ .., last] = text
        && blanks.contains(last)
    {
        text = rest;
    }
    text
}
