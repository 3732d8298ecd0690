//! What a collector of traces receives: it is one that understands the protocol, and nothing else.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use opentelemetry::SpanId;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};
use opentelemetry_proto::tonic::trace::v1::ResourceSpans;
use prost::Message;

use crate::process::{Running, program};
use crate::support::{Answer, connect, request};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

/// The endpoint of a collector, and what it receives.
fn collector() -> (String, Receiver<ResourceSpans>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.expect("a client"));
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                if stream.read_line(&mut head).expect("a head") == 0 {
                    return;
                }
            }
            assert!(head.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{head}");
            let head = head.to_lowercase();
            assert!(
                head.contains("content-type: application/x-protobuf\r\n"),
                "{head}"
            );
            let (_, length) = head.split_once("content-length: ").expect("a length");
            let (length, _) = length.split_once("\r\n").expect("a line");
            let mut body = vec![0; length.parse().expect("a number")];
            stream.read_exact(&mut body).expect("a body");
            let request = ExportTraceServiceRequest::decode(&*body).expect("protobuf");
            for spans in request.resource_spans {
                // Nobody may be waiting any more.
                drop(sender.send(spans));
            }
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            stream
                .get_mut()
                .write_all(answer)
                .expect("a client that reads");
        }
    });
    (endpoint, receiver)
}

fn ask(running: &Running, target: &str, flags: &str) -> Answer {
    let mut stream = connect(running.address);
    write!(
        stream,
        "GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
         traceparent: 00-{TRACE}-b7ad6b7169203331-{flags}\r\n\r\n"
    )
    .expect("a service that reads");
    Answer::read(stream)
}

fn shown(attributes: &[KeyValue]) -> Vec<String> {
    let mut shown: Vec<_> = attributes
        .iter()
        .map(|attribute| {
            let value = attribute.value.clone().and_then(|value| value.value);
            match value.expect("a value") {
                Value::StringValue(text) => format!("{}={text}", attribute.key),
                Value::IntValue(number) => format!("{}={number}", attribute.key),
                other => format!("{}={other:?}", attribute.key),
            }
        })
        .collect();
    shown.sort();
    shown
}

#[test]
fn a_span_is_sent_for_each_sampled_request_before_the_end() {
    let (endpoint, spans) = collector();
    let mut running = Running::start(program().env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint).env(
        "OTEL_RESOURCE_ATTRIBUTES",
        "deployment.environment.name=test",
    ));
    ask(&running, "/sum?a=1&b=31415", "01");
    let line = running.line();
    ask(&running, "/sum?a=1&b=31415", "00");
    assert_eq!(running.line()["trace_id"], TRACE);
    running.signal("TERM");
    assert_eq!(running.exit_code(), Some(0));

    let received = spans.recv().expect("spans");
    assert!(spans.try_recv().is_err(), "one is sampled");
    let resource = received.resource.expect("a resource");
    let resource = shown(&resource.attributes);
    for attribute in [
        "service.name=api-server",
        "deployment.environment.name=test",
    ] {
        assert!(
            resource.iter().any(|known| known == attribute),
            "{resource:?}"
        );
    }
    let spans = &received.scope_spans[0].spans;
    assert_eq!(spans.len(), 1, "{spans:?}");
    let span = &spans[0];
    let id = |bytes: &[u8]| SpanId::from_bytes(bytes.try_into().expect("8 bytes")).to_string();
    let (trace, parent) = (
        u128::from_str_radix(TRACE, 16).unwrap(),
        id(&span.parent_span_id),
    );
    assert_eq!(span.name, "GET /sum");
    assert_eq!(span.trace_id, trace.to_be_bytes());
    assert_eq!(parent, "b7ad6b7169203331");
    assert!(span.start_time_unix_nano < span.end_time_unix_nano);
    insta::assert_snapshot!(shown(&span.attributes).join("\n"), @"
    http.request.method=GET
    http.response.status_code=200
    http.route=/sum
    url.path=/sum
    url.scheme=http
    ");

    assert_eq!(line["trace_id"], TRACE);
    assert_eq!(line["span_id"], id(&span.span_id).as_str());
    assert_eq!(line["parent_id"], "b7ad6b7169203331");
}

#[test]
fn the_standard_variables_say_what_is_sampled() {
    let (endpoint, spans) = collector();
    for (variable, value) in [
        ("OTEL_TRACES_SAMPLER", "always_off"),
        ("OTEL_SDK_DISABLED", "true"),
        ("OTEL_TRACES_EXPORTER", "none"),
    ] {
        let mut running = Running::start(
            program()
                .env("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)
                .env(variable, value),
        );
        ask(&running, "/health", "01");
        running.signal("TERM");
        assert_eq!(running.exit_code(), Some(0));
        assert!(spans.try_recv().is_err(), "{variable}={value}");
    }
}

#[test]
fn a_collector_that_is_away_holds_up_nothing() {
    let mut running =
        Running::start(program().env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"));
    assert_eq!(ask(&running, "/sum?a=1&b=2", "01").body, "{\"sum\":3}");
    running.signal("TERM");
    assert_eq!(running.exit_code(), Some(0));
}

#[test]
fn a_collector_that_cannot_be_sent_to_is_a_warning_and_no_reason_not_to_serve() {
    for (variable, value, reason) in [
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "https://collector.test",
            "the endpoint must begin with http://; leave TLS to a collector nearby",
        ),
        (
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
            "grpc",
            "the protocol must be http/protobuf, not grpc",
        ),
    ] {
        let mut command = program();
        command
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
            .env(variable, value);
        let mut running = Running::start(&mut command);
        let warning = running.before.pop().expect("a line before it listens");
        assert_eq!(warning["level"], "WARN", "{warning}");
        assert_eq!(warning["message"], "traces are not exported");
        assert_eq!(warning["reason"], reason);
        assert_eq!(
            request(running.address, "GET", "/sum?a=1&b=2").body,
            "{\"sum\":3}"
        );
        running.signal("TERM");
        assert_eq!(running.exit_code(), Some(0));
    }
}
