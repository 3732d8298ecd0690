//! What the framework gets to read, and when: one head with its body, then nothing until the response is
//! written. It keeps HEAD, version and connection type of a request for its whole connection
//! (`actix-http/src/h1/codec.rs`), so a head that it sees too early would change the response to the one
//! before.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::head::{self, Head};
use super::{BodyState, Connection, ConnectionState, Event, Rejection};
use crate::fairness::others_first;

/// How much is read at a time while a request is in flight; as much may wait of what was asked too early.
const READ: usize = 4096;

thread_local! {
    static BUFFER: RefCell<[u8; READ]> = const { RefCell::new([0; READ]) };
}

/// How many bytes of a body are read before other connections have their turn. It may be twice as much,
/// since the framework's buffer holds that.
const READ_BUDGET: usize = 65_536;

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        match this.shared.state() {
            ConnectionState::Closed => Poll::Ready(Ok(())),
            ConnectionState::Fresh | ConnectionState::ReadingHead | ConnectionState::Idle => {
                this.poll_head(context, buffer)
            }
            ConnectionState::HeadDelivered | ConnectionState::InRequest => {
                this.poll_body(context, buffer)
            }
            // The response is there: nothing more is read for this request.
            ConnectionState::Writing { last: true } => Poll::Pending,
            ConnectionState::Writing { last: false } => this.poll_ahead(context),
        }
    }
}

impl Connection {
    fn poll_head(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.rejected {
            self.reject(&Rejection::full(), context);
            return Poll::Ready(Ok(()));
        }
        // What was asked too early.
        if self.shared.state() != ConnectionState::ReadingHead && !self.pending.is_empty() {
            let mut bytes = std::mem::take(&mut self.pending);
            if self.receive(&mut bytes, context, buffer) {
                return Poll::Ready(Ok(()));
            }
        }
        loop {
            let before = buffer.filled().len();
            match self.poll_stream(context, buffer) {
                Poll::Ready(result) => result?,
                // The deadline of an idle connection is over, and nothing came in this moment.
                Poll::Pending if self.expired => return Poll::Ready(Ok(())),
                Poll::Pending => return Poll::Pending,
            }
            let received = buffer.filled().get(before..).unwrap_or_default();
            if received.is_empty() {
                self.ended = true;
                return Poll::Ready(Ok(()));
            }
            // Most often it is a head that can stay where it is.
            if self.pending.is_empty()
                && let Some(head) = head::read_plain(received)
            {
                let (_, later) = received.split_at(head.length);
                self.pending.extend_from_slice(later);
                buffer.set_filled(before + head.length);
                self.expired = false;
                self.begin(head);
                self.shared.body.set(BodyState::Complete);
                return Poll::Ready(Ok(()));
            }
            let mut bytes = received.to_vec();
            buffer.set_filled(before);
            if self.receive(&mut bytes, context, buffer) {
                return Poll::Ready(Ok(()));
            }
        }
    }

    /// Takes bytes of a head. True if the framework has something to look at: a head or the end.
    fn receive(
        &mut self,
        bytes: &mut [u8],
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> bool {
        if self.pending.is_empty() {
            let bytes = head::skip_empty_lines(bytes);
            if bytes.is_empty() {
                return false;
            }
            self.expired = false;
            let head = head::read(bytes);
            return self.take(head, bytes, context, buffer);
        }
        // A head that comes in many pieces is read once it may be complete, or is too long.
        let searched = self.pending.len().saturating_sub(3);
        self.pending.extend_from_slice(bytes);
        let added = self.pending.get(searched..).unwrap_or_default();
        let ends = memchr::memmem::find(added, b"\n\r\n").is_some()
            || memchr::memmem::find(added, b"\n\n").is_some();
        if !ends && !head::is_too_long(&self.pending) {
            return false;
        }
        let mut bytes = std::mem::take(&mut self.pending);
        let head = head::read(&mut bytes);
        self.take(head, &bytes, context, buffer)
    }

    fn take(
        &mut self,
        head: Result<Option<Head>, head::HeadError>,
        bytes: &[u8],
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> bool {
        match head {
            Err(error) => {
                self.reject(&Rejection::of_head(error), context);
                true
            }
            Ok(None) => {
                self.pending = bytes.to_vec();
                let before = self.shared.state();
                if self.shared.on(Event::PartOfHead) != before {
                    self.shared.restart(std::time::Instant::now());
                }
                false
            }
            Ok(Some(head)) => {
                self.deliver(head, bytes, buffer);
                true
            }
        }
    }

    /// Hands a head, and what came of its body, to the framework; the rest waits.
    fn deliver(&mut self, head: Head, bytes: &[u8], buffer: &mut ReadBuf<'_>) {
        let length = head.length;
        self.begin(head);
        let after = bytes.get(length..).unwrap_or_default();
        let belonging = length + self.advance(after);
        let room = belonging.min(buffer.remaining());
        let (now, later) = bytes.split_at(room);
        buffer.put_slice(now);
        self.deliverable = belonging - room;
        // Most often nothing.
        self.pending.extend_from_slice(later);
    }

    /// What a head says holds from here on.
    fn begin(&mut self, head: Head) {
        self.shared.on(Event::Head);
        self.shared.must_close.set(head.must_close);
        self.shared.expects_continue.set(head.expects_continue);
        self.shared.wants_body.set(false);
        self.shared.encoded.set(false);
        self.framing = head.framing;
    }

    /// How many of these bytes are of the body.
    fn advance(&mut self, bytes: &[u8]) -> usize {
        let advanced = self.framing.advance(bytes);
        self.shared.body.set(match &advanced {
            Err(_) => BodyState::Malformed,
            Ok(_) if self.framing.is_complete() => BodyState::Complete,
            Ok(_) => BodyState::Incomplete,
        });
        advanced.unwrap_or(0)
    }

    fn poll_body(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.deliverable > 0 {
            let length = self.deliverable.min(buffer.remaining());
            buffer.put_slice(self.pending.get(..length).unwrap_or_default());
            self.pending.drain(..length);
            self.deliverable -= length;
            return Poll::Ready(Ok(()));
        }
        match self.shared.body.get() {
            BodyState::Complete => return self.poll_ahead(context),
            // For the framework the body breaks off.
            BodyState::Malformed => return Poll::Ready(Ok(())),
            BodyState::Incomplete => {}
        }
        ready!(self.poll_yield(context));
        if self.shared.expects_continue.get() && self.shared.wants_body.get() {
            ready!(self.poll_continue(context))?;
        }
        let before = buffer.filled().len();
        ready!(self.poll_stream(context, buffer))?;
        let received = buffer.filled().get(before..).unwrap_or_default();
        self.read += received.len();
        let length = self.advance(received);
        // What follows the body waits; it is no more than the framework had room for.
        let rest = received.get(length..).unwrap_or_default();
        if self.shared.body.get() == BodyState::Complete {
            self.pending.extend_from_slice(rest);
        }
        buffer.set_filled(before + length);
        Poll::Ready(Ok(()))
    }

    /// Reads what comes while a request is in flight, so much that it is noticed, and not more. An error
    /// ends the request: the client is gone.
    fn poll_ahead(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.pending.is_empty() || self.ended {
            return Poll::Pending;
        }
        BUFFER.with_borrow_mut(|bytes| {
            let mut bytes = ReadBuf::new(bytes);
            ready!(self.poll_stream(context, &mut bytes))?;
            self.ended = bytes.filled().is_empty();
            self.pending.extend_from_slice(bytes.filled());
            Poll::Pending
        })
    }

    fn poll_stream(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Some(_) if self.ended => Poll::Ready(Ok(())),
            Some(stream) => Pin::new(stream).poll_read(context, buffer),
            None => Poll::Ready(Ok(())),
        }
    }

    /// After so much of a body, lets others have their turn.
    fn poll_yield(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.read >= READ_BUDGET {
            self.read = 0;
            self.yielding = Some(others_first());
        }
        if let Some(yielding) = &mut self.yielding {
            let _ = ready!(Pin::new(yielding).poll(context));
            self.yielding = None;
        }
        Poll::Ready(())
    }

    /// Tells the client to send the body.
    fn poll_continue(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
        if let Some(stream) = &mut self.stream {
            let written = ready!(Pin::new(stream).poll_write(context, CONTINUE))?;
            if written < CONTINUE.len() {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
        }
        self.shared.expects_continue.set(false);
        Poll::Ready(Ok(()))
    }
}
