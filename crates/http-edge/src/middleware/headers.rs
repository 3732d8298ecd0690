//! Header fields of every response.

use actix_web::http::header::{HeaderMap, HeaderValue, X_CONTENT_TYPE_OPTIONS};

/// Adds them.
pub(super) fn add(response: &mut HeaderMap) {
    response.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
