//! `GET /`: name, version and links: a page for browsers, JSON for programs.

use std::time::Instant;

use actix_web::http::header::{Accept, CACHE_CONTROL, Header, HeaderValue, Quality, VARY};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::page;
use crate::config::Settings;
use crate::version;

/// What distinguishes this process from others.
#[derive(Debug)]
pub struct Instance {
    started: Instant,
    banner: Option<String>,
    color: Option<String>,
}

impl Instance {
    /// An instance that starts now.
    pub fn new(settings: &Settings) -> Self {
        Self {
            started: Instant::now(),
            banner: settings.banner.clone(),
            color: settings.color.clone(),
        }
    }
}

/// The body of `GET /`.
#[derive(Debug, Serialize, ToSchema)]
struct Index<'a> {
    message: &'static str,
    name: &'static str,
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    commit: Option<&'static str>,
    uptime_seconds: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    banner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    color: Option<&'a str>,
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

/// Name, version and links.
#[utoipa::path(
    get,
    path = "/",
    tag = "service",
    responses(
        (status = 200, description = "Name, version and links; a page for clients that prefer HTML.",
            content((Index = "application/json"), (String = "text/html"))),
        (status = 304, description = "The page is unchanged: its `ETag` is in `If-None-Match`."),
    ),
)]
pub async fn get_index(request: HttpRequest, instance: Data<Instance>) -> HttpResponse {
    let mut response = if prefers_page(&request) {
        page::PAGE.respond(&request)
    } else {
        describe(&instance)
    };
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("Accept"));
    response
}

fn describe(instance: &Instance) -> HttpResponse {
    HttpResponse::Ok()
        // The uptime changes every second.
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(Index {
            message: "Exact sums over HTTP",
            name: env!("CARGO_PKG_NAME"),
            version: version::VERSION,
            commit: version::COMMIT,
            uptime_seconds: instance.started.elapsed().as_secs(),
            banner: instance.banner.as_deref(),
            color: instance.color.as_deref(),
            links: Links {
                sum: "/sum?a=0.1&b=0.2",
                health: "/health",
                ready: "/ready",
                openapi: "/openapi.json",
                docs: "/docs",
            },
        })
}

/// Browsers put HTML first. A client that accepts anything, as curl does, gets JSON; so does a client that
/// accepts neither, which is more useful to it than a 406.
fn prefers_page(request: &HttpRequest) -> bool {
    let Ok(Accept(mut types)) = Accept::parse(request) else {
        return false;
    };
    types.retain(|media_type| media_type.quality > Quality::ZERO);
    Accept(types)
        .ranked()
        .iter()
        .find_map(|media_type| match media_type.essence_str() {
            "text/html" | "text/*" => Some(true),
            "application/json" | "application/*" | "*/*" => Some(false),
            _ => None,
        })
        .unwrap_or(false)
}
