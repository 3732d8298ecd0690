//! A Ballista scheduler, executor or client that knows `exact_sum`.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use sum_datafusion::cluster::Command;

#[tokio::main]
async fn main() -> ExitCode {
    match Command::parse().run().await {
        Ok(text) => match std::io::stdout().write_all(text.as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}
