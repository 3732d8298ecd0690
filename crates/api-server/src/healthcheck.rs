//! `api-server healthcheck`: for images that have no shell and no curl.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

/// A service that is well answers within milliseconds.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Asks the service that listens on `address` for `/health`. Success is a 200; anything else is
/// told on stderr.
pub fn run(address: SocketAddr) -> ExitCode {
    let target = reachable(address);
    match status_line(target) {
        Ok(status) if status.starts_with("HTTP/1.1 200 ") => ExitCode::SUCCESS,
        Ok(status) => fail(target, &status),
        Err(error) => fail(target, &error),
    }
}

#[expect(
    clippy::print_stderr,
    reason = "this is a command, its message is for whoever ran it"
)]
fn fail(target: SocketAddr, reason: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("unhealthy: http://{target}/health: {reason}");
    ExitCode::FAILURE
}

/// A service that listens on every address is asked on the loopback one.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn status_line(target: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&target, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    write!(
        stream,
        "GET /health HTTP/1.1\r\nHost: {target}\r\nConnection: close\r\n\r\n"
    )?;
    // The answer is far smaller; a stranger on this port must not keep us reading.
    let mut answer = Vec::new();
    stream.take(1024).read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}
