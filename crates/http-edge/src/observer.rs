//! What an operator may want to know, for telemetry to record. Nothing here decides anything.

use std::any::Any;
use std::net::SocketAddr;
use std::time::Duration;

use actix_http::{Request, ResponseHead};
use actix_web::body::BodySize;
use actix_web::dev::ServiceResponse;

use crate::connection::Rejection;

/// Sees all requests of one worker.
pub trait Observer: 'static {
    /// Sees one of them.
    type Request: RequestObserver;

    /// A request has arrived.
    fn request(&self, request: &Request) -> Self::Request;

    /// What arrived was refused before it became a request.
    fn rejected(&self, rejection: &Rejection, peer: Option<SocketAddr>);
}

/// Sees one request. It ends with [`finished`](Self::finished) or [`aborted`](Self::aborted).
pub trait RequestObserver: 'static {
    /// A handler has responded. The extensions of its request hold what it left there.
    fn responded(&mut self, response: &ServiceResponse);

    /// A handler has panicked.
    fn panicked(&mut self, panic: &(dyn Any + Send));

    /// The response is on its way.
    fn finished(&mut self, head: &ResponseHead, size: BodySize, duration: Duration);

    /// The client is gone, or the service stops, before there was a response.
    fn aborted(&mut self, duration: Duration);
}

/// Records nothing.
impl Observer for () {
    type Request = ();

    fn request(&self, _: &Request) {}

    fn rejected(&self, _: &Rejection, _: Option<SocketAddr>) {}
}

impl RequestObserver for () {
    fn responded(&mut self, _: &ServiceResponse) {}

    fn panicked(&mut self, _: &(dyn Any + Send)) {}

    fn finished(&mut self, _: &ResponseHead, _: BodySize, _: Duration) {}

    fn aborted(&mut self, _: Duration) {}
}
