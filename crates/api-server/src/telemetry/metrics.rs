//! What is counted, for Prometheus. Names and labels of what is about HTTP are those of OpenTelemetry's
//! semantic conventions; label values come from tables of ours, never from a client.

use prometheus_client::collector::Collector;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::About;
use super::process::Process;

/// The media type of [`Metrics::encode`].
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// In seconds, from what a small sum takes to what a long upload takes.
const BUCKETS: [f64; 16] = [
    0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.01, 0.05, 0.25,
    1.0, 5.0, 15.0, 60.0, 300.0,
];

/// All that is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    pub(super) durations: Family<ResponseLabels, Histogram>,
    pub(super) active_requests: Family<Method, Gauge>,
    refused: Family<Refused, Counter>,
    uploads: Gauge,
    numbers: Counter,
    body_bytes: Counter,
    verifications: Counter,
    mismatches: Counter,
}

/// What a response is counted by.
#[expect(clippy::struct_field_names, reason = "they are the labels")]
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct ResponseLabels {
    pub(super) http_request_method: &'static str,
    pub(super) http_route: Option<&'static str>,
    pub(super) http_response_status_code: u16,
}

/// What a request is counted by before there is a response.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Method {
    pub(super) http_request_method: &'static str,
}

impl Method {
    pub(super) fn new(http_request_method: &'static str) -> Self {
        Self {
            http_request_method,
        }
    }
}

/// What a request is counted by that never reached a route.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refused {
    http_response_status_code: u16,
}

impl Refused {
    fn new(http_response_status_code: u16) -> Self {
        Self {
            http_response_status_code,
        }
    }
}

impl Metrics {
    /// Counts from zero.
    pub(super) fn new(about: &About, collectors: Vec<Box<dyn Collector>>) -> Self {
        let mut metrics = Self {
            registry: Registry::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            active_requests: Family::default(),
            refused: Family::default(),
            uploads: Gauge::default(),
            numbers: Counter::default(),
            body_bytes: Counter::default(),
            verifications: Counter::default(),
            mismatches: Counter::default(),
        };
        let registry = &mut metrics.registry;
        registry.register_with_unit(
            "http_server_request_duration",
            "Time from the head of a request to its response",
            Unit::Seconds,
            metrics.durations.clone(),
        );
        registry.register(
            "http_server_active_requests",
            "Requests in flight",
            metrics.active_requests.clone(),
        );
        registry.register(
            "sum_requests_refused",
            "Requests and connections refused before they reached a route",
            metrics.refused.clone(),
        );
        for status in [400, 408, 414, 431, 503, 505] {
            metrics.refused.get_or_create_owned(&Refused::new(status));
        }
        registry.register(
            "sum_uploads",
            "Bodies that are being added up",
            metrics.uploads.clone(),
        );
        registry.register(
            "sum_numbers_added",
            "Numbers in the sums that were returned",
            metrics.numbers.clone(),
        );
        registry.register_with_unit(
            "sum_body_read",
            "Bytes of bodies, as they were sent",
            Unit::Bytes,
            metrics.body_bytes.clone(),
        );
        registry.register(
            "sum_verifications",
            "Sums that were computed again by another library",
            metrics.verifications.clone(),
        );
        registry.register(
            "sum_verification_mismatches",
            "Those of them that were not the same, and not returned",
            metrics.mismatches.clone(),
        );
        let build = Info::new([
            ("version", about.version),
            ("commit", about.commit.unwrap_or_default()),
        ]);
        registry.register("sum_build", "Which build this is", build);
        registry.register_collector(Box::new(Process {
            connections: about.connections.clone(),
            decoders: about.decoders.clone(),
        }));
        for collector in collectors {
            registry.register_collector(collector);
        }
        metrics
    }

    pub(super) fn count_refused(&self, status: u16) {
        self.refused.get_or_create(&Refused::new(status)).inc();
    }

    /// A body is being added up, until what is returned is dropped.
    pub fn begin_upload(&self) -> GaugeGuard {
        GaugeGuard::new(&self.uploads)
    }

    /// Bytes of a body have arrived.
    pub fn count_body_bytes(&self, bytes: u64) {
        self.body_bytes.inc_by(bytes);
    }

    /// A sum of so many numbers is returned.
    pub fn count_numbers(&self, numbers: u64) {
        self.numbers.inc_by(numbers);
    }

    /// A sum was computed again.
    pub fn count_verification(&self, agrees: bool) {
        self.verifications.inc();
        if !agrees {
            self.mismatches.inc();
        }
    }

    /// All as text, in the format `OpenMetrics` 1.0.
    pub fn encode(&self) -> String {
        let mut text = String::new();
        // Text can always be written to a String.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// Something that lasts, counted until this is dropped.
pub struct GaugeGuard(Gauge);

impl GaugeGuard {
    pub(super) fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for GaugeGuard {
    fn drop(&mut self) {
        self.0.dec();
    }
}
