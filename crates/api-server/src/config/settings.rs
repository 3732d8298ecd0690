//! What can be set, and what is made of it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, value_parser};
use http_edge::{BodyLimits, Origin, ProxyNet, Timeouts, TrustedProxies};
use sum_core::Limits;
use tracing_subscriber::filter::{ParseError, Targets};

use crate::telemetry::LogFormat;

/// How the service runs. Each field's comment is its help, and what an error about it quotes, so it
/// gives the range.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// IP address to listen on, version 4 or 6
    #[arg(long, env = "SUM_ADDRESS", value_name = "IP", global = true)]
    #[arg(default_value_t = Ipv4Addr::UNSPECIFIED.into())]
    pub address: IpAddr,

    /// TCP port to listen on, 0 to 65535; 0 picks a free one
    #[arg(long, env = "PORT", value_name = "PORT", global = true)]
    #[arg(default_value_t = 8000)]
    pub port: u16,

    /// HOST:PORT of the admin listener, which serves /metrics, /health and /ready to operators and
    /// probes; off to have none, and no metrics
    #[arg(
        long,
        env = "SUM_ADMIN_ADDRESS",
        value_name = "HOST:PORT",
        global = true
    )]
    #[arg(default_value = "0.0.0.0:9464")]
    pub admin_address: AdminAddress,

    /// Worker threads, 1 to 512; by default one for each CPU
    #[arg(long, env = "SUM_WORKERS", value_name = "COUNT", global = true)]
    #[arg(value_parser = value_parser!(u16).range(1..=512))]
    pub workers: Option<u16>,

    // Numbers that do not fit into a request target, which actix limits to 65534 bytes, are posted.
    /// Maximum digits of a number, exponent expanded, 1 to 1000000
    #[arg(long, env = "SUM_MAX_DIGITS", value_name = "COUNT", global = true)]
    #[arg(default_value_t = Limits::DEFAULT_DIGITS, value_parser = value_parser!(u32).range(1..=i64::from(Limits::MAX_DIGITS)))]
    pub max_digits: u32,

    /// Maximum open connections, 1 to 1000000; one more is answered 503 and closed
    #[arg(long, env = "SUM_MAX_CONNECTIONS", value_name = "COUNT", global = true)]
    #[arg(default_value_t = 10_000, value_parser = value_parser!(u32).range(1..=1_000_000))]
    pub max_connections: u32,

    /// Maximum bytes of a request body, decoded, 0 to 1 PB (10^15)
    #[arg(long, env = "SUM_MAX_BODY", value_name = "BYTES", global = true)]
    #[arg(default_value_t = 16_000_000_000, value_parser = value_parser!(u64).range(0..=1_000_000_000_000_000))]
    pub max_body: u64,

    /// Maximum memory for decoding gzip and zstd bodies, all together, 1000000 (1 MB) to 1000000000000;
    /// a body beyond it is answered 503
    #[arg(
        long,
        env = "SUM_MAX_DECODER_MEMORY",
        value_name = "BYTES",
        global = true
    )]
    #[arg(default_value_t = 128_000_000, value_parser = value_parser!(u64).range(1_000_000..=1_000_000_000_000))]
    pub max_decoder_memory: u64,

    /// Maximum time for the head of a request, in seconds, 1 to 3600
    #[arg(
        long,
        env = "SUM_HEADER_TIMEOUT",
        value_name = "SECONDS",
        global = true
    )]
    #[arg(default_value_t = 5, value_parser = value_parser!(u64).range(1..=3600))]
    pub header_timeout: u64,

    /// Maximum time without a byte of an incomplete body, in seconds, 1 to 3600
    #[arg(long, env = "SUM_BODY_TIMEOUT", value_name = "SECONDS", global = true)]
    #[arg(default_value_t = 20, value_parser = value_parser!(u64).range(1..=3600))]
    pub body_timeout: u64,

    /// Minimum average upload rate in bytes a second, enforced after --body-timeout, 0 to 1000000; 0 turns
    /// it off
    #[arg(long, env = "SUM_MIN_BODY_RATE", value_name = "BYTES", global = true)]
    #[arg(default_value_t = 256, value_parser = value_parser!(u64).range(0..=1_000_000))]
    pub min_body_rate: u64,

    /// Maximum time that a response write may stall, in seconds, 1 to 3600
    #[arg(long, env = "SUM_SEND_TIMEOUT", value_name = "SECONDS", global = true)]
    #[arg(default_value_t = 20, value_parser = value_parser!(u64).range(1..=3600))]
    pub send_timeout: u64,

    /// Maximum idle time of a connection, in seconds, 1 to 3600; it should be longer than that of
    /// the load balancer
    #[arg(long, env = "SUM_KEEP_ALIVE", value_name = "SECONDS", global = true)]
    #[arg(default_value_t = 75, value_parser = value_parser!(u64).range(1..=3600))]
    pub keep_alive: u64,

    /// Origins whose pages may read the responses (CORS), comma-separated, as in
    /// `https://example.org,http://localhost:3000`, or `*` for all; by default none
    #[arg(long, env = "SUM_CORS_ORIGINS", value_name = "ORIGINS", global = true)]
    #[arg(value_delimiter = ',')]
    pub cors_origins: Vec<Origin>,

    /// Proxies whose Forwarded or X-Forwarded-For is believed, comma-separated IP addresses or networks, as
    /// in `10.0.0.0/8,fd00::1`; by default none
    #[arg(
        long,
        env = "SUM_TRUSTED_PROXIES",
        value_name = "NETWORKS",
        global = true
    )]
    #[arg(value_delimiter = ',')]
    pub trusted_proxies: Vec<ProxyNet>,

    /// File of feature flags, in the JSON format of flagd, read again when it changes; by default none, and the
    /// flags are as the program has them
    #[arg(long, env = "SUM_FLAGS", value_name = "FILE", global = true)]
    pub flags: Option<PathBuf>,

    /// Time between a signal to stop and the closing of the port, in seconds, 0 to 3600; /ready
    /// answers 503 in it, so that a load balancer can turn away
    #[arg(long, env = "SUM_DRAIN_DELAY", value_name = "SECONDS", global = true)]
    #[arg(default_value_t = 0, value_parser = value_parser!(u64).range(0..=3600))]
    pub drain_delay: u64,

    /// Maximum time for requests in flight after the port is closed, in seconds, 0 to 3600
    #[arg(
        long,
        env = "SUM_SHUTDOWN_TIMEOUT",
        value_name = "SECONDS",
        global = true
    )]
    #[arg(default_value_t = 30, value_parser = value_parser!(u64).range(0..=3600))]
    pub shutdown_timeout: u64,

    /// A message for the page and the JSON of /, as `staging`, 1 to 200 characters without control
    /// characters
    #[arg(long, env = "SUM_BANNER", value_name = "TEXT", global = true)]
    #[arg(value_parser = banner)]
    pub banner: Option<String>,

    /// A color for the page, to tell instances apart: #rgb or #rrggbb, in hexadecimal digits
    #[arg(long, env = "SUM_COLOR", value_name = "COLOR", global = true)]
    #[arg(value_parser = color)]
    pub color: Option<String>,

    /// Which log lines to write: a level (off, error, warn, info, debug, trace), or levels by
    /// module, as in `info,actix_http=debug`
    #[arg(long, env = "RUST_LOG", value_name = "FILTER", global = true)]
    #[arg(default_value = "info,actix_http=off,actix_server=warn", value_parser = filter)]
    pub log: Targets,

    /// How to write them: auto is text on a terminal and JSON elsewhere
    #[arg(long, env = "SUM_LOG_FORMAT", value_name = "FORMAT", global = true)]
    #[arg(default_value = "auto")]
    pub log_format: LogFormat,
}

/// Where the admin listener is bound, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdminAddress(pub Option<SocketAddr>);

impl FromStr for AdminAddress {
    type Err = String;

    /// `off`, or a host and a port: `0.0.0.0:9464`, `[::1]:0`, `localhost:9464`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "off" {
            return Ok(Self(None));
        }
        let mut addresses = text.to_socket_addrs().map_err(|error| error.to_string())?;
        let first = addresses.next().ok_or("the host has no address")?;
        Ok(Self(Some(first)))
    }
}

impl Settings {
    /// Where to listen.
    pub fn socket_address(&self) -> SocketAddr {
        (self.address, self.port).into()
    }

    /// Where `healthcheck` asks: the admin listener has room when the public one is full.
    pub fn probe_address(&self) -> SocketAddr {
        self.admin_address
            .0
            .unwrap_or_else(|| self.socket_address())
    }

    /// How much of a body is taken, and how slow it may be.
    pub fn body_limits(&self) -> BodyLimits {
        BodyLimits {
            max_bytes: self.max_body,
            read_timeout: Duration::from_secs(self.body_timeout),
            min_rate: self.min_body_rate,
        }
    }

    /// How long a connection may take.
    pub fn timeouts(&self) -> Timeouts {
        Timeouts {
            head: Duration::from_secs(self.header_timeout),
            keep_alive: Duration::from_secs(self.keep_alive),
            send: Duration::from_secs(self.send_timeout),
        }
    }

    /// Who says where a client is.
    pub fn trusted_proxies(&self) -> TrustedProxies {
        self.trusted_proxies.clone().into()
    }

    /// How long a number may be.
    pub fn limits(&self) -> Limits {
        Limits::default().with_digits(self.max_digits)
    }
}

fn filter(text: &str) -> Result<Targets, String> {
    if text.trim().is_empty() {
        // It would write nothing, and an empty variable is seldom meant to say that.
        return Err("it is empty; off writes no lines".to_owned());
    }
    text.parse().map_err(|error: ParseError| error.to_string())
}

fn banner(text: &str) -> Result<String, &'static str> {
    if text.chars().any(char::is_control) {
        return Err("it has a control character");
    }
    match text.chars().count() {
        1..=200 => Ok(text.to_owned()),
        0 => Err("it is empty"),
        _ => Err("it is longer than 200 characters"),
    }
}

fn color(text: &str) -> Result<String, &'static str> {
    match text.strip_prefix('#') {
        Some(digits)
            if matches!(digits.len(), 3 | 6)
                && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) =>
        {
            Ok(text.to_owned())
        }
        _ => Err("it is not like #2a7 or #22aa77"),
    }
}
