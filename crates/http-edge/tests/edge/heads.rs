//! What is made of a head.

use std::io::Write;
use std::process::Command;

use crate::support::{Seen, Server};

const HEALTH: &str = "GET /health HTTP/1.1\r\nHost: a\r\n";

#[test]
fn a_line_that_is_too_long_is_414_also_after_empty_lines() {
    let server = Server::start();
    for before in ["", "\r\n", "\r\n\r\n\n"] {
        let line = format!("{before}GET /{}", "x".repeat(65_536));
        let response = &server.ask(line, &["GET"])[0];
        response.assert_problem(414, "the request line is longer than 65536 bytes");
        assert!(response.is_last());
    }
}

#[test]
fn a_line_or_a_head_that_is_too_long_is_refused_as_such_however_it_is_cut() {
    let server = Server::start();
    let line = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(65_600));
    let field = format!("X: {}\r\n", "y".repeat(3000));
    let head = format!("{HEALTH}{}\r\n", field.repeat(44));
    assert!(head.len() > 131_072);
    for (text, status) in [(line, 414), (head, 431)] {
        for cut in [4096, 65_530, 65_536, text.len() - 1] {
            let (first, second) = text.split_at(cut);
            let mut client = server.connect();
            client.send(first);
            // It may be refused already.
            drop(client.stream.write_all(second.as_bytes()));
            assert_eq!(client.response("GET").status, status, "cut at {cut}");
        }
    }
}

#[test]
fn empty_lines_are_no_request_and_do_not_begin_one() {
    let server = Server::start();
    let mut client = server.connect();
    // Some old clients send one after a body.
    for _ in 0..3 {
        client.send("\r\n\r\n");
        client.send(format!("\r\n{HEALTH}\r\n\r\n"));
        assert_eq!(client.response("GET").body, "well");
    }
}

#[test]
fn a_head_may_come_in_any_pieces() {
    let server = Server::start();
    let mut client = server.connect();
    client.stream.set_nodelay(true).unwrap();
    let request = format!("{HEALTH}X: y\r\n\r\n");
    for size in [1, 2, 3, 7, 30] {
        for piece in request.as_bytes().chunks(size) {
            client.send(piece);
        }
        assert_eq!(client.response("GET").body, "well");
    }
}

#[test]
fn a_field_name_that_is_too_long_is_431_and_what_was_asked_before_is_answered() {
    let server = Server::start();
    let post = "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    for length in [65_536, 100_000] {
        let long = format!("{HEALTH}{}: y\r\n\r\n", "x".repeat(length));
        let responses = server.ask([post, &long].concat(), &["POST", "GET"]);
        assert_eq!(
            (responses[0].status, responses[0].body.as_str()),
            (200, "3")
        );
        responses[1].assert_problem(431, "more than 96 fields or 131072 bytes");
        assert!(responses[1].is_last());
    }
    let longest = format!("{HEALTH}{}: y\r\n\r\n", "x".repeat(65_535));
    assert_eq!(server.ask(longest, &["GET"])[0].status, 200);
}

#[test]
fn an_upgrade_is_ignored_and_the_connection_stays() {
    let server = Server::start();
    let mut client = server.connect();
    for fields in [
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\n",
        "Upgrade: websocket\r\nContent-Length: 0\r\n",
        "Connection: upgrade\r\n",
    ] {
        client.send(format!("{HEALTH}{fields}\r\n"));
        let response = client.response("GET");
        assert_eq!(
            (response.status, response.header("connection")),
            (200, None),
            "{fields}"
        );
    }
}

#[test]
fn an_upgrade_with_a_body_is_400_and_nothing_is_read_as_its_body() {
    let server = Server::start();
    for protocol in ["h2c", "websocket"] {
        let head = format!(
            "POST /count HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: {protocol}\r\n"
        );
        let secret = format!("{HEALTH}X: secret\r\n\r\n");
        for body in [
            "Content-Length: 3\r\n\r\nabc",
            "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        ] {
            let mut client = server.connect();
            client.send([&head, body, &secret].concat());
            let response = client.response("POST");
            response.assert_problem(400, "a request with a body cannot ask for an upgrade");
            assert!(response.is_last() && !response.body.contains("secret"));
            client.ends();
        }
    }
}

#[test]
fn curl_that_would_like_http_2_is_answered() {
    let server = Server::start();
    let url = format!("http://{}/health", server.address);
    let curl = Command::new("curl")
        .args(["--silent", "--show-error", "--http2", "--max-time", "20"])
        .args(["--write-out", " %{http_version} %{num_connects} "])
        .args([&url, &url])
        .output()
        .expect("curl is there");
    // Both on one connection.
    let shown = String::from_utf8(curl.stdout).unwrap();
    assert_eq!(shown, "well 1.1 1 well 1.1 0 ");
}

#[test]
fn a_later_minor_version_is_answered_and_a_later_major_one_is_505() {
    let server = Server::start();
    let later = server.ask("GET /health HTTP/1.2\r\nHost: a\r\n\r\n", &["GET"]);
    let shown = (later[0].version.as_str(), later[0].status);
    assert_eq!(shown, ("HTTP/1.1", 200));
    for line in [
        "GET /health HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET /health HTTP/9.9\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
    ] {
        let response = &server.ask(line, &["GET"])[0];
        response.assert_problem(505, "only HTTP/1.1 and HTTP/1.0 are supported");
        assert!(response.is_last());
    }
}

#[test]
fn chunks_are_not_for_http_1_0() {
    let server = Server::start();
    let head =
        "POST /count HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n";
    let mut client = server.connect();
    client.send([head, "0\r\n\r\n", HEALTH, "\r\n"].concat());
    client
        .response("POST")
        .assert_problem(400, "not valid HTTP/1.1");
    client.ends();
}

#[test]
fn who_expects_100_is_told_to_go_on_when_the_body_is_asked_for() {
    let server = Server::start();
    let mut client = server.connect();
    for _ in 0..2 {
        client.send(
            "POST /count HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n",
        );
        assert_eq!(client.response("POST").status, 100);
        client.send("abc");
        assert_eq!(client.response("POST").body, "3");
    }
}

#[test]
fn who_expects_100_is_refused_without_it_if_the_head_is_enough() {
    let server = Server::start();
    for (fields, status) in [
        ("Content-Length: 9999999999\r\n", 413),
        ("Content-Encoding: br\r\nContent-Length: 3\r\n", 415),
    ] {
        let mut client = server.connect();
        client.send(format!(
            "POST /count HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n{fields}\r\n"
        ));
        let response = client.response("POST");
        assert_eq!(response.status, status);
        assert!(response.is_last());
        client.ends();
    }
}

#[test]
fn a_client_of_http_1_0_is_sent_no_100() {
    let server = Server::start();
    let head = "POST /count HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
    let mut client = server.connect();
    client.send(head);
    client.send("abc");
    assert_eq!(client.response("POST").body, "3");
}

#[test]
fn options_of_the_server_are_its_methods() {
    let server = Server::start();
    let mut client = server.connect();
    for _ in 0..2 {
        client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
        let response = client.response("OPTIONS");
        assert_eq!(response.status, 204);
        assert_eq!(response.header("allow"), Some("GET, HEAD, POST, OPTIONS"));
    }
    client.send("GET * HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(client.response("GET").status, 404);
}

#[test]
fn what_is_refused_is_observed_with_its_peer() {
    let server = Server::start();
    let mut client = server.connect();
    let peer = client.stream.local_addr().unwrap();
    client.send("hello\r\n\r\n");
    client
        .response("GET")
        .assert_problem(400, "not valid HTTP/1.1");
    assert_eq!(server.seen(), Seen::Rejected(400, Some(peer)));
}
