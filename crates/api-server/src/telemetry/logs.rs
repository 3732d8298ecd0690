//! The log: lines on standard output, for the start, the stop and all that is out of the ordinary.

use std::io::{IsTerminal, stdout};
use std::panic;

use clap::ValueEnum;
use tracing::{debug, error};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::log_writer::LogLines;

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// One JSON object a line.
    Json,
    /// Human-readable.
    Text,
}

/// Starts the log for the whole process. A second call changes nothing.
pub fn init(filter: Targets, format: LogFormat) {
    let registry = tracing_subscriber::registry().with(filter);
    let lines = fmt::layer()
        .with_writer(|| LogLines)
        .with_ansi(stdout().is_terminal());
    let started = if is_json(format) {
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
pub fn is_json(format: LogFormat) -> bool {
    match format {
        LogFormat::Auto => !stdout().is_terminal(),
        LogFormat::Json => true,
        LogFormat::Text => false,
    }
}
