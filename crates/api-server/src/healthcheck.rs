//! `api-server healthcheck`: for images that have no shell and no curl.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

/// For the whole check; a healthy service responds within milliseconds.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Asks the service that listens on `address` for `/health`. Success is a 200; anything else is printed to
/// stderr.
#[expect(
    clippy::print_stderr,
    reason = "this is a command: its message is for its caller"
)]
pub fn run(address: SocketAddr) -> ExitCode {
    let url = format!("http://{}/health", reachable(address));
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .proxy(None)
        .max_redirects(0)
        .build();
    match config.new_agent().get(&url).call() {
        Ok(response) if response.status() == 200 => ExitCode::SUCCESS,
        Ok(response) => {
            eprintln!("unhealthy: {url}: status {}", response.status());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("unhealthy: {url}: {error}");
            ExitCode::FAILURE
        }
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
