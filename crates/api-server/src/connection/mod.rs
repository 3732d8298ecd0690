//! A client's connection, seen from below the framework, which measures the time of a connection's
//! first head only, reads on for a client that takes no answers, and closes idle connections at the
//! very moment of a stop, whatever is on its way. Here connections end in time and in order.

mod activity;
mod places;
mod refusal;
mod timing;

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};
use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::rt::net::TcpStream;
use actix_web::rt::spawn;
use actix_web::rt::task::{JoinHandle, yield_now};
use actix_web::rt::time::{Sleep, sleep};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tracing::info;

pub(crate) use self::activity::Activity;
use self::activity::Phase;
pub(crate) use self::places::Places;
use self::refusal::{Refusal, say_farewell};
pub(crate) use self::timing::Timeouts;
use crate::readiness::Readiness;
use crate::telemetry::metrics::{Counted, Metrics};

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

/// What all connections of a worker have in common.
pub(crate) struct Terms {
    pub(crate) timeouts: Timeouts,
    pub(crate) readiness: Arc<Readiness>,
    pub(crate) metrics: Arc<Metrics>,
}

/// A TCP stream that knows its time.
pub(crate) struct Connection {
    /// Gone once we have taken our leave: for the framework the connection is at its end then.
    stream: Option<TcpStream>,
    activity: Rc<Activity>,
    terms: Rc<Terms>,
    timer: Pin<Box<Sleep>>,
    /// Resolves when the port is closed; nothing afterwards.
    closing: Option<Pin<Box<dyn Future<Output = ()>>>>,
    /// The port will wake us when it closes.
    watching: bool,
    /// The length of the request line, as far as it came; nothing once it is complete.
    line: Option<usize>,
    /// What the framework got in this turn.
    turn: usize,
    /// Ends when the others had theirs.
    rest: Option<JoinHandle<()>>,
    /// The client does not take what we send.
    blocked: bool,
    /// Whoever waits to read meanwhile.
    reader: Option<Waker>,
    /// The time is over in which the client could have asked for more.
    expired: bool,
    /// Nothing if there was none left.
    place: Option<Counted>,
}

impl Connection {
    pub(crate) fn new(
        stream: TcpStream,
        place: Option<Counted>,
        terms: Rc<Terms>,
        closing: impl Future<Output = ()> + 'static,
    ) -> Self {
        Self {
            stream: Some(stream),
            activity: Rc::new(Activity::new()),
            timer: Box::pin(sleep(terms.timeouts.head)),
            terms,
            closing: Some(Box::pin(closing)),
            watching: false,
            line: Some(0),
            turn: 0,
            rest: None,
            blocked: false,
            reader: None,
            expired: false,
            place,
        }
    }

    pub(crate) fn activity(&self) -> Rc<Activity> {
        Rc::clone(&self.activity)
    }

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

    fn refuse(&mut self, refusal: Refusal, context: &mut Context<'_>) {
        self.terms.metrics.refuse(refusal.status);
        info!(
            status = refusal.status.as_u16(),
            detail = refusal.detail,
            "request refused"
        );
        self.leave(refusal.bytes, context);
    }

    /// Takes leave of the client, with these last bytes, and lets the framework know.
    fn leave(&mut self, last: Vec<u8>, context: &mut Context<'_>) {
        if let Some(stream) = self.stream.take() {
            say_farewell(stream, last);
        }
        self.activity.enter(Phase::Gone, Instant::now());
        context.waker().wake_by_ref();
    }
}

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
