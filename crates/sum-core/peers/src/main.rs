//! Reads two numbers, adds them and prints the sum: nanoseconds a digit of both, over their length.
//!
//! ```console
//! $ cargo run --release --manifest-path crates/sum-core/peers/Cargo.toml [LONGEST]
//! $ cargo bench -p sum-core --bench peers
//! ```
//!
//! `sum-core`, `bigdecimal` and Python's `decimal` (libmpdec) read numbers with two digits after the
//! point, the crates of big integers the same digits without it. Each time is the best of many. A
//! crate that took more than a second for one sum is not asked for a longer one.

use std::fmt::{Debug, Display};
use std::hint::black_box;
use std::ops::Add;
use std::process::Command;
use std::str::FromStr;
use std::time::{Duration, Instant};

use bigdecimal::BigDecimal;
use dashu_int::IBig;
use malachite_nz::integer::Integer;
use num_bigint::BigInt;
use sum_core::{Decimal, Limits};

const LENGTHS: [usize; 14] = [
    6, 20, 40, 60, 100, 200, 500, 1_000, 4_300, 10_000, 30_000, 100_000, 200_000, 999_999,
];
const NAMES: [&str; 6] = [
    "sum-core",
    "bigdecimal",
    "dashu-int",
    "malachite",
    "num-bigint",
    "libmpdec",
];
/// How long a sample takes, if a single sum does not take longer.
const SAMPLE: Duration = Duration::from_millis(2);
const SAMPLES: usize = 8;
/// What else runs on the machine makes samples slower, never faster, and may do so for seconds: so each
/// cell is measured again and again.
const PASSES: usize = 12;
const PATIENCE: Duration = Duration::from_secs(1);

/// The best time, if there is one yet.
type Cell = Option<Duration>;

fn main() {
    let longest = std::env::args().nth(1);
    let longest = longest.map_or(usize::MAX, |digits| {
        digits.parse().expect("a number of digits")
    });
    let lengths = LENGTHS.into_iter().filter(|&length| length <= longest);
    let mut rows: Vec<(usize, [Cell; NAMES.len()])> = lengths
        .map(|length| (length, [None; NAMES.len()]))
        .collect();
    for pass in 0..PASSES {
        let mut patience = [true; NAMES.len()];
        for (length, cells) in &mut rows {
            measure(*length, pass == 0, cells, &mut patience);
        }
    }
    print(&rows);
}

/// Improves the times of a length, but those of whom it took too long before.
fn measure(length: usize, first: bool, cells: &mut [Cell], patience: &mut [bool]) {
    let points = ["7301928465", "-582916473"].map(|start| number(start, length));
    let integers = points.each_ref().map(|text| text.replace('.', ""));
    for (peer, (cell, patient)) in cells.iter_mut().zip(patience).enumerate() {
        let slow = cell.is_some_and(|time| time > PATIENCE);
        if *patient && !slow && (first || cell.is_some()) {
            let time = match peer {
                0 => Some(best(|| sum_core(&points))),
                1 => Some(best(|| sum::<BigDecimal>(&points))),
                2 => Some(best(|| sum::<IBig>(&integers))),
                3 => Some(best(|| sum::<Integer>(&integers))),
                4 => Some(best(|| sum::<BigInt>(&integers))),
                _ => python(&points),
            };
            *cell = time.map(|time| cell.map_or(time, |best| best.min(time)));
        }
        *patient &= cell.is_some_and(|time| time <= PATIENCE);
    }
}

fn print(rows: &[(usize, [Cell; NAMES.len()])]) {
    print!("{:>8}", "digits");
    for name in NAMES {
        print!("{name:>12}");
    }
    println!();
    for (length, cells) in rows {
        print!("{length:>8}");
        for cell in cells {
            match cell {
                Some(time) => {
                    let each = time.as_secs_f64() * 1e9 / (2 * length) as f64;
                    print!("{each:>12.3}");
                }
                None => print!("{:>12}", "-"),
            }
        }
        println!();
    }
}

/// So many digits, the last two of them after the point.
fn number(start: &str, length: usize) -> String {
    let digits = length + usize::from(start.starts_with('-'));
    let mut text: String = start
        .chars()
        .chain("0918273645".chars().cycle())
        .take(digits)
        .collect();
    text.insert(digits - 2, '.');
    text
}

fn sum_core(texts: &[String; 2]) -> String {
    let limits = Limits::default().with_digits(Limits::MAX_DIGITS);
    let parse = |text: &str| Decimal::parse_with(black_box(text), limits).expect("a number");
    let [a, b] = texts;
    (&parse(a) + &parse(b)).to_string()
}

fn sum<N>(texts: &[String; 2]) -> String
where
    N: FromStr<Err: Debug> + Display,
    for<'a> &'a N: Add<Output = N>,
{
    let parse = |text: &str| black_box(text).parse::<N>().expect("a number");
    let [a, b] = texts;
    (&parse(a) + &parse(b)).to_string()
}

/// The time of one, in the best of several samples.
fn best(work: impl Fn() -> String) -> Duration {
    let start = Instant::now();
    black_box(work());
    let mut best = start.elapsed();
    if best > PATIENCE {
        return best;
    }
    let count = (SAMPLE.as_nanos() / best.as_nanos().max(1)).clamp(1, 100_000) as u32;
    for _ in 0..SAMPLES {
        let start = Instant::now();
        for _ in 0..count {
            black_box(work());
        }
        best = best.min(start.elapsed() / count);
    }
    best
}

/// The same by Python's `decimal`, if there is a Python.
fn python([a, b]: &[String; 2]) -> Option<Duration> {
    const SCRIPT: &str = "
import decimal, sys, time
decimal.setcontext(decimal.Context(prec=decimal.MAX_PREC, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN))
a, b = sys.stdin.read().split()
best = 1e9
count = max(1, 200000 // (len(a) + 400))
for _ in range(10):
    start = time.perf_counter()
    for _ in range(count):
        str(decimal.Decimal(a) + decimal.Decimal(b))
    best = min(best, (time.perf_counter() - start) / count)
print(best)
";
    use std::io::Write;
    use std::process::Stdio;
    let mut python = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    python
        .stdin
        .take()?
        .write_all(format!("{a} {b}").as_bytes())
        .ok()?;
    let output = python.wait_with_output().ok()?;
    let seconds: f64 = String::from_utf8(output.stdout).ok()?.trim().parse().ok()?;
    Some(Duration::from_secs_f64(seconds))
}
