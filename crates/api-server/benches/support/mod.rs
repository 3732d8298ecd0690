//! A server in a process of its own, and what the kernel counts of it.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use std::{fs, thread};

/// Runs until it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Our own program, on a port that the system chooses.
    pub(crate) fn ours(workers: u16, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_api-server"));
        command
            .args(["--address=127.0.0.1", "--port=0", "--log-format=json"])
            .args(["--admin-address=127.0.0.1:0"])
            .arg(format!("--workers={workers}"))
            .args(arguments);
        Self::start(&mut command)
    }

    /// A program that logs its address in a line of JSON. What it logs after that is read, so that
    /// it never waits for it, and dropped.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stdout.take().unwrap());
        let address = log.by_ref().lines().find_map(|line| {
            let line: serde_json::Value = serde_json::from_str(&line.ok()?).ok()?;
            line["address"].as_str()?.parse().ok()
        });
        thread::spawn(move || drain(log.into_inner()));
        let address = address.unwrap();
        Self { child, address }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    /// User and system time of all threads. The kernel reports it in nanoseconds here, elsewhere in
    /// hundredths of a second.
    pub(crate) fn cpu(&self) -> Duration {
        let threads = fs::read_dir(format!("/proc/{}/task", self.id())).unwrap();
        let nanoseconds = threads.map(|thread| {
            let times = fs::read_to_string(thread.unwrap().path().join("schedstat")).unwrap();
            times.split(' ').next().unwrap().parse::<u64>().unwrap()
        });
        Duration::from_nanos(nanoseconds.sum())
    }

    /// A size in `/proc/PID/status`: `VmRSS` for the resident memory, `VmHWM` for the most it ever was.
    pub(crate) fn kilobytes(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn drain(mut log: ChildStdout) {
    let mut dropped = vec![0; 64 * 1024];
    while log.read(&mut dropped).is_ok_and(|bytes| bytes > 0) {}
}
