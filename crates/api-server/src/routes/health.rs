//! `GET /health` and `GET /ready`: for what restarts the process, and for what sends it requests.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::Data;
use http_edge::{Drain, ErrorStatus, Problem};
use serde::Serialize;
use utoipa::ToSchema;

/// The body of `GET /health` and `GET /ready`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Status {
    status: &'static str,
}

/// The process lives and answers.
#[utoipa::path(
    get,
    path = "/health",
    tag = "service",
    responses((status = 200, description = "It is well.", body = Status, example = json!({"status": "ok"}))),
)]
pub async fn get_health() -> HttpResponse {
    now("ok")
}

/// The service takes requests; while it drains it answers 503.
///
/// # Errors
///
/// The 503.
#[utoipa::path(
    get,
    path = "/ready",
    tag = "service",
    description = "Send requests elsewhere while it is not, but do not restart it.",
    responses(
        (status = 200, description = "It does, for now.", body = Status, example = json!({"status": "ready"})),
        (status = 503, description = "It drains before it stops."),
    ),
)]
pub async fn get_ready(drain: Data<Drain>) -> Result<HttpResponse, Problem> {
    if drain.is_draining() {
        let problem = Problem::new(ErrorStatus::SERVICE_UNAVAILABLE, "the service is draining");
        return Err(problem.with_header(CACHE_CONTROL, HeaderValue::from_static("no-store")));
    }
    Ok(now("ready"))
}

/// A status that holds for this moment.
fn now(status: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(Status { status })
}
