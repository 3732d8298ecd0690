//! What the framework writes, and how far it came.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use tokio::io::AsyncWrite;

use super::{Connection, ConnectionState, Event, Rejection};

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.shared.state() == ConnectionState::HeadDelivered {
            // The service was not called: it is the framework that refuses the head, without a body.
            this.reject(&Rejection::malformed(), context);
        }
        let Some(stream) = &mut this.stream else {
            return Poll::Ready(Ok(bytes.len()));
        };
        let written = Pin::new(stream).poll_write(context, bytes);
        if written.is_ready() {
            if this.blocked {
                this.shared.restart(Instant::now());
            }
            this.blocked = false;
        } else {
            this.blocked = true;
            this.enforce_deadline(context);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if let Some(stream) = &mut this.stream {
            ready!(Pin::new(stream).poll_flush(context))?;
        }
        if this.shared.encoded.take() {
            match this.shared.on(Event::Written) {
                ConnectionState::Idle => {
                    this.read = 0;
                    if !this.pending.is_empty() || this.ended {
                        context.waker().wake_by_ref();
                    }
                }
                ConnectionState::Closed => this.close(Vec::new(), context),
                _ => {}
            }
        }
        this.enforce_deadline(context);
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.stream.is_some() {
            self.close(Vec::new(), context);
        }
        Poll::Ready(Ok(()))
    }
}
