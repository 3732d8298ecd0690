//! What never reaches a route: heads that are malformed, too large or too slow, and the end of
//! connections.

use std::io::{Read, Write};

use insta::assert_snapshot;

use crate::support::{Answer, Service};

#[track_caller]
fn answer_to(head: impl AsRef<[u8]>) -> Answer {
    let service = Service::start();
    let mut stream = service.connect();
    stream.write_all(head.as_ref()).unwrap();
    Answer::read(stream)
}

#[test]
fn a_malformed_head_is_400() {
    assert_snapshot!(answer_to("hello\r\n\r\n").shown(), @r#"
    400 application/problem+json
    {"type":"about:blank","title":"Bad Request","status":400,"detail":"the request is not valid HTTP/1.1, or its target has more than 65534 bytes"}
    "#);
    let heads: [&[u8]; 6] = [
        b"GET /health HTTP/1.1\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET /sum?a=\xd9\xa1&b=1 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ];
    for head in heads {
        let answer = answer_to(head);
        assert_eq!(
            answer.shown(),
            answer_to("hello\r\n\r\n").shown(),
            "{}",
            head.escape_ascii()
        );
        assert_eq!(answer.header("connection"), Some("close"));
        assert_eq!(
            answer.header("content-length"),
            Some(answer.body.len().to_string().as_str())
        );
    }
}

#[test]
fn a_head_that_is_too_large_is_431() {
    let long = "9".repeat(140_000);
    assert_snapshot!(answer_to(format!("GET /sum?a={long} HTTP/1.1\r\nHost: a\r\n\r\n")).shown(), @r#"
    431 application/problem+json
    {"type":"about:blank","title":"Request Header Fields Too Large","status":431,"detail":"the head of the request has more than 96 fields or more than 131072 bytes"}
    "#);
    let many = "x: y\r\n".repeat(100);
    assert_eq!(
        answer_to(format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n")).status,
        431
    );
}

#[test]
fn a_head_that_does_not_end_is_408() {
    assert_snapshot!(answer_to("GET /health HTTP/1.1\r\nHost: a\r\n").shown(), @r#"
    408 application/problem+json
    {"type":"about:blank","title":"Request Timeout","status":408,"detail":"the head of the request did not arrive in time"}
    "#);
}

#[test]
fn what_follows_a_good_request_is_judged_by_itself() {
    let answer = answer_to("GET /sum?a=1&b=2 HTTP/1.1\r\nHost: a\r\n\r\nhello\r\n\r\n");
    assert_eq!(answer.status, 200);
    let second = answer
        .body
        .strip_prefix("{\"sum\":3}")
        .expect("the first body");
    let second = Answer::parse(second.as_bytes());
    assert_eq!(second.shown(), answer_to("hello\r\n\r\n").shown());
    assert_eq!(second.header("connection"), Some("close"));
}

#[test]
fn a_target_may_have_65534_bytes() {
    let head = |length: usize| {
        let path = "/sum?a=1&b=2&pad=";
        format!(
            "GET {path}{} HTTP/1.1\r\nHost: a\r\n\r\n",
            "x".repeat(length - path.len())
        )
    };
    let last = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    assert_eq!(answer_to(head(65_534) + last).status, 200);
    assert_eq!(
        answer_to(head(65_535)).shown(),
        answer_to("hello\r\n\r\n").shown()
    );
}

#[test]
fn an_idle_connection_does_not_hold_up_the_end() {
    // If the service waited for the client, this test would not end within the hour.
    let service = Service::start_with(&["--shutdown-timeout=3600"]);
    let mut stream = service.connect();
    stream
        .write_all(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        .unwrap();
    let mut first = [0];
    stream.read_exact(&mut first).unwrap();
    drop(service);
    stream
        .read_to_end(&mut Vec::new())
        .expect("the connection is closed, not reset");
}
