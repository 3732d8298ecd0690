//! The tests of `api-server` in one binary. What is asked is asked of a real server, over a socket.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a failing test panics"
)]

// A server on a free port, and a client that hides nothing of an answer.
mod support;

// The answers that are sums, down to the last digit.
mod sums;
// Bodies that are added up, and those that are not.
mod bodies;
// Columns of CSVs.
mod csv;
// Files that are split over several replicas.
mod parts;
// The answers that are errors: their status, media type and words.
mod problems;
// The other resources, and what holds for all of them.
mod resources;
// The OpenAPI document, which every response must agree with, and its page.
mod openapi;
// The page: to whom it is served, and how.
mod page;
// The page, as a person uses it in a browser.
mod browser;
// What the framework answers before a request reaches a route.
mod wire;
// Whose pages may read the answers.
mod cors;
// What the service counts.
mod metrics;
// What a collector of traces receives.
mod traces;
// The end of a service, under load.
mod draining;
// The program as an operator starts, asks and stops it.
mod process;
// Each command and answer that the README shows.
mod readme;
// What a file of flags switches while the service runs.
mod flags;
