//! `/`, `/health`, `/ready`, and what holds for every resource.

use std::hint::black_box;
use std::io::Write;
use std::net::Shutdown;

use actix_web::web;
use api_server::{routes, version};
use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{Answer, Service, ask};

#[test]
fn the_service_introduces_itself() {
    let answer = Service::start().get("/");
    let index: Value = serde_json::from_str(&answer.body).unwrap();
    let uptime = format!("\"uptime_seconds\":{}", index["uptime_seconds"]);
    let shown = answer
        .shown()
        .replace(version::VERSION, "[version]")
        .replace(&uptime, "\"uptime_seconds\":[seconds]");
    let shown = match index["commit"].as_str() {
        Some(commit) => shown.replace(&format!(",\"commit\":\"{commit}\""), ""),
        None => shown,
    };
    assert_snapshot!(shown, @r#"
    200 application/json
    {"message":"Exact sums over HTTP","name":"api-server","version":"[version]","uptime_seconds":[seconds],"links":{"sum":"/sum?a=0.1&b=0.2","health":"/health","ready":"/ready","openapi":"/openapi.json","docs":"/docs"}}
    "#);
}

#[test]
fn a_service_that_runs_is_well_and_ready() {
    let service = Service::start();
    assert_snapshot!(service.get("/health").shown(), @r#"
    200 application/json
    {"status":"ok"}
    "#);
    assert_snapshot!(service.get("/ready").shown(), @r#"
    200 application/json
    {"status":"ready"}
    "#);
}

#[test]
fn head_answers_like_get_without_the_body() {
    let service = Service::start();
    for target in [
        "/",
        "/health",
        "/ready",
        "/sum?a=1&b=2",
        "/sum?a=x",
        "/openapi.json",
        "/docs",
        "/assets/docs.0.js",
        "/assets/swagger-ui-bundle.0.js",
        "/assets/swagger-ui.0.css",
        "/nothing",
    ] {
        let (head, get) = (service.request("HEAD", target), service.get(target));
        assert_eq!(
            (head.status, head.body.as_str()),
            (get.status, ""),
            "{target}"
        );
        for header in ["content-type", "content-length"] {
            assert_eq!(head.header(header), get.header(header), "{target}");
        }
    }
}

#[test]
fn one_connection_carries_many_requests() {
    let service = Service::start();
    let mut stream = service.connect();
    let first = "GET /sum?a=1&b=2 HTTP/1.1\r\nHost: sum.test\r\n\r\n";
    let last = "GET /health HTTP/1.1\r\nHost: sum.test\r\nConnection: close\r\n\r\n";
    stream.write_all([first, last].concat().as_bytes()).unwrap();
    let answer = Answer::read(stream);
    assert!(
        answer.body.starts_with("{\"sum\":3}HTTP/1.1 200 OK\r\n"),
        "{}",
        answer.body
    );
    assert!(
        answer.body.ends_with("{\"status\":\"ok\"}"),
        "{}",
        answer.body
    );
}

#[test]
fn a_panic_fails_its_request_and_nothing_else() {
    let service = Service::start_routes(&[], |config| {
        routes::configure(config);
        config.route(
            "/panic",
            web::to(async || -> &str { black_box(None).expect("luck") }),
        );
    });
    let mut stream = service.connect();
    for target in ["/panic", "/panic", "/health"] {
        write!(stream, "GET {target} HTTP/1.1\r\nHost: sum.test\r\n\r\n").unwrap();
    }
    stream.shutdown(Shutdown::Write).unwrap();
    let first = Answer::read(stream);
    let (problem, others) = first.body.split_once("HTTP/1.1 ").unwrap();
    assert_eq!(first.status, 500);
    assert_snapshot!(problem, @r#"{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"internal error; the request was not at fault"}"#);
    assert!(others.starts_with("500 "), "{others}");
    assert!(others.ends_with("{\"status\":\"ok\"}"), "{others}");
    assert_eq!(service.get("/health").status, 200);
}

#[test]
fn no_answer_is_taken_for_what_it_is_not() {
    let service = Service::start();
    for target in ["/", "/health", "/sum?a=1&b=2", "/sum?a=x", "/nothing"] {
        let answer = service.get(target);
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{target}"
        );
    }
}

#[test]
fn the_server_as_a_whole_has_options() {
    let answer = ask(Service::start().address(), "OPTIONS", "*");
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("allow"), Some("GET, HEAD, POST, OPTIONS"));
}

#[test]
fn no_cache_keeps_what_a_probe_was_answered() {
    let service = Service::start();
    let admin = service.admin_address().expect("an admin port");
    for address in [service.address(), admin] {
        for probe in ["/health", "/ready"] {
            let answer = ask(address, "GET", probe);
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{probe}");
        }
    }
}
