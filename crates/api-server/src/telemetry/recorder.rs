//! What one worker tells its requests to.

use std::cell::RefCell;
use std::hash::Hash;
use std::rc::Rc;
use std::time::Duration;

use opentelemetry::trace::SpanContext;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;

use super::Telemetry;
use super::metrics::{Answer, Method};
use super::trace_context::Caller;

pub(crate) struct Recorder {
    pub(crate) telemetry: Telemetry,
    active: Known<Method, Gauge>,
    durations: Known<Answer, Histogram>,
}

impl Recorder {
    pub(crate) fn new(telemetry: Telemetry) -> Rc<Self> {
        Rc::new(Self {
            telemetry,
            active: Known::default(),
            durations: Known::default(),
        })
    }

    /// A request came.
    pub(crate) fn begin(&self, method: &'static str) {
        if self.telemetry.counts {
            let family = &self.telemetry.metrics.active_requests;
            self.active.with(Method::new(method), family, Gauge::inc);
        }
    }

    /// It is answered, or the client is gone.
    pub(crate) fn end(&self, method: &'static str) {
        if self.telemetry.counts {
            let family = &self.telemetry.metrics.active_requests;
            self.active.with(Method::new(method), family, Gauge::dec);
        }
    }

    /// Counts an answer and has its span recorded, if spans are.
    pub(crate) fn answer(
        &self,
        answer: Answer,
        duration: Duration,
        caller: Option<&Caller>,
    ) -> Option<SpanContext> {
        let traces = self.telemetry.traces.as_ref();
        let span = traces.map(|traces| traces.record(caller, &answer, duration));
        if self.telemetry.counts {
            let family = &self.telemetry.metrics.durations;
            self.durations.with(answer, family, |histogram| {
                histogram.observe(duration.as_secs_f64());
            });
        }
        span
    }
}

/// Metrics that this worker has used before: to find one among those of all workers costs more than to
/// use it, and there are only a few.
struct Known<Labels, Metric>(RefCell<Vec<(Labels, Metric)>>);

impl<Labels: Clone + Eq + Hash, Metric: Clone> Known<Labels, Metric> {
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

impl<Labels, Metric> Default for Known<Labels, Metric> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}
