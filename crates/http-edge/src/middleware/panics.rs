//! A handler that panics fails its request, and nothing else.

use std::panic::AssertUnwindSafe;

use actix_web::{HttpResponse, ResponseError};
use futures_util::FutureExt;
use futures_util::future::CatchUnwind;

use crate::problem::Problem;
use crate::status::ErrorStatus;

/// The same, with a panic as an error. What a panic may have left half done is dropped with the request.
pub(super) fn caught<F: Future>(handled: F) -> CatchUnwind<AssertUnwindSafe<F>> {
    AssertUnwindSafe(handled).catch_unwind()
}

/// What a client is sent in place of the response.
pub(super) fn internal_error() -> HttpResponse {
    let detail = "internal error; the request was not at fault";
    Problem::new(ErrorStatus::INTERNAL_SERVER_ERROR, detail).error_response()
}
