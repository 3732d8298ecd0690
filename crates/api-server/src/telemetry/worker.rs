//! What one worker records requests with.

use std::cell::RefCell;

use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;

use super::Telemetry;
use super::metrics::{GaugeGuard, Method, ResponseLabels};

/// The telemetry, and what this worker has used of it before.
pub(super) struct Worker {
    pub(super) telemetry: Telemetry,
    active: Known<Method, Gauge>,
    responses: Known<ResponseLabels, Common>,
}

/// What all responses with the same labels have in common.
pub(super) struct Common {
    /// Where they are counted, if they are.
    pub(super) durations: Option<Histogram>,
    /// What follows the time in their lines, if the log wants them.
    pub(super) line: Option<Vec<u8>>,
}

impl Worker {
    pub(super) fn new(telemetry: Telemetry) -> Self {
        Self {
            telemetry,
            active: Known::default(),
            responses: Known::default(),
        }
    }

    /// A request has arrived. It is active until what is returned is dropped: it has its response, or the client is
    /// gone.
    pub(super) fn begin(&self, method: &'static str) -> Option<GaugeGuard> {
        let family = &self.telemetry.metrics.active_requests;
        let find = |method: &_| family.get_or_create_owned(method);
        let begin = || self.active.with(Method::new(method), find, GaugeGuard::new);
        self.telemetry.counts.then(begin)
    }

    /// Gives `record` what the response has in common with others; the first one has its line begun by `line`.
    pub(super) fn respond(
        &self,
        labels: ResponseLabels,
        line: impl FnOnce() -> Option<Vec<u8>>,
        record: impl FnOnce(&Common),
    ) {
        let Telemetry {
            counts, metrics, ..
        } = &self.telemetry;
        let common = |labels: &_| Common {
            durations: counts.then(|| metrics.durations.get_or_create_owned(labels)),
            line: line(),
        };
        self.responses.with(labels, common, record);
    }
}

/// What this worker has found before: to find a metric among those of all workers costs more than to use it, and
/// there are only a few.
struct Known<Labels, Value>(RefCell<Vec<(Labels, Value)>>);

impl<Labels: Eq, Value> Known<Labels, Value> {
    fn with<R>(
        &self,
        labels: Labels,
        find: impl FnOnce(&Labels) -> Value,
        apply: impl FnOnce(&Value) -> R,
    ) -> R {
        let mut known = self.0.borrow_mut();
        if let Some((_, value)) = known.iter().find(|(known, _)| *known == labels) {
            return apply(value);
        }
        let value = find(&labels);
        let result = apply(&value);
        known.push((labels, value));
        result
    }
}

impl<Labels, Value> Default for Known<Labels, Value> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}
