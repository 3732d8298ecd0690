//! What the operator sees of the running service.

pub(crate) mod access;
mod line;
pub mod logs;
pub mod metrics;
pub mod output;
mod process;
mod recorder;
mod trace_context;

use std::sync::Arc;

use self::metrics::Metrics;
pub(crate) use self::recorder::Recorder;
use crate::config::Settings;

/// What all workers have in common.
#[derive(Debug, Clone)]
pub(crate) struct Telemetry {
    /// Whether lines of the log are JSON.
    json: bool,
    /// Whether requests are counted.
    counts: bool,
    pub(crate) metrics: Arc<Metrics>,
}

impl Telemetry {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            json: logs::is_json(settings.log_format),
            counts: settings.metrics,
            metrics: Arc::new(Metrics::new()),
        }
    }

    /// For requests that are about telemetry themselves.
    pub(crate) fn uncounted(&self) -> Self {
        Self {
            counts: false,
            ..self.clone()
        }
    }
}
