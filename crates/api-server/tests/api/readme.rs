//! The README shows what really comes back, and what can really be configured.

use api_server::config::Cli;
use clap::CommandFactory;

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

#[test]
fn every_flag_is_in_the_readme_with_its_variable_and_default() {
    let readme = include_str!("../../../../README.md");
    let mut flags = 0;
    for argument in Cli::command().get_arguments() {
        let (Some(flag), Some(variable)) = (argument.get_long(), argument.get_env()) else {
            continue;
        };
        let default = argument
            .get_default_values()
            .first()
            .map(|value| format!("`{}`", value.display()));
        let default = default.unwrap_or_else(|| match flag {
            "workers" => "one for each CPU".to_owned(),
            _ => "none".to_owned(),
        });
        let row = format!("| `--{flag}` | `{}` | {default} |", variable.display());
        assert!(readme.contains(&row), "{row}");
        flags += 1;
    }
    assert!(flags >= 8, "only {flags} flags found");
}
