//! Time grows with the number of lines, memory does not; and with the digits of a number, no faster than
//! they do.
//!
//! ```console
//! $ cargo bench -p sum-core --bench growth
//! ```
#![expect(
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "seconds are floats; the table is printed; what is wrong has to panic"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};
use std::{env, fs};

use sum_core::{Accumulator, Decimal, Format, Limits, TextAdder};

const CHUNK: usize = 64 * 1024;
/// The lines of money that are fed again and again, so that the input takes no memory.
const BLOCK: usize = 1_000_000;

fn main() {
    // `cargo bench` passes `--bench`, and a filter that may be meant for another bench.
    let arguments: Vec<String> = env::args().skip(1).collect();
    let measuring = arguments.iter().any(|argument| argument == "--bench");
    let mut filters = arguments
        .iter()
        .filter(|argument| !argument.starts_with('-'));
    if !filters.all(|filter| "growth".contains(filter.as_str())) {
        return;
    }

    lines(measuring);
    digits(measuring);
}

fn lines(measuring: bool) {
    let block: String = (0..BLOCK).map(|line| money(cents(line))).collect();
    println!("    lines    seconds  ns/line   peak RSS");
    for power in 3..=if measuring { 8 } else { 4 } {
        let lines = 10usize.pow(power);
        let repeats = lines.div_ceil(BLOCK);
        let part: usize = block.split_inclusive('\n').take(lines).map(str::len).sum();
        let total = (0..lines.min(BLOCK)).map(cents).sum::<i64>() * repeats.cast_signed() as i64;
        let total: Decimal = format!("{total}e-2").parse().unwrap();

        let mut fastest = Duration::MAX;
        for _ in 0..3 {
            let start = Instant::now();
            let sum = add_up(&block[..part], repeats);
            fastest = fastest.min(start.elapsed());
            assert_eq!((sum.total(), sum.count()), (total.clone(), lines as u64));
        }
        let seconds = fastest.as_secs_f64();
        let each = seconds * 1e9 / lines as f64;
        println!(
            "{lines:>9}  {seconds:>9.6}  {each:>7.2}  {:>9}",
            peak_memory()
        );
    }
}

/// Single numbers, by nanoseconds a digit of what is read, added, printed or compared.
fn digits(measuring: bool) {
    println!("\n   digits    parse      add  compare    print    total");
    let limits = Limits::default().with_digits(Limits::MAX_DIGITS);
    for length in [20, 40, 100, 1_000, 10_000, 100_000, 999_999] {
        let text = "7301928465".repeat(length / 10 + 1);
        let (integer, fraction) = text[..length].split_at(length - 2);
        let text = format!("{integer}.{fraction}");
        let number = Decimal::parse_with(&text, limits).unwrap();
        let same = number.clone();
        let sum: Accumulator = [&number, &same].into_iter().collect();
        let each = |work: &dyn Fn()| {
            let runs = if measuring { 1 + 2_000_000 / length } else { 1 };
            let mut fastest = Duration::MAX;
            for _ in 0..10 {
                let start = Instant::now();
                (0..runs).for_each(|_| work());
                fastest = fastest.min(start.elapsed());
            }
            fastest.as_secs_f64() * 1e9 / runs as f64 / length as f64
        };
        println!(
            "{length:>9}  {:>7.3}  {:>7.3}  {:>7.3}  {:>7.3}  {:>7.3}",
            each(&|| drop(Decimal::parse_with(black_box(&text), limits))),
            each(&|| drop(black_box(black_box(&number) + &same))),
            each(&|| assert!(black_box(&number) == &same)),
            each(&|| drop(black_box(&number).to_string())),
            each(&|| drop(black_box(&sum).total())),
        );
    }
}

fn add_up(text: &str, repeats: usize) -> Accumulator {
    let mut adder = TextAdder::new(Format::Lines, Limits::default());
    for _ in 0..repeats {
        for chunk in text.as_bytes().chunks(CHUNK) {
            adder.feed(chunk).unwrap();
        }
    }
    adder.finish().unwrap()
}

/// The amount on a line: from -10000.00 to 10000.00, all equally often.
fn cents(line: usize) -> i64 {
    line.cast_signed() as i64 * 7_919_777 % 2_000_001 - 1_000_000
}

fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}\n", cents / 100, cents % 100)
}

/// The most memory that the process had so far. Only Linux tells.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.unwrap_or("-").trim().to_owned()
}
