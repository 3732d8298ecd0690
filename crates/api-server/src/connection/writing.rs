//! What the framework writes, and how far it came.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use tokio::io::AsyncWrite;

use super::Connection;
use super::activity::Phase;
use super::refusal::Refusal;

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        // Once we have taken our leave, the framework tells nobody what it makes of the rest.
        if this.stream.is_some()
            && let Some(refusal) = Refusal::instead_of(bytes)
        {
            this.refuse(refusal, context);
        }
        let Some(stream) = &mut this.stream else {
            return Poll::Ready(Ok(bytes.len()));
        };
        let written = Pin::new(stream).poll_write(context, bytes);
        if written.is_ready() {
            if this.blocked {
                this.activity.enter(this.activity.phase(), Instant::now());
            }
            this.blocked = false;
            if let Some(reader) = this.reader.take() {
                reader.wake();
            }
        } else {
            this.blocked = true;
            this.keep_time(context);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some(stream) = &mut self.stream {
            ready!(Pin::new(stream).poll_flush(context))?;
        }
        self.activity.sent();
        self.keep_time(context);
        if self.activity.phase() == Phase::Over {
            self.leave(Vec::new(), context);
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Some(stream) => Pin::new(stream).poll_shutdown(context),
            None => Poll::Ready(Ok(())),
        }
    }
}
