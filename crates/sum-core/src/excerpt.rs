//! What stood where an error is.

use core::fmt::{self, Write};

/// The beginning of a text that was refused, to be shown to a person.
///
/// It is valid UTF-8, with U+FFFD for bytes that are not, and at most [`MAX_BYTES`](Self::MAX_BYTES)
/// long: so much of the text as fits, without breaking a character. Its `Display` is safe in a log and on
/// a terminal: what has no shape of its own (control characters, blanks other than a space, marks that
/// turn or join what stands around them) is escaped as in a Rust literal, as are `\`, `'` and `…`. A `…` at
/// the end tells that the text goes on. That makes at most 243 bytes.
///
/// ```
/// use sum_core::Excerpt;
///
/// let excerpt = Excerpt::new("1,000.00");
/// assert_eq!(excerpt.to_string(), "1,000.00");
///
/// let excerpt = Excerpt::new(b"\x1b[31m-\xff\n");
/// assert_eq!(excerpt.to_string(), r"\u{1b}[31m-�\n");
///
/// let excerpt = Excerpt::new("9".repeat(50));
/// assert_eq!(excerpt.to_string(), "9999999999999999999999999999999999999999…");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Excerpt {
    /// Filled up with zeros.
    text: [u8; Self::MAX_BYTES],
    length: usize,
    clipped: bool,
}

impl Excerpt {
    /// How long it can be.
    pub const MAX_BYTES: usize = 40;

    /// The beginning of a text. The cost does not depend on the length.
    ///
    /// ```
    /// use sum_core::Excerpt;
    ///
    /// assert_eq!(Excerpt::new("12.5 €").as_str(), "12.5 €");
    /// assert_eq!(Excerpt::new(b"12.5 \x80").as_str(), "12.5 \u{fffd}");
    /// ```
    pub fn new(text: impl AsRef<[u8]>) -> Self {
        Self::of(text.as_ref().iter().copied())
    }

    pub(crate) fn of(bytes: impl Iterator<Item = u8>) -> Self {
        // No character is longer than four bytes, and none is shorter here than it was; so a character
        // that may be broken at the end of this does not fit any more.
        let mut start = [0; Self::MAX_BYTES + 4];
        let mut length = 0;
        for (place, byte) in start.iter_mut().zip(bytes) {
            *place = byte;
            length += 1;
        }
        let mut excerpt = Self {
            text: [0; Self::MAX_BYTES],
            length: 0,
            clipped: false,
        };
        for chunk in start.split_at(length).0.utf8_chunks() {
            let invalid = (!chunk.invalid().is_empty()).then_some(char::REPLACEMENT_CHARACTER);
            for character in chunk.valid().chars().chain(invalid) {
                excerpt.push(character);
            }
        }
        excerpt
    }

    fn push(&mut self, character: char) {
        let end = self.length + character.len_utf8();
        match self.text.get_mut(self.length..end) {
            Some(place) if !self.clipped => {
                character.encode_utf8(place);
                self.length = end;
            }
            _ => self.clipped = true,
        }
    }

    /// The text itself, with nothing escaped.
    ///
    /// ```
    /// use sum_core::Excerpt;
    ///
    /// assert_eq!(Excerpt::new("1\t2").as_str(), "1\t2");
    /// assert_eq!(Excerpt::new("€".repeat(14)).as_str(), "€".repeat(13));
    /// ```
    pub fn as_str(&self) -> &str {
        let text = self.text.split_at(self.length).0;
        str::from_utf8(text).unwrap_or_default()
    }

    /// Whether the text goes on.
    ///
    /// ```
    /// use sum_core::Excerpt;
    ///
    /// assert!(!Excerpt::new("1,000.00").is_clipped());
    /// assert!(Excerpt::new("9".repeat(41)).is_clipped());
    /// ```
    pub const fn is_clipped(&self) -> bool {
        self.clipped
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.as_str().chars() {
            match character {
                '"' => f.write_char(character)?,
                '…' => write!(f, "{}", character.escape_unicode())?,
                _ => write!(f, "{}", character.escape_debug())?,
            }
        }
        if self.clipped {
            f.write_char('…')
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{self}'")
    }
}
