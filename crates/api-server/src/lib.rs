//! The service around `sum-core`, thin on purpose: a request is routed, decoded, added up by
//! `sum-core` and encoded. Everything about HTTP that is not about sums is in `http-edge`. The binary and
//! the tests call the same functions.
//!
//! - [`config`]: what can be set, by flag or by variable
//! - [`application`]: binds the ports, runs, stops
//! - [`routes`]: one module a resource
//! - [`upload`]: the numbers of a body, added up as they arrive
//! - [`verify`]: the sum of two numbers, computed another way
//! - [`problem`]: what can be wrong with numbers, as RFC 9457 documents
//! - [`schemas`]: the API's types, for its OpenAPI document
//! - [`flags`]: what is switched while it runs
//! - [`assets`]: files that are compiled in
//! - [`telemetry`]: what the operator sees
//! - [`shutdown`]: the signals that end the program
//! - [`healthcheck`]: the client behind `api-server healthcheck`

pub mod application;
pub mod assets;
pub mod config;
pub mod flags;
pub mod healthcheck;
pub mod problem;
pub mod routes;
pub mod schemas;
pub mod service;
pub mod shutdown;
pub mod telemetry;
pub mod upload;
pub mod verify;
pub mod version;

/// The README's Rust code, compiled and run as a test.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
