//! Per-worker cache of metric handles.

use std::cell::RefCell;
use std::hash::Hash;
use std::time::Duration;

use opentelemetry::trace::SpanContext;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;

use super::Telemetry;
use super::metrics::{Method, ResponseLabels};

/// What one worker counts with.
pub(super) struct WorkerMetrics {
    pub(super) telemetry: Telemetry,
    active: MetricCache<Method, Gauge>,
    durations: MetricCache<ResponseLabels, Histogram>,
}

impl WorkerMetrics {
    pub(super) fn new(telemetry: Telemetry) -> Self {
        Self {
            telemetry,
            active: MetricCache::default(),
            durations: MetricCache::default(),
        }
    }

    /// A request has arrived.
    pub(super) fn begin(&self, method: &'static str) {
        if self.telemetry.counts {
            let family = &self.telemetry.metrics.active_requests;
            self.active.with(Method::new(method), family, Gauge::inc);
        }
    }

    /// It has its response, or the client is gone.
    pub(super) fn end(&self, method: &'static str) {
        if self.telemetry.counts {
            let family = &self.telemetry.metrics.active_requests;
            self.active.with(Method::new(method), family, Gauge::dec);
        }
    }

    /// Counts a response and has its span recorded, if spans are.
    pub(super) fn respond(
        &self,
        labels: ResponseLabels,
        duration: Duration,
        parent: Option<SpanContext>,
    ) -> Option<SpanContext> {
        let traces = self.telemetry.traces.as_ref();
        let span = traces.map(|traces| traces.record(parent, &labels, duration));
        if self.telemetry.counts {
            let family = &self.telemetry.metrics.durations;
            self.durations.with(labels, family, |histogram| {
                histogram.observe(duration.as_secs_f64());
            });
        }
        span
    }
}

/// Metrics that this worker has used before: to find one among those of all workers costs more than to
/// use it, and there are only a few.
struct MetricCache<Labels, Metric>(RefCell<Vec<(Labels, Metric)>>);

impl<Labels: Clone + Eq + Hash, Metric: Clone> MetricCache<Labels, Metric> {
    fn with<C: MetricConstructor<Metric>, R>(
        &self,
        labels: Labels,
        family: &Family<Labels, Metric, C>,
        apply: impl FnOnce(&Metric) -> R,
    ) -> R {
        let mut known = self.0.borrow_mut();
        if let Some((_, metric)) = known.iter().find(|(known, _)| *known == labels) {
            return apply(metric);
        }
        let metric = family.get_or_create_owned(&labels);
        let result = apply(&metric);
        known.push((labels, metric));
        result
    }
}

impl<Labels, Metric> Default for MetricCache<Labels, Metric> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}
