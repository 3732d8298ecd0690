//! The access line: written field by field, since the general way costs more than the request itself.

use std::cell::RefCell;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What goes before the value of a field, in each form. To join it when the program is compiled takes a sixth of
/// the instructions off a line.
pub(super) struct Key {
    pub(super) json: &'static str,
    pub(super) json_text: &'static str,
    pub(super) plain: &'static str,
}

/// The key of a field of this name.
macro_rules! key {
    ($name:literal) => {
        $crate::telemetry::line::Key {
            json: concat!(",\"", $name, "\":"),
            json_text: concat!(",\"", $name, "\":\""),
            plain: concat!(" ", $name, "="),
        }
    };
}
pub(super) use key;

/// A line that is being written, in the form of the other lines.
pub(super) struct Line<'a> {
    bytes: &'a mut Vec<u8>,
    json: bool,
}

impl<'a> Line<'a> {
    /// Begins a line with the time and what [`Line::beginning`] wrote.
    pub(super) fn begin(bytes: &'a mut Vec<u8>, json: bool, beginning: &[u8]) -> Self {
        let mut line = Self { bytes, json };
        if json {
            line.raw("{\"timestamp\":\"");
        }
        line.time();
        line.bytes.extend_from_slice(beginning);
        line
    }

    /// What follows the time in many lines: level, message and the fields that `write` adds. To write it once takes
    /// a third of the instructions off a line.
    pub(super) fn beginning(
        json: bool,
        level: &str,
        message: &str,
        write: impl FnOnce(&mut Line<'_>),
    ) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut line = Line {
            bytes: &mut bytes,
            json,
        };
        if json {
            line.raw("\",\"level\":\"");
            line.raw(level);
            line.raw("\",\"message\":\"");
            line.raw(message);
            line.raw("\"");
        } else {
            line.raw(if level.len() < 5 { "  " } else { " " });
            line.raw(level);
            line.raw(" ");
            line.raw(message);
        }
        write(&mut line);
        bytes
    }

    /// Adds a text, which must have nothing in it that needs escaping.
    pub(super) fn text(&mut self, key: &Key, value: impl AsRef<[u8]>) {
        self.raw(if self.json { key.json_text } else { key.plain });
        self.bytes.extend_from_slice(value.as_ref());
        if self.json {
            self.raw("\"");
        }
    }

    /// Adds a text with anything in it.
    pub(super) fn any_text(&mut self, key: &Key, value: &str) {
        self.raw(if self.json { key.json } else { key.plain });
        // Text can always be written as JSON, and a buffer always be written to.
        drop(serde_json::to_writer(&mut *self.bytes, value));
    }

    pub(super) fn number(&mut self, key: &Key, value: u64) {
        self.raw(if self.json { key.json } else { key.plain });
        self.raw(itoa::Buffer::new().format(value));
    }

    pub(super) fn end(mut self) {
        self.raw(if self.json { "}\n" } else { "\n" });
    }

    /// The time in UTC, to the microsecond (RFC 3339).
    fn time(&mut self) {
        let now = SystemTime::now();
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        SECOND.with_borrow_mut(|second| self.raw(second.text(now.as_secs())));
        // The leading one keeps the zeros, and is overwritten.
        let micros = 1_000_000 + u64::from(now.subsec_micros());
        let dot = self.bytes.len();
        self.raw(itoa::Buffer::new().format(micros));
        if let Some(dot) = self.bytes.get_mut(dot) {
            *dot = b'.';
        }
        self.raw("Z");
    }

    fn raw(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

thread_local! {
    static SECOND: RefCell<Second> = RefCell::default();
}

/// The second that it is, which many lines have in common.
#[derive(Default)]
struct Second {
    second: u64,
    text: String,
}

impl Second {
    fn text(&mut self, second: u64) -> &str {
        if self.second != second || self.text.is_empty() {
            let time = UNIX_EPOCH + Duration::from_secs(second);
            self.text = humantime::format_rfc3339_seconds(time).to_string();
            self.text.pop();
            self.second = second;
        }
        &self.text
    }
}
