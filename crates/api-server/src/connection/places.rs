//! How many connections there may be at a time.

use prometheus_client::metrics::gauge::Gauge;

use crate::telemetry::metrics::Counted;

/// The places of all workers together.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    all: i64,
    taken: Gauge,
}

impl Places {
    /// The gauge shows how many are taken.
    pub(crate) fn new(all: u32, taken: Gauge) -> Self {
        let all = all.into();
        Self { all, taken }
    }

    /// A place, free again when it is dropped; nothing if all are taken.
    pub(crate) fn take(&self) -> Option<Counted> {
        let (taken_before, place) = Counted::add(&self.taken);
        (taken_before < self.all).then_some(place)
    }
}
