//! What never reaches a route: heads that are malformed, too large or too slow, and connections that
//! end.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use insta::assert_snapshot;

use crate::openapi;
use crate::support::{Answer, Service, ask, send, wait_until};

#[track_caller]
fn answer_to(service: &Service, head: impl AsRef<[u8]>) -> Answer {
    let answer = send(service.address(), head);
    openapi::check("GET", "/sum", &answer);
    answer
}

/// All that comes until the service closes the connection.
fn read_all(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream
        .read_to_string(&mut text)
        .expect("the service closes");
    text
}

#[test]
fn a_malformed_head_is_400() {
    let service = Service::start();
    assert_snapshot!(answer_to(&service, "hello\r\n\r\n").shown(), @r#"
    400 application/problem+json
    {"type":"about:blank","title":"Bad Request","status":400,"detail":"the request is not valid HTTP/1.1"}
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
        let answer = answer_to(&service, head);
        assert_eq!(
            answer.shown(),
            answer_to(&service, "hello\r\n\r\n").shown(),
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
    let service = Service::start();
    let long = "9".repeat(140_000);
    assert_snapshot!(answer_to(&service, format!("GET / HTTP/1.1\r\nHost: a\r\nX: {long}\r\n\r\n")).shown(), @r#"
    431 application/problem+json
    {"type":"about:blank","title":"Request Header Fields Too Large","status":431,"detail":"the head of the request has more than 96 fields or 131072 bytes"}
    "#);
    let many = "x: y\r\n".repeat(100);
    assert_eq!(
        answer_to(&service, format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n")).status,
        431
    );
}

#[test]
fn a_head_that_does_not_end_is_408() {
    let service = Service::start();
    assert_snapshot!(answer_to(&service, "GET /health HTTP/1.1\r\nHost: a\r\n").shown(), @r#"
    408 application/problem+json
    {"type":"about:blank","title":"Request Timeout","status":408,"detail":"the head of the request did not arrive in time"}
    "#);
}

#[test]
fn what_follows_a_good_request_is_judged_by_itself() {
    let service = Service::start();
    let answer = answer_to(
        &service,
        "GET /sum?a=1&b=2 HTTP/1.1\r\nHost: a\r\n\r\nhello\r\n\r\n",
    );
    assert_eq!(answer.status, 200);
    let second = answer
        .body
        .strip_prefix("{\"sum\":3}")
        .expect("the first body");
    let second = Answer::parse(second.as_bytes());
    assert_eq!(second.shown(), answer_to(&service, "hello\r\n\r\n").shown());
    assert_eq!(second.header("connection"), Some("close"));
}

#[test]
fn a_request_line_that_is_too_long_is_414() {
    let service = Service::start();
    let head = |length: usize| {
        let (start, end) = ("GET /sum?a=1&b=2&pad=", " HTTP/1.1");
        let pad = "x".repeat(length - start.len() - end.len() - 1);
        format!("{start}{pad}{end}\r\nHost: a\r\nConnection: close\r\n\r\n")
    };
    assert_eq!(answer_to(&service, head(65_536)).status, 200);
    let answer = answer_to(&service, head(65_537));
    assert_eq!(answer.header("connection"), Some("close"));
    assert!(answer.header("date").is_some());
    assert_snapshot!(answer.shown(), @r#"
    414 application/problem+json
    {"type":"about:blank","title":"URI Too Long","status":414,"detail":"the request line is longer than 65536 bytes"}
    "#);
}

#[test]
fn a_host_that_is_none_is_400() {
    let service = Service::start();
    let ask = |host: &str| {
        answer_to(
            &service,
            format!("GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
        )
    };
    assert_snapshot!(ask("a..b").shown(), @r#"
    400 application/problem+json
    {"type":"about:blank","title":"Bad Request","status":400,"detail":"invalid Host header"}
    "#);
    for host in [
        "", ".", ".a", "a b", "user@a", "@", "a:b", "a:+1", "a:65536", "a/b", "[::1", ":80",
    ] {
        assert_eq!(ask(host).status, 400, "{host:?}");
    }
    for host in [
        "a",
        "a:",
        "a.b.",
        "a:80",
        "127.0.0.1:8000",
        "[::1]",
        "[::1]:80",
        "x-y_z.test",
    ] {
        assert_eq!(ask(host).status, 200, "{host:?}");
    }
}

#[test]
fn no_head_may_take_its_time() {
    let service = Service::start_with(&["--header-timeout=1"]);
    let whole = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
    let begun = "GET /health HTTP/1.1\r\nX: ";
    for (before, slow) in [
        ("", ""),
        ("", begun),
        (whole, begun),
        (&whole.repeat(3), begun),
    ] {
        let stream = service.connect();
        let mut client = stream.try_clone().unwrap();
        client
            .write_all([before, slow].concat().as_bytes())
            .unwrap();
        // A byte now and then makes it no faster.
        let dribble = thread::spawn(move || {
            for _ in 0..8 {
                if slow.is_empty() || client.write_all(b"x").is_err() {
                    break;
                }
                thread::sleep(Duration::from_millis(300));
            }
        });
        let text = read_all(stream);
        let count = |status| text.matches(status).count();
        let answered = before.matches("\r\n\r\n").count();
        assert_eq!(
            (count("HTTP/1.1 200 "), count("HTTP/1.1 408 ")),
            (answered, 1),
            "{text}"
        );
        dribble.join().unwrap();
    }
}

#[test]
fn a_connection_that_asks_for_no_more_is_closed_in_time() {
    let service = Service::start_with(&["--keep-alive=1", "--header-timeout=3600"]);
    let mut stream = service.connect();
    stream
        .write_all(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        .unwrap();
    let text = read_all(stream);
    assert!(text.ends_with("{\"status\":\"ok\"}"), "{text}");
}

#[test]
fn nothing_is_answered_behind_the_last_answer() {
    let more = "GET /sum?a=1&b=2 HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3);
    for last in [
        "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /health HTTP/1.0\r\n\r\n",
    ] {
        let service = Service::start();
        let mut stream = service.connect();
        stream.write_all([last, &more].concat().as_bytes()).unwrap();
        let text = read_all(stream);
        assert_eq!(text.matches("HTTP/1.").count(), 1, "{text}");
        assert!(text.ends_with("{\"status\":\"ok\"}"), "{text}");
    }
}

#[test]
fn a_connection_too_many_is_503() {
    let service = Service::start_with(&["--max-connections=1"]);
    let mut first = service.connect();
    let request = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
    first.write_all(request).unwrap();
    first.read_exact(&mut [0]).unwrap();
    let answer = Answer::read(service.connect());
    assert_eq!(answer.header("connection"), Some("close"));
    assert_snapshot!(answer.shown(), @r#"
    503 application/problem+json
    {"type":"about:blank","title":"Service Unavailable","status":503,"detail":"connection limit reached"}
    "#);
    drop(first);
    wait_until("there is room", || service.get("/health").status == 200);
}

#[test]
fn who_takes_no_answers_may_not_ask_for_ever() {
    let service = Service::start_with(&["--send-timeout=1"]);
    let mut stream = service.connect();
    stream
        .set_write_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let requests = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1000);
    // The system's buffers take some megabytes before the service notices.
    let error = loop {
        if let Err(error) = stream.write_all(&requests) {
            break error.kind();
        }
    };
    assert!(
        matches!(error, ErrorKind::ConnectionReset | ErrorKind::BrokenPipe),
        "{error}"
    );
}

#[test]
fn who_takes_no_last_answer_may_not_stay_by_asking_for_more() {
    let service = Service::start_with(&["--send-timeout=1"]);
    let request = "GET /assets/page.0.js HTTP/1.1\r\nHost: a\r\n\r\n";
    let last = request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    // How much the system's buffers take is not known; in one of these they are full at the last answer.
    let clients: Vec<_> = (0..200)
        .map(|before| {
            let mut stream = service.connect();
            let requests = [&request.repeat(before), &last, request].concat();
            stream.write_all(requests.as_bytes()).unwrap();
            stream
        })
        .collect();
    let admin = service.admin_address().expect("an admin port");
    wait_until("none stays", || {
        let metrics = ask(admin, "GET", "/metrics").body;
        metrics.contains("\nsum_connections 0\n")
    });
    drop(clients);
}

#[test]
fn an_idle_connection_does_not_hold_up_the_end() {
    // If the service waited for the clients, this test would not end within the hour.
    let service = Service::start_with(&["--shutdown-timeout=3600", "--header-timeout=3600"]);
    let mut idle = service.connect();
    idle.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        .unwrap();
    idle.read_exact(&mut [0]).unwrap();
    let silent = service.connect();
    drop(service);
    for stream in [idle, silent] {
        read_all(stream);
    }
}
