//! `GET /`: what this service is and where to go from here.

use actix_web::web::Json;
use serde::Serialize;

use crate::version;

/// The body of `GET /`.
#[derive(Debug, Serialize)]
pub struct Index {
    message: &'static str,
    name: &'static str,
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<&'static str>,
    links: Links,
}

#[derive(Debug, Serialize)]
struct Links {
    sum: &'static str,
    health: &'static str,
    ready: &'static str,
}

/// Introduces the service.
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
        },
    })
}
