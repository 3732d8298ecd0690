//! Decimal to text: plain notation, the only one there is.

use alloc::string::String;
use core::fmt;

use crate::Decimal;
use crate::limbs::{INLINE_LIMBS, LIMB_DIGITS, Limbs, padding};
use crate::parse::digits::word_text;
use crate::repr::Repr;

/// A `u64` has at most 20 digits; with a sign, a zero and a point they take this many bytes.
const SHORT_TEXT: usize = 23;

/// How much of a long text is written at once.
const CHUNK: usize = 256;

const LIMB: usize = LIMB_DIGITS as usize;

/// Plain notation; see [`Decimal`]. Width, fill, alignment, `+` and `0` work as for an integer; a
/// precision is ignored, since nothing is ever rounded. Linear in the number of digits; nothing is
/// allocated, unless a long number is to be padded.
///
/// ```
/// # use sum_core::Decimal;
/// let number: Decimal = "-0012.50e1".parse()?;
/// assert_eq!(number.to_string(), "-125.0");
/// assert_eq!(format!("[{number:>8}]"), "[  -125.0]");
/// assert_eq!(format!("{number:.0}"), "-125.0");
/// # Ok::<(), sum_core::ParseError>(())
/// ```
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_none() && !f.sign_plus() {
            return self.write_to(f);
        }
        if let Some(text) = short_text(self, &mut [0; SHORT_TEXT]) {
            return f.pad_integral(!self.is_negative(), "", text.trim_start_matches('-'));
        }
        let mut text = String::new();
        write_long(&self.abs(), &mut text)?;
        f.pad_integral(!self.is_negative(), "", &text)
    }
}

impl Decimal {
    /// Writes the number as `Display` does, in plain notation, without the cost of a [`fmt::Formatter`]: a
    /// quarter less than `write!` takes for a short number. Linear in the number of digits; allocates nothing.
    ///
    /// # Errors
    ///
    /// Those of the writer; a `String` has none.
    ///
    /// ```
    /// # use sum_core::Decimal;
    /// let mut line = String::from("total ");
    /// "-12.50".parse::<Decimal>()?.write_to(&mut line)?;
    /// assert_eq!(line, "total -12.50");
    ///
    /// struct Full;
    /// impl std::fmt::Write for Full {
    ///     fn write_str(&mut self, _: &str) -> std::fmt::Result {
    ///         Err(std::fmt::Error)
    ///     }
    /// }
    /// assert!(Decimal::ZERO.write_to(&mut Full).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn write_to(&self, out: &mut impl fmt::Write) -> fmt::Result {
        match short_text(self, &mut [0; SHORT_TEXT]) {
            Some(text) => out.write_str(text),
            None => write_long(self, out),
        }
    }
}

/// Writes any number by its limbs.
fn write_long(number: &Decimal, out: &mut impl fmt::Write) -> fmt::Result {
    let mut buffer = [0; INLINE_LIMBS];
    let Limbs { limbs, fraction } = number.limbs(&mut buffer);
    // There is a digit before the point.
    let places = limbs.len().max(fraction + 1);
    let limb = |place: usize| limb_text(limbs.get(place).copied().unwrap_or(0));

    let mut chunk = Chunk([b'0'; CHUNK]);
    let top = limb(places - 1);
    let zeros = (top ^ ZEROS | 1 << 120).trailing_zeros() as usize / 8;
    // There is a byte for the sign.
    let (mut start, mut end) = (1 + zeros, 1 + LIMB);
    chunk.put(1, top);
    if number.is_negative() {
        start -= 1;
        chunk.set(start, b'-');
    }
    for place in (0..places - 1).rev() {
        if place + 1 == fraction {
            chunk.set(end, b'.');
            end += 1;
        }
        if Chunk::is_full(end) {
            out.write_str(chunk.text(start, end))?;
            (start, end) = (0, 0);
        }
        chunk.put(end, limb(place));
        end += LIMB;
    }
    end -= padding(number.scale()) as usize;
    out.write_str(chunk.text(start, end))
}

/// Sixteen zeros, the first one in the lowest byte.
const ZEROS: u128 = u128::from_ne_bytes([b'0'; LIMB]);

/// ASCII that is written at once.
struct Chunk([u8; CHUNK]);

impl Chunk {
    /// Whether a limb, and a point after it, may have no room.
    #[inline]
    const fn is_full(end: usize) -> bool {
        end + LIMB >= CHUNK
    }

    #[inline]
    fn put(&mut self, place: usize, text: u128) {
        if let Some(free) = self.0.get_mut(place..place + LIMB) {
            free.copy_from_slice(&text.to_le_bytes());
        }
    }

    #[inline]
    fn set(&mut self, place: usize, byte: u8) {
        if let Some(free) = self.0.get_mut(place) {
            *free = byte;
        }
    }

    #[inline]
    fn text(&self, start: usize, end: usize) -> &str {
        // Whole words are checked faster than what ends inside of one.
        let words = self.0.get(..end.next_multiple_of(LIMB));
        let text = str::from_utf8(words.unwrap_or_default()).unwrap_or_default();
        text.get(start..end).unwrap_or_default()
    }
}

/// The sixteen digits of a limb.
#[inline]
fn limb_text(limb: u64) -> u128 {
    let [high, low] = [limb / 100_000_000, limb % 100_000_000].map(word_text);
    u128::from(high) | u128::from(low) << 64
}

/// The whole text, written from its end into a buffer; `None` if it does not fit. Most numbers are
/// printed this way, which allocates nothing.
///
/// `to_string` of `1234.56` takes 34 ns then, 21 of them to make a `String` of a `&str` by way of a
/// `Formatter`. All eight digits made in one word, as those of a limb are, take fewer instructions and 8 ns
/// more between reading and printing a number, since each waits for the one before.
fn short_text<'a>(number: &Decimal, buffer: &'a mut [u8; SHORT_TEXT]) -> Option<&'a str> {
    let Repr::Inline { coefficient, scale } = number.0 else {
        return None;
    };
    let mut digits = u64::try_from(coefficient.unsigned_abs()).ok()?;
    let mut free = buffer.iter_mut().rev();
    // Two at a time, since a division waits for the one before.
    for _ in 0..scale / 2 {
        put_pair(&mut free, &mut digits)?;
    }
    if scale % 2 == 1 {
        *free.next()? = b'0' + (digits % 10) as u8;
        digits /= 10;
    }
    if scale > 0 {
        *free.next()? = b'.';
    }
    while digits >= 100 {
        put_pair(&mut free, &mut digits)?;
    }
    if digits >= 10 {
        put_pair(&mut free, &mut digits)?;
    } else {
        *free.next()? = b'0' + (digits % 10) as u8;
    }
    if coefficient < 0 {
        *free.next()? = b'-';
    }
    let start = free.len();
    str::from_utf8(buffer.get(start..)?).ok()
}

/// Moves the last two digits of a number to where there is room.
#[inline]
fn put_pair<'a>(free: &mut impl Iterator<Item = &'a mut u8>, digits: &mut u64) -> Option<()> {
    let pair = (*digits % 100) as u8;
    *digits /= 100;
    *free.next()? = b'0' + pair % 10;
    *free.next()? = b'0' + pair / 10;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{SHORT_TEXT, short_text};
    use crate::Decimal;

    #[test]
    fn short_numbers_are_printed_without_allocating() {
        let mut buffer = [0; SHORT_TEXT];
        for (digits, scale, expected) in [
            (0, 0, Some("0")),
            (0, 2, Some("0.00")),
            (12345, 2, Some("123.45")),
            (12345, 5, Some("0.12345")),
            (-5, 1, Some("-0.5")),
            (i128::from(u64::MAX), 0, Some("18446744073709551615")),
            (-i128::from(u64::MAX), 19, Some("-1.8446744073709551615")),
            (-i128::from(u64::MAX), 20, Some("-0.18446744073709551615")),
            (1, 22, None),
            (1 << 64, 0, None),
        ] {
            let number = Decimal::inline(digits, scale);
            assert_eq!(short_text(&number, &mut buffer), expected);
        }
    }
}
