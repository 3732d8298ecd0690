//! The route table. A resource that can be read answers GET and HEAD; any other method is 405, any
//! other path 404.

use actix_web::guard::{Any, Get, Head};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, ResponseError};

use crate::problem::Problem;

pub mod health;
pub mod index;
pub mod sum;

/// Adds every route of the public listener.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(readable("/", index::get_index))
        .service(readable("/health", health::get_health))
        .service(readable("/ready", health::get_ready))
        .service(readable("/sum", sum::get_sum))
        .default_service(web::to(not_found));
}

fn readable<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::route().guard(Any(Get()).or(Head())).to(handler))
        .default_service(web::to(method_not_allowed))
}

async fn not_found() -> HttpResponse {
    let detail = "there is nothing at this path; / tells what there is";
    Problem::new(StatusCode::NOT_FOUND, detail).error_response()
}

async fn method_not_allowed() -> HttpResponse {
    const METHODS: &str = "GET, HEAD";
    let detail = format!("the methods of this resource are {METHODS}");
    let mut response = Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail).error_response();
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(METHODS));
    response
}
