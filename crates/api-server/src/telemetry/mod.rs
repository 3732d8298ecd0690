//! What the operator sees of the running service.

pub(crate) mod access;
mod line;
pub mod logs;
pub mod metrics;
pub mod output;
mod process;
mod recorder;
mod trace_context;
mod traces;

use std::io;
use std::sync::Arc;

use self::metrics::Metrics;
pub(crate) use self::recorder::Recorder;
use self::traces::Traces;
use crate::config::Settings;

/// What all workers have in common.
#[derive(Debug, Clone)]
pub(crate) struct Telemetry {
    /// Whether lines of the log are JSON.
    json: bool,
    /// Whether requests are counted.
    counts: bool,
    pub(crate) metrics: Arc<Metrics>,
    traces: Option<Traces>,
}

impl Telemetry {
    /// # Errors
    ///
    /// If the environment names a collector of traces that we cannot send to.
    pub(crate) fn new(settings: &Settings) -> io::Result<Self> {
        Ok(Self {
            json: logs::is_json(settings.log_format),
            counts: settings.admin_address.0.is_some(),
            metrics: Arc::new(Metrics::new()),
            traces: Traces::from_environment()?,
        })
    }

    /// For requests that are about telemetry themselves.
    pub(crate) fn without_counts(&self) -> Self {
        Self {
            counts: false,
            traces: None,
            ..self.clone()
        }
    }

    /// Sends what is left, as the last act of the service.
    pub(crate) fn finish(&self) {
        if let Some(traces) = &self.traces {
            traces.finish();
        }
    }
}
