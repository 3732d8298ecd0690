//! Whether new requests are welcome.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Ready from the start, until the service begins to drain. Clones share the state.
#[derive(Debug, Clone, Default)]
pub struct Readiness {
    draining: Arc<AtomicBool>,
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
