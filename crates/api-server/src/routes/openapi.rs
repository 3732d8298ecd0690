//! `GET /openapi.json`: this interface, for programs.

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse};
use utoipa::OpenApi;

use crate::assets::Asset;
use crate::openapi::Document;

/// Encoded once.
static DOCUMENT: LazyLock<Asset> = LazyLock::new(|| {
    // It is made of text, numbers and lists: there is nothing that cannot be written as JSON.
    let document = Document::openapi().to_pretty_json().unwrap_or_default();
    Asset::new("application/json", document)
});

/// Describes the interface.
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "service",
    description = "An OpenAPI 3.1 document: this one.",
    responses(
        (status = 200, description = "The document.", body = Object, content_type = "application/json",
            headers(("ETag" = String, description = "For `If-None-Match`."))),
        (status = 304, description = "It is still what `If-None-Match` says."),
    ),
)]
pub async fn get_openapi(request: HttpRequest) -> HttpResponse {
    DOCUMENT.answer(&request)
}
