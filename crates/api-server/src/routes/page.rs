//! The page that `GET /` answers to a browser, and the two files that it needs. They are small, and all
//! there is: no framework, no build, nothing from another host.

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse};

use crate::assets::Asset;

/// Nothing but what is served here, and no style or script inside the document. The icon is a `data:`
/// URL, because it is drawn in the color of the instance.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    worker-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The document.
pub static DOCUMENT: LazyLock<Asset> = LazyLock::new(|| {
    let text = include_str!("../../assets/index.html");
    Asset::new("text/html; charset=utf-8", text).with_policy(POLICY)
});

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let text = include_str!("../../assets/page.css");
    Asset::new("text/css; charset=utf-8", text)
});

static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let text = include_str!("../../assets/page.js");
    Asset::new("text/javascript; charset=utf-8", text)
});

/// How the page looks.
pub async fn get_style(request: HttpRequest) -> HttpResponse {
    STYLE.answer(&request)
}

/// What the page does.
pub async fn get_script(request: HttpRequest) -> HttpResponse {
    SCRIPT.answer(&request)
}
