//! An answer that is given before all of a body has come.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::{Bytes, Payload};

/// Holds on to what has not come. The framework closes the connection then, once the client had a moment
/// to read the answer; without it, it would wait for the end of a chunked body, for ever.
struct EarlyAnswer {
    answer: BoxBody,
    _rest: Payload,
}

/// Answers now, whatever of the body is still to come.
pub fn answer(response: HttpResponse, rest: Payload) -> HttpResponse {
    response.map_body(|_, answer| {
        BoxBody::new(EarlyAnswer {
            answer,
            _rest: rest,
        })
    })
}

impl MessageBody for EarlyAnswer {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.answer.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.answer).poll_next(context)
    }
}
