//! Whether new requests are welcome.

use std::sync::atomic::{AtomicBool, Ordering};

/// Ready from the start, until the service begins to drain.
#[derive(Debug, Default)]
pub struct Readiness {
    draining: AtomicBool,
}

impl Readiness {
    /// False from the first signal to stop on.
    pub fn is_ready(&self) -> bool {
        !self.draining.load(Ordering::Relaxed)
    }

    /// From now on nothing new is welcome.
    pub fn set_draining(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }
}
