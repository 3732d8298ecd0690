//! What is kept of an item until all of it has come.

use alloc::vec::Vec;
use core::mem;

use crate::Format;

/// The start of an item, without blanks in front, and with one blank for each run of them.
#[derive(Default)]
pub(crate) struct Partial(Vec<u8>);

/// The item is longer than any that can be right.
pub(crate) struct TooLong;

impl Partial {
    /// Appends the next bytes of an item whose `longest` form is known.
    pub(crate) fn keep(
        &mut self,
        bytes: &[u8],
        format: Format,
        longest: usize,
    ) -> Result<(), TooLong> {
        let mut after_blank = self.0.last().is_none_or(|&last| format.is_blank(last));
        for &byte in bytes {
            let blank = format.is_blank(byte);
            if mem::replace(&mut after_blank, blank) && blank {
                continue;
            }
            self.0.push(byte);
            if self.0.len() > longest {
                return Err(TooLong);
            }
        }
        Ok(())
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
