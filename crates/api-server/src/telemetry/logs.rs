//! Log lines on stdout: start, stop, and one for each request.

use std::io::{IsTerminal, stdout};
use std::time::Instant;

use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};
use tracing::{debug, info};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::body::Received;
use crate::config::{LogFormat, Settings};

/// Starts the log for the whole process. A second call changes nothing.
pub fn init(settings: &Settings) {
    let json = match settings.log_format {
        LogFormat::Auto => !stdout().is_terminal(),
        LogFormat::Json => true,
        LogFormat::Text => false,
    };
    let registry = tracing_subscriber::registry().with(settings.log.clone());
    let started = if json {
        registry
            .with(
                fmt::layer()
                    .json()
                    .flatten_event(true)
                    .with_span_list(false),
            )
            .try_init()
    } else {
        registry.with(fmt::layer().with_target(false)).try_init()
    };
    if started.is_err() {
        debug!("the log is already started");
    }
}

/// Writes the access line. It has the route's template instead of the path, and nothing of the
/// query or the body: what people add up is theirs. Probes are told at the level `debug` only.
///
/// # Errors
///
/// None of its own; it passes on what it is given.
pub async fn access(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let start = Instant::now();
    let response = next.call(request).await?;

    let request = response.request();
    let method = request.method().as_str();
    let route = request.match_pattern();
    let route = route.as_deref().unwrap_or("none");
    let status = response.status().as_u16();
    let duration_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    let bytes = match response.response().body().size() {
        BodySize::Sized(bytes) => bytes,
        BodySize::None | BodySize::Stream => 0,
    };
    if matches!(route, "/health" | "/ready") {
        debug!(method, route, status, duration_us, bytes, "request");
    } else if let Some(received) = request.extensions().get::<Received>() {
        let Received {
            bytes: body_bytes,
            numbers,
        } = received;
        info!(
            method,
            route, status, duration_us, bytes, body_bytes, numbers, "request"
        );
    } else {
        info!(method, route, status, duration_us, bytes, "request");
    }
    Ok(response)
}
