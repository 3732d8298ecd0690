//! Whose pages may read the answers.

use crate::support::{Answer, Service, send};

const PAGE: &str = "https://page.test";

fn ask(service: &Service, method: &str, fields: &str) -> Answer {
    let head = format!("{method} /sum?a=1&b=x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
    send(service.address(), format!("{head}{fields}\r\n"))
}

fn allowed(answer: &Answer) -> Option<&str> {
    answer.header("access-control-allow-origin")
}

#[test]
fn no_page_may_unless_its_origin_is_named() {
    let origin = format!("Origin: {PAGE}\r\n");
    assert_eq!(allowed(&ask(&Service::start(), "GET", &origin)), None);

    let service = Service::start_with(&["--cors-origins=https://other.test,https://page.test"]);
    let answer = ask(&service, "GET", &origin);
    // Also an error, or the page could not show what is wrong.
    assert_eq!((answer.status, allowed(&answer)), (422, Some(PAGE)));
    assert_eq!(answer.header("vary"), Some("Origin"));
    for stranger in ["", "Origin: https://page.test:8443\r\n", "Origin: null\r\n"] {
        let answer = ask(&service, "GET", stranger);
        assert_eq!(allowed(&answer), None, "{stranger}");
        assert_eq!(answer.header("vary"), Some("Origin"), "{stranger}");
    }
}

#[test]
fn every_page_may_if_the_operator_says_so() {
    let service = Service::start_with(&["--cors-origins=*"]);
    let answer = ask(&service, "GET", "Origin: https://page.test\r\n");
    assert_eq!(allowed(&answer), Some("*"));
}

#[test]
fn no_page_may_read_the_metrics() {
    let service = Service::start_with(&["--cors-origins=*"]);
    let head = "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
    let admin = service.admin_address().expect("an admin port");
    let answer = send(admin, format!("{head}Origin: {PAGE}\r\n\r\n"));
    assert_eq!((answer.status, allowed(&answer)), (200, None));
}

#[test]
fn a_browser_that_asks_before_is_told() {
    let service = Service::start_with(&["--cors-origins=https://page.test"]);
    let question = "Access-Control-Request-Method: POST\r\n";
    let answer = ask(
        &service,
        "OPTIONS",
        &format!("Origin: {PAGE}\r\n{question}"),
    );
    assert_eq!((answer.status, allowed(&answer)), (204, Some(PAGE)));
    let header = |name| answer.header(name).unwrap_or_default();
    assert!(header("access-control-allow-methods").contains("POST"));
    assert!(header("access-control-allow-headers").contains("content-type"));

    let stranger = ask(
        &service,
        "OPTIONS",
        &format!("Origin: https://a.test\r\n{question}"),
    );
    assert_eq!(allowed(&stranger), None);
    assert_eq!(stranger.header("access-control-allow-methods"), None);
}
