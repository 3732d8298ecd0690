//! What a file of flags switches while the service runs.

use std::fs;
use std::path::{Path, PathBuf};

use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use api_server::flags::{End, Flag};
use api_server::routes::sum;
use api_server::telemetry::metrics::Metrics;
use http_edge::Problem;
use insta::assert_snapshot;
use serde_json::json;

use crate::metrics::{scrape, value};
use crate::process::{program, run};
use crate::support::{Answer, Service, ask, wait_until};

/// The file that is shipped as an example.
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/flags/flags.json");

const DOCUMENTATION: &str = include_str!("../../../../docs/flags.md");

/// A file of flags, which is gone when this is dropped.
pub(crate) struct FlagsFile(PathBuf);

impl FlagsFile {
    /// The name is to be this test's own.
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let name = format!("flags-{}-{name}.json", std::process::id());
        let file = Self(std::env::temp_dir().join(name));
        file.replace(text);
        file
    }

    /// Puts another one in its place, by a rename.
    pub(crate) fn replace(&self, text: &str) {
        let new = self.0.with_extension("new");
        fs::write(&new, text).expect("a folder for temporary files");
        fs::rename(&new, &self.0).expect("the same folder");
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn flag(&self) -> String {
        format!("--flags={}", self.0.display())
    }
}

impl Drop for FlagsFile {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.0));
    }
}

/// A file in which one flag has this variant, and such a rule.
pub(crate) fn one(key: &str, variant: &str, targeting: &serde_json::Value) -> String {
    let flag = json!({
        "state": "ENABLED",
        "variants": {"on": true, "off": false},
        "defaultVariant": variant,
        "targeting": targeting,
    });
    json!({"flags": {key: flag}}).to_string()
}

#[test]
fn a_share_of_sums_is_verified_and_counted() {
    let everything = one("verify", "on", &json!({}));
    let file = FlagsFile::new("verify", &everything);
    let service = Service::start_with(&[&file.flag()]);
    let long = "9".repeat(600);
    for (a, b) in [
        ("0.1", "0.2"),
        ("1e400", "-1e-90"),
        ("-5", "%2B5"),
        (&long, "1"),
    ] {
        assert_eq!(service.get(&format!("/sum?a={a}&b={b}")).status, 200);
    }
    service.request("HEAD", "/sum?a=1&b=2");
    service.get("/sum?a=1&b=x");
    service.post("", "1\n2\n");
    let metrics = scrape(&service);
    // Not the long one, for which it would take long, nor what has no sum.
    assert_eq!(value(&metrics, "sum_verifications_total"), Some("4"));
    assert_eq!(
        value(&metrics, "sum_verification_mismatches_total"),
        Some("0")
    );
    let on = "sum_feature_flag_evaluations_total{feature_flag_key=\"verify\",state=\"on\"}";
    assert_eq!(value(&metrics, on), Some("5"));
}

/// Two and two are five.
async fn wrong(metrics: Data<Metrics>) -> Result<HttpResponse, Problem> {
    sum::verify("2", "2", "{\"sum\":5}", &metrics)?;
    Ok(HttpResponse::Ok().body("{\"sum\":5}"))
}

#[test]
fn a_sum_that_is_wrong_is_counted_and_not_returned() {
    let service = Service::start_routes(&[], |config| {
        config.route("/wrong", web::get().to(wrong));
    });
    let answer = ask(service.address(), "GET", "/wrong");
    assert_snapshot!(answer.shown());
    let metrics = scrape(&service);
    assert_eq!(
        value(&metrics, "sum_verification_mismatches_total"),
        Some("1")
    );
}

#[test]
fn a_flag_is_switched_without_a_restart_and_shown_with_where_it_comes_from() {
    let file = FlagsFile::new("shown", &one("verify", "off", &json!({})));
    let service = Service::start_with(&[&file.flag()]);
    let is = |variant: &str, reason: &str| {
        let sample = format!(
            "sum_feature_flag_info{{feature_flag_key=\"verify\",feature_flag_result_variant=\"{variant}\",feature_flag_result_reason=\"{reason}\"}}"
        );
        wait_until(&sample, || value(&scrape(&service), &sample) == Some("1"));
    };
    is("off", "static");
    file.replace(&one("verify", "on", &json!({})));
    is("on", "static");
    let rule = json!({"fractional": [["on", 1], ["off", 99]]});
    file.replace(&one("verify", "off", &rule));
    is("off", "targeting_match");
    file.replace("{");
    let errors = "sum_flags_reload_errors_total";
    wait_until(errors, || value(&scrape(&service), errors) == Some("1"));
    is("off", "targeting_match");
    let is_stale = || value(&scrape(&service), "sum_flags_file_stale").map(|stale| stale == "1");
    assert_eq!(is_stale(), Some(true));
    file.replace(&json!({"flags": {}}).to_string());
    is("off", "default");
    assert_eq!(is_stale(), Some(false));
}

/// A CSV from a client behind the proxy that is trusted, of this cohort.
fn post_csv(service: &Service, client: &str, cohort: &str) -> Answer {
    let fields =
        format!("Content-Type: text/csv\r\nX-Forwarded-For: {client}\r\nX-Cohort: {cohort}\r\n");
    service.post_to("/sum?column=b", &fields, "a,b\n1,0.10\n")
}

#[test]
fn a_csv_is_for_nobody_a_cohort_a_share_all_and_nobody_again() {
    let file = FlagsFile::new("csv", &one("csv", "off", &json!({})));
    let service = Service::start_with(&[&file.flag(), "--trusted-proxies=127.0.0.1"]);
    let is_on = |client: &str, cohort: &str| {
        let status = post_csv(&service, client, cohort).status;
        assert!(matches!(status, 200 | 415), "{status}");
        status == 200
    };
    let clients = || (0..100).map(|n| format!("192.0.2.{n}"));
    let on_for = || clients().filter(|client| is_on(client, "none")).count();
    let shows = |variant: &str, reason: &str| {
        let labels = format!(
            "feature_flag_key=\"csv\",feature_flag_result_variant=\"{variant}\",feature_flag_result_reason=\"{reason}\""
        );
        let sample = format!("sum_feature_flag_info{{{labels}}}");
        wait_until(&sample, || value(&scrape(&service), &sample) == Some("1"));
    };
    assert_eq!((is_on("192.0.2.1", "beta"), on_for()), (false, 0));

    let beta = json!({"==": [{"var": "cohort"}, "beta"]});
    file.replace(&one("csv", "off", &json!({"if": [beta, "on"]})));
    shows("off", "targeting_match");
    assert_eq!((is_on("192.0.2.1", "beta"), on_for()), (true, 0));

    let share = json!({"fractional": [["on", 20], ["off", 80]]});
    file.replace(&one("csv", "off", &json!({"if": [beta, "on", share]})));
    // Both have rules, so only the behaviour distinguishes them.
    wait_until("a share is on", || on_for() > 0);
    let on: Vec<_> = clients().map(|client| is_on(&client, "none")).collect();
    assert!(
        (10..30).contains(&on.iter().filter(|on| **on).count()),
        "{on:?}"
    );
    assert!(is_on("192.0.2.1", "beta"));
    // A client keeps its variant.
    assert!(
        clients()
            .zip(on)
            .all(|(client, on)| is_on(&client, "none") == on)
    );

    file.replace(&one("csv", "on", &json!({})));
    shows("on", "static");
    assert_eq!((is_on("192.0.2.1", "beta"), on_for()), (true, 100));

    file.replace(&one("csv", "off", &json!({})));
    shows("off", "static");
    assert_eq!((is_on("192.0.2.1", "beta"), on_for()), (false, 0));
}

#[test]
fn a_cohort_that_no_trusted_proxy_names_is_none() {
    let beta = json!({"if": [{"==": [{"var": "cohort"}, "beta"]}, "on"]});
    let file = FlagsFile::new("stranger", &one("csv", "off", &beta));
    for (proxies, status) in [("127.0.0.1", 200), ("10.0.0.1", 415)] {
        let proxies = format!("--trusted-proxies={proxies}");
        let service = Service::start_with(&[&file.flag(), &proxies]);
        assert_eq!(
            post_csv(&service, "192.0.2.1", "beta").status,
            status,
            "{proxies}"
        );
    }
}

#[test]
fn a_csv_that_is_off_is_a_media_type_like_any_other() {
    let file = FlagsFile::new("off", &one("csv", "off", &json!({})));
    let service = Service::start_with(&[&file.flag()]);
    let csv = post_csv(&service, "192.0.2.1", "none");
    let other = service.post("Content-Type: image/png\r\n", "1");
    assert_eq!(
        (csv.shown(), csv.header("accept-post")),
        (other.shown(), other.header("accept-post"))
    );
    assert!(!csv.body.contains("csv") && !csv.header("accept-post").unwrap().contains("csv"));
    let options = service.request("OPTIONS", "/sum");
    assert_eq!(options.header("accept-post"), csv.header("accept-post"));
}

#[test]
fn a_request_that_is_no_csv_asks_for_no_flag_of_it() {
    let file = FlagsFile::new("asked", &one("csv", "off", &json!({})));
    let service = Service::start_with(&[&file.flag()]);
    service.get("/sum?a=1&b=2");
    service.post("", "1\n2\n");
    post_csv(&service, "192.0.2.1", "none");
    let off = "sum_feature_flag_evaluations_total{feature_flag_key=\"csv\",state=\"off\"}";
    assert_eq!(value(&scrape(&service), off), Some("1"));
}

#[test]
fn the_age_of_the_file_is_shown_if_there_is_one() {
    let age = "sum_flags_file_mtime_seconds";
    assert_eq!(value(&scrape(&Service::start()), age), None);
    let service = Service::start_with(&[&format!("--flags={EXAMPLE}")]);
    let written = fs::metadata(EXAMPLE).and_then(|file| file.modified());
    let written = written
        .expect("a file")
        .duration_since(std::time::UNIX_EPOCH);
    let shown = scrape(&service);
    let shown: f64 = value(&shown, age)
        .expect("an age")
        .parse()
        .expect("a number");
    assert_eq!(
        Some(shown),
        written.ok().map(|written| written.as_secs_f64())
    );
}

#[test]
fn a_file_that_is_no_good_is_a_bad_setting() {
    let file = FlagsFile::new("bad", &one("csv", "none", &json!({})));
    let shown = [
        program().env("SUM_FLAGS", file.path()),
        program().args(["--flags", "/none/flags.json"]),
    ]
    .map(|command| {
        let (code, _, error) = run(command);
        assert_eq!(code, Some(2), "{error}");
        error.replace(&file.path().display().to_string(), "FILE")
    });
    assert_snapshot!(shown.join("\n"));
}

#[test]
fn the_healthcheck_does_not_depend_on_the_file() {
    let service = Service::start();
    let admin = service.admin_address().expect("an admin port").to_string();
    let mut command = program();
    let command = command.arg("healthcheck").env("SUM_ADMIN_ADDRESS", admin);
    assert_eq!(run(command.env("SUM_FLAGS", "/none")).0, Some(0));
}

#[test]
fn the_example_has_every_flag_and_no_other() {
    let text = fs::read_to_string(EXAMPLE).expect("the example");
    let example: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let keys: Vec<_> = example["flags"]
        .as_object()
        .expect("flags")
        .keys()
        .collect();
    let known = Flag::ALL.map(|flag| flag.about().key);
    assert_eq!(keys, known);
    Service::start_with(&[&format!("--flags={EXAMPLE}")]);
}

#[test]
fn every_file_in_the_documentation_is_taken() {
    let blocks = DOCUMENTATION.split("```json\n").skip(1);
    let files = blocks.map(|block| block.split_once("```").expect("the end of a block").0);
    for (number, text) in files.clone().enumerate() {
        let file = FlagsFile::new(&format!("documented-{number}"), text);
        Service::start_with(&[&file.flag()]);
    }
    assert_eq!(files.count(), 3);
}

#[test]
fn every_flag_is_documented_with_its_default_owner_and_end() {
    for flag in Flag::ALL {
        let about = flag.about();
        let default = if about.default { "on" } else { "off" };
        let end = match about.end {
            End::Date(day) => day,
            End::Lasting => "lasting",
        };
        let row = format!("| {default} | {} | {end} |", about.owner);
        let mut rows = DOCUMENTATION.lines();
        let documented = rows
            .any(|line| line.starts_with(&format!("| `{}` |", about.key)) && line.ends_with(&row));
        assert!(documented, "{}: {row}", about.key);
    }
}
