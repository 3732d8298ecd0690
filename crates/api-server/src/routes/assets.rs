//! `GET /assets/…`: the files that the page and the documentation load.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use actix_web::web::{Bytes, Path};
use actix_web::{HttpRequest, HttpResponse};
use utoipa_swagger_ui::{Config, serve};

use super::not_found;
use crate::assets::Asset;
use crate::assets::named::{self, NamedAsset};

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

static FILES: [NamedAsset; 5] = [
    (
        "page.css",
        LazyLock::new(|| Asset::new(CSS, include_str!("../../assets/page.css"))),
    ),
    (
        "page.js",
        LazyLock::new(|| Asset::new(JAVASCRIPT, include_str!("../../assets/page.js"))),
    ),
    (
        "docs.js",
        LazyLock::new(|| Asset::new(JAVASCRIPT, include_str!("../../assets/docs/docs.js"))),
    ),
    (
        "swagger-ui.css",
        LazyLock::new(|| swagger_ui("swagger-ui.css", CSS)),
    ),
    (
        "swagger-ui-bundle.js",
        LazyLock::new(|| swagger_ui("swagger-ui-bundle.js", JAVASCRIPT)),
    ),
];

/// Serves one file.
pub async fn get_asset(request: HttpRequest, name: Path<String>) -> HttpResponse {
    named::respond(&FILES, &name, &request).unwrap_or_else(|| not_found("/"))
}

/// A document that loads some of the files, and nothing else that its policy does not allow.
pub(super) fn document(html: &str, policy: &'static str) -> Asset {
    let linked = named::link(&FILES, html);
    Asset::new("text/html; charset=utf-8", linked).with_policy(policy)
}

/// A file of Swagger UI, as its crate stores it.
fn swagger_ui(name: &str, media_type: &'static str) -> Asset {
    match serve(name, Arc::new(Config::default())) {
        Ok(Some(file)) if file.gzpipped => Asset::from_gzip(
            media_type,
            match file.bytes {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => bytes.into(),
            },
        ),
        // Unreachable: the crate has the file and its feature `gzip` is on. A test requests every file.
        _ => Asset::new(media_type, ""),
    }
}
