//! The bytes of a body, as they come. A client that keeps a request open without sending much is ended,
//! for else a few could take all the connections there are.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::rt::time::timeout;
use actix_web::web::{Bytes, Payload};
use futures_core::Stream;

use super::Bounds;
use crate::problem::Problem;

pub(super) struct Incoming<'a> {
    payload: &'a mut Payload,
    bounds: Bounds,
    start: Instant,
    received: u64,
}

impl<'a> Incoming<'a> {
    pub(super) fn new(payload: &'a mut Payload, bounds: Bounds) -> Self {
        Self {
            payload,
            bounds,
            start: Instant::now(),
            received: 0,
        }
    }

    /// How many bytes have come.
    pub(super) fn received(&self) -> u64 {
        self.received
    }

    /// The bytes that come next; none at the end. What is there already is never too late.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let patience = self.patience();
        let payload = &mut *self.payload;
        let chunk = poll_fn(|context| Pin::new(&mut *payload).poll_next(context));
        match timeout(patience, chunk).await {
            Ok(None) => Ok(None),
            Ok(Some(Ok(chunk))) => {
                self.received += chunk.len() as u64;
                Ok(Some(chunk))
            }
            Ok(Some(Err(error))) => Err(Problem::new(
                StatusCode::BAD_REQUEST,
                format!("the body breaks off: {error}"),
            )),
            Err(_) => Err(Problem::new(
                StatusCode::REQUEST_TIMEOUT,
                if patience < self.bounds.idle {
                    let rate = self.bounds.min_rate;
                    format!("the body comes at less than {rate} bytes a second")
                } else {
                    let seconds = self.bounds.idle.as_secs();
                    format!("no byte of the body came for {seconds} s")
                },
            )),
        }
    }

    /// How long the next bytes may take: every one that came has earned some time.
    fn patience(&self) -> Duration {
        let idle = self.bounds.idle;
        if self.received == 0 || self.bounds.min_rate == 0 {
            return idle;
        }
        let earned = self.received.saturating_mul(1000) / self.bounds.min_rate;
        let allowed = idle + Duration::from_millis(earned);
        allowed.saturating_sub(self.start.elapsed()).min(idle)
    }
}
