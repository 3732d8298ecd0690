//! The OpenAPI document. What an operation takes and answers is told at its handler; here is the rest.

mod common;
pub mod schemas;

use utoipa::OpenApi;

use self::common::Common;
use crate::routes::{docs, health, index, openapi, sum};

const ABOUT: &str = "\
Adds up decimal numbers of any size, exactly: nothing is rounded, nothing wraps.

A number has at most 4300 digits, as it is written and also with its exponent expanded (`1e4299` is one, \
`1e4300` is not); whoever runs the service can set another limit. No schema can say that: a number that \
matches its pattern but is longer is answered with 422.

Every error is an RFC 9457 problem. A path that is not listed here is 404; a method that is not listed \
with its path is 405, and `Allow` lists those that are.";

/// What is known of the service from outside.
#[derive(OpenApi)]
#[openapi(
    info(title = "sum", description = ABOUT),
    paths(
        sum::get_sum,
        sum::post_sum,
        sum::options,
        health::get_health,
        health::get_ready,
        index::get_index,
        openapi::get_openapi,
        docs::get_docs,
    ),
    tags(
        (name = "sums", description = "What the service is for"),
        (name = "service", description = "How it is, and what it can do"),
    ),
    modifiers(&Common),
)]
pub struct Document;
