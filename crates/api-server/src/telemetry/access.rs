//! What is told of a request once it is answered: a line in the log, a point in the metrics, and a
//! span if somebody collects them.

use std::any::Any;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_http::Request;
use actix_web::HttpMessage;
use actix_web::HttpResponse;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::ServiceResponse;
use opentelemetry::trace::SpanContext;
use tracing::{Level, enabled};

use super::Recorder;
use super::line::Line;
use super::metrics::Answer;
use super::output;
use super::trace_context::Caller;
use crate::body::Received;
use crate::routes;

/// What the filter of the log knows these lines by.
const TARGET: &str = "api_server::access";

/// A request that is being answered.
pub(crate) struct Access {
    recorder: Rc<Recorder>,
    start: Instant,
    method: &'static str,
    /// The template of the path, nothing if there is none: what a client makes up is told nowhere.
    route: Option<&'static str>,
    caller: Option<Caller>,
    received: Option<Received>,
    panic: Option<String>,
}

impl Access {
    pub(crate) fn begin(request: &Request, recorder: &Rc<Recorder>) -> Self {
        let method = known_method(request.method().as_str());
        recorder.begin(method);
        Self {
            recorder: Rc::clone(recorder),
            start: Instant::now(),
            method,
            route: routes::template(request.path()),
            caller: Caller::read(request.headers()),
            received: None,
            panic: None,
        }
    }

    /// Notes how much the body was.
    pub(crate) fn receive(&mut self, answer: &ServiceResponse) {
        self.received = answer.request().extensions().get().copied();
    }

    /// Whether all of the body was read.
    pub(crate) fn has_whole_body(&self) -> bool {
        self.received.is_some_and(|received| received.whole)
    }

    /// Notes why there is no answer.
    pub(crate) fn panic(&mut self, panic: &(dyn Any + Send)) {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        self.panic = text.map(ToOwned::to_owned);
    }

    /// The answer is there, at the time that is returned.
    pub(crate) fn end(self, answer: &HttpResponse) -> Instant {
        let end = Instant::now();
        let status = answer.status().as_u16();
        let counted = Answer {
            http_request_method: self.method,
            http_route: self.route,
            http_response_status_code: status,
        };
        let duration = end.duration_since(self.start);
        let span = self
            .recorder
            .answer(counted, duration, self.caller.as_ref());
        let probe = matches!(
            self.route,
            Some(routes::HEALTH | routes::READY | routes::METRICS)
        );
        let (wanted, level) = match status {
            500.. if !probe => (enabled!(target: TARGET, Level::ERROR), "ERROR"),
            _ if !probe => (enabled!(target: TARGET, Level::INFO), "INFO"),
            _ => (enabled!(target: TARGET, Level::DEBUG), "DEBUG"),
        };
        if wanted {
            output::write(|bytes| {
                let mut line = Line::begin(bytes, self.recorder.telemetry.json, level, "request");
                self.tell(&mut line, answer, duration);
                self.tell_trace(&mut line, span.as_ref());
                line.end();
            });
        }
        end
    }

    fn tell(&self, line: &mut Line<'_>, answer: &HttpResponse, duration: Duration) {
        line.text("method", self.method);
        line.text("route", self.route.unwrap_or("none"));
        line.number("status", answer.status().as_u16().into());
        line.number(
            "duration_us",
            u64::try_from(duration.as_micros()).unwrap_or(u64::MAX),
        );
        if let BodySize::Sized(bytes) = answer.body().size() {
            line.number("response_bytes", bytes);
        }
        if let Some(Received { bytes, numbers, .. }) = self.received {
            line.number("request_bytes", bytes);
            line.number("numbers", numbers);
        }
        if let Some(panic) = &self.panic {
            line.any_text("panic", panic);
        }
    }

    fn tell_trace(&self, line: &mut Line<'_>, span: Option<&SpanContext>) {
        if let Some(span) = span {
            line.text("trace_id", &span.trace_id().to_string());
            line.text("span_id", &span.span_id().to_string());
        } else if let Some(caller) = &self.caller {
            line.text("trace_id", caller.trace_id());
        }
        if let Some(caller) = &self.caller {
            line.text("parent_id", caller.span_id());
        }
    }
}

impl Drop for Access {
    fn drop(&mut self) {
        self.recorder.end(self.method);
    }
}

/// The method; those that are not among the usual ones are told as one (OpenTelemetry's conventions for
/// HTTP).
fn known_method(method: &str) -> &'static str {
    const KNOWN: [&str; 9] = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
    ];
    let known = KNOWN.into_iter().find(|known| *known == method);
    known.unwrap_or("_OTHER")
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failing test panics"
)]
mod tests {
    use actix_http::test::TestRequest;
    use clap::Parser;
    use serde_json::Value;

    use super::*;
    use crate::config::Cli;
    use crate::telemetry::Telemetry;

    #[test]
    fn a_panic_is_told_with_the_trace_of_its_request() {
        let settings = Cli::parse_from(["api-server"]).settings;
        let recorder = Recorder::new(Telemetry::new(&settings).unwrap());
        let trace = "0af7651916cd43dd8448eb211c80319c";
        let request = TestRequest::with_uri("/sum?a=31415&b=1")
            .insert_header(("traceparent", format!("00-{trace}-b7ad6b7169203331-01")))
            .finish();
        let mut access = Access::begin(&request, &recorder);
        access.panic(&"out of \"luck\"");

        let mut bytes = Vec::new();
        let mut line = Line::begin(&mut bytes, true, "ERROR", "request");
        let answer = HttpResponse::InternalServerError().finish();
        access.tell(&mut line, &answer, Duration::from_micros(7));
        access.tell_trace(&mut line, None);
        line.end();

        let line: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(line["status"], 500);
        assert_eq!(line["panic"], "out of \"luck\"");
        assert_eq!(line["trace_id"], trace);
        assert!(!line.to_string().contains("31415"), "{line}");
    }
}
