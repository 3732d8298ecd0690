//! What the framework gets to read, and when.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::http::StatusCode;
use actix_web::rt::net::TcpStream;
use actix_web::rt::spawn;
use actix_web::rt::task::yield_now;
use tokio::io::{AsyncRead, ReadBuf};

use super::Connection;
use super::activity::Phase;
use super::refusal::Refusal;

/// The longest request line: what the framework can take, and a round number.
const MAX_LINE: usize = 65_536;

/// How many bytes of heads the framework gets in one turn. From more it would make thousands of requests
/// before it answers the first one, 5 kB each.
const TURN: usize = 4096;

thread_local! {
    /// What is read where there is room for more than a turn.
    static HEADS: RefCell<[u8; TURN]> = const { RefCell::new([0; TURN]) };
}

/// How many bytes of a body it gets before others have their turn. It may be twice as much, since the
/// framework's buffer holds that.
const BODY: usize = 65_536;

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let busy = this.activity.phase() == Phase::Busy;
        if busy {
            ready!(this.rest(context));
        }
        let Some(stream) = &mut this.stream else {
            return Poll::Ready(Ok(()));
        };
        if this.blocked {
            this.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        if this.turn >= TURN && !busy {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if this.place.is_none() {
            let detail = "the service has as many connections as it may have";
            let status = StatusCode::SERVICE_UNAVAILABLE;
            this.refuse(Refusal::new(status, detail), context);
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let read = if busy || buffer.remaining() <= TURN {
            Pin::new(stream).poll_read(context, buffer)
        } else {
            read_heads(stream, context, buffer)
        };
        match read {
            Poll::Pending if this.expired => Poll::Ready(Ok(())),
            Poll::Ready(Ok(())) => {
                let come = buffer.filled().get(before..).unwrap_or_default();
                if !come.is_empty() && !this.receive(come) {
                    buffer.set_filled(before);
                    let detail = "the request line has more than 65536 bytes";
                    this.refuse(Refusal::new(StatusCode::URI_TOO_LONG, detail), context);
                }
                Poll::Ready(Ok(()))
            }
            other => other,
        }
    }
}

impl Connection {
    /// Notes what came. False if the request line is too long.
    fn receive(&mut self, bytes: &[u8]) -> bool {
        self.turn += bytes.len();
        self.expired = false;
        if self.activity.receive() {
            self.line = Some(0);
        }
        let Some(length) = self.line else {
            return true;
        };
        let end = bytes.iter().position(|&byte| byte == b'\n');
        let length = length + end.unwrap_or(bytes.len());
        self.line = end.is_none().then_some(length);
        length <= MAX_LINE
    }

    /// After so much of a body, waits until the worker has looked for what came for others. It takes a
    /// task of its own to notice that: ours the framework wakes for each piece of a body, and a worker runs
    /// 61 woken tasks before it looks. With two uploads others waited for 6 ms then, and now for 0.2.
    fn rest(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.turn >= BODY {
            self.turn = 0;
            self.rest = Some(spawn(yield_now()));
        }
        if let Some(rest) = &mut self.rest {
            drop(ready!(Pin::new(rest).poll(context)));
            self.rest = None;
        }
        Poll::Ready(())
    }
}

/// Reads no more than a turn.
fn read_heads(
    stream: &mut TcpStream,
    context: &mut Context<'_>,
    buffer: &mut ReadBuf<'_>,
) -> Poll<io::Result<()>> {
    HEADS.with_borrow_mut(|heads| {
        let mut heads = ReadBuf::new(heads);
        ready!(Pin::new(stream).poll_read(context, &mut heads))?;
        buffer.put_slice(heads.filled());
        Poll::Ready(Ok(()))
    })
}
