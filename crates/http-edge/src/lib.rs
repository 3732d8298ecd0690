#![doc = include_str!("../README.md")]

mod body;
mod connection;
mod drain;
mod fairness;
mod limit;
mod listener;
mod middleware;
mod observer;
pub mod open_files;
mod problem;
mod proxies;
mod status;
pub mod systemd;

pub use body::{BodyError, BodyLimits, ContentCoding, DecodedBody, DecoderMemory};
pub use connection::{Rejection, Timeouts};
pub use drain::Drain;
pub use limit::ConnectionLimit;
pub use listener::{ListenerConfig, bind, serve};
pub use middleware::Origin;
pub use observer::{Observer, RequestObserver};
pub use problem::Problem;
pub use proxies::{ProxyNet, TrustedProxies};
pub use status::ErrorStatus;
