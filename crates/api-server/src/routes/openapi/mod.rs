//! `GET /openapi.json`: the API as an OpenAPI document. What an operation takes and returns is documented at
//! its handler; here is the rest.

mod common;

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse};
use utoipa::OpenApi;

use self::common::Common;
use super::{docs, health, index, sum};
use crate::assets::Asset;

const ABOUT: &str = "\
Adds up decimal numbers of any size, exactly: nothing is rounded, nothing wraps.

A number has at most 4300 digits, as it is written and also with its exponent expanded (`1e4299` is one, \
`1e4300` is not); the operator can set another limit. No schema can say that: a number that \
matches its pattern but is longer is answered with 422.

Every error is an RFC 9457 problem. A path that is not listed here is 404; a method that is not listed \
with its path is 405, and `Allow` lists those that are.";

/// The API, for programs.
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
        get_openapi,
        docs::get_docs,
    ),
    tags(
        (name = "sums", description = "What the service is for"),
        (name = "service", description = "How it is, and what it can do"),
    ),
    modifiers(&Common),
)]
pub struct Document;

/// Encoded once.
static DOCUMENT: LazyLock<Asset> = LazyLock::new(|| {
    // Text, numbers and lists: all of it can be written as JSON.
    let document = Document::openapi().to_pretty_json().unwrap_or_default();
    Asset::new("application/json", document)
});

/// Describes the API.
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "service",
    description = "An OpenAPI 3.1 document: this one.",
    responses(
        (status = 200, description = "The document.", body = Object, content_type = "application/json",
            headers(("ETag" = String, description = "For `If-None-Match`."))),
        (status = 304, description = "Unchanged: its `ETag` is in `If-None-Match`."),
    ),
)]
pub async fn get_openapi(request: HttpRequest) -> HttpResponse {
    DOCUMENT.respond(&request)
}
