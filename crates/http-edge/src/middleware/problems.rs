//! Errors that the framework responds with, such as those of its extractors, are problems too.

use std::mem;

use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use actix_web::{HttpResponse, ResponseError};

use crate::problem::Problem;
use crate::status::ErrorStatus;

/// Makes a problem of the response if it is an error and is none. Its header fields stay.
pub(super) fn as_problem(response: &mut HttpResponse) {
    let Some(status) = ErrorStatus::new(response.status()) else {
        return;
    };
    let is_problem = |value: &HeaderValue| value == Problem::MEDIA_TYPE;
    if response.headers().get(CONTENT_TYPE).is_some_and(is_problem) {
        return;
    }
    // What an error of the server says is not for the client.
    let detail = match response.error() {
        Some(error) if status.code().is_client_error() => error.to_string(),
        _ => status.reason().to_owned(),
    };
    let problem = Problem::new(status, detail).error_response();
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    for (name, value) in problem.headers() {
        headers.insert(name.clone(), value.clone());
    }
    let head = mem::replace(response, HttpResponse::new(status.code()));
    *response = head.set_body(problem.into_body());
}
