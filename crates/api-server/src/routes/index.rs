//! `GET /`: what this service is and where to go from here.

use actix_web::web::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::version;

/// The body of `GET /`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Index {
    message: &'static str,
    name: &'static str,
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    commit: Option<&'static str>,
    links: Links,
}

#[derive(Debug, Serialize, ToSchema)]
struct Links {
    sum: &'static str,
    health: &'static str,
    ready: &'static str,
    openapi: &'static str,
    docs: &'static str,
}

/// Introduces the service.
#[utoipa::path(
    get,
    path = "/",
    tag = "service",
    responses((status = 200, description = "What it is and where to go from here.", body = Index)),
)]
pub async fn get_index() -> Json<Index> {
    Json(Index {
        message: "Exact sums over HTTP",
        name: env!("CARGO_PKG_NAME"),
        version: version::VERSION,
        commit: version::COMMIT,
        links: Links {
            sum: "/sum?a=0.1&b=0.2",
            health: "/health",
            ready: "/ready",
            openapi: "/openapi.json",
            docs: "/docs",
        },
    })
}
