//! The README shows what really comes back, and the operator's page what there really is.

use std::io::Write;

use api_server::config::Cli;
use clap::CommandFactory;

use crate::flags::FlagsFile;
use crate::process::{Running, program};
use crate::support::{Service, ask, connect, post};

const OPERATIONS: &str = include_str!("../../../../docs/operations.md");

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

/// The commands in the README's console blocks, each with what it shows.
#[cfg(unix)]
fn commands(readme: &str) -> Vec<(&str, String)> {
    let mut commands = Vec::new();
    for block in readme.split("```console\n").skip(1) {
        let (block, _) = block.split_once("```").expect("the end of a block");
        for command in block.split("$ ").skip(1) {
            let (command, shown) = command.split_once('\n').expect("a line");
            commands.push((command, shown.to_owned()));
        }
    }
    commands
}

#[test]
#[cfg(unix)]
#[ignore = "needs curl, seq, awk, split, sed and gzip; run by .ci/readme"]
fn every_command_of_the_readme_that_sends_numbers_prints_what_it_shows() {
    let service = Service::start();
    let folder = std::env::temp_dir().join(format!("readme-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut examples = 0;
    for (command, shown) in commands(include_str!("../../../../README.md")) {
        let needed = ["localhost:8000/sum", "> amounts.txt", "split -n"];
        if !needed.iter().any(|part| command.contains(part)) {
            continue;
        }
        let command = command.replace("localhost:8000", &service.address().to_string());
        let output = std::process::Command::new("sh")
            .current_dir(&folder)
            .args([
                "-c",
                &format!("curl() {{ command curl --silent --show-error \"$@\"; }}; {command}"),
            ])
            .output()
            .expect("a shell");
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(printed.trim_end(), shown.trim_end(), "{command}: {errors}");
        examples += 1;
    }
    std::fs::remove_dir_all(&folder).expect("the folder is there");
    assert!(examples >= 12, "only {examples} examples found");
}

#[test]
fn every_flag_is_documented_with_its_variable_and_default() {
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
        assert!(OPERATIONS.contains(&row), "{row}");
        flags += 1;
    }
    assert!(flags >= 8, "only {flags} flags found");
}

#[test]
fn every_metric_is_documented() {
    let file = FlagsFile::new("metrics", "{\"flags\": {}}");
    let service = Service::start_with(&[&file.flag()]);
    let admin = service.admin_address().expect("an admin port");
    let metrics = ask(admin, "GET", "/metrics").body;
    let types = metrics
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "));
    for metric in types {
        let (name, kind) = metric.split_once(' ').expect("a type");
        let suffix = match kind {
            "counter" => "_total",
            "info" => "_info",
            _ => "",
        };
        assert!(
            OPERATIONS.contains(&format!("| `{name}{suffix}` |")),
            "{metric}"
        );
    }
}

#[test]
#[cfg(unix)]
fn every_field_of_the_log_is_documented() {
    let file = FlagsFile::new("log", "{\"flags\": {}}");
    let mut running = Running::start(program().arg(file.flag()));
    post(running.address, "", "1\n2\n");
    connect(running.address)
        .write_all(b"hello\r\n\r\n")
        .unwrap();
    let lines = [running.line(), running.line()];
    file.replace("{");
    let broken = running.line();
    running.signal("TERM");
    let lines = lines.into_iter().chain([(); 3].map(|()| running.line()));
    for line in lines.chain([running.first.clone(), broken]) {
        for field in line.as_object().expect("an object").keys() {
            assert!(OPERATIONS.contains(&format!("`{field}`")), "{field}");
        }
    }
}
