//! `GET /metrics`, on the admin listener: for Prometheus.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::telemetry::metrics::{MEDIA_TYPE, Metrics};

/// All that is counted.
pub async fn get_metrics(metrics: Data<Metrics>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(MEDIA_TYPE)
        .body(metrics.encode())
}
