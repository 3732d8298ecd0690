//! Reads two numbers, adds them and prints the sum: nanoseconds a digit of both, over their length.
//!
//! ```console
//! $ cargo run --release --manifest-path crates/sum-core/peers/Cargo.toml [LONGEST]
//! $ cargo bench -p sum-core --bench peers
//! ```
//!
//! `sum-core`, `bigdecimal` and Python's `decimal` (libmpdec) read numbers with two digits after the
//! point, the crates of big integers the same digits without it. Each time is the best of several. A
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
/// What else runs on the machine makes samples slower, never faster; long ones are fewer.
const SAMPLES: usize = 100;
const FEWEST_SAMPLES: usize = 5;
const PATIENCE: Duration = Duration::from_secs(1);

fn main() {
    let longest = std::env::args().nth(1);
    let longest = longest.map_or(usize::MAX, |digits| {
        digits.parse().expect("a number of digits")
    });

    print!("{:>8}", "digits");
    NAMES.map(|name| print!("{name:>12}"));
    println!();
    let mut patience = [true; NAMES.len()];
    for length in LENGTHS.into_iter().filter(|&length| length <= longest) {
        let points = ["7301928465", "-582916473"].map(|start| number(start, length));
        let integers = points.each_ref().map(|text| text.replace('.', ""));
        print!("{length:>8}");
        for (peer, patient) in patience.iter_mut().enumerate() {
            let time = patient.then(|| match peer {
                0 => best(|| sum_core(&points)),
                1 => best(|| sum::<BigDecimal>(&points)),
                2 => best(|| sum::<IBig>(&integers)),
                3 => best(|| sum::<Integer>(&integers)),
                4 => best(|| sum::<BigInt>(&integers)),
                _ => python(&points).unwrap_or(Duration::MAX),
            });
            match time {
                Some(time) if time < Duration::MAX => {
                    *patient = time < PATIENCE;
                    let each = time.as_secs_f64() * 1e9 / (2 * length) as f64;
                    print!("{each:>12.3}");
                }
                _ => print!("{:>12}", "-"),
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
    let begin = Instant::now();
    for sample in 0..SAMPLES {
        if sample >= FEWEST_SAMPLES && begin.elapsed() > PATIENCE {
            break;
        }
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
for _ in range(40):
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
