//! The edge before a toy app, over real sockets.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a failing test panics"
)]

// A server on a free port, and a client that writes what it wants and reads with deadlines.
mod support;

// Requests that are sent before the response to the one before.
mod pipelines;
// What is made of a head, before and after it is a request.
mod heads;
// Bodies that are coded, malformed, or break off.
mod bodies;
// How many connections there are, and how they end.
mod connections;
