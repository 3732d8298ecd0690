//! What `GET /sum` costs the service in CPU time, beside actix-web with nothing on it; and how long a
//! start takes, and how much memory. Linux only, since it reads `/proc` and calls `taskset` and `chrt`.
//!
//! Server and clients share one core: on two, the clients would be what is measured.
//!
//! ```console
//! $ cargo bench -p api-server --bench requests
//! ```
#![expect(
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "figures are floats and are printed; what is wrong must panic"
)]

use std::env;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use std::time::{Duration, Instant};

use actix_web::http::header::ContentType;
use actix_web::rt::net::TcpStream;
use actix_web::rt::{self, System};
use actix_web::{App, HttpResponse, HttpServer, web};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use support::Server;

mod support;

/// The arguments of each server that is measured. The log must have the address.
const CONFIGURATIONS: [(&str, &[&str]); 3] = [
    ("all on", &[]),
    ("access log off", &[NO_LINES]),
    ("all off", &[NO_LINES, "--admin-address=off"]),
];

/// The first line has the address.
const NO_LINES: &str = "--log=off,api_server::application=info";

/// The argument that makes this program the server without anything.
const BARE: &str = "--serve-bare";

const CONNECTIONS: usize = 64;
/// On each connection, before the other server has its turn. It takes some 20 ms, less than a connection may be idle
/// before it is parked.
const REQUESTS: usize = 20;
const ROUNDS: usize = 800;
/// The rounds that count: those in which both servers together took the least time. In the others something else kept
/// the machine and its caches busy, which costs the larger program more.
const QUIET: usize = ROUNDS / 4;
/// Rounds before anything is measured.
const WARM_UP: usize = 50;
const STARTS: usize = 21;
const CORE: &str = "0";

const BODY: &str = r#"{"sum":1135.05}"#;
const REQUEST: &[u8] = b"GET /sum?a=1234.56&b=-99.51 HTTP/1.1\r\n\
    Host: sum.example.org\r\n\
    User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n\
    Accept: application/json\r\n\
    Accept-Encoding: gzip, deflate, br, zstd\r\n\
    X-Forwarded-For: 203.0.113.7\r\n\
    X-Forwarded-Proto: https\r\n\
    traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n";

fn main() {
    if env::args().any(|argument| argument == BARE) {
        return bare();
    }
    // `cargo test` only sees that it builds.
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    starts();
    memory();
    requests();
}

/// One resource on actix-web, its answer ready.
fn bare() {
    System::new().block_on(async {
        let app = || App::new().route("/sum", web::get().to(answer));
        let server = HttpServer::new(app).workers(1);
        let server = server.bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        println!(r#"{{"address":"{}"}}"#, server.addrs()[0]);
        server.run().await.unwrap();
    });
}

async fn answer() -> HttpResponse {
    let json = ContentType::json();
    HttpResponse::Ok().content_type(json).body(BODY)
}

fn starts() {
    let mut starts = [Duration::ZERO; STARTS].map(|_| {
        let start = Instant::now();
        let server = Server::ours(1, &[]);
        let mut stream = server.connect();
        stream
            .write_all(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
            .unwrap();
        let mut answer = [0; 1024];
        let length = stream.read(&mut answer).unwrap();
        assert!(answer[..length].starts_with(b"HTTP/1.1 200 OK\r\n"));
        start.elapsed()
    });
    starts.sort_unstable();
    let median = starts[STARTS / 2];
    println!("from start to the first 200: {median:.1?}, the median of {STARTS}");
}

fn memory() {
    let server = Server::ours(1, &[]);
    let idle = server.kilobytes("VmRSS");
    System::new().block_on(async {
        let mut clients = Clients::connect(server.address).await;
        for _ in 0..WARM_UP {
            clients.send().await;
        }
    });
    let [after, most] = ["VmRSS", "VmHWM"].map(|name| server.kilobytes(name));
    let requests = WARM_UP * CONNECTIONS * REQUESTS;
    println!("memory: {idle} kB idle, {after} kB after {requests} requests, {most} kB at most");
}

/// Each configuration beside the bare server: both run all the time and have their requests in turns of a few
/// milliseconds. The machine is not as fast at one time as at another, but nearly so in two turns that follow each other.
fn requests() {
    share_the_core(std::process::id());
    let program = env::current_exe().unwrap();
    let bare = Server::start(Command::new(program).arg(BARE));
    println!(
        "GET /sum: CPU time of the server, medians of the {QUIET} quietest of {ROUNDS} rounds of {} requests on \
         {CONNECTIONS} connections",
        CONNECTIONS * REQUESTS
    );
    for (name, arguments) in CONFIGURATIONS {
        let ours = Server::ours(1, arguments);
        let mut rounds = System::new().block_on(measure([&bare, &ours]));
        // Of one round's two figures, so that what slows a round slows both.
        let ratios = |rounds: &[[f64; 2]]| quartiles(rounds.iter().map(|[bare, ours]| ours / bare));
        let all = ratios(&rounds);
        rounds.sort_unstable_by(|a, b| f64::total_cmp(&(a[0] + a[1]), &(b[0] + b[1])));
        rounds.truncate(QUIET);
        let quiet = ratios(&rounds);
        let [bare, ours] = [0, 1].map(|server| quartiles(rounds.iter().map(|round| round[server])));
        println!(
            "{name:<16}{:>6.2} µs, {:.2} × bare actix-web's {:.2} µs (quartiles {:.2} and {:.2}); {:.2} in all rounds",
            ours[1], quiet[1], bare[1], quiet[0], quiet[2], all[1]
        );
    }
}

/// The CPU time of a request to each of two servers, in microseconds, in each round.
async fn measure(servers: [&Server; 2]) -> Vec<[f64; 2]> {
    let mut connected = Vec::new();
    for server in servers {
        share_the_core(server.id());
        connected.push(Clients::connect(server.address).await);
    }
    let mut rounds = Vec::new();
    let mut before = servers.map(Server::cpu);
    for round in 0..WARM_UP + ROUNDS {
        for clients in &mut connected {
            clients.send().await;
        }
        // With what a server did while the other had its turn, such as to write its log.
        let after = servers.map(Server::cpu);
        if round >= WARM_UP {
            rounds.push(
                [0, 1].map(|server| microseconds(after[server].saturating_sub(before[server]))),
            );
        }
        before = after;
    }
    rounds
}

/// The time of one request, if this is the time of a round.
#[expect(clippy::cast_precision_loss, reason = "the counts are small")]
fn microseconds(round: Duration) -> f64 {
    round.as_secs_f64() * 1e6 / (CONNECTIONS * REQUESTS) as f64
}

/// The connections to a server.
struct Clients(Vec<TcpStream>);

impl Clients {
    async fn connect(address: SocketAddr) -> Self {
        let mut streams = Vec::new();
        for _ in 0..CONNECTIONS {
            let stream = TcpStream::connect(address).await.unwrap();
            stream.set_nodelay(true).unwrap();
            streams.push(stream);
        }
        Self(streams)
    }

    /// Sends requests on all connections at once, one at a time on each, and checks every answer.
    async fn send(&mut self) {
        let clients: Vec<_> = self.0.drain(..).map(client).map(rt::spawn).collect();
        for client in clients {
            self.0.push(client.await.unwrap());
        }
    }
}

async fn client(mut stream: TcpStream) -> TcpStream {
    let mut answer = [0; 1024];
    let mut expected = None;
    for _ in 0..REQUESTS {
        stream.write_all(REQUEST).await.unwrap();
        let mut length = 0;
        while !answer[..length].ends_with(BODY.as_bytes()) {
            let read = stream.read(&mut answer[length..]).await.unwrap();
            assert!(read > 0, "{}", answer[..length].escape_ascii());
            length += read;
        }
        assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"));
        assert_eq!(length, *expected.get_or_insert(length));
    }
    stream
}

/// Keeps all threads of a process on the one core, where none interrupts another: each runs until it
/// must wait. Otherwise the scheduler would switch after every answer or after many, at its whim,
/// and that is more than what is measured.
fn share_the_core(process: u32) {
    let process = process.to_string();
    let core = ["--all-tasks", "--cpu-list", "--pid", CORE];
    let batch = ["--all-tasks", "--batch", "--pid", "0"];
    for (command, arguments) in [("taskset", core), ("chrt", batch)] {
        let mut command = Command::new(command);
        let output = command.args(arguments).arg(&process).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
}

/// The middle one of three is the median.
fn quartiles(figures: impl Iterator<Item = f64>) -> [f64; 3] {
    let mut figures: Vec<_> = figures.collect();
    figures.sort_unstable_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| figures[figures.len() * quarter / 4])
}
