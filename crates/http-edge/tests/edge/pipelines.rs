//! Requests that are sent before the response to the one before: each is answered as if it were alone.

use std::io::{ErrorKind, Write};
use std::time::Duration;

use http_edge::Timeouts;

use crate::support::{BIG, Options, Response, Seen, Server, wait_until};

const POST: &str = "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
const CHUNKED: &str =
    "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
const HEAD: &str = "HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n";
const GET: &str = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
const CLOSE: &str = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/// Sends all in one segment. The responses, after which the connection is open, or at its end.
#[track_caller]
fn pipelined(requests: &[&str], ends: bool) -> Vec<Response> {
    let server = Server::start();
    let mut client = server.connect();
    client.send(requests.concat());
    let methods = requests
        .iter()
        .map(|request| request.split_once(' ').unwrap().0);
    let responses: Vec<_> = methods.map(|method| client.response(method)).collect();
    let (last, others) = responses.split_last().unwrap();
    assert!(
        others.iter().all(|response| !response.is_last()),
        "{others:?}"
    );
    if !ends {
        assert!(!last.is_last(), "{last:?}");
        client.send(CLOSE);
        assert!(client.response("GET").is_last());
    }
    client.ends();
    responses
}

#[track_caller]
fn assert_bodies(responses: &[Response], bodies: &[&str]) {
    let shown: Vec<_> = responses
        .iter()
        .map(|response| (response.status, response.body.as_str()))
        .collect();
    let expected: Vec<_> = bodies.iter().map(|body| (200, *body)).collect();
    assert_eq!(shown, expected);
}

#[test]
fn a_head_that_follows_leaves_the_response_to_a_post_its_body() {
    for post in [POST, CHUNKED] {
        let responses = pipelined(&[post, HEAD], false);
        assert_bodies(&responses, &["3", ""]);
        assert_eq!(responses[1].header("content-length"), Some("4"));
        assert_bodies(&pipelined(&[post, GET], false), &["3", "well"]);
    }
}

#[test]
fn a_post_that_follows_gives_the_response_to_a_head_no_body() {
    for post in [POST, CHUNKED] {
        let responses = pipelined(&[post, HEAD, post], false);
        assert_bodies(&responses, &["3", "", "3"]);
        assert_eq!(responses[1].header("content-length"), Some("4"));
    }
}

#[test]
fn a_request_to_close_is_about_its_own_response() {
    for post in [POST, CHUNKED] {
        assert_bodies(&pipelined(&[post, CLOSE], true), &["3", "well"]);
        assert_bodies(
            &pipelined(&[post, post, HEAD, CLOSE], true),
            &["3", "3", "", "well"],
        );
    }
}

#[test]
fn versions_and_connection_types_do_not_mix() {
    let old = "GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    let last = "GET /health HTTP/1.0\r\n\r\n";
    for requests in [[GET, old, POST, last], [old, GET, old, CLOSE]] {
        let responses = pipelined(&requests, true);
        for (request, response) in requests.iter().zip(&responses) {
            let is_old = request.contains("HTTP/1.0");
            let keeps = response.header("connection") == Some("keep-alive");
            assert_eq!(
                keeps,
                is_old && *request != last,
                "{request:?} {response:?}"
            );
        }
    }
}

#[test]
fn pipelines_of_any_length_are_answered_in_order() {
    for length in [1, 8, 40, 3000] {
        let server = Server::start();
        let mut client = server.connect();
        let mut writer = client.stream.try_clone().unwrap();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                for number in 0..length {
                    let head = format!("GET /echo/{number} HTTP/1.1\r\nHost: a\r\n\r\n");
                    writer
                        .write_all(head.as_bytes())
                        .expect("a server that reads");
                }
            });
            for number in 0..length {
                let response = client.response("GET");
                assert_eq!((response.status, response.body), (200, number.to_string()));
            }
        });
    }
}

#[test]
fn a_client_that_does_not_read_has_few_responses_made() {
    let timeouts = Timeouts {
        send: Duration::from_secs(1),
        ..Options::default().timeouts
    };
    let server = Server::start_with(Options {
        timeouts,
        ..Options::default()
    });
    let mut client = server.connect();
    let requests = GET.replace("/health", "/big").repeat(5000);
    // The connection may end before all is sent.
    if let Err(error) = client.stream.write_all(requests.as_bytes()) {
        let kind = error.kind();
        assert!(
            matches!(kind, ErrorKind::ConnectionReset | ErrorKind::BrokenPipe),
            "{error}"
        );
    }
    // One at a time, until the system's buffers are full.
    assert_eq!(server.seen(), Seen::Finished(200));
    wait_until("the connection is closed", || {
        server.connections.open() == 0
    });
    let made = server.seen_so_far();
    assert!(made * BIG < 64 << 20, "{made} responses of a MiB");
}

#[test]
fn a_part_of_a_head_has_no_more_time_after_a_request_than_alone() {
    let timeouts = Timeouts {
        head: Duration::from_secs(1),
        ..Options::default().timeouts
    };
    let server = Server::start_with(Options {
        timeouts,
        ..Options::default()
    });
    for before in ["", GET, POST, CHUNKED] {
        let mut client = server.connect();
        client.send([before, "GET /health HTTP/1.1\r\nX:"].concat());
        if !before.is_empty() {
            assert_eq!(client.response("GET").status, 200);
        }
        let late = "the head of the request did not arrive in time";
        client.response("GET").assert_problem(408, late);
        client.ends();
    }
}
