//! `GET /health` and `GET /ready`: for whoever restarts the process, and for whoever sends it
//! requests.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::readiness::Readiness;

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
pub async fn get_health() -> Json<Status> {
    Json(Status { status: "ok" })
}

/// The service wants requests; while it drains it answers 503.
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
pub async fn get_ready(readiness: Data<Readiness>) -> Result<Json<Status>, Problem> {
    if readiness.is_ready() {
        Ok(Json(Status { status: "ready" }))
    } else {
        Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "the service is shutting down",
        ))
    }
}
