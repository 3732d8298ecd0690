use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use std::{env, fs, iter};

use csv::{ByteRecord, ReaderBuilder};
use sum_core::csv::{Csv, CsvAdder};
use sum_core::{Decimal, Limits};

/// A way to add up the column of a file, as the text of the total.
pub(crate) struct Adder {
    pub(crate) name: &'static str,
    total: fn(&Path) -> String,
}

pub(crate) const SUM_CORE: Adder = Adder {
    name: "sum-core",
    total: |path| {
        let mut adder = CsvAdder::new(Csv::column("amount"), Limits::default());
        adder.feed_from(File::open(path).unwrap()).unwrap();
        adder.finish().unwrap().sum.total().to_string()
    },
};

pub(crate) const ADDERS: [Adder; 2] = [
    Adder {
        name: "csv + Decimal",
        total: |path| {
            let mut total = Decimal::ZERO;
            for_each_amount(path, |amount| {
                total += Decimal::parse_with(amount, Limits::default()).unwrap();
            });
            total.to_string()
        },
    },
    Adder {
        name: "csv + rust_decimal",
        total: |path| {
            let mut total = rust_decimal::Decimal::ZERO;
            for_each_amount(path, |amount| {
                let amount: rust_decimal::Decimal =
                    str::from_utf8(amount).unwrap().parse().unwrap();
                total += amount;
            });
            total.to_string()
        },
    },
];

fn for_each_amount(path: &Path, mut add: impl FnMut(&[u8])) {
    let mut reader = ReaderBuilder::new().from_path(path).unwrap();
    let column = reader
        .headers()
        .unwrap()
        .iter()
        .position(|name| name == "amount")
        .unwrap();
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).unwrap() {
        add(record.get(column).unwrap());
    }
}

/// The CPU time of this thread, which other programs change less than the time of day; that where there is none.
struct Stopwatch {
    cpu: Option<f64>,
    start: Instant,
}

impl Stopwatch {
    fn start() -> Self {
        let (cpu, start) = (Self::cpu(), Instant::now());
        Self { cpu, start }
    }

    fn seconds(&self) -> f64 {
        match (self.cpu, Self::cpu()) {
            (Some(before), Some(now)) => now - before,
            _ => self.start.elapsed().as_secs_f64(),
        }
    }

    /// Linux reports it in nanoseconds.
    fn cpu() -> Option<f64> {
        let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        let nanoseconds: f64 = text.split(' ').next()?.parse().ok()?;
        Some(nanoseconds / 1e9)
    }
}

/// The total, and the seconds that the fastest run takes.
pub(crate) fn fastest(adder: &Adder, path: &Path, runs: usize) -> (String, f64) {
    let mut total = String::new();
    let seconds = iter::repeat_with(|| {
        let stopwatch = Stopwatch::start();
        total = (adder.total)(path);
        stopwatch.seconds()
    });
    let fastest = seconds.take(runs).fold(f64::INFINITY, f64::min);
    (total, fastest)
}

/// The same by `DuckDB` on one thread, with an exact DECIMAL, if there is a Python that has it.
pub(crate) fn duckdb(path: &Path, runs: usize) -> Option<(String, f64)> {
    let python = env::var_os("DUCKDB_PYTHON")?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/csv/duckdb_sum.py");
    let output = Command::new(python)
        .arg(script)
        .arg(path)
        .arg(runs.to_string())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let (total, seconds) = printed.trim().split_once(' ').unwrap();
    Some((total.to_owned(), seconds.parse().unwrap()))
}
