//! The routes: one table for each listener. A resource that can be read answers GET and HEAD; a method that
//! it does not have is 405, any other path 404.

use actix_web::guard;
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, ResponseError};
use http_edge::{ErrorStatus, Problem};

use crate::telemetry::RouteLabel;

pub mod assets;
mod body_format;
pub mod docs;
pub mod health;
pub mod index;
pub mod metrics;
pub mod openapi;
pub mod page;
mod query;
pub mod sum;

/// A path and what is there.
pub struct Route {
    /// As requests are labelled by it.
    pub label: RouteLabel,
    methods: &'static str,
    handlers: fn(Resource) -> Resource,
}

impl Route {
    /// Whether this path, as it was written, is the one of the route; `{name}` at its end is one segment.
    fn matches(&self, path: &str) -> bool {
        match self.label.path.strip_suffix("{name}") {
            Some(folder) => path
                .strip_prefix(folder)
                .is_some_and(|name| !name.is_empty() && !name.contains(['/', '%'])),
            None => path == self.label.path,
        }
    }
}

/// Those of the public listener. The router tries one after the other.
pub const PUBLIC: &[Route] = &[
    route("/sum", sum::METHODS, |sum| {
        read(sum, sum::get_sum)
            .route(web::post().to(sum::post_sum))
            .route(web::method(Method::OPTIONS).to(sum::options))
    }),
    readable("/", |index| read(index, index::get_index)),
    HEALTH,
    READY,
    readable("/openapi.json", |api| read(api, openapi::get_openapi)),
    readable("/docs", |docs| read(docs, docs::get_docs)),
    readable("/assets/{name}", |asset| read(asset, assets::get_asset)),
];

/// Those of the admin listener: probes ask there, so that a full house does not look like a dead one.
pub const ADMIN: &[Route] = &[
    probe("/metrics", |metrics| read(metrics, metrics::get_metrics)),
    HEALTH,
    READY,
];

const HEALTH: Route = probe("/health", |health| read(health, health::get_health));
const READY: Route = probe("/ready", |ready| read(ready, health::get_ready));

/// The label of a path, if there is something at it.
pub fn label(path: &str) -> Option<&'static RouteLabel> {
    let mut routes = PUBLIC.iter().chain(ADMIN);
    let route = routes.find(|route| route.matches(path))?;
    Some(&route.label)
}

/// Adds every route of the public listener.
pub fn configure(config: &mut ServiceConfig) {
    add(PUBLIC, config);
    config.default_service(web::to(async || not_found("/")));
}

/// Adds every route of the admin listener.
pub fn configure_admin(config: &mut ServiceConfig) {
    add(ADMIN, config);
    config.default_service(web::to(async || not_found("/metrics")));
}

fn add(routes: &'static [Route], config: &mut ServiceConfig) {
    for route in routes {
        // The router would find `/%73um` too, under a name that is nowhere else.
        let as_written = guard::fn_guard(|request| route.matches(request.head().uri.path()));
        let resource = web::resource(route.label.path).guard(as_written);
        let resource = (route.handlers)(resource);
        let refuse = move || async move { method_not_allowed(route.methods) };
        config.service(resource.default_service(web::to(refuse)));
    }
}

const fn route(
    path: &'static str,
    methods: &'static str,
    handlers: fn(Resource) -> Resource,
) -> Route {
    let is_probe = false;
    Route {
        label: RouteLabel { path, is_probe },
        methods,
        handlers,
    }
}

const fn readable(path: &'static str, handlers: fn(Resource) -> Resource) -> Route {
    route(path, "GET, HEAD", handlers)
}

const fn probe(path: &'static str, handlers: fn(Resource) -> Resource) -> Route {
    let mut route = readable(path, handlers);
    route.label.is_probe = true;
    route
}

/// Has the handler answer GET and HEAD.
fn read<F, Args>(resource: Resource, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    // One comparison, where the framework's guards would take a call each.
    let reads = guard::fn_guard(|request| {
        let method = &request.head().method;
        method == Method::GET || method == Method::HEAD
    });
    resource.route(web::route().guard(reads).to(handler))
}

fn not_found(index: &str) -> HttpResponse {
    let detail = format!("no such path; see {index}");
    Problem::new(ErrorStatus::NOT_FOUND, detail).error_response()
}

fn method_not_allowed(methods: &'static str) -> HttpResponse {
    let detail = format!("the methods of this resource are {methods}");
    Problem::new(ErrorStatus::METHOD_NOT_ALLOWED, detail)
        .with_header(ALLOW, HeaderValue::from_static(methods))
        .error_response()
}
