//! Plain notation of 16 to 64 bytes. The point is found by one mask of all bytes, and no exponent moves it,
//! so that limbs begin at it: the text is cut into blocks on both sides, each a limb.

use super::digits::{first_value, last_value, limb_value, others};
use crate::repr::SHORT_LIMBS;
use crate::{Decimal, Limits};

/// `None` if it is shorter or longer, may be over the limit, or has anything but a sign, digits and a point.
#[inline]
pub(crate) fn plain(text: &[u8], limits: Limits) -> Option<Decimal> {
    let (negative, text) = match text {
        [b'-', unsigned @ ..] => (true, unsigned),
        [b'+', unsigned @ ..] | unsigned => (false, unsigned),
    };
    let last = text.last_chunk()?;
    // Plain notation has no more digits than this has bytes: it may add one, before a point.
    if text.len() > 64.min(limits.digits() as usize) {
        return None;
    }
    let blocks = text.as_chunks().0.iter().enumerate();
    let not_digits = blocks.fold(
        others(*last) << (text.len() - 16),
        |not_digits, (index, block)| not_digits | others(*block) << (16 * index),
    );
    let point = text.len().min(not_digits.trailing_zeros() as usize);
    let (integer, fraction) = match text.split_at(point) {
        (integer, [b'.', fraction @ ..]) if not_digits.is_power_of_two() => (integer, fraction),
        (integer, []) => (integer, [].as_slice()),
        _ => return None,
    };

    let mut limbs = [0; SHORT_LIMBS];
    let (head, integer) = integer.as_rchunks();
    let (fraction, tail) = fraction.as_chunks();
    let scale = 16 * fraction.len() + tail.len();
    let mut free = limbs.iter_mut();
    if !tail.is_empty() {
        *free.next()? = last_value(last, 16 - tail.len());
    }
    let blocks = fraction.iter().rev().chain(integer.iter().rev());
    for (block, limb) in blocks.zip(free.by_ref()) {
        *limb = limb_value(block);
    }
    if !head.is_empty() {
        *free.next()? = first_value(text.first_chunk()?, head.len());
    }
    Some(Decimal::short(negative, &limbs, u32::try_from(scale).ok()?))
}
