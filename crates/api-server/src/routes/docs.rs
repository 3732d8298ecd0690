//! `GET /docs`: this interface, for people. All of it comes out of the binary.

use std::io::Read;
use std::sync::{Arc, LazyLock};

use actix_web::{HttpRequest, HttpResponse};
use flate2::read::GzDecoder;
use utoipa_swagger_ui::{Config, serve};

use crate::assets::Asset;

/// Swagger UI draws its arrows from `data:` images; everything else is of this origin.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static PAGE: LazyLock<Asset> = LazyLock::new(|| {
    let page = include_str!("../../assets/docs/docs.html");
    Asset::new("text/html; charset=utf-8", page).with_policy(POLICY)
});
static START: LazyLock<Asset> = LazyLock::new(|| {
    let start = include_str!("../../assets/docs/start.js");
    Asset::new("text/javascript; charset=utf-8", start)
});
static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| swagger_ui("swagger-ui-bundle.js", "text/javascript; charset=utf-8"));
static STYLE: LazyLock<Asset> =
    LazyLock::new(|| swagger_ui("swagger-ui.css", "text/css; charset=utf-8"));

/// Shows the interface.
#[utoipa::path(
    get,
    path = "/docs",
    tag = "service",
    description = "A page that shows this document and tries its requests.",
    responses(
        (status = 200, description = "The page.", body = String, content_type = "text/html",
            headers(("ETag" = String, description = "For `If-None-Match`."))),
        (status = 304, description = "It is still what `If-None-Match` says."),
    ),
)]
pub async fn get_docs(request: HttpRequest) -> HttpResponse {
    PAGE.answer(&request)
}

/// What starts Swagger UI on the page.
pub async fn get_start(request: HttpRequest) -> HttpResponse {
    START.answer(&request)
}

/// Swagger UI.
pub async fn get_script(request: HttpRequest) -> HttpResponse {
    SCRIPT.answer(&request)
}

/// How Swagger UI looks.
pub async fn get_style(request: HttpRequest) -> HttpResponse {
    STYLE.answer(&request)
}

/// A file of Swagger UI, which is in the binary with the compression of its crate.
fn swagger_ui(name: &str, media_type: &'static str) -> Asset {
    let mut file = Vec::new();
    if let Ok(Some(gzip)) = serve(name, Arc::new(Config::default())) {
        drop(GzDecoder::new(&*gzip.bytes).read_to_end(&mut file));
    }
    Asset::new(media_type, file)
}
