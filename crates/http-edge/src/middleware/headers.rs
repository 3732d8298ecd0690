//! Header fields of every response.

use actix_web::http::header::{HeaderMap, HeaderValue, X_CONTENT_TYPE_OPTIONS};

/// Adds them. No handler has them, and to append one takes half of an insert, which looks for one to replace.
pub(super) fn add(response: &mut HeaderMap) {
    response.append(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
