//! What the service counts, as Prometheus reads it on the admin port.

use std::io::{Read, Write};
use std::net::TcpStream;

use insta::assert_snapshot;

use crate::support::{Service, ask, reset_in_a_body, send, wait_until};

pub(crate) fn scrape(service: &Service) -> String {
    let admin = service.admin_address().expect("an admin port");
    let answer = ask(admin, "GET", "/metrics");
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some(media_type))
    );
    assert!(answer.body.ends_with("# EOF\n"));
    answer.body
}

/// The value of one sample, by the name and labels as they are written.
pub(crate) fn value<'a>(metrics: &'a str, sample: &str) -> Option<&'a str> {
    let mut lines = metrics.lines().filter_map(|line| line.rsplit_once(' '));
    lines
        .find(|(name, _)| *name == sample)
        .map(|(_, value)| value)
}

#[test]
fn every_metric_has_a_type_and_says_what_it_is() {
    let service = Service::start();
    service.get("/sum?a=1&b=2");
    let metrics = scrape(&service);
    let described: Vec<_> = metrics
        .lines()
        .filter(|line| line.starts_with("# "))
        .collect();
    assert_snapshot!(described.join("\n"));
}

#[test]
fn requests_are_counted_by_method_route_and_status() {
    let service = Service::start();
    for target in [
        "/sum?a=1&b=2",
        "/sum?a=1.5&b=2",
        "/sum?a=x&b=2",
        "/made/up?x",
        "/made/up/too",
    ] {
        service.get(target);
    }
    service.request("BREW", "/sum");
    service.post("", "1\n2\n3\n");
    service.post("", "1\nx\n");
    let metrics = scrape(&service);
    for (method, route, status, times) in [
        ("GET", "/sum", 200, "2"),
        ("GET", "/sum", 422, "1"),
        ("GET", "", 404, "2"),
        ("_OTHER", "/sum", 405, "1"),
        ("POST", "/sum", 200, "1"),
        ("POST", "/sum", 422, "1"),
    ] {
        let sample = format!(
            "http_server_request_duration_seconds_count{{http_request_method=\"{method}\",http_route=\"{route}\",http_response_status_code=\"{status}\"}}"
        );
        assert_eq!(value(&metrics, &sample), Some(times), "{sample}");
    }
    assert!(
        !metrics.contains("made") && !metrics.contains("BREW"),
        "{metrics}"
    );
    for (sample, total) in [
        ("sum_numbers_added_total", "7"),
        ("sum_body_read_bytes_total", "10"),
        ("sum_uploads", "0"),
        (
            "http_server_active_requests{http_request_method=\"POST\"}",
            "0",
        ),
    ] {
        assert_eq!(value(&metrics, sample), Some(total), "{sample}");
    }
}

#[test]
fn what_is_under_way_is_counted_until_it_ends() {
    let service = Service::start();
    let uploads: [TcpStream; 3] = [(); 3].map(|()| {
        let mut upload = service.upload("Content-Length: 100\r\n");
        upload.write_all(b"1\n").unwrap();
        upload
    });
    let wait_for = |count: &str| {
        let counts = [
            "sum_uploads",
            "sum_connections",
            "http_server_active_requests{http_request_method=\"POST\"}",
        ];
        wait_until("all are counted", || {
            let metrics = scrape(&service);
            let mut counts = counts.iter();
            counts.all(|sample| value(&metrics, sample) == Some(count))
        });
    };
    wait_for("3");
    // A client that goes away leaves nothing counted.
    drop(uploads);
    service.get("/health");
    wait_for("0");
}

#[test]
fn what_is_refused_is_counted() {
    let service = Service::start();
    service.connect().write_all(b"hello\r\n\r\n").unwrap();
    let sample = "sum_requests_refused_total{http_response_status_code=\"400\"} 1";
    wait_until("it is counted", || scrape(&service).contains(sample));
}

#[test]
fn what_the_admin_listener_refuses_is_not_counted() {
    let service = Service::start();
    let admin = service.admin_address().expect("an admin port");
    for address in [admin, admin, service.address()] {
        assert_eq!(send(address, "hello\r\n\r\n").status, 400);
    }
    let sample = "sum_requests_refused_total{http_response_status_code=\"400\"}";
    assert_eq!(value(&scrape(&service), sample), Some("1"));
}

#[test]
fn a_client_that_resets_in_a_body_is_counted_as_499() {
    let service = Service::start();
    reset_in_a_body(service.address());
    let sample = "http_server_request_duration_seconds_count{http_request_method=\"POST\",http_route=\"/sum\",http_response_status_code=\"499\"}";
    wait_until("it is counted", || {
        value(&scrape(&service), sample) == Some("1")
    });
}

#[test]
fn a_path_that_is_written_otherwise_is_none_of_ours() {
    let service = Service::start();
    for target in ["/%73um?a=1&b=2", "/%68ealth", "/read%79"] {
        assert_eq!(service.get(target).status, 404, "{target}");
    }
    let sample = "http_server_request_duration_seconds_count{http_request_method=\"GET\",http_route=\"\",http_response_status_code=\"404\"}";
    assert_eq!(value(&scrape(&service), sample), Some("3"));
}

#[test]
fn what_is_asked_behind_the_last_answer_is_neither_answered_nor_refused() {
    let service = Service::start();
    let request = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
    let last = request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    let mut stream = service.connect();
    stream
        .write_all([last, request.repeat(9)].concat().as_bytes())
        .unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap();
    let mut metrics = String::new();
    wait_until("the connection is closed", || {
        metrics = scrape(&service);
        value(&metrics, "sum_connections") == Some("0")
    });
    let refused = "sum_requests_refused_total{http_response_status_code=\"400\"}";
    assert_eq!(value(&metrics, refused), Some("0"));
}

#[test]
fn metrics_are_on_the_admin_port_only_and_only_if_wanted() {
    let service = Service::start();
    assert_eq!(service.get("/metrics").status, 404);
    let admin = service.admin_address().expect("an admin port");
    let nothing = ask(admin, "GET", "/sum?a=1&b=2");
    assert_eq!(nothing.status, 404);
    assert!(
        nothing.body.contains("no such path; see /metrics"),
        "{}",
        nothing.body
    );
    assert_eq!(ask(admin, "POST", "/metrics").status, 405);
    assert_eq!(
        Service::start_with(&["--admin-address=off"]).admin_address(),
        None
    );
}

#[test]
fn the_admin_port_answers_until_the_end() {
    let mut service = Service::start_with(&["--drain-delay=1"]);
    let mut upload = service.upload("Content-Length: 4\r\n");
    upload.write_all(b"1\n").unwrap();
    service.stop();
    wait_until("the public port is closed", || {
        TcpStream::connect(service.address()).is_err()
    });
    // The public port is closed, and the upload still in flight.
    assert_eq!(value(&scrape(&service), "sum_uploads"), Some("1"));
    upload.write_all(b"2\n").unwrap();
}
