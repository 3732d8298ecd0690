//! Errors: RFC 9457 documents, always.

use insta::assert_snapshot;

use crate::support::Service;

#[track_caller]
fn refused(query: &str) -> String {
    let answer = Service::start().get(&format!("/sum{query}"));
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json")
    );
    assert!(
        answer
            .body
            .contains(&format!("\"status\":{}", answer.status)),
        "{}",
        answer.body
    );
    answer.shown()
}

#[test]
fn both_missing_parameters_are_named() {
    assert_snapshot!(refused(""), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"Missing query params: a, b","errors":[
      {"parameter":"a","code":"missing","detail":"the parameter is missing"},
      {"parameter":"b","code":"missing","detail":"the parameter is missing"}]}
    "#);
    assert_eq!(refused("?"), refused(""));
    assert_eq!(refused("?A=1&B=2"), refused(""));
}

#[test]
fn one_missing_parameter_is_named() {
    assert_snapshot!(refused("?b=1"), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"Missing query params: a","errors":[
      {"parameter":"a","code":"missing","detail":"the parameter is missing"}]}
    "#);
}

#[test]
fn an_empty_parameter_is_not_a_number() {
    assert_snapshot!(refused("?a=&b=+%20"), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"a: an empty text is not a number; b: an empty text is not a number","errors":[
      {"parameter":"a","code":"empty","position":0,"detail":"an empty text is not a number"},
      {"parameter":"b","code":"empty","position":0,"detail":"an empty text is not a number"}]}
    "#);
    assert_eq!(refused("?a&b"), refused("?a=&b="));
}

#[test]
fn both_malformed_parameters_are_named_with_code_and_position() {
    assert_snapshot!(refused("?a=12x4&b=1e"), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"a: unexpected 'x' at position 2; b: expected a digit at position 2, found the end","errors":[
      {"parameter":"a","code":"unexpected_character","position":2,"found":"12x4","detail":"unexpected 'x' at position 2"},
      {"parameter":"b","code":"missing_digit","position":2,"found":"1e","detail":"expected a digit at position 2, found the end"}]}
    "#);
}

#[test]
fn a_missing_and_a_malformed_parameter_are_told_together() {
    assert_snapshot!(refused("?a=NaN"), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"Missing query params: b; a: unexpected 'N' at position 0","errors":[
      {"parameter":"a","code":"unexpected_character","position":0,"found":"NaN","detail":"unexpected 'N' at position 0"},
      {"parameter":"b","code":"missing","detail":"the parameter is missing"}]}
    "#);
}

#[test]
fn a_repeated_parameter_is_ambiguous_even_if_it_agrees() {
    assert_snapshot!(refused("?a=1&a=1&b=2"), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"a: the parameter is given more than once","errors":[
      {"parameter":"a","code":"repeated","detail":"the parameter is given more than once"}]}
    "#);
}

#[test]
fn a_number_that_is_too_long_is_refused() {
    assert_snapshot!(refused(&format!("?a={}&b=1", "9".repeat(4301))), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"a: more than 4300 digits (exponent expanded) at position 4300","errors":[
      {"parameter":"a","code":"too_many_digits","position":4300,"found":"9999999999999999999999999999999999999999…","detail":"more than 4300 digits (exponent expanded) at position 4300"}]}
    "#);
    assert_snapshot!(refused("?a=1e1000000000&b=1e-1000000000"), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"a: more than 4300 digits (exponent expanded) at position 1; b: more than 4300 digits (exponent expanded) at position 1","errors":[
      {"parameter":"a","code":"too_many_digits","position":1,"found":"1e1000000000","detail":"more than 4300 digits (exponent expanded) at position 1"},
      {"parameter":"b","code":"too_many_digits","position":1,"found":"1e-1000000000","detail":"more than 4300 digits (exponent expanded) at position 1"}]}
    "#);
}

#[test]
fn what_is_not_ascii_is_refused() {
    assert_snapshot!(refused("?a=%D9%A1&b=%E2%88%925"), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"a: unexpected '١' at position 0; b: unexpected '−' at position 0","errors":[
      {"parameter":"a","code":"unexpected_character","position":0,"found":"١","detail":"unexpected '١' at position 0"},
      {"parameter":"b","code":"unexpected_character","position":0,"found":"−5","detail":"unexpected '−' at position 0"}]}
    "#);
    assert_snapshot!(refused("?a=%ff&b=1%"), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"a: unexpected '�' at position 0; b: unexpected '%' at position 1","errors":[
      {"parameter":"a","code":"unexpected_character","position":0,"found":"�","detail":"unexpected '�' at position 0"},
      {"parameter":"b","code":"unexpected_character","position":1,"found":"1%","detail":"unexpected '%' at position 1"}]}
    "#);
}

#[test]
fn what_the_client_sent_comes_back_escaped() {
    assert_snapshot!(refused("?a=%3Cscript%3Ealert(1)%3C/script%3E&b=%22%0d%0aX:%20y"), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"a: unexpected '<' at position 0; b: unexpected '\"' at position 0","errors":[
      {"parameter":"a","code":"unexpected_character","position":0,"found":"<script>alert(1)</script>","detail":"unexpected '<' at position 0"},
      {"parameter":"b","code":"unexpected_character","position":0,"found":"\"\\r\\nX: y","detail":"unexpected '\"' at position 0"}]}
    "#);
}

#[test]
fn an_unknown_path_is_404() {
    let service = Service::start();
    assert_snapshot!(service.get("/nothing").shown(), @r#"
    404 application/problem+json
    {"type":"about:blank","title":"Not Found","status":404,"detail":"no such path; see /"}
    "#);
    for path in ["/sum/", "/SUM", "/health/x", "//", "/%2e%2e/sum"] {
        assert_eq!(
            service.get(path).shown(),
            service.get("/nothing").shown(),
            "{path}"
        );
    }
}

#[test]
fn a_method_that_is_not_allowed_is_405_and_tells_which_are() {
    let service = Service::start();
    assert_snapshot!(service.request("PUT", "/sum?a=1&b=2").shown(), @r#"
    405 application/problem+json
    {"type":"about:blank","title":"Method Not Allowed","status":405,"detail":"the methods of this resource are GET, HEAD, POST, OPTIONS"}
    "#);
    for (path, methods) in [
        ("/", "GET, HEAD"),
        ("/assets/page.0.css", "GET, HEAD"),
        ("/health", "GET, HEAD"),
        ("/ready", "GET, HEAD"),
        ("/sum", "GET, HEAD, POST, OPTIONS"),
    ] {
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
            if methods.contains(method) {
                continue;
            }
            let answer = service.request(method, path);
            assert_eq!(
                (answer.status, answer.header("allow")),
                (405, Some(methods)),
                "{method} {path}"
            );
            assert_eq!(
                answer.header("content-type"),
                Some("application/problem+json")
            );
        }
    }
}
