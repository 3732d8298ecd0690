//! What one worker sees of the edge.

use std::net::SocketAddr;
use std::rc::Rc;

use actix_http::Request;
use http_edge::{Observer, Rejection};
use tracing::info;

use super::Telemetry;
use super::request_record::RequestRecord;
use super::worker::Worker;

/// Records the requests of one worker, and what never becomes one.
pub struct WorkerObserver(Rc<Worker>);

impl WorkerObserver {
    /// To be made in the worker's thread.
    pub fn new(telemetry: Telemetry) -> Self {
        Self(Rc::new(Worker::new(telemetry)))
    }
}

impl Observer for WorkerObserver {
    type Request = RequestRecord;

    fn request(&self, request: &Request) -> RequestRecord {
        RequestRecord::new(request, &self.0)
    }

    fn rejected(&self, rejection: &Rejection, peer: Option<SocketAddr>) {
        let status = rejection.status.code().as_u16();
        let telemetry = &self.0.telemetry;
        if telemetry.counts {
            telemetry.metrics.count_refused(status);
        }
        info!(
            status,
            detail = rejection.detail,
            peer = peer.map(|peer| peer.to_string()),
            "request refused"
        );
    }
}
