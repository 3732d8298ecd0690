//! Which response is the last one of its connection, and when it is written.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_http::{ConnectionType, Request, Response};
use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;

use crate::connection::{BodyState, Event, Shared};
use crate::drain::Drain;

/// Whether the client says that it will send no more requests.
pub(super) fn asked_for(request: &Request) -> bool {
    request.head().connection_type() == ConnectionType::Close
}

/// A response is the last one if the client asked for it, if the service drains, or if a body was not
/// received to its end: what follows could be its rest.
pub(super) fn is_last(connection: Option<&Shared>, client_closes: bool, drain: &Drain) -> bool {
    let must = |connection: &Shared| {
        connection.must_close.get() || connection.body.get() != BodyState::Complete
    };
    client_closes || drain.is_draining() || connection.is_some_and(must)
}

/// Says so.
pub(super) fn announce(response: &mut HttpResponse) {
    response
        .head_mut()
        .set_connection_type(ConnectionType::Close);
}

/// The response, which the connection can follow from here on.
pub(super) fn track(
    response: HttpResponse,
    connection: Option<Rc<Shared>>,
    last: bool,
    now: Instant,
) -> Response<Tracked> {
    if let Some(connection) = &connection {
        connection.on(Event::Response { last });
        connection.restart(now);
    }
    let response: Response<BoxBody> = response.into();
    response.map_body(|_, body| Tracked { body, connection })
}

/// The body of a response. The framework drops it once it has encoded all of it.
pub(crate) struct Tracked {
    body: BoxBody,
    connection: Option<Rc<Shared>>,
}

impl MessageBody for Tracked {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        if let Some(connection) = &self.connection {
            connection.encoded.set(true);
        }
    }
}
