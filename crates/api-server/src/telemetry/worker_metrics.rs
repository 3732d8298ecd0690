//! What one worker sees: an observer of the edge, with a cache of the metrics that its requests need.

use std::cell::RefCell;
use std::hash::Hash;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use actix_http::Request;
use http_edge::{Observer, Rejection};
use opentelemetry::trace::SpanContext;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use tracing::info;

use super::Telemetry;
use super::metrics::{Method, ResponseLabels};
use super::request_record::RequestRecord;

/// Observes the requests of one worker.
pub struct WorkerMetrics(Rc<Shared>);

pub(super) struct Shared {
    pub(super) telemetry: Telemetry,
    active: MetricCache<Method, Gauge>,
    durations: MetricCache<ResponseLabels, Histogram>,
}

impl WorkerMetrics {
    /// To be made in the worker's thread.
    pub fn new(telemetry: Telemetry) -> Self {
        Self(Rc::new(Shared {
            telemetry,
            active: MetricCache::default(),
            durations: MetricCache::default(),
        }))
    }
}

impl Observer for WorkerMetrics {
    type Request = RequestRecord;

    fn request(&self, request: &Request) -> RequestRecord {
        RequestRecord::new(request, &self.0)
    }

    fn rejected(&self, rejection: &Rejection, peer: Option<SocketAddr>) {
        let status = rejection.status.code().as_u16();
        if self.0.telemetry.counts {
            self.0.telemetry.metrics.count_refused(status);
        }
        info!(
            status,
            detail = rejection.detail,
            peer = peer.map(|peer| peer.to_string()),
            "request refused"
        );
    }
}

impl Shared {
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
