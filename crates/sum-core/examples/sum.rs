//! Adds up the numbers of a file or of standard input: one on each line, with `--json` those of an array, with
//! `--csv COLUMN` those of a column, by its name or its number from 1.
//!
//! ```console
//! $ cargo build --release -p sum-core --features std,csv --example sum
//! $ seq 20000000 | target/release/examples/sum
//! 200000010000000
//! 20000000 numbers, 169 MB, 421 MB/s
//! $ target/release/examples/sum money.txt    # on all cores
//! $ target/release/examples/sum --csv amount --delimiter ';' ledger.csv
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

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use std::{env, panic, thread};

use sum_core::csv::{Csv, CsvAdder, Delimiter};
use sum_core::{Accumulator, Format, Limits, TextAdder, TextError};

const USAGE: &str = "usage: sum [--json | --csv COLUMN [--delimiter , | ; | tab]] [FILE]";

/// A thread is not worth it for less.
const PART: u64 = 1 << 20;

/// How the numbers are written.
enum Input {
    Text(Format),
    Csv(Csv),
}

fn main() -> ExitCode {
    let Some((input, path)) = arguments(env::args_os().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let start = Instant::now();
    let sum = match path {
        None => add_up(io::stdin().lock(), input),
        Some(path) => add_up_file(path.as_ref(), input),
    };
    match sum.and_then(|(sum, bytes)| print(&sum, bytes, start)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments(arguments: impl Iterator<Item = OsString>) -> Option<(Input, Option<OsString>)> {
    let (mut json, mut column, mut delimiter, mut path) = (false, None, None, None);
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--json") => json = true,
            Some("--csv") => column = Some(arguments.next()?.into_string().ok()?),
            Some("--delimiter") => {
                delimiter = Some(match arguments.next()?.to_str()? {
                    "," => Delimiter::Comma,
                    ";" => Delimiter::Semicolon,
                    "tab" | "\t" => Delimiter::Tab,
                    _ => return None,
                });
            }
            Some(flag) if flag.starts_with("--") => return None,
            _ if path.is_some() => return None,
            _ => path = Some(argument),
        }
    }
    let input = match (json, column, delimiter) {
        (false, None, None) => Input::Text(Format::Lines),
        (true, None, None) => Input::Text(Format::JsonArray),
        (false, Some(column), delimiter) => {
            Input::Csv(Csv::column(column).with_delimiter(delimiter.unwrap_or_default()))
        }
        _ => return None,
    };
    Some((input, path))
}

fn print(sum: &Accumulator, bytes: u64, start: Instant) -> io::Result<()> {
    writeln!(io::stdout(), "{}", sum.total())?;
    let megabytes = bytes as f64 / 1e6;
    let speed = megabytes / start.elapsed().as_secs_f64();
    match bytes {
        // Too few to speak of a speed.
        ..1_000_000 => eprintln!("{} numbers", sum.count()),
        _ => eprintln!(
            "{} numbers, {megabytes:.0} MB, {speed:.0} MB/s",
            sum.count()
        ),
    }
    Ok(())
}

fn add_up(reader: impl Read, input: Input) -> io::Result<(Accumulator, u64)> {
    match input {
        Input::Text(format) => {
            let mut adder = TextAdder::new(format, Limits::default());
            let bytes = adder.feed_from(reader)?;
            Ok((adder.finish()?, bytes))
        }
        Input::Csv(csv) => {
            let mut adder = CsvAdder::new(csv, Limits::default());
            let bytes = adder.feed_from(reader)?;
            let column = adder.finish()?;
            if column.empty > 0 {
                eprintln!("{} empty fields skipped", column.empty);
            }
            Ok((column.sum, bytes))
        }
    }
}

fn add_up_file(path: &Path, input: Input) -> io::Result<(Accumulator, u64)> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if matches!(input, Input::Text(Format::Lines)) && metadata.is_file() {
        let parts = split(file, metadata.len())?;
        return Ok((add_up_parts(path, parts)?, metadata.len()));
    }
    add_up(file, input)
}

/// Adds up the lines of a file, each part on a core of its own.
fn add_up_parts(path: &Path, parts: Vec<Range<u64>>) -> io::Result<Accumulator> {
    thread::scope(|scope| {
        let parts = parts.into_iter();
        let threads = parts.map(|part| scope.spawn(|| add_up_part(path, part)));
        let threads: Vec<_> = threads.collect();
        let mut sum = Accumulator::new();
        let mut lines = 0;
        for thread in threads {
            let part = thread
                .join()
                .unwrap_or_else(|panic| panic::resume_unwind(panic));
            let (part, count) = part.map_err(|error| after(lines, error))?;
            sum.merge(&part);
            lines += count;
        }
        Ok(sum)
    })
}

/// What a part of a file adds up to, and how many lines it has.
fn add_up_part(path: &Path, part: Range<u64>) -> io::Result<(Accumulator, u64)> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(part.start))?;
    let mut adder = TextAdder::new(Format::Lines, Limits::default());
    adder.feed_from(file.take(part.end - part.start))?;
    let lines = adder.items();
    Ok((adder.finish()?, lines))
}

/// The error of a part that so many lines are before.
fn after(lines: u64, error: io::Error) -> io::Error {
    match error.downcast() {
        Ok(TextError::Line {
            line,
            error,
            excerpt,
        }) => {
            let line = line + lines;
            TextError::Line {
                line,
                error,
                excerpt,
            }
            .into()
        }
        Ok(error) => error.into(),
        Err(error) => error,
    }
}

/// Parts of a file that are about as long, and end where lines do.
fn split(file: File, length: u64) -> io::Result<Vec<Range<u64>>> {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let count = (length / PART).clamp(1, cores);
    let mut file = BufReader::new(file);
    let mut parts = Vec::new();
    let mut start = 0;
    for part in 1..count {
        // From here on to the end of the line.
        let middle = length / count * part;
        file.seek(SeekFrom::Start(middle))?;
        let end = middle + file.skip_until(b'\n')? as u64;
        parts.push(start..end.max(start));
        start = end.max(start);
    }
    parts.push(start..length);
    Ok(parts)
}
