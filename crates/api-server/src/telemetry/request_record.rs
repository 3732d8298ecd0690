//! What is recorded of a request: a line in the log, a point in the metrics, and a span if a collector
//! takes them.

use std::any::Any;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::time::Duration;

use actix_http::{Request, ResponseHead};
use actix_web::HttpMessage;
use actix_web::body::BodySize;
use actix_web::dev::ServiceResponse;
use http_edge::RequestObserver;
use opentelemetry::trace::SpanContext;
use tracing::{Level, enabled};

use super::line::{Line, key};
use super::log_writer;
use super::metrics::{GaugeGuard, ResponseLabels};
use super::trace_parent::TraceParent;
use super::worker::Worker;
use super::{RouteLabel, Telemetry};

/// What the filter of the log knows these lines by.
const TARGET: &str = "api_server::access";

/// The status that is recorded if the client is gone before there is a response: nginx's, since HTTP has
/// none.
const CLIENT_CLOSED_REQUEST: u16 = 499;

/// What a handler reports of the body that it read, in the extensions of its request.
#[derive(Debug, Default, Clone, Copy)]
pub struct BodyRecord {
    /// The bytes that arrived, as they were sent.
    pub bytes: u64,
    /// The numbers that were added up, if all were.
    pub numbers: u64,
}

/// A request in flight.
pub struct RequestRecord {
    worker: Rc<Worker>,
    /// Counts it as active.
    _active: Option<GaugeGuard>,
    method: &'static str,
    /// None if there is none at this path: what a client makes up is recorded nowhere.
    route: Option<&'static RouteLabel>,
    parent: Option<TraceParent>,
    /// The same for the span, if there is one.
    span_parent: Option<Box<SpanContext>>,
    sender: Option<Sender>,
    body: Option<BodyRecord>,
    panic: Option<Box<str>>,
}

/// Who a request is from.
enum Sender {
    Peer(SocketAddr),
    /// The peer is a proxy that is trusted.
    Client(IpAddr),
}

impl RequestRecord {
    pub(super) fn new(request: &Request, worker: &Rc<Worker>) -> Self {
        let method = known_method(request.method().as_str());
        let parent = TraceParent::read(request.headers());
        let peer = request.peer_addr();
        let client = worker
            .telemetry
            .trusted_proxies
            .client(peer, request.headers());
        let span_parent = match parent {
            Some(parent) if worker.telemetry.traces.is_some() => {
                parent.to_span_context(request.headers()).map(Box::new)
            }
            _ => None,
        };
        Self {
            worker: Rc::clone(worker),
            _active: worker.begin(method),
            method,
            route: (worker.telemetry.route)(request.path()),
            parent,
            span_parent,
            sender: client.map(Sender::Client).or(peer.map(Sender::Peer)),
            body: None,
            panic: None,
        }
    }

    fn record_panic(&mut self, panic: &(dyn Any + Send)) {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        self.panic = text.map(Box::from);
    }

    fn end(&mut self, status: u16, size: BodySize, duration: Duration) {
        let labels = ResponseLabels {
            http_request_method: self.method,
            http_route: self.route.map(|route| route.path),
            http_response_status_code: status,
        };
        let Telemetry { json, traces, .. } = &self.worker.telemetry;
        let parent = self.span_parent.take().map(|parent| *parent);
        let span = traces
            .as_ref()
            .map(|traces| traces.record(parent, &labels, duration));
        let line = || Some(self.beginning(self.level(status)?, status));
        self.worker.respond(labels, line, |common| {
            if let Some(durations) = &common.durations {
                durations.observe(duration.as_secs_f64());
            }
            if let Some(beginning) = &common.line {
                log_writer::write(|bytes| {
                    let mut line = Line::begin(bytes, *json, beginning);
                    self.write_fields(&mut line, status, size, duration);
                    self.write_trace(&mut line, span.as_ref());
                    line.end();
                });
            }
        });
    }

    /// The level of lines with this status, if the log wants them.
    fn level(&self, status: u16) -> Option<&'static str> {
        let is_probe = self.route.is_some_and(|route| route.is_probe);
        let (wanted, level) = match status {
            500.. if !is_probe => (enabled!(target: TARGET, Level::ERROR), "ERROR"),
            _ if !is_probe => (enabled!(target: TARGET, Level::INFO), "INFO"),
            _ => (enabled!(target: TARGET, Level::DEBUG), "DEBUG"),
        };
        wanted.then_some(level)
    }

    /// What follows the time in all lines with this status.
    fn beginning(&self, level: &str, status: u16) -> Vec<u8> {
        let json = self.worker.telemetry.json;
        Line::beginning(json, level, "request", |line| {
            let route = self.route.map_or("none", |route| route.path);
            line.text(&key!("method"), self.method);
            line.text(&key!("route"), route);
            line.number(&key!("status"), status.into());
        })
    }

    fn write_fields(&self, line: &mut Line<'_>, status: u16, size: BodySize, duration: Duration) {
        line.number(
            &key!("duration_us"),
            u64::try_from(duration.as_micros()).unwrap_or(u64::MAX),
        );
        if let BodySize::Sized(bytes) = size {
            line.number(&key!("response_bytes"), bytes);
        }
        if let Some(BodyRecord { bytes, numbers }) = self.body {
            line.number(&key!("request_bytes"), bytes);
            line.number(&key!("numbers"), numbers);
        }
        match &self.sender {
            Some(Sender::Peer(peer)) if status >= 400 => {
                line.text(&key!("peer"), peer.to_string());
            }
            Some(Sender::Client(client)) if status >= 400 => {
                line.text(&key!("client"), client.to_string());
            }
            _ => {}
        }
        if let Some(panic) = &self.panic {
            line.any_text(&key!("panic"), panic);
        }
    }

    fn write_trace(&self, line: &mut Line<'_>, span: Option<&SpanContext>) {
        if let Some(span) = span {
            line.text(&key!("trace_id"), span.trace_id().to_string());
            line.text(&key!("span_id"), span.span_id().to_string());
        } else if let Some(parent) = &self.parent {
            line.text(&key!("trace_id"), parent.trace_id());
        }
        if let Some(parent) = &self.parent {
            line.text(&key!("parent_id"), parent.span_id());
        }
    }
}

impl RequestObserver for RequestRecord {
    fn responded(&mut self, response: &ServiceResponse) {
        self.body = response.request().extensions().get().copied();
    }

    fn panicked(&mut self, panic: &(dyn Any + Send)) {
        self.record_panic(panic);
    }

    fn finished(&mut self, head: &ResponseHead, size: BodySize, duration: Duration) {
        self.end(head.status.as_u16(), size, duration);
    }

    fn aborted(&mut self, duration: Duration) {
        self.end(CLIENT_CLOSED_REQUEST, BodySize::None, duration);
    }
}

/// The method; those that are not among the usual ones are counted as one (OpenTelemetry's conventions for
/// HTTP).
fn known_method(method: &str) -> &'static str {
    const KNOWN: [&str; 9] = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
    ];
    let known = KNOWN.iter().copied().find(|known| *known == method);
    known.unwrap_or("_OTHER")
}

#[cfg(test)]
#[expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a failing test panics"
)]
mod tests {
    use actix_http::test::TestRequest;
    use http_edge::{ConnectionLimit, DecoderMemory, Observer, TrustedProxies};
    use serde_json::Value;

    use super::*;
    use crate::telemetry::{About, Telemetry, WorkerObserver};

    #[test]
    fn a_panic_is_recorded_with_the_trace_of_its_request() {
        let about = About {
            json: true,
            counts: true,
            version: "0.0.0",
            commit: None,
            connections: ConnectionLimit::new(1),
            decoders: DecoderMemory::new(1),
            route: |_| None,
            trusted_proxies: TrustedProxies::default(),
        };
        let telemetry = Telemetry::new(&about, Vec::new());
        let trace = "0af7651916cd43dd8448eb211c80319c";
        let request = TestRequest::with_uri("/sum?a=31415&b=1")
            .insert_header(("traceparent", format!("00-{trace}-b7ad6b7169203331-01")))
            .finish();
        let mut record = WorkerObserver::new(telemetry).request(&request);
        record.panicked(&"out of \"luck\"");

        let mut bytes = Vec::new();
        let beginning = record.beginning("ERROR", 500);
        let mut line = Line::begin(&mut bytes, true, &beginning);
        record.write_fields(&mut line, 500, BodySize::Sized(0), Duration::from_micros(7));
        record.write_trace(&mut line, None);
        line.end();

        let line: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(line["status"], 500);
        assert_eq!(line["panic"], "out of \"luck\"");
        assert_eq!(line["trace_id"], trace);
        assert!(!line.to_string().contains("31415"), "{line}");
    }
}
