//! The log: lines on standard output, for the start, the stop and whatever is out of the ordinary.

use std::io::{IsTerminal, stdout};
use std::panic;

use tracing::{debug, error};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::output::Lines;
use crate::config::{LogFormat, Settings};

/// Starts the log for the whole process. A second call changes nothing.
pub fn init(settings: &Settings) {
    let registry = tracing_subscriber::registry().with(settings.log.clone());
    let lines = fmt::layer()
        .with_writer(|| Lines)
        .with_ansi(stdout().is_terminal());
    let started = if is_json(settings.log_format) {
        let lines = lines.json().flatten_event(true).with_span_list(false);
        registry.with(lines).try_init()
    } else {
        registry.with(lines.with_target(false)).try_init()
    };
    if started.is_err() {
        debug!("the log is already started");
    }
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        error!(panic = panic.payload_as_str(), location, "panicked");
    }));
}

/// Whether lines are JSON.
pub(crate) fn is_json(format: LogFormat) -> bool {
    match format {
        LogFormat::Auto => !stdout().is_terminal(),
        LogFormat::Json => true,
        LogFormat::Text => false,
    }
}
