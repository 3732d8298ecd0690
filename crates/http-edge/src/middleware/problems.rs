//! Errors that the framework responds with, such as those of its extractors, are problems too.

use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::{HttpResponse, ResponseError};

use crate::problem::Problem;
use crate::status::ErrorStatus;

/// The same response, with a problem for its body if it is an error and has none. Its header fields stay.
pub(super) fn as_problem(response: HttpResponse) -> HttpResponse {
    let Some(status) = ErrorStatus::new(response.status()) else {
        return response;
    };
    let is_problem = |value: &actix_web::http::header::HeaderValue| value == Problem::MEDIA_TYPE;
    if response.headers().get(CONTENT_TYPE).is_some_and(is_problem) {
        return response;
    }
    // What an error of the server says is not for the client.
    let detail = match response.error() {
        Some(error) if status.code().is_client_error() => error.to_string(),
        _ => status.reason().to_owned(),
    };
    let problem = Problem::new(status, detail).error_response();
    let (mut head, _) = response.into_parts();
    head.headers_mut().remove(CONTENT_LENGTH);
    for (name, value) in problem.headers() {
        head.headers_mut().insert(name.clone(), value.clone());
    }
    head.set_body(problem.into_body())
}
