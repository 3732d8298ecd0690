//! How fast a column of a CSV is added up, beside other ways to do the same: one column of money of eight. All
//! read the same file, which is in the page cache, on one core; the CPU time of the fastest of some runs counts.
//!
//! ```console
//! $ cargo bench -p sum-core --features std,csv --bench csv
//! $ DUCKDB_PYTHON=venv/bin/python cargo bench -p sum-core --features std,csv --bench csv  # has the package duckdb
//! ```
#![expect(
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "speeds are floats; the table is printed"
)]

// Ways to add up a column.
mod adders;
// The files.
mod inputs;
// Tables of what was measured.
#[expect(dead_code, reason = "criterion's samples are not used")]
#[path = "../speed/report.rs"]
mod report;

use std::{env, fs};

use crate::adders::{ADDERS, SUM_CORE, duckdb};
use crate::inputs::INPUTS;
use crate::report::{print_table, ratio};

const BYTES: usize = 64 << 20;
const RUNS: usize = 15;

fn main() {
    // `cargo bench` says `--bench`; without it, each is tried once on a small file.
    let measuring = env::args().any(|argument| argument == "--bench");
    let (bytes, runs) = if measuring {
        (BYTES, RUNS)
    } else {
        (64 << 10, 1)
    };
    let header = ["text", "by", "MB/s", "ns/record", "time / sum-core's"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let path = env::temp_dir().join(format!("sum-core-{}.csv", std::process::id()));
    for input in &INPUTS {
        let text = input.text(bytes);
        fs::write(&path, &text).unwrap();
        let records = text.lines().count() - 1;
        let (expected, fastest) = adders::fastest(&SUM_CORE, &path, runs);
        let mut measured = vec![(SUM_CORE.name, fastest)];
        for adder in &ADDERS {
            let (total, fastest) = adders::fastest(adder, &path, runs);
            assert_eq!(total, expected, "{}", adder.name);
            measured.push((adder.name, fastest));
        }
        if let Some((total, fastest)) = duckdb(&path, runs) {
            assert_eq!(total, expected, "DuckDB");
            measured.push(("DuckDB", fastest));
        }
        for (name, seconds) in &measured {
            rows.push(vec![
                input.name.to_owned(),
                (*name).to_owned(),
                format!("{:.0}", text.len() as f64 / seconds / 1e6),
                format!("{:.1}", seconds * 1e9 / records as f64),
                ratio(*seconds, Some(fastest)),
            ]);
        }
    }
    fs::remove_file(&path).unwrap();
    if measuring {
        print_table(&rows);
    }
}
