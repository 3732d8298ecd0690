//! What the operator sees of the running service.

pub(crate) mod access;
mod line;
pub mod logs;
pub mod output;
mod trace_context;

use crate::config::Settings;

/// What the requests of all workers are told to.
#[derive(Debug)]
pub(crate) struct Telemetry {
    /// Whether lines of the log are JSON.
    json: bool,
}

impl Telemetry {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            json: logs::is_json(settings.log_format),
        }
    }
}
