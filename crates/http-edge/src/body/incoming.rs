//! The bytes of a body, as they arrive. A client that keeps a request open without sending much is cut off,
//! or else a few could take all the connections there are.

use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::HttpRequest;
use actix_web::rt::time::timeout;
use actix_web::web::{Bytes, Payload};
use futures_core::Stream;

use super::{BodyError, BodyLimits};
use crate::connection::{BodyState, Shared};

pub(super) struct Incoming<'a> {
    payload: &'a mut Payload,
    connection: Option<Rc<Shared>>,
    limits: BodyLimits,
    start: Instant,
    received: u64,
}

impl<'a> Incoming<'a> {
    pub(super) fn new(request: &HttpRequest, payload: &'a mut Payload, limits: BodyLimits) -> Self {
        Self {
            payload,
            connection: request.conn_data::<Rc<Shared>>().map(Rc::clone),
            limits,
            start: Instant::now(),
            received: 0,
        }
    }

    /// How many bytes have arrived.
    pub(super) fn received(&self) -> u64 {
        self.received
    }

    /// The bytes that arrive next; None at the end. What is there already is never too late.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, BodyError> {
        let read_timeout = self.read_timeout();
        let payload = &mut *self.payload;
        let chunk = poll_fn(|context| Pin::new(&mut *payload).poll_next(context));
        match timeout(read_timeout, chunk).await {
            Ok(None) => Ok(None),
            Ok(Some(Ok(chunk))) => {
                self.received += chunk.len() as u64;
                Ok(Some(chunk))
            }
            Ok(Some(Err(_))) => Err(self.broken()),
            Err(_) if read_timeout < self.limits.read_timeout => Err(BodyError::Slow {
                min_rate: self.limits.min_rate,
            }),
            Err(_) => Err(BodyError::Stalled {
                timeout: self.limits.read_timeout,
            }),
        }
    }

    /// To the framework a body that is malformed looks like one that ended.
    fn broken(&self) -> BodyError {
        let state = self
            .connection
            .as_ref()
            .map(|connection| connection.body.get());
        match state {
            Some(BodyState::Malformed) => BodyError::MalformedChunks,
            _ => BodyError::Incomplete,
        }
    }

    /// How long the next bytes may take: every one that arrived has earned some time.
    fn read_timeout(&self) -> Duration {
        let longest = self.limits.read_timeout;
        if self.received == 0 || self.limits.min_rate == 0 {
            return longest;
        }
        let earned = self.received.saturating_mul(1000) / self.limits.min_rate;
        let allowed = longest + Duration::from_millis(earned);
        allowed.saturating_sub(self.start.elapsed()).min(longest)
    }
}
