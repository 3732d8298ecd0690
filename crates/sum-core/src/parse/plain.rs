//! Plain notation of 16 bytes and more. No exponent moves the point, so limbs begin at it: the text is cut
//! into blocks on both sides, each a limb.

use alloc::vec::Vec;

use super::digits::{first_value, last_value, limb_value, others, run_length};
use crate::repr::SHORT_LIMBS;
use crate::{Decimal, Limits};

/// `None` if it is shorter, may be over the limit, or has anything but a sign, digits and a point.
#[inline]
pub(crate) fn plain(text: &[u8], limits: Limits) -> Option<Decimal> {
    let (negative, text) = match text {
        [b'-', unsigned @ ..] => (true, unsigned),
        [b'+', unsigned @ ..] | unsigned => (false, unsigned),
    };
    // Plain notation has no more digits than this has bytes: it may add one, before a point.
    if text.len() > limits.digits() as usize {
        return None;
    }
    if text.len() > 64 {
        return many(negative, text);
    }
    let last = text.last_chunk()?;
    let pieces = Pieces::cut(text, point_of_few(text, last)?)?;
    let mut limbs = [0; SHORT_LIMBS];
    let mut free = limbs.iter_mut();
    if let Some(lowest) = pieces.lowest {
        *free.next()? = lowest;
    }
    for blocks in [pieces.fraction, pieces.integer] {
        for (block, limb) in blocks.iter().rev().zip(free.by_ref()) {
            *limb = limb_value(block);
        }
    }
    if let Some(highest) = pieces.highest {
        *free.next()? = highest;
    }
    Some(Decimal::short(negative, &limbs, pieces.scale))
}

#[inline(never)]
fn many(negative: bool, text: &[u8]) -> Option<Decimal> {
    let pieces = Pieces::cut(text, point_of_many(text)?)?;
    let mut limbs = Vec::with_capacity(pieces.fraction.len() + pieces.integer.len() + 2);
    limbs.extend(pieces.lowest);
    limbs.extend(pieces.fraction.iter().rev().map(limb_value));
    limbs.extend(pieces.integer.iter().rev().map(limb_value));
    limbs.extend(pieces.highest);
    Some(Decimal::from_limbs(negative, limbs, pieces.scale))
}

/// A text by its limbs.
struct Pieces<'a> {
    /// The last digits after the point, where they do not fill a limb.
    lowest: Option<u64>,
    fraction: &'a [[u8; 16]],
    integer: &'a [[u8; 16]],
    /// The first digits before the point, where they do not fill a limb.
    highest: Option<u64>,
    scale: u32,
}

impl<'a> Pieces<'a> {
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "an eighth of the time of forty digits"
    )]
    fn cut(text: &'a [u8], point: usize) -> Option<Self> {
        let (integer, rest) = text.split_at(point);
        let fraction = rest.get(1..).unwrap_or_default();
        let scale = u32::try_from(fraction.len()).ok()?;
        let (head, integer) = integer.as_rchunks();
        let (fraction, tail) = fraction.as_chunks();
        let (first, last) = (text.first_chunk()?, text.last_chunk()?);
        let lowest = (!tail.is_empty()).then(|| last_value(last, 16 - tail.len()));
        let highest = (!head.is_empty()).then(|| first_value(first, head.len()));
        Some(Self {
            lowest,
            fraction,
            integer,
            highest,
            scale,
        })
    }
}

/// Where the point of at most 64 bytes is, or their end, by one mask for all bytes.
#[inline]
fn point_of_few(text: &[u8], last: &[u8; 16]) -> Option<usize> {
    let blocks = text.as_chunks().0.iter().enumerate();
    let not_digits = blocks.fold(
        others(*last) << (text.len() - 16),
        |not_digits, (index, block)| not_digits | others(*block) << (16 * index),
    );
    let point = text.len().min(not_digits.trailing_zeros() as usize);
    match text.get(point) {
        None => Some(point),
        Some(b'.') if not_digits.is_power_of_two() => Some(point),
        Some(_) => None,
    }
}

/// The same for more bytes.
#[inline]
fn point_of_many(text: &[u8]) -> Option<usize> {
    let point = run_length(text);
    match text.split_at(point).1 {
        [] => Some(point),
        [b'.', fraction @ ..] if run_length(fraction) == fraction.len() => Some(point),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::plain;
    use crate::Limits;

    #[test]
    fn plain_notation_of_every_length_is_read_at_once() {
        let digits = "7391028465".repeat(20);
        for length in 16..digits.len() {
            let (text, _) = digits.split_at(length);
            let read = plain(text.as_bytes(), Limits::default());
            assert_eq!(read.map(|number| number.to_string()).as_deref(), Some(text));
            for point in 1..length {
                let (integer, fraction) = text.split_at(point);
                let text = format!("-{integer}.{fraction}");
                let read = plain(text.as_bytes(), Limits::default());
                assert_eq!(read.map(|number| number.to_string()), Some(text));
            }
        }
    }

    #[test]
    fn all_else_is_left_to_others() {
        for length in [16, 40, 64, 65, 200] {
            let digits = "7".repeat(length - 8);
            for text in [
                format!("{digits}e1234567"),
                format!("{digits}.3.12345"),
                format!("7654.32.{digits}"),
                format!("7654321x{digits}"),
                format!("-+654321{digits}"),
            ] {
                assert_eq!(plain(text.as_bytes(), Limits::default()), None, "{text}");
            }
        }
        assert_eq!(plain(b"123456789012345", Limits::default()), None);
        let limits = Limits::default().with_digits(17);
        assert!(plain(b"1234567890.123456", limits).is_some());
        assert_eq!(plain(b"12345678901.234567", limits), None);
    }
}
