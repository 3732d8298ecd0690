//! `sum-core` beside the numbers of other crates, by the length of two numbers that are read, added and
//! printed. Those crates are dependencies of the program in `peers`, a workspace of its own, which this
//! builds and runs.
//!
//! ```console
//! $ cargo bench -p sum-core --bench peers
//! ```
#![expect(clippy::print_stdout, reason = "the command is printed")]

use std::env;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    // `cargo bench` passes `--bench`, and a filter that may be meant for another bench.
    let arguments: Vec<String> = env::args().skip(1).collect();
    let measuring = arguments.iter().any(|argument| argument == "--bench");
    let mut filters = arguments
        .iter()
        .filter(|argument| !argument.starts_with('-'));
    if !measuring || !filters.all(|filter| "peers".contains(filter.as_str())) {
        return ExitCode::SUCCESS;
    }
    let crate_folder = env!("CARGO_MANIFEST_DIR");
    let mut cargo = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo
        .args(["run", "--release", "--quiet", "--locked", "--manifest-path"])
        .arg(format!("{crate_folder}/peers/Cargo.toml"))
        .arg("--target-dir")
        .arg(format!("{crate_folder}/../../target/peers"));
    println!("Nanoseconds a digit, by `cargo run` in crates/sum-core/peers:");
    match cargo.status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            println!("it does not start: {error}");
            ExitCode::FAILURE
        }
    }
}
