//! The page on the wire: which clients get it, with which fields, and how small it is.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use flate2::read::GzDecoder;
use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{Answer, Service};

/// What Chromium and Firefox send for a document.
const BROWSER: &str =
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8\r\n";

fn ask(service: &Service, method: &str, target: &str, fields: &str) -> Vec<u8> {
    let mut stream = service.connect();
    write!(
        stream,
        "{method} {target} HTTP/1.1\r\nHost: sum.test\r\nConnection: close\r\n{fields}\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

fn answer(service: &Service, method: &str, target: &str, fields: &str) -> Answer {
    Answer::parse(&ask(service, method, target, fields))
}

#[test]
fn browsers_get_the_page_and_programs_the_json() {
    let service = Service::start();
    for (accept, media_type) in [
        ("", "application/json"),
        ("Accept: */*\r\n", "application/json"),
        ("Accept: application/json\r\n", "application/json"),
        (
            "Accept: application/json, text/plain, */*\r\n",
            "application/json",
        ),
        (
            "Accept: text/html;q=0.5, application/json\r\n",
            "application/json",
        ),
        ("Accept: text/html;q=0\r\n", "application/json"),
        ("Accept: text/html;q=0, */*\r\n", "application/json"),
        ("Accept: image/png\r\n", "application/json"),
        ("Accept: nonsense\r\n", "application/json"),
        (BROWSER, "text/html; charset=utf-8"),
        ("Accept: text/html\r\n", "text/html; charset=utf-8"),
        ("Accept: TEXT/HTML\r\n", "text/html; charset=utf-8"),
        ("Accept: */*, text/html\r\n", "text/html; charset=utf-8"),
        (
            "Accept: application/json;q=0.9\r\nAccept: text/html\r\n",
            "text/html; charset=utf-8",
        ),
    ] {
        let get = answer(&service, "GET", "/", accept);
        let head = answer(&service, "HEAD", "/", accept);
        for answer in [&get, &head] {
            assert_eq!(answer.status, 200, "{accept}");
            assert_eq!(answer.header("content-type"), Some(media_type), "{accept}");
            let vary = answer.headers.iter().filter(|(name, _)| name == "vary");
            assert!(
                vary.map(|(_, value)| value).any(|value| value == "Accept"),
                "{accept}"
            );
        }
        let is_page = get.body.starts_with("<!doctype html>");
        assert_eq!(is_page, media_type.starts_with("text/html"), "{accept}");
    }
}

#[test]
fn the_page_may_load_nothing_but_what_is_here() {
    let page = answer(&Service::start(), "GET", "/", BROWSER);
    let policy = page
        .header("content-security-policy")
        .unwrap()
        .replace("; ", "\n");
    assert_snapshot!(policy, @"
    default-src 'none'
    script-src 'self'
    style-src 'self'
    connect-src 'self'
    worker-src 'self'
    img-src data:
    base-uri 'none'
    form-action 'none'
    frame-ancestors 'none'
    ");
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("set-cookie"), None);
}

/// The paths of the files that a document loads.
fn files(service: &Service, document: &str) -> Vec<String> {
    let html = answer(service, "GET", document, BROWSER).body;
    let links = html.split('"').filter(|part| part.starts_with("assets/"));
    links.map(|link| format!("/{link}")).collect()
}

fn every_file(service: &Service) -> Vec<(String, &'static str)> {
    let documents = ["/", "/docs"].map(str::to_owned).into_iter();
    let html = documents.map(|path| (path, "text/html; charset=utf-8"));
    let loaded = ["/", "/docs"]
        .into_iter()
        .flat_map(|path| files(service, path));
    let loaded = loaded.map(|path| match path.rsplit('.').next() {
        Some("css") => (path, "text/css; charset=utf-8"),
        _ => (path, "text/javascript; charset=utf-8"),
    });
    html.chain(loaded).collect()
}

#[test]
fn caches_revalidate_documents_and_keep_the_files_that_these_name() {
    let service = Service::start();
    let all = every_file(&service);
    assert_eq!(all.len(), 7, "{all:?}");
    for (target, media_type) in all {
        let cache_control = match media_type {
            "text/html; charset=utf-8" => "no-cache",
            _ => "public, max-age=31536000, immutable",
        };
        let first = answer(&service, "GET", &target, BROWSER);
        assert_eq!(first.status, 200, "{target}");
        assert_eq!(first.header("content-type"), Some(media_type), "{target}");
        assert_eq!(
            first.header("cache-control"),
            Some(cache_control),
            "{target}"
        );
        assert_eq!(
            first.header("x-content-type-options"),
            Some("nosniff"),
            "{target}"
        );

        let tag = first.header("etag").expect("a tag");
        let known = format!("{BROWSER}If-None-Match: {tag}\r\n");
        let second = answer(&service, "GET", &target, &known);
        assert_eq!((second.status, second.body.as_str()), (304, ""), "{target}");
        assert_eq!(second.header("etag"), Some(tag), "{target}");
        assert_eq!(
            second.header("cache-control"),
            Some(cache_control),
            "{target}"
        );
        assert_eq!(second.header("content-length"), None, "{target}");
    }
}

#[test]
fn a_file_of_another_version_is_served_as_it_is_here_and_any_other_name_is_404() {
    let service = Service::start();
    let current = service.get(&files(&service, "/")[0]);
    let other = service.get("/assets/page.0123456789abcdef.css");
    assert_eq!(other.header("cache-control"), Some("no-cache"));
    assert_eq!(other.body, current.body);
    for target in [
        "/assets",
        "/assets/",
        "/assets/page.css",
        "/assets/page.x.css",
        "/assets/index.html",
        "/assets/a/page.1.css",
    ] {
        assert_eq!(service.get(target).status, 404, "{target}");
    }
}

#[test]
fn every_file_can_be_compressed_and_its_length_is_announced() {
    let service = Service::start();
    for (target, media_type) in every_file(&service) {
        let plain = answer(&service, "GET", &target, BROWSER);
        let plain_length = plain.body.len().to_string();
        assert_eq!(plain.header("content-length"), Some(&*plain_length));
        let fields = format!("{BROWSER}Accept-Encoding: gzip, deflate, br\r\n");
        let zipped = ask(&service, "GET", &target, &fields);
        let split = zipped
            .windows(4)
            .position(|bytes| bytes == b"\r\n\r\n")
            .unwrap()
            + 4;
        let (head, body) = zipped.split_at(split);
        let (head, length) = (Answer::parse(head), body.len().to_string());
        assert_eq!(head.header("content-type"), Some(media_type));
        assert_eq!(head.header("content-encoding"), Some("gzip"));
        assert_eq!(head.header("content-length"), Some(&*length));
        let mut text = String::new();
        GzDecoder::new(body).read_to_string(&mut text).unwrap();
        assert_eq!(text, plain.body);

        for (fields, length) in [(&*fields, &length), (BROWSER, &plain_length)] {
            let head_only = answer(&service, "HEAD", &target, fields);
            assert_eq!(head_only.header("content-length"), Some(&**length));
            assert_eq!(head_only.body, "");
        }
    }
}

#[test]
fn the_page_is_three_small_files_that_name_no_other_host() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let entries = fs::read_dir(assets).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let files: Vec<_> = paths
        .filter(|path| path.is_file())
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    assert_eq!(files.len(), 3);
    assert!(files.iter().map(String::len).sum::<usize>() < 40 * 1024);
    for file in files {
        // The name of a vocabulary, which is not fetched.
        let rest = file.replace("http://www.w3.org/2000/svg", "");
        assert!(
            !rest.contains("//www") && !rest.contains("http"),
            "another host"
        );
    }
}

#[test]
fn the_json_has_the_banner_the_color_and_the_uptime() {
    let service = Service::start_with(&["--banner=blue \"half\"", "--color=#22AA77"]);
    let answer = service.get("/");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let index: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(index["banner"], "blue \"half\"");
    assert_eq!(index["color"], "#22AA77");
    assert!(
        index["uptime_seconds"]
            .as_u64()
            .is_some_and(|seconds| seconds < 60)
    );
}
