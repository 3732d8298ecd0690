//! What an upload costs the service, beside the same lines read by the library alone: CPU time, memory,
//! and how long other requests wait meanwhile. The service has the first CPU for itself, the clients have the
//! others, so that a figure is about the service and not about who gets a CPU. Linux only, since it reads
//! `/proc` and calls `taskset` and `chrt`.
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
    reason = "figures are floats and are printed; what is wrong must panic"
)]

use std::io::{Read, Write};
use std::process::{self, Command};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use sum_core::{Format, Limits, TextAdder};

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
    let cpus = thread::available_parallelism().unwrap().get();
    assert!(cpus > 1, "the clients need a CPU of their own");
    run(&format!("taskset -cp 1-{} {}", cpus - 1, process::id()));
    let text = money(LINES);
    let gigabytes = text.len() as f64 / 1e9;

    // The fastest of many, here and there: what else runs on the machine only makes them slower.
    let library = (0..UPLOADS).map(|_| read(&text)).min().unwrap();
    let library = library.as_secs_f64();
    println!("library: {:.2} GB/s", gigabytes / library);

    let service = start(1);
    let idle = service.kilobytes("VmRSS");
    let costs = (0..UPLOADS).map(|_| {
        let before = service.cpu();
        upload(&service, &text);
        service.cpu().saturating_sub(before)
    });
    let cpu = costs.min().unwrap().as_secs_f64();
    println!(
        "service: {:.2} GB/s of CPU time, {:.2} of the library's; {:.2} GB sent",
        gigabytes / cpu,
        library / cpu,
        gigabytes * UPLOADS as f64
    );
    let peak = service.kilobytes("VmHWM");
    println!("memory: {idle} kB idle, {peak} kB at most");

    // Two workers on one CPU also wait for each other.
    for (workers, uploads) in [(1, 0), (1, 1), (1, 2), (1, 4), (2, 4)] {
        let service = start(workers);
        let waits = waits_during(&service, uploads, &text);
        println!("GET /sum, {uploads} uploads on {workers} workers: {waits}");
    }
}

fn start(workers: u16) -> Server {
    let service = Server::ours(workers, &[]);
    run(&format!("taskset -acp 0 {}", service.id()));
    service
}

fn waits_during(service: &Server, uploads: usize, text: &str) -> String {
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..uploads {
            scope.spawn(|| {
                // These give way to the one that asks, at once.
                run(&format!("chrt --idle --pid 0 {}", thread_id()));
                while start.elapsed() < WAITS {
                    upload(service, text);
                }
            });
        }
        waits(service)
    })
}

/// Runs a command that must succeed.
fn run(command: &str) {
    let mut words = command.split(' ');
    let mut child = Command::new(words.next().unwrap());
    let output = child.args(words).output().unwrap();
    assert!(output.status.success(), "{command}: {output:?}");
}

fn thread_id() -> String {
    let link = fs::read_link("/proc/thread-self").unwrap();
    link.file_name().unwrap().to_str().unwrap().to_owned()
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
    let mut adder = TextAdder::new(Format::Lines, Limits::default());
    for chunk in text.as_bytes().chunks(CHUNK) {
        adder.feed(chunk).unwrap();
    }
    assert_eq!(adder.finish().unwrap().count(), LINES as u64);
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
    let most = waits[waits.len() - 1];
    format!("median {median:.0?}, p99 {p99:.0?}, at most {most:.0?}")
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
