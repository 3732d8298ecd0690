//! `POST /sum` with a body.

use std::io::{Read, Write};
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;

use crate::openapi;
use crate::support::{Answer, Service};

const LINES: &str = "Content-Type: text/plain\r\n";
const ARRAY: &str = "Content-Type: application/json\r\n";
const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";

/// The body of an answer that is a sum.
#[track_caller]
fn sum(answer: &Answer) -> &str {
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/json")),
        "{}",
        answer.body
    );
    &answer.body
}

/// What an error shows, which must be a problem.
#[track_caller]
fn refused(answer: &Answer) -> String {
    let media_type = answer.header("content-type");
    assert_eq!(media_type, Some("application/problem+json"));
    openapi::check("POST", "/sum", answer);
    answer.shown()
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn lines_and_arrays_are_added_up() {
    let service = Service::start();
    let bodies = [
        (LINES, "0.1\n0.2"),
        (LINES, "1234.56\r\n\r\n  -0.56\t\r\n+1e3\r\n"),
        ("Content-Type: application/x-ndjson\r\n", "1\n2\n3\n"),
        ("Content-Type: TEXT/PLAIN; Charset=\"UTF-8\"\r\n", "1.50"),
        ("", "9223372036854775807\n1"),
        (LINES, "\n \n"),
        (LINES, ""),
        (ARRAY, ""),
        (ARRAY, "[]"),
        (ARRAY, " [ 1 ,\r\n\t\"2.50\" , -3e2 ] \n"),
    ];
    let answers = bodies.map(|(fields, body)| {
        let answer = service.post(fields, body);
        format!("{body:?} -> {}", sum(&answer))
    });
    assert_snapshot!(answers.join("\n"), @r#"
    "0.1\n0.2" -> {"sum":0.3,"count":2}
    "1234.56\r\n\r\n  -0.56\t\r\n+1e3\r\n" -> {"sum":2234.00,"count":3}
    "1\n2\n3\n" -> {"sum":6,"count":3}
    "1.50" -> {"sum":1.50,"count":1}
    "9223372036854775807\n1" -> {"sum":9223372036854775808,"count":2}
    "\n \n" -> {"sum":0,"count":0}
    "" -> {"sum":0,"count":0}
    "" -> {"sum":0,"count":0}
    "[]" -> {"sum":0,"count":0}
    " [ 1 ,\r\n\t\"2.50\" , -3e2 ] \n" -> {"sum":-296.50,"count":3}
    "#);
}

#[test]
fn a_body_may_be_cut_anywhere() {
    let service = Service::start();
    for (fields, body, expected) in [
        (LINES, " 12.5\r\n\r\n-2\n3e1 ", r#"{"sum":40.5,"count":3}"#),
        (ARRAY, "[12.5, \"-2\" ,\n3e1] ", r#"{"sum":40.5,"count":3}"#),
    ] {
        for place in 0..=body.len() {
            let (first, second) = body.as_bytes().split_at(place);
            let mut stream = service.upload(&format!("{fields}{CHUNKED}"));
            for part in [first, second] {
                if !part.is_empty() {
                    stream.write_all(&chunk(part)).unwrap();
                }
            }
            stream.write_all(b"0\r\n\r\n").unwrap();
            assert_eq!(sum(&Answer::read(stream)), expected, "cut at {place}");
        }
        let mut stream = service.upload(&format!("{fields}{CHUNKED}"));
        for byte in body.as_bytes().chunks(1) {
            stream.write_all(&chunk(byte)).unwrap();
        }
        stream.write_all(b"0\r\n\r\n").unwrap();
        assert_eq!(sum(&Answer::read(stream)), expected, "bytes");
    }
}

#[test]
fn a_million_numbers_add_up() {
    let service = Service::start();
    let cents = |number: i64| number * 7_919_777 % 2_000_001 - 1_000_000;
    let money = |cents: i64| {
        let sign = if cents < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
    };
    let total: i64 = (0..1_000_000).map(cents).sum();
    let expected = format!("{{\"sum\":{},\"count\":1000000}}", money(total));
    let numbers: Vec<_> = (0..1_000_000).map(|line| money(cents(line))).collect();
    let lines = numbers.join("\n");
    let array = format!("[{}]", numbers.join(", "));
    assert_eq!(sum(&service.post(LINES, &lines)), expected);
    assert_eq!(sum(&service.post(ARRAY, array)), expected);
    let coded = format!("{LINES}Content-Encoding: gzip\r\n");
    assert_eq!(sum(&service.post(&coded, gzip(lines.as_bytes()))), expected);
    let coded = format!("{LINES}Content-Encoding: ZSTD\r\n");
    let zstd = zstd::encode_all(lines.as_bytes(), 1).unwrap();
    assert_eq!(sum(&service.post(&coded, zstd)), expected);
}

#[test]
fn what_is_not_a_number_is_named_with_its_line_or_index() {
    let service = Service::start();
    let answers = [
        (LINES, "amount\n1\n2\n"),
        (LINES, "1\n\n1,000.00\n2\n"),
        (LINES, "1\n2\n-"),
        (LINES, "1\n1e4300\n"),
        (LINES, "1\n\"\u{202e}2,50\u{1b}[31m\" \u{fffd}\n"),
        (LINES, "1\nthe quick brown fox jumps over the lazy dog\n"),
        (ARRAY, "[1, 2"),
        (ARRAY, "{\"a\": 1}"),
        (ARRAY, "[1, [2]]"),
        (ARRAY, "[1, 007]"),
        (ARRAY, "[1] 2"),
        (ARRAY, "[1, 2 3]"),
        (ARRAY, "[1,]"),
    ]
    .map(|(fields, body)| refused(&service.post(fields, body)));
    assert_snapshot!(answers.join("\n"), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"line 1: unexpected 'a' at position 0: 'amount'","errors":[
      {"line":1,"code":"unexpected_character","position":0,"found":"amount","detail":"unexpected 'a' at position 0"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"line 3: unexpected ',' at position 1: '1,000.00'","errors":[
      {"line":3,"code":"unexpected_character","position":1,"found":"1,000.00","detail":"unexpected ',' at position 1"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"line 3: expected a digit at position 1, found the end: '-'","errors":[
      {"line":3,"code":"missing_digit","position":1,"found":"-","detail":"expected a digit at position 1, found the end"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"line 2: more than 4300 digits (exponent expanded) at position 1: '1e4300'","errors":[
      {"line":2,"code":"too_many_digits","position":1,"found":"1e4300","detail":"more than 4300 digits (exponent expanded) at position 1"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"line 2: unexpected '\"' at position 0: '\"\\u{202e}2,50\\u{1b}[31m\" �'","errors":[
      {"line":2,"code":"unexpected_character","position":0,"found":"\"\\u{202e}2,50\\u{1b}[31m\" �","detail":"unexpected '\"' at position 0"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"line 2: unexpected 't' at position 0: 'the quick brown fox jumps over the lazy …'","errors":[
      {"line":2,"code":"unexpected_character","position":0,"found":"the quick brown fox jumps over the lazy …","detail":"unexpected 't' at position 0"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"the text ends before the array does","errors":[
      {"code":"unexpected_end","detail":"the text ends before the array does"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"expected '[', found '{': the text is not a JSON array","errors":[
      {"code":"not_an_array","detail":"expected '[', found '{': the text is not a JSON array"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"index 1: unexpected '[' at position 0: '[2'","errors":[
      {"index":1,"code":"unexpected_character","position":0,"found":"[2","detail":"unexpected '[' at position 0"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"index 1: unexpected '0' at position 1: '007'","errors":[
      {"index":1,"code":"unexpected_character","position":1,"found":"007","detail":"unexpected '0' at position 1"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"unexpected '2' after the end of the array","errors":[
      {"code":"after_array","detail":"unexpected '2' after the end of the array"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"index 1: expected ',' or ']' after the element, found '3'","errors":[
      {"index":1,"code":"after_element","detail":"index 1: expected ',' or ']' after the element, found '3'"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"index 1: unexpected ']' at position 0","errors":[
      {"index":1,"code":"unexpected_character","position":0,"detail":"unexpected ']' at position 0"}]}
    "#);
}

#[test]
fn an_error_reaches_a_client_that_is_still_sending() {
    let service = Service::start();
    let body = format!("1\n2x\n{}", "3\n".repeat(5_000_000));
    let answer = service.post(LINES, body);
    assert_snapshot!(refused(&answer), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"line 2: unexpected 'x' at position 1: '2x'","errors":[
      {"line":2,"code":"unexpected_character","position":1,"found":"2x","detail":"unexpected 'x' at position 1"}]}
    "#);
    assert_eq!(answer.header("connection"), Some("close"));
}

#[test]
fn other_requests_do_not_wait_for_an_upload() {
    let service = Service::start();
    let mut stream = service.upload(&format!("{LINES}Content-Length: 4\r\n"));
    stream.write_all(b"1\n").unwrap();
    assert_eq!(service.get("/sum?a=1&b=2").body, "{\"sum\":3}");
    stream.write_all(b"2\n").unwrap();
    assert_eq!(sum(&Answer::read(stream)), r#"{"sum":3,"count":2}"#);
}

#[test]
fn a_connection_is_kept_after_a_sum() {
    let service = Service::start();
    let mut stream = service.connect();
    let head = "POST /sum HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n";
    write!(stream, "{head}\r\n1\n2").unwrap();
    write!(stream, "{head}Connection: close\r\n\r\n3\n4").unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert!(answers.contains(r#"{"sum":3,"count":2}"#), "{answers}");
    assert!(answers.ends_with(r#"{"sum":7,"count":2}"#), "{answers}");
}

#[test]
fn after_a_body_that_is_not_read_the_connection_closes_or_goes_on_in_order() {
    let service = Service::start();
    let lines = "Content-Length: 2\r\n\r\n";
    let chunked = "Transfer-Encoding: chunked\r\n\r\n";
    for (head, rest) in [
        ("GET /health", format!("{lines}1\n")),
        ("GET /health", format!("{chunked}2\r\n1\n\r\n0\r\n\r\n")),
        ("PUT /sum", format!("{chunked}2\r\n1\n\r\n0\r\n\r\n")),
        (
            "POST /sum",
            format!("Content-Type: image/png\r\n{lines}1\n"),
        ),
        ("POST /sum", format!("{lines}x\n")),
        ("POST /sum", format!("{chunked}x\r\n")),
    ] {
        let mut stream = service.connect();
        let next = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        write!(stream, "{head} HTTP/1.1\r\nHost: a\r\n{rest}{next}").unwrap();
        let mut answers = String::new();
        stream.read_to_string(&mut answers).unwrap();
        let (first, second) = answers.rsplit_once("HTTP/1.1 ").unwrap();
        if first.is_empty() {
            assert!(answers.contains("\r\nconnection: close\r\n"), "{answers}");
        } else {
            assert!(!first.contains("\r\nconnection: close\r\n"), "{answers}");
            assert!(second.ends_with("{\"status\":\"ok\"}"), "{answers}");
        }
    }
}

#[test]
fn a_body_that_stalls_is_408() {
    let service = Service::start_with(&["--body-timeout=1", "--min-body-rate=0"]);
    let mut stream = service.upload(&format!("{LINES}Content-Length: 10\r\n"));
    stream.write_all(b"1\n").unwrap();
    thread::sleep(Duration::from_millis(700));
    // It comes slowly, but it comes.
    stream.write_all(b"2\n").unwrap();
    assert_snapshot!(refused(&Answer::read(stream)), @r#"
    408 application/problem+json
    {"type":"about:blank","title":"Request Timeout","status":408,"detail":"no byte of the body arrived for 1 s"}
    "#);
}

/// Sends a byte ten times a second, for so long, and reads the answer.
fn dribble(service: &Service, bytes: usize) -> Answer {
    let mut stream = service.upload(&format!("{LINES}Content-Length: {bytes}\r\n"));
    stream.set_nodelay(true).unwrap();
    for _ in 0..bytes {
        thread::sleep(Duration::from_millis(100));
        // It may have been answered already.
        drop(stream.write_all(b"1"));
    }
    Answer::read(stream)
}

#[test]
fn a_body_that_dribbles_is_408() {
    let service = Service::start_with(&["--body-timeout=1", "--min-body-rate=50"]);
    assert_snapshot!(refused(&dribble(&service, 15)), @r#"
    408 application/problem+json
    {"type":"about:blank","title":"Request Timeout","status":408,"detail":"the body arrives at less than 50 bytes a second"}
    "#);
}

#[test]
fn a_slow_body_that_keeps_its_rate_is_read() {
    for rate in ["--min-body-rate=5", "--min-body-rate=0"] {
        let service = Service::start_with(&["--body-timeout=2", rate]);
        let expected = format!("{{\"sum\":{},\"count\":1}}", "1".repeat(25));
        assert_eq!(sum(&dribble(&service, 25)), expected);
    }
}

#[test]
fn a_body_may_begin_as_late_as_it_may_pause() {
    let service = Service::start_with(&["--body-timeout=2", "--min-body-rate=1000000"]);
    let upload = || service.upload(&format!("{LINES}Content-Length: 1\r\n"));
    let mut stream = upload();
    thread::sleep(Duration::from_secs(1));
    stream.write_all(b"1").unwrap();
    assert_eq!(sum(&Answer::read(stream)), r#"{"sum":1,"count":1}"#);
    let late = refused(&Answer::read(upload()));
    assert!(
        late.contains("no byte of the body arrived for 2 s"),
        "{late}"
    );
}

#[test]
fn a_body_that_breaks_off_leaves_nothing_behind() {
    let service = Service::start();
    let mut stream = service.upload(&format!("{LINES}Content-Length: 10\r\n"));
    stream.write_all(b"1\n").unwrap();
    drop(stream);
    assert_eq!(sum(&service.post(LINES, "2\n")), r#"{"sum":2,"count":1}"#);
}

#[test]
fn a_body_over_the_limit_is_413() {
    let service = Service::start_with(&["--max-body=10"]);
    assert_eq!(
        sum(&service.post(LINES, "1234567890")),
        r#"{"sum":1234567890,"count":1}"#
    );

    // It is refused by what it declares, without a byte of it ...
    let declared = service.upload(&format!("{LINES}Content-Length: 11\r\n"));
    let declared = Answer::read(declared);
    assert_snapshot!(refused(&declared), @r#"
    413 application/problem+json
    {"type":"about:blank","title":"Payload Too Large","status":413,"detail":"the body is longer than 10 bytes, decoded"}
    "#);
    assert_eq!(declared.header("connection"), Some("close"));

    // ... or by what comes, as it is, or decoded.
    let mut chunked = service.upload(&format!("{LINES}{CHUNKED}"));
    chunked.write_all(&chunk(b"12345\n678\n")).unwrap();
    chunked.write_all(&chunk(b"9")).unwrap();
    assert_eq!(refused(&Answer::read(chunked)), refused(&declared));
    let service = Service::start_with(&["--max-body=1000000"]);
    let bomb = gzip(&b"0\n".repeat(1_000_000));
    let answer = service.post(&format!("{LINES}Content-Encoding: gzip\r\n"), bomb);
    assert_eq!(answer.status, 413);
}

#[test]
fn what_no_sum_is_made_of_is_415() {
    let service = Service::start();
    let answers = [
        "application/x-www-form-urlencoded",
        "text/html",
        "text/plain; charset=utf-16",
        "plain",
    ]
    .map(|media_type| {
        let answer = service.post(&format!("Content-Type: {media_type}\r\n"), "1\n");
        let accepted = "text/plain, application/x-ndjson, application/json, text/csv";
        assert_eq!(answer.header("accept-post"), Some(accepted));
        refused(&answer)
    });
    assert_snapshot!(answers.join("\n"), @r#"
    415 application/problem+json
    {"type":"about:blank","title":"Unsupported Media Type","status":415,"detail":"forms are not supported; send the numbers with 'Content-Type: text/plain' (curl: -H 'Content-Type: text/plain')"}
    415 application/problem+json
    {"type":"about:blank","title":"Unsupported Media Type","status":415,"detail":"unsupported media type; send lines as text/plain or application/x-ndjson, an array as application/json, or a CSV as text/csv"}
    415 application/problem+json
    {"type":"about:blank","title":"Unsupported Media Type","status":415,"detail":"the charset of a body must be UTF-8"}
    415 application/problem+json
    {"type":"about:blank","title":"Unsupported Media Type","status":415,"detail":"Content-Type is not a media type"}
    "#);
}

#[test]
fn a_coding_that_is_unknown_is_415() {
    let service = Service::start();
    let answers = ["br", "gzip, gzip", "gzip\r\nContent-Encoding: zstd"].map(|coding| {
        let answer = service.post(&format!("{LINES}Content-Encoding: {coding}\r\n"), "1\n");
        assert_eq!(answer.header("accept-encoding"), Some("gzip, zstd"));
        refused(&answer)
    });
    assert_snapshot!(answers[0], @r#"
    415 application/problem+json
    {"type":"about:blank","title":"Unsupported Media Type","status":415,"detail":"unsupported Content-Encoding; use gzip or zstd"}
    "#);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let identity = service.post(&format!("{LINES}Content-Encoding: Identity\r\n"), "1\n");
    assert_eq!(sum(&identity), r#"{"sum":1,"count":1}"#);
}

#[test]
fn a_body_that_is_coded_wrong_is_400() {
    let service = Service::start();
    let text = "123\n".repeat(1000);
    let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
    for (coding, coded) in [("gzip", gzip(text.as_bytes())), ("zstd", zstd)] {
        let fields = format!("{LINES}Content-Encoding: {coding}\r\n");
        let broken_off = coded.split_at(coded.len() - 5).0;
        assert_eq!(service.post(&fields, broken_off).status, 400, "{coding}");
        let garbage = service.post(&fields, "1\n2\n3\n");
        assert_eq!(garbage.status, 400, "{coding}");
        let detail = "the body is not valid for its Content-Encoding: ";
        assert!(refused(&garbage).contains(detail), "{}", garbage.body);
        let twice = [coded.as_slice(), &coded].concat();
        assert_eq!(
            sum(&service.post(&fields, twice)),
            r#"{"sum":246000,"count":2000}"#
        );
    }
}

#[test]
fn a_wrong_number_in_a_coded_body_is_named_too() {
    let service = Service::start();
    let answer = service.post(
        &format!("{LINES}Content-Encoding: gzip\r\n"),
        gzip(b"1\n2\nx\n"),
    );
    assert!(
        refused(&answer).contains("line 3: unexpected 'x' at position 0"),
        "{}",
        answer.body
    );
}

#[test]
fn the_parameters_of_get_are_not_ignored() {
    let answer = Service::start().request("POST", "/sum?a=1&b=2");
    assert_snapshot!(refused(&answer), @r#"
    400 application/problem+json
    {"type":"about:blank","title":"Bad Request","status":400,"detail":"POST adds up the body; the parameters a and b are those of GET"}
    "#);
}

#[test]
fn options_tell_the_methods_and_the_media_types() {
    let answer = Service::start().request("OPTIONS", "/sum");
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("allow"), Some("GET, HEAD, POST, OPTIONS"));
    let accepted = "text/plain, application/x-ndjson, application/json, text/csv";
    assert_eq!(answer.header("accept-post"), Some(accepted));
}
