//! One budget for all decoders together: a few bytes can have a decoder take megabytes, for as long as the
//! client likes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::BodyError;

/// What decoders of content codings may take. Clones share the budget.
#[derive(Debug, Clone)]
pub struct DecoderMemory {
    max: usize,
    used: Arc<AtomicUsize>,
}

impl DecoderMemory {
    /// At most `max` bytes.
    pub fn new(max: usize) -> Self {
        Self {
            max,
            used: Arc::default(),
        }
    }

    /// How many bytes are taken.
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    pub(super) fn reserve(&self, bytes: usize) -> Result<Reservation, BodyError> {
        let mut reservation = Reservation {
            memory: self.clone(),
            held: 0,
        };
        reservation.resize(bytes)?;
        Ok(reservation)
    }
}

/// A part of the budget, given back when this is dropped.
pub(super) struct Reservation {
    memory: DecoderMemory,
    held: usize,
}

impl Reservation {
    /// Makes it larger or smaller.
    pub(super) fn resize(&mut self, bytes: usize) -> Result<(), BodyError> {
        let Some(more) = bytes.checked_sub(self.held) else {
            self.memory
                .used
                .fetch_sub(self.held - bytes, Ordering::Relaxed);
            self.held = bytes;
            return Ok(());
        };
        let before = self.memory.used.fetch_add(more, Ordering::Relaxed);
        self.held = bytes;
        match before.checked_add(more) {
            Some(used) if used <= self.memory.max => Ok(()),
            _ => Err(BodyError::OutOfMemory),
        }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.memory.used.fetch_sub(self.held, Ordering::Relaxed);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use super::*;

    #[test]
    fn what_is_dropped_or_refused_is_given_back() {
        let memory = DecoderMemory::new(100);
        let mut first = memory.reserve(60).unwrap();
        assert!(memory.reserve(50).is_err());
        assert_eq!(memory.used(), 60);
        first.resize(20).unwrap();
        let second = memory.reserve(80).unwrap();
        assert_eq!(first.resize(21), Err(BodyError::OutOfMemory));
        drop((first, second));
        assert_eq!(memory.used(), 0);
    }
}
