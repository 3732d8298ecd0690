//! Plain notation of 16 bytes and more. No exponent moves the point, so limbs begin at it: the text is cut
//! into blocks on both sides, each a limb.

use alloc::vec;

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
    let (integer, fraction) = split(text, point_of_few(text, last)?);
    let mut limbs = [0; SHORT_LIMBS];
    write_limbs(&mut limbs, text, integer, fraction)?;
    let scale = u32::try_from(fraction.len()).ok()?;
    Some(Decimal::short(negative, &limbs, scale))
}

#[inline(never)]
fn many(negative: bool, text: &[u8]) -> Option<Decimal> {
    let (integer, fraction) = split(text, point_of_many(text)?);
    let mut limbs = vec![0; integer.len().div_ceil(16) + fraction.len().div_ceil(16)];
    write_limbs(&mut limbs, text, integer, fraction)?;
    let scale = u32::try_from(fraction.len()).ok()?;
    Some(Decimal::from_limbs(negative, limbs, scale))
}

/// What is before the point and after it.
#[inline]
fn split(text: &[u8], point: usize) -> (&[u8], &[u8]) {
    let (integer, rest) = text.split_at(point);
    (integer, rest.get(1..).unwrap_or_default())
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

/// Writes all digits over zeros.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "an eighth of the time of forty digits"
)]
fn write_limbs(limbs: &mut [u64], text: &[u8], integer: &[u8], fraction: &[u8]) -> Option<()> {
    let (head, integer) = integer.as_rchunks();
    let (fraction, tail) = fraction.as_chunks();
    let mut free = limbs.iter_mut();
    if !tail.is_empty() {
        *free.next()? = last_value(text.last_chunk()?, 16 - tail.len());
    }
    for run in [fraction, integer] {
        for (block, limb) in run.iter().rev().zip(free.by_ref()) {
            *limb = limb_value(block);
        }
    }
    if !head.is_empty() {
        *free.next()? = first_value(text.first_chunk()?, head.len());
    }
    Some(())
}
