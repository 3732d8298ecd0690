//! Adds up the numbers on standard input: one on each line, or with `--json` those of an array.
//!
//! ```console
//! $ cargo build --release -p sum-core --example sum
//! $ seq 20000000 | target/release/examples/sum
//! 200000010000000
//! 20000000 numbers, 169 MB, 421 MB/s
//! ```
//!
//! Only the total goes to standard output, for scripts. If anything is not a number there is no
//! total: the error says what and where, and the exit code is 1. Lines count from 1, positions in a
//! number from 0.
#![expect(
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::print_stderr,
    reason = "a speed is no sum; a program talks to its user"
)]

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::fmt;
use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::process::ExitCode;
use std::time::Instant;

use sum_core::{Accumulator, Format, Limits, TextAdder};

const CHUNK: usize = 64 * 1024;
/// Makes the last line of a terminal empty.
const ERASE: &str = "\r\x1b[K";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let format = match arguments.as_slice() {
        [] => Format::Lines,
        [flag] if flag == "--json" => Format::JsonArray,
        _ => {
            eprintln!("usage: sum [--json] < numbers");
            return ExitCode::from(2);
        }
    };
    match run(format) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(format: Format) -> Result<(), Box<dyn Error>> {
    let mut progress = Progress {
        bytes: 0,
        start: Instant::now(),
        shown: 0,
    };
    let sum = read(format, &mut progress);
    if progress.shown > 0 {
        eprint!("{ERASE}");
    }
    let sum = sum?;
    writeln!(io::stdout(), "{}", sum.total())?;
    match progress.bytes {
        // Too few to speak of a speed.
        ..1_000_000 => eprintln!("{} numbers", sum.count()),
        _ => eprintln!("{} numbers, {progress}", sum.count()),
    }
    Ok(())
}

fn read(format: Format, progress: &mut Progress) -> Result<Accumulator, Box<dyn Error>> {
    let mut adder = TextAdder::new(format, Limits::default());
    let mut input = io::stdin().lock();
    let mut buffer = vec![0; CHUNK];
    loop {
        let length = match input.read(&mut buffer) {
            Ok(0) => return Ok(adder.finish()?),
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        adder.feed(buffer.split_at(length).0)?;
        progress.advance(length);
    }
}

/// How much was read, and how fast. A terminal shows it each second, if the numbers are not typed
/// there.
struct Progress {
    bytes: u64,
    start: Instant,
    /// The second in which it was shown last.
    shown: u64,
}

impl Progress {
    fn advance(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
        let seconds = self.start.elapsed().as_secs();
        if seconds > self.shown && io::stderr().is_terminal() && !io::stdin().is_terminal() {
            self.shown = seconds;
            eprint!("{ERASE}{self}");
        }
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let megabytes = self.bytes as f64 / 1e6;
        let speed = megabytes / self.start.elapsed().as_secs_f64();
        write!(f, "{megabytes:.0} MB, {speed:.0} MB/s")
    }
}
