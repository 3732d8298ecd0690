//! `GET /sum` with two numbers.

use insta::assert_snapshot;

use crate::support::Service;

/// The answers to some queries, one a line.
#[track_caller]
fn sums(queries: &[&str]) -> String {
    let service = Service::start();
    let line = |query: &&str| {
        let answer = service.get(&format!("/sum?{query}"));
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some("application/json")),
            "{query}"
        );
        format!("{query} -> {}", answer.body)
    };
    queries.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_answer_is_a_json_document() {
    assert_snapshot!(Service::start().get("/sum?a=5&b=3").shown(), @r#"
    200 application/json
    {"sum":8}
    "#);
}

#[test]
fn sums_are_exact() {
    assert_snapshot!(sums(&[
        "a=5&b=3",
        "a=0.1&b=0.2",
        "a=1.10&b=2.20",
        "a=9223372036854775807&b=1",
        "a=-9223372036854775808&b=-1",
        "a=9007199254740992&b=1",
        "a=170141183460469231731687303715884105727&b=1",
        "a=1e22&b=1e-22",
        "a=0.5&b=-0.50",
        "a=-5&b=3",
    ]), @r#"
    a=5&b=3 -> {"sum":8}
    a=0.1&b=0.2 -> {"sum":0.3}
    a=1.10&b=2.20 -> {"sum":3.30}
    a=9223372036854775807&b=1 -> {"sum":9223372036854775808}
    a=-9223372036854775808&b=-1 -> {"sum":-9223372036854775809}
    a=9007199254740992&b=1 -> {"sum":9007199254740993}
    a=170141183460469231731687303715884105727&b=1 -> {"sum":170141183460469231731687303715884105728}
    a=1e22&b=1e-22 -> {"sum":10000000000000000000000.0000000000000000000001}
    a=0.5&b=-0.50 -> {"sum":0.00}
    a=-5&b=3 -> {"sum":-2}
    "#);
}

#[test]
fn every_way_to_write_a_number_is_accepted() {
    assert_snapshot!(sums(&[
        "a=+5&b=%2B5",
        "a=%205%20&b=%09%0A5",
        "a=005&b=-0",
        "a=1.0&b=.5",
        "a=1.&b=1E2",
        "a=-0&b=-0.0",
    ]), @r#"
    a=+5&b=%2B5 -> {"sum":10}
    a=%205%20&b=%09%0A5 -> {"sum":10}
    a=005&b=-0 -> {"sum":5}
    a=1.0&b=.5 -> {"sum":1.5}
    a=1.&b=1E2 -> {"sum":101}
    a=-0&b=-0.0 -> {"sum":0.0}
    "#);
}

#[test]
fn other_parameters_are_ignored_and_order_is_free() {
    assert_snapshot!(sums(&[
        "b=3&a=5",
        "a=5&b=3&c=x&A=7",
        "&&a=5&&b=3&",
        "%61=5&b=3",
        "a=5&b=3&ab=1&=2",
    ]), @r#"
    b=3&a=5 -> {"sum":8}
    a=5&b=3&c=x&A=7 -> {"sum":8}
    &&a=5&&b=3& -> {"sum":8}
    %61=5&b=3 -> {"sum":8}
    a=5&b=3&ab=1&=2 -> {"sum":8}
    "#);
}

#[test]
fn operands_of_4300_digits_are_added() {
    let service = Service::start();
    let nines = "9".repeat(4300);
    let answer = service.get(&format!("/sum?a={nines}&b=1"));
    assert_eq!(
        (answer.status, answer.body),
        (200, format!("{{\"sum\":1{}}}", "0".repeat(4300)))
    );

    let tenths = format!("0.{}", "9".repeat(4299));
    let answer = service.get(&format!("/sum?a=-{tenths}&b=-{nines}"));
    assert_eq!(
        (answer.status, answer.body),
        (200, format!("{{\"sum\":-{nines}.{}}}", "9".repeat(4299)))
    );

    let answer = service.get("/sum?a=1e4299&b=1e-4299");
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.body,
        format!("{{\"sum\":1{}.{}1}}", "0".repeat(4299), "0".repeat(4298))
    );
}

#[test]
fn the_digit_limit_is_configurable() {
    let service = Service::start_with(&["--max-digits=3"]);
    assert_eq!(service.get("/sum?a=999&b=1").body, "{\"sum\":1000}");
    assert_eq!(service.get("/sum?a=1000&b=1").status, 422);
}
