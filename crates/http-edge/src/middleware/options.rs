//! `OPTIONS *` (RFC 9110, section 9.3.7): a question about the server and not about a resource.

use actix_http::Request;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::ALLOW;

/// The methods that there are at all; which of them a resource has, it says itself.
const METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// The response, if that is the question.
pub(super) fn of_server(request: &Request) -> Option<HttpResponse> {
    let asks = request.method() == Method::OPTIONS && request.uri() == "*";
    asks.then(|| {
        HttpResponse::NoContent()
            .insert_header((ALLOW, METHODS))
            .finish()
    })
}
