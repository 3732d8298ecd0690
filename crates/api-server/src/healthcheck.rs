//! `api-server healthcheck`: for images that have no shell and no curl.

use std::fmt::Display;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use actix_web::rt::net::TcpStream;
use actix_web::rt::{System, time};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};

/// For the whole check; a service that is well answers within milliseconds.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Asks the service that listens on `address` for `/health`. Success is a 200; anything else is
/// told on stderr.
pub fn run(address: SocketAddr) -> ExitCode {
    let target = reachable(address);
    let answer =
        System::new().block_on(async { time::timeout(TIMEOUT, status_line(target)).await });
    match answer {
        Ok(Ok(status)) if status.starts_with("HTTP/1.1 200 ") => ExitCode::SUCCESS,
        Ok(Ok(status)) => fail(target, &format_args!("answered {:?}", status.trim_end())),
        Ok(Err(error)) => fail(target, &error),
        Err(_) => fail(
            target,
            &format_args!("no answer within {} s", TIMEOUT.as_secs()),
        ),
    }
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

async fn status_line(target: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(target).await?;
    let request = format!("GET /health HTTP/1.1\r\nHost: {target}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    // A stranger on this port must not keep us reading.
    let mut line = String::new();
    BufReader::new(stream.take(100))
        .read_line(&mut line)
        .await?;
    Ok(line)
}

#[expect(
    clippy::print_stderr,
    reason = "this is a command, its message is for whoever ran it"
)]
fn fail(target: SocketAddr, reason: &dyn Display) -> ExitCode {
    eprintln!("unhealthy: http://{target}/health: {reason}");
    ExitCode::FAILURE
}
