//! `GET /docs`: the interactive API reference. All of it comes out of the binary.

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse};

use super::assets::document;
use crate::assets::Asset;

/// Swagger UI draws its arrows from `data:` images; everything else is of this origin.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static PAGE: LazyLock<Asset> =
    LazyLock::new(|| document(include_str!("../../assets/docs/docs.html"), POLICY));

/// API reference, interactive.
#[utoipa::path(
    get,
    path = "/docs",
    tag = "service",
    description = "A page that shows this document and sends its requests.",
    responses(
        (status = 200, description = "The page.", body = String, content_type = "text/html",
            headers(("ETag" = String, description = "For `If-None-Match`."))),
        (status = 304, description = "Unchanged: its `ETag` is in `If-None-Match`."),
    ),
)]
pub async fn get_docs(request: HttpRequest) -> HttpResponse {
    PAGE.respond(&request)
}
