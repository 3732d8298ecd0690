//! How many connections there may be at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// For so many connections that are served, one more may be rejected at the same time.
const REJECTED_SHARE: usize = 16;
/// But at least so many, and at most: each costs a descriptor.
const REJECTED_MIN: usize = 8;
const REJECTED_MAX: usize = 1024;

/// The connections of all workers of a listener together. Clones share the count.
#[derive(Debug, Clone)]
pub struct ConnectionLimit {
    served: Count,
    rejected: Count,
}

#[derive(Debug, Clone)]
struct Count {
    max: usize,
    open: Arc<AtomicUsize>,
}

/// A connection that is counted until this is dropped.
#[derive(Debug)]
pub(crate) struct Permit(Arc<AtomicUsize>);

/// What becomes of a connection that arrives.
#[derive(Debug)]
pub(crate) enum Admission {
    Serve(Permit),
    /// It is answered 503 and closed.
    Reject(Permit),
    /// It is closed at once: even those that are rejected are too many.
    Drop,
}

impl ConnectionLimit {
    /// At most `max` connections.
    pub fn new(max: usize) -> Self {
        Self {
            served: Count::new(max),
            rejected: Count::new((max / REJECTED_SHARE).clamp(REJECTED_MIN, REJECTED_MAX)),
        }
    }

    /// As many as `wanted`, or fewer if this process cannot have the descriptors for so many. `reserve`
    /// of them are left for everything else.
    pub fn within_open_files(wanted: usize, max_open_files: Option<u64>, reserve: usize) -> Self {
        let Some(files) = max_open_files.and_then(|files| usize::try_from(files).ok()) else {
            return Self::new(wanted);
        };
        let files = files.saturating_sub(reserve);
        let rejected = (files / (REJECTED_SHARE + 1)).clamp(REJECTED_MIN, REJECTED_MAX);
        Self::new(wanted.min(files.saturating_sub(rejected)).max(1))
    }

    /// The limit.
    pub fn max(&self) -> usize {
        self.served.max
    }

    /// How many there are.
    pub fn open(&self) -> usize {
        self.served.open.load(Ordering::Relaxed)
    }

    pub(crate) fn admit(&self) -> Admission {
        let served = self.served.take().map(Admission::Serve);
        let admission = served.or_else(|| self.rejected.take().map(Admission::Reject));
        admission.unwrap_or(Admission::Drop)
    }
}

impl Count {
    fn new(max: usize) -> Self {
        let open = Arc::default();
        Self { max, open }
    }

    fn take(&self) -> Option<Permit> {
        let permit = Permit(Arc::clone(&self.open));
        let before = self.open.fetch_add(1, Ordering::Relaxed);
        (before < self.max).then_some(permit)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
#[expect(clippy::panic, reason = "a failing test panics")]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_limit_some_are_rejected_and_the_rest_dropped() {
        let limit = ConnectionLimit::new(2);
        let admitted: Vec<_> = (0..=2 + REJECTED_MIN).map(|_| limit.admit()).collect();
        let [first, second, rejected @ .., last] = admitted.as_slice() else {
            panic!("eleven");
        };
        assert!(matches!(first, Admission::Serve(_)));
        assert!(matches!(second, Admission::Serve(_)));
        assert!(
            rejected
                .iter()
                .all(|one| matches!(one, Admission::Reject(_)))
        );
        assert!(matches!(last, Admission::Drop));
        assert_eq!(limit.open(), 2);
        drop(admitted);
        assert_eq!(limit.open(), 0);
        assert!(matches!(limit.admit(), Admission::Serve(_)));
    }

    #[test]
    fn the_limit_fits_into_the_open_files_with_those_that_are_rejected() {
        for (wanted, files, max) in [
            (10_000, None, 10_000),
            (10_000, Some(1 << 20), 10_000),
            (10_000, Some(80), 40),
            (10, Some(80), 10),
            (10_000, Some(8), 1),
        ] {
            let limit = ConnectionLimit::within_open_files(wanted, files, 32);
            assert_eq!(limit.max(), max, "{wanted} of {files:?}");
        }
    }
}
