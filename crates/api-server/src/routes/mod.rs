//! The route table. A resource that can be read answers GET and HEAD; a method that it has not is 405, any
//! other path 404.

use actix_web::guard::{Any, Get, Head};
use actix_web::http::header::ALLOW;
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, ResponseError, Route};

use crate::problem::Problem;

pub mod docs;
pub mod health;
pub mod index;
pub mod metrics;
pub mod openapi;
pub mod page;
pub mod sum;

const READABLE: &str = "GET, HEAD";

/// The paths of both listeners, as they stand in the log and in the metrics.
pub const PATHS: [&str; 12] = [
    "/",
    "/page.css",
    "/page.js",
    HEALTH,
    READY,
    SUM,
    "/openapi.json",
    "/docs",
    "/docs/start.js",
    "/docs/swagger-ui-bundle.js",
    "/docs/swagger-ui.css",
    METRICS,
];
pub(crate) const HEALTH: &str = "/health";
pub(crate) const READY: &str = "/ready";
const SUM: &str = "/sum";
/// The one path of the admin listener.
pub const METRICS: &str = "/metrics";

/// The route that a path takes, if there is one.
pub(crate) fn template(path: &str) -> Option<&'static str> {
    PATHS.into_iter().find(|known| *known == path)
}

/// Adds every route of the public listener.
pub fn configure(config: &mut ServiceConfig) {
    let sum = web::resource(SUM)
        .route(readable(sum::get_sum))
        .route(web::post().to(sum::post_sum))
        .route(web::method(Method::OPTIONS).to(sum::options))
        .default_service(web::to(async || method_not_allowed(sum::METHODS)));
    config
        // The router tries one after the other.
        .service(sum)
        .service(resource("/", index::get_index))
        .service(resource("/page.css", page::get_style))
        .service(resource("/page.js", page::get_script))
        .service(resource(HEALTH, health::get_health))
        .service(resource(READY, health::get_ready))
        .service(resource("/openapi.json", openapi::get_openapi))
        .service(resource("/docs", docs::get_docs))
        .service(resource("/docs/start.js", docs::get_start))
        .service(resource("/docs/swagger-ui-bundle.js", docs::get_script))
        .service(resource("/docs/swagger-ui.css", docs::get_style))
        .default_service(web::to(async || not_found("/")));
}

/// Adds every route of the admin listener.
pub fn configure_admin(config: &mut ServiceConfig) {
    config
        .service(resource(METRICS, metrics::get_metrics))
        .default_service(web::to(async || not_found(METRICS)));
}

fn resource<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    debug_assert!(PATHS.contains(&path), "{path} is not in the table");
    web::resource(path)
        .route(readable(handler))
        .default_service(web::to(async || method_not_allowed(READABLE)))
}

fn readable<F, Args>(handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::route().guard(Any(Get()).or(Head())).to(handler)
}

fn not_found(instead: &str) -> HttpResponse {
    let detail = format!("there is nothing at this path; {instead} tells what there is");
    Problem::new(StatusCode::NOT_FOUND, detail).error_response()
}

fn method_not_allowed(methods: &'static str) -> HttpResponse {
    let detail = format!("the methods of this resource are {methods}");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail)
        .with_header(ALLOW, methods)
        .error_response()
}
