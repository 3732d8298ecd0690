//! `POST /sum` with a CSV.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;

use crate::support::{Answer, Service, ask};

/// Sends a CSV, whose media type has these parameters, with this query.
fn post(service: &Service, query: &str, parameters: &str, body: impl AsRef<[u8]>) -> Answer {
    let fields = format!("Content-Type: text/csv{parameters}\r\n");
    service.post_to(&format!("/sum{query}"), &fields, body)
}

#[test]
fn a_column_of_a_csv_is_added_up() {
    let service = Service::start();
    let answers = [
        ("?column=amount", "", "id,amount\r\n1,0.10\r\n2,0.20\r\n"),
        ("?column=2", "", "id,amount\n1,0.10\n2,\n\n3,0.20"),
        ("?column=2", "; header=absent", "1,0.10\n2,0.20"),
        ("?column=2", ";HEADER=Present;charset=utf-8", "1,2\n2,0.20"),
        ("?column=b&delimiter=%3B", "", "\u{feff}a;b\n1;0.10\n"),
        ("?column=b&delimiter=;", "", "a;b\n1;0.10\n"),
        ("?column=b&delimiter=tab", "", "a\tb\n1\t0.10\n"),
        ("?column=b&empty=skip", "", "a,b\n\",\"\"\n\",\"0.10\"\n"),
        ("?column=net+amount", "", "id,net amount\n1,1e3\n"),
        ("?column=b", "", "a,b\n"),
        ("?column=2", ";header=absent", ""),
    ]
    .map(|(query, parameters, body)| {
        let answer = post(&service, query, parameters, body);
        assert_eq!(answer.status, 200, "{}", answer.body);
        format!("{body:?} -> {}", answer.body)
    });
    assert_snapshot!(answers.join("\n"), @r#"
    "id,amount\r\n1,0.10\r\n2,0.20\r\n" -> {"sum":0.30,"count":2,"empty":0}
    "id,amount\n1,0.10\n2,\n\n3,0.20" -> {"sum":0.30,"count":2,"empty":1}
    "1,0.10\n2,0.20" -> {"sum":0.30,"count":2,"empty":0}
    "1,2\n2,0.20" -> {"sum":0.20,"count":1,"empty":0}
    "\u{feff}a;b\n1;0.10\n" -> {"sum":0.10,"count":1,"empty":0}
    "a;b\n1;0.10\n" -> {"sum":0.10,"count":1,"empty":0}
    "a\tb\n1\t0.10\n" -> {"sum":0.10,"count":1,"empty":0}
    "a,b\n\",\"\"\n\",\"0.10\"\n" -> {"sum":0.10,"count":1,"empty":0}
    "id,net amount\n1,1e3\n" -> {"sum":1000,"count":1,"empty":0}
    "a,b\n" -> {"sum":0,"count":0,"empty":0}
    "" -> {"sum":0,"count":0,"empty":0}
    "#);
}

#[test]
fn what_does_not_add_up_is_named_with_its_line_its_record_and_its_column() {
    let service = Service::start();
    let answers = [
        ("", "id,amount\n1,2\n\n\"x\n\",\"1,234.56\"\n"),
        ("", "id,amount\n1,\"12,50\"\n"),
        ("", "id,amount\n1,n/a\n"),
        ("&empty=error", "id,amount\n1,2\n2,\n"),
        ("", "id,amount\n1,12,50\n"),
        ("", "id,amount\n1,\"2\n3,4\n"),
        ("", ""),
        ("", "id,\u{202e}price,amounts\n1,2,3\n"),
        ("", "amount,id,amount\n1,2,3\n"),
    ]
    .map(|(query, body)| post(&service, &format!("?column=amount{query}"), "", body).shown());
    assert_snapshot!(answers.join("\n"), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"line 4, record 2, column 2 ('amount'): unexpected ',' at position 1: '1,234.56'; thousands separators and decimal commas are not supported","errors":[
      {"line":4,"record":2,"column":2,"column_name":"amount","code":"unexpected_character","position":1,"found":"1,234.56","detail":"unexpected ',' at position 1; thousands separators and decimal commas are not supported"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"line 2, record 1, column 2 ('amount'): unexpected ',' at position 2: '12,50'; thousands separators and decimal commas are not supported","errors":[
      {"line":2,"record":1,"column":2,"column_name":"amount","code":"unexpected_character","position":2,"found":"12,50","detail":"unexpected ',' at position 2; thousands separators and decimal commas are not supported"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"line 2, record 1, column 2 ('amount'): unexpected 'n' at position 0: 'n/a'","errors":[
      {"line":2,"record":1,"column":2,"column_name":"amount","code":"unexpected_character","position":0,"found":"n/a","detail":"unexpected 'n' at position 0"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"line 3, record 2, column 2 ('amount'): the field is empty","errors":[
      {"line":3,"record":2,"column":2,"column_name":"amount","code":"empty","detail":"the field is empty"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"line 2, record 1: 3 fields instead of 2","errors":[
      {"line":2,"record":1,"code":"ragged_record","detail":"3 fields instead of 2"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"line 2, record 1: the text ends inside a quoted field","errors":[
      {"line":2,"record":1,"code":"unterminated_quote","detail":"the text ends inside a quoted field"}]}
    422 application/problem+json
    {"type":"/problems/invalid-numbers","title":"Invalid numbers","status":422,"detail":"the text has no header","errors":[
      {"code":"missing_header","detail":"the text has no header"}]}
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"column: there is no column 'amount'; the columns are 'id', '\\u{202e}price', 'amounts'","errors":[
      {"parameter":"column","code":"unknown_column","found":"amount","detail":"there is no column 'amount'; the columns are 'id', '\\u{202e}price', 'amounts'"}]}
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"column: columns 1 and 3 are both named 'amount'; use a number","errors":[
      {"parameter":"column","code":"ambiguous_column","found":"amount","detail":"columns 1 and 3 are both named 'amount'; use a number"}]}
    "#);
}

#[test]
fn a_csv_needs_a_column_and_what_is_not_known_of_it_is_refused() {
    let service = Service::start();
    let answers = [
        ("", ""),
        ("?column=a&column=a", ""),
        ("?column=", ""),
        ("?column=+", ""),
        ("?delimiter=%7C&empty=zero", ""),
        ("?column=a", ";header=absent"),
        ("?column=a", ";header=maybe"),
        ("?column=a", ";charset=utf-16"),
    ]
    .map(|(query, parameters)| post(&service, query, parameters, "a,\n1,2\n").shown());
    assert_snapshot!(answers.join("\n"), @r#"
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"Missing query params: column","errors":[
      {"parameter":"column","code":"missing","detail":"the parameter is missing"}]}
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"column: the parameter is given more than once","errors":[
      {"parameter":"column","code":"repeated","detail":"the parameter is given more than once"}]}
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"column: the parameter is empty","errors":[
      {"parameter":"column","code":"empty","detail":"the parameter is empty"}]}
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"column: the parameter is empty","errors":[
      {"parameter":"column","code":"empty","detail":"the parameter is empty"}]}
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"Missing query params: column; delimiter: the parameter is one of ',', ';', 'tab'; empty: the parameter is one of 'skip', 'error'","errors":[
      {"parameter":"column","code":"missing","detail":"the parameter is missing"},
      {"parameter":"delimiter","code":"unknown_value","found":"|","detail":"the parameter is one of ',', ';', 'tab'"},
      {"parameter":"empty","code":"unknown_value","found":"zero","detail":"the parameter is one of 'skip', 'error'"}]}
    422 application/problem+json
    {"type":"/problems/invalid-parameters","title":"Invalid query parameters","status":422,"detail":"column: 'a' is not the number of a column, and a text without a header has no names","errors":[
      {"parameter":"column","code":"unknown_column","found":"a","detail":"'a' is not the number of a column, and a text without a header has no names"}]}
    415 application/problem+json
    {"type":"about:blank","title":"Unsupported Media Type","status":415,"detail":"the parameter header of text/csv is 'present' or 'absent'"}
    415 application/problem+json
    {"type":"about:blank","title":"Unsupported Media Type","status":415,"detail":"the charset of a body must be UTF-8"}
    "#);
}

#[test]
fn other_bodies_ignore_the_parameters_of_a_csv() {
    let answer = Service::start().post_to("/sum?column=a&delimiter=x", "", "1\n2\n");
    assert_eq!(answer.body, r#"{"sum":3,"count":2}"#);
}

#[test]
fn a_csv_may_be_compressed_and_long() {
    let service = Service::start();
    let record = |id: u64| {
        format!(
            "{id},\"Smith, \"\"J.\"\"\",{}.{:02}\r\n",
            id % 1000,
            id % 100
        )
    };
    let records: Vec<_> = (0..200_000).map(record).collect();
    let text = format!("id,name,amount\r\n{}", records.concat());
    let cents: u64 = (0..200_000).map(|id| id % 1000 * 100 + id % 100).sum();
    let expected = format!(
        "{{\"sum\":{}.{:02},\"count\":200000,\"empty\":0}}",
        cents / 100,
        cents % 100
    );
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
    for (coding, body) in [
        ("identity", text.into_bytes()),
        ("gzip", gzip.finish().unwrap()),
        ("zstd", zstd),
    ] {
        let parameters = format!("\r\nContent-Encoding: {coding}");
        let answer = post(&service, "?column=amount", &parameters, body);
        assert_eq!(answer.body, expected, "{coding}");
    }
}

#[test]
fn a_csv_may_be_cut_anywhere() {
    let service = Service::start();
    let body = b"\xEF\xBB\xBFid,amount\r\n\"x,\"\"\r\n\",-12.5\r\n\r\n2, 3 \r\n3,\r\n";
    for place in 0..=body.len() {
        let (first, second) = body.split_at(place);
        let fields = "Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n";
        let mut stream = service.upload_to("/sum?column=amount", fields);
        for part in [first, second] {
            if !part.is_empty() {
                write!(stream, "{:x}\r\n", part.len()).unwrap();
                stream.write_all(part).unwrap();
                stream.write_all(b"\r\n").unwrap();
            }
        }
        stream.write_all(b"0\r\n\r\n").unwrap();
        let answer = Answer::read(stream);
        assert_eq!(
            answer.body, r#"{"sum":-9.5,"count":2,"empty":1}"#,
            "cut at {place}"
        );
    }
}

#[test]
fn numbers_of_a_csv_are_counted_as_those_of_other_bodies() {
    let service = Service::start();
    post(&service, "?column=a", "", "a\n1\n2\n");
    service.post("", "1\n");
    let metrics = ask(service.admin_address().unwrap(), "GET", "/metrics").body;
    assert!(metrics.contains("sum_numbers_added_total 3\n"), "{metrics}");
}
