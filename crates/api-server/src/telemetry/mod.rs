//! What the operator sees of the running service. It observes the edge; nothing depends on what it sees.

mod line;
pub mod log_writer;
pub mod logs;
pub mod metrics;
mod observer;
mod process;
mod request_record;
mod trace_parent;
mod traces;
mod worker;

use std::sync::Arc;

use http_edge::{ConnectionLimit, DecoderMemory, TrustedProxies};
use prometheus_client::collector::Collector;

pub use self::logs::LogFormat;
use self::metrics::Metrics;
pub use self::observer::WorkerObserver;
pub use self::request_record::BodyRecord;
use self::traces::Traces;

/// A route, as requests are labelled by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteLabel {
    /// The template of its path.
    pub path: &'static str,
    /// Probes ask for it all the time: its lines are for those who debug.
    pub is_probe: bool,
}

/// What there is to know of the process.
#[derive(Debug, Clone)]
pub struct About {
    /// Whether lines of the log are JSON.
    pub json: bool,
    /// Whether requests are counted.
    pub counts: bool,
    /// The version of the program.
    pub version: &'static str,
    /// The commit it was built from, if the build was given it.
    pub commit: Option<&'static str>,
    /// The connections of the public listener.
    pub connections: ConnectionLimit,
    /// What its decoders take.
    pub decoders: DecoderMemory,
    /// The route of a path.
    pub route: fn(&str) -> Option<&'static RouteLabel>,
    /// The proxies that say who a client is.
    pub trusted_proxies: TrustedProxies,
}

/// What all workers have in common.
#[derive(Debug, Clone)]
pub struct Telemetry {
    json: bool,
    counts: bool,
    route: fn(&str) -> Option<&'static RouteLabel>,
    trusted_proxies: Arc<TrustedProxies>,
    metrics: Arc<Metrics>,
    traces: Option<Traces>,
}

impl Telemetry {
    /// Starts what the environment asks for. The collectors are asked whenever metrics are.
    pub fn new(about: &About, collectors: Vec<Box<dyn Collector>>) -> Self {
        Self {
            json: about.json,
            counts: about.counts,
            route: about.route,
            trusted_proxies: Arc::new(about.trusted_proxies.clone()),
            metrics: Arc::new(Metrics::new(about, collectors)),
            traces: Traces::from_environment(about.version),
        }
    }

    /// What is counted.
    pub fn metrics(&self) -> Arc<Metrics> {
        Arc::clone(&self.metrics)
    }

    /// For requests that are about telemetry themselves.
    #[must_use]
    pub fn without_counts(&self) -> Self {
        Self {
            counts: false,
            traces: None,
            ..self.clone()
        }
    }

    /// Sends what is left, as the last act of the service.
    pub fn finish(&self) {
        if let Some(traces) = &self.traces {
            traces.finish();
        }
    }
}
