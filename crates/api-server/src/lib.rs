//! The service around `sum-core`, thin on purpose: a request is routed, decoded, added up by
//! `sum-core` and encoded. The binary and the tests call the same functions.
//!
//! - [`config`]: what can be set, by flag or by variable
//! - [`application`]: binds the port, runs, stops
//! - [`routes`]: one module per resource
//! - [`body`]: the body of a request, decoded and added up as it arrives
//! - [`assets`]: files that are compiled in
//! - [`openapi`]: the description of it all, for programs
//! - [`problem`]: every error, as an RFC 9457 document
//! - [`readiness`], [`shutdown`]: the end of a life, without dropped requests
//! - `connection`: limits below the framework, and its own errors made problems
//! - `server`: the workers behind the port
//! - `exchange`: what holds for every request and answer
//! - `host`: which of them are for a host
//! - [`cors`]: whose pages may read the answers
//! - [`telemetry`]: what the operator sees
//! - [`open_files`]: room for the connections
//! - [`healthcheck`]: the client behind `api-server healthcheck`

pub mod application;
pub mod assets;
pub mod body;
pub mod config;
mod connection;
pub mod cors;
mod exchange;
pub mod healthcheck;
mod host;
pub mod open_files;
pub mod openapi;
pub mod problem;
pub mod readiness;
pub mod routes;
mod server;
pub mod shutdown;
pub mod telemetry;
pub mod version;

/// The README's Rust code, compiled and run as a test.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
