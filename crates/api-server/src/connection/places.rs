//! How many connections there may be at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The places of all workers together.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    taken: Arc<AtomicU32>,
    all: u32,
}

/// One of them, free again when it is dropped.
pub(crate) struct Place(Arc<AtomicU32>);

impl Places {
    pub(crate) fn new(all: u32) -> Self {
        let taken = Arc::default();
        Self { taken, all }
    }

    /// Nothing if all are taken.
    pub(crate) fn take(&self) -> Option<Place> {
        let place = Place(Arc::clone(&self.taken));
        // Who counts too many gives back at once, by dropping.
        (self.taken.fetch_add(1, Ordering::Relaxed) < self.all).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
