//! The page with which `GET /` responds to a browser. It and its two files are small, and all there is: no
//! framework, no build, nothing from another host.

use std::sync::LazyLock;

use super::assets::document;
use crate::assets::Asset;

/// Nothing but what is served here, and no style or script inside the document. The icon is a `data:`
/// URL, because it is drawn in the color of the instance.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    worker-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The document.
pub static PAGE: LazyLock<Asset> =
    LazyLock::new(|| document(include_str!("../../assets/index.html"), POLICY));
