//! `Expect: 100-continue` (RFC 9110, section 10.1.1): the client is asked to send the body when the handler
//! wants it, and not if the head was enough for an error.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_http::{Payload, Request};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_core::Stream;

use crate::connection::Shared;

/// Has the connection know when the body is asked for, if the client waits for that.
pub(super) fn ask_for_body(connection: &Rc<Shared>, request: &mut Request) {
    if connection.expects_continue.get() {
        let body = request.take_payload();
        let payload = Box::pin(Expected {
            body,
            connection: Rc::clone(connection),
        });
        *request.payload() = Payload::Stream { payload };
    }
}

struct Expected {
    body: Payload,
    connection: Rc<Shared>,
}

impl Stream for Expected {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.connection.wants_body.replace(true) {
            // The connection is polled by the same task, after this.
            context.waker().wake_by_ref();
        }
        Pin::new(&mut self.body).poll_next(context)
    }
}
