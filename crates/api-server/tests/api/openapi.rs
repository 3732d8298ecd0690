//! The OpenAPI document and its page: that they are true, and that they work.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use api_server::routes::openapi::Document;
use api_server::{routes, version};
use insta::assert_snapshot;
use serde_json::Value;
use utoipa::OpenApi;

use crate::support::{Answer, Service};

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(Document::openapi()).unwrap());

/// Checks that an answer is one that the document describes. All that the tests of this program ask for
/// come by here.
#[track_caller]
pub(crate) fn check(method: &str, target: &str, answer: &Answer) {
    let path = target.split('?').next().unwrap_or_default();
    let Some(operations) = DOCUMENT["paths"].get(path) else {
        assert!(answer.status == 404 || is_file(path), "{path} is missing");
        return;
    };
    let Some(operation) = operations.get(method.to_lowercase()) else {
        assert_eq!(answer.status, 405, "{method} {path} is missing");
        let allowed = answer.header("allow").expect("Allow").split(", ");
        let allowed: BTreeSet<_> = allowed.map(str::to_lowercase).collect();
        let described = operations.as_object().unwrap().keys().cloned();
        assert_eq!(allowed, described.collect(), "{path}");
        return;
    };
    let status = answer.status.to_string();
    let responses = &operation["responses"];
    assert!(responses[&status].is_object(), "{method} {path}: {status}");
    let response = resolved(&responses[&status]);
    if method != "HEAD"
        && let Some(media_type) = answer.header("content-type")
    {
        let media_type = media_type.split(';').next().unwrap_or_default();
        let described = &response["content"][media_type];
        assert!(described.is_object(), "{method} {path}: {media_type}");
        if media_type == "application/problem+json" {
            check_names(&serde_json::from_str(&answer.body).expect("JSON"));
        }
    }
}

/// What a problem names must be in the document.
#[track_caller]
fn check_names(problem: &Value) {
    let schemas = &DOCUMENT["components"]["schemas"];
    let types = &schemas["ProblemType"]["enum"];
    assert!(types.as_array().unwrap().contains(&problem["type"]));
    let codes = &schemas["ErrorCode"]["enum"];
    for error in problem["errors"].as_array().into_iter().flatten() {
        assert!(codes.as_array().unwrap().contains(&error["code"]));
    }
}

fn resolved(response: &Value) -> &Value {
    match response.get("$ref").and_then(Value::as_str) {
        Some(place) => DOCUMENT.pointer(place.trim_start_matches('#')).unwrap(),
        None => response,
    }
}

/// The files that a page loads are no part of the interface.
fn is_file(path: &str) -> bool {
    matches!(path.rsplit('.').next(), Some("css" | "js"))
}

#[test]
fn the_document_is_as_reviewed() {
    let answer = Service::start().get("/openapi.json");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let version = format!("\"version\": \"{}\"", version::VERSION);
    assert_snapshot!(answer.body.replace(&version, "\"version\": \"[version]\""));
}

#[test]
fn the_document_has_every_route_and_no_other() {
    let public = routes::PUBLIC.iter().map(|route| route.label.path);
    let service = Service::start();
    let routes: BTreeSet<_> = public.filter(|path| !path.contains('{')).collect();
    for path in &routes {
        assert_ne!(service.get(path).status, 404, "{path}");
    }
    let described = DOCUMENT["paths"].as_object().unwrap();
    assert_eq!(routes, described.keys().map(String::as_str).collect());
}

#[test]
fn the_document_has_every_method_and_no_other() {
    let service = Service::start();
    for path in DOCUMENT["paths"].as_object().unwrap().keys() {
        for method in [
            "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE",
        ] {
            // Each answer passes `check`.
            service.request(method, path);
        }
    }
}

#[test]
fn the_document_has_every_media_type_and_no_other() {
    let content = &DOCUMENT["paths"]["/sum"]["post"]["requestBody"]["content"];
    let answer = Service::start().request("OPTIONS", "/sum");
    let taken: BTreeSet<_> = answer.header("accept-post").unwrap().split(", ").collect();
    let described = content.as_object().unwrap().keys();
    assert_eq!(taken, described.map(String::as_str).collect());
}

#[test]
fn examples_are_what_really_comes() {
    let service = Service::start();
    let paths = &DOCUMENT["paths"];
    for (method, status, answer) in [
        ("get", "200", service.get("/sum?a=5&b=3")),
        ("get", "422", service.get("/sum?a=12x4&b=1")),
        ("post", "422", service.post("", "1\n2\n1,000.00\n")),
    ] {
        let content = &paths["/sum"][method]["responses"][status]["content"];
        let content = content.as_object().unwrap().values().next().unwrap();
        let really: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(content["example"], really);
    }
    for (schema, body) in [
        ("Lines", "text/plain"),
        ("Array", "application/json"),
        ("CsvText", "text/csv"),
    ] {
        let example = &DOCUMENT["components"]["schemas"][schema]["examples"][0];
        let text = example
            .as_str()
            .map_or_else(|| example.to_string(), str::to_owned);
        let fields = format!("Content-Type: {body}\r\n");
        let answer = service.post_to("/sum?column=amount", &fields, text);
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}

#[test]
fn the_api_reference_and_its_files_are_in_the_binary() {
    let service = Service::start();
    let page = service.get("/docs");
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self';"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");

    let page_files = page.body.split('"').filter(|part| is_file(part));
    let mut media_types = Vec::new();
    for file in page_files {
        let answer = service.get(&format!("/{file}"));
        assert_eq!(answer.status, 200, "{file}");
        assert!(answer.body.contains("wagger"), "{file}");
        media_types.push(answer.header("content-type").unwrap().to_owned());
    }
    let script = "text/javascript; charset=utf-8";
    assert_eq!(media_types, ["text/css; charset=utf-8", script, script]);
}
