//! `GET /health` and `GET /ready`: for whoever restarts the process, and for whoever sends it
//! requests.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json};
use serde::Serialize;

use crate::problem::Problem;
use crate::readiness::Readiness;

/// The body of both.
#[derive(Debug, Serialize)]
pub struct Status {
    status: &'static str,
}

/// The process lives and answers.
pub async fn get_health() -> Json<Status> {
    Json(Status { status: "ok" })
}

/// The service wants requests; while it drains it answers 503.
///
/// # Errors
///
/// The 503.
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
