//! What an upload costs the service, beside the same lines read by the library alone: CPU time, memory,
//! and how long other requests wait meanwhile. Linux only, since it reads `/proc`.
//!
//! ```console
//! $ cargo bench -p api-server --bench upload
//! ```
#![expect(
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "figures are floats and are printed; what is wrong has to panic"
)]

use std::io::{Read, Write};
use std::time::{Duration, Instant};
use std::{env, thread};

use sum_core::{Format, Limits, Reader};

use support::Server;

mod support;

const CHUNK: usize = 64 * 1024;
const LINES: usize = 8_000_000;
const UPLOADS: usize = 16;
const WAITS: Duration = Duration::from_secs(2);

fn main() {
    // `cargo test` only sees that it builds.
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    let text = money(LINES);
    let gigabytes = (text.len() * UPLOADS) as f64 / 1e9;

    let library = (0..5).map(|_| read(&text)).min().unwrap().as_secs_f64() * UPLOADS as f64;
    println!("library: {:.2} GB/s", gigabytes / library);

    let service = Server::ours(1, &[]);
    let idle = service.kilobytes("VmRSS");
    let before = service.cpu();
    for _ in 0..UPLOADS {
        upload(&service, &text);
    }
    let cpu = service.cpu().saturating_sub(before).as_secs_f64();
    println!(
        "service: {:.2} GB/s of CPU time, {:.2} of the library's; {gigabytes:.2} GB sent",
        gigabytes / cpu,
        library / cpu
    );
    let peak = service.kilobytes("VmHWM");
    println!("memory: {idle} kB idle, {peak} kB at most");

    let service = Server::ours(2, &[]);
    println!("GET /sum, idle: {}", waits(&service));
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while start.elapsed() < WAITS {
                    upload(&service, &text);
                }
            });
        }
        println!("GET /sum, four uploads on two workers: {}", waits(&service));
    });
}

/// Amounts from -10000.00 to 10000.00.
fn money(lines: usize) -> String {
    let cents = |line: usize| line.wrapping_mul(7_919_777) % 2_000_001;
    let signed = |cents: usize| cents.cast_signed() - 1_000_000;
    let amounts = (0..lines).map(|line| signed(cents(line)));
    amounts.fold(String::new(), |text, cents| {
        let sign = if cents < 0 { "-" } else { "" };
        text + &format!("{sign}{}.{:02}\n", cents.abs() / 100, cents.abs() % 100)
    })
}

fn read(text: &str) -> Duration {
    let start = Instant::now();
    let mut reader = Reader::new(Format::Lines, Limits::default());
    for chunk in text.as_bytes().chunks(CHUNK) {
        reader.feed(chunk).unwrap();
    }
    assert_eq!(reader.finish().unwrap().count(), LINES as u64);
    start.elapsed()
}

/// How long a request takes, many times.
fn waits(service: &Server) -> String {
    let start = Instant::now();
    let mut waits = Vec::new();
    let mut stream = service.connect();
    while start.elapsed() < WAITS {
        let asked = Instant::now();
        stream
            .write_all(b"GET /sum?a=1&b=2 HTTP/1.1\r\nHost: a\r\n\r\n")
            .unwrap();
        let mut answer = [0; 1024];
        assert!(stream.read(&mut answer).unwrap() > 0);
        waits.push(asked.elapsed());
        thread::sleep(Duration::from_millis(1));
    }
    waits.sort_unstable();
    let [median, p99] = [50, 99].map(|percent| waits[waits.len() * percent / 100]);
    format!("median {median:.0?}, p99 {p99:.0?}")
}

fn upload(service: &Server, text: &str) {
    let mut stream = service.connect();
    let length = text.len();
    write!(
        stream,
        "POST /sum HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    )
    .unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(&format!("\"count\":{LINES}}}")), "{answer}");
}
