//! Whether the service gives back the memory that many clients took: thousands that sit idle, and
//! some that ask without end and never read an answer. Linux only, since it reads `/proc` and calls
//! `prlimit`.
//!
//! ```console
//! $ cargo bench -p api-server --bench memory
//! ```
#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "figures are printed; what is wrong must panic"
)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;
use std::{env, thread};

use support::Server;

mod support;

const IDLE: usize = 8_000;
const GREEDY: usize = 40;
/// What a greedy client sends if it is let.
const BYTES: usize = 8_000_000;
/// How long it waits for room to send more.
const WRITE_TIMEOUT: Duration = Duration::from_millis(500);
const REQUEST: &[u8] = b"GET /sum?a=1234.56&b=-99.51 HTTP/1.1\r\nHost: sum.example.org\r\n\r\n";

fn main() {
    // `cargo test` only sees that it builds.
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    allow_open_files();
    let server = Server::ours(2, &[]);
    drop(ask(&server));
    print(&server, "before");
    for _ in 0..2 {
        let clients: Vec<_> = (0..IDLE).map(|_| ask(&server)).collect();
        print(&server, &format!("{IDLE} idle connections"));
        drop(clients);
        print_later(&server);
    }
    for _ in 0..2 {
        let clients = (0..GREEDY).map(|_| {
            let mut stream = server.connect();
            thread::spawn(move || {
                let sent = ask_without_end(&mut stream);
                (stream, sent)
            })
        });
        let clients: Vec<_> = clients.collect();
        let clients = clients.into_iter().map(|client| client.join().unwrap());
        let (clients, sent): (Vec<_>, Vec<_>) = clients.unzip();
        let sent = sent.iter().sum::<usize>() / 1000;
        print(
            &server,
            &format!("{GREEDY} that never read, {sent} kB sent"),
        );
        drop(clients);
        print_later(&server);
    }
    println!("{} ms of CPU time", server.cpu().as_millis());
}

/// A connection that has had one answer.
fn ask(server: &Server) -> TcpStream {
    let mut stream = server.connect();
    stream.write_all(REQUEST).unwrap();
    let mut answer = [0; 1024];
    let length = stream.read(&mut answer).unwrap();
    assert!(answer[..length].starts_with(b"HTTP/1.1 200 OK\r\n"));
    stream
}

/// Sends until the service takes no more.
fn ask_without_end(stream: &mut TcpStream) -> usize {
    stream.set_write_timeout(Some(WRITE_TIMEOUT)).unwrap();
    let requests = REQUEST.repeat(1000);
    let mut sent = 0;
    while sent < BYTES {
        match stream.write(&requests[sent % REQUEST.len()..]) {
            Ok(bytes) => sent += bytes,
            Err(_) => break,
        }
    }
    sent
}

fn print(server: &Server, when: &str) {
    println!("{:>7} kB {when}", server.kilobytes("VmRSS"));
}

/// Asks once a second, since a service without any request is rare, and an allocator may need
/// to be called to give something back.
fn print_later(server: &Server) {
    for second in 1..=10 {
        thread::sleep(Duration::from_secs(1));
        if matches!(second, 1 | 3 | 10) {
            print(server, &format!("{second} s after they left"));
        }
        drop(ask(server));
    }
}

/// This process and the server, which inherits it, have a file for each connection.
fn allow_open_files() {
    let process = std::process::id().to_string();
    let mut prlimit = Command::new("prlimit");
    prlimit.args(["--pid", &process, "--nofile=20000:"]);
    let output = prlimit.output().unwrap();
    assert!(output.status.success(), "{output:?}");
}
