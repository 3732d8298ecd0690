//! The end of a listener's life, in two steps: first it drains, then it closes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// One handle for all that must know of a stop: readiness, the last response of each connection, idle
/// connections. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Drain(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    draining: AtomicBool,
    closed: AtomicBool,
    closing: Notify,
}

impl Drain {
    /// From now on each connection's next response is its last.
    pub fn begin(&self) {
        self.0.draining.store(true, Ordering::Relaxed);
    }

    /// Whether a stop has begun.
    pub fn is_draining(&self) -> bool {
        self.0.draining.load(Ordering::Relaxed)
    }

    /// The listener accepts no more: idle connections are closed soon.
    pub fn close(&self) {
        self.begin();
        self.0.closed.store(true, Ordering::Release);
        self.0.closing.notify_waiters();
    }

    /// Resolves when the listener is closed.
    pub(crate) async fn closed(self) {
        let notified = self.0.closing.notified();
        if !self.0.closed.load(Ordering::Acquire) {
            notified.await;
        }
    }
}
