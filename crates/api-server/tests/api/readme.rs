//! The README's curl examples are asked of a real server; what it shows is what comes back.

use crate::support::Service;

#[test]
fn every_curl_example_in_the_readme_prints_what_it_shows() {
    let readme = include_str!("../../../../README.md");
    let service = Service::start();
    let mut examples = 0;
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        let Some(target) = line
            .strip_prefix("$ curl 'localhost:8000")
            .and_then(|rest| rest.strip_suffix('\''))
        else {
            continue;
        };
        let shown = lines
            .next()
            .expect("the line after a command is its output");
        assert_eq!(service.get(target).body, shown, "{line}");
        examples += 1;
    }
    assert!(examples >= 5, "only {examples} examples found");
}
