//! How long a connection may last.

use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;

use super::Connection;
use super::activity::Phase;
use super::refusal::Refusal;

/// How long an idle connection stays after the port is closed: a request may be on its way.
const GRACE: Duration = Duration::from_millis(500);

/// How long a connection may take, and for what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeouts {
    /// The head of a request, from its first byte to its last; and the first byte of the first one.
    pub(crate) head: Duration,
    /// To ask for more.
    pub(crate) keep_alive: Duration,
    /// To take an answer, or some more of it.
    pub(crate) send: Duration,
}

/// What becomes of a connection when its time is over.
enum End {
    /// It is closed, unless something came in this moment.
    Close,
    /// The client is told.
    Refuse,
    /// The client would not listen.
    Drop,
}

impl Connection {
    /// Ends what lasts too long. It is called at the end of each turn of the framework.
    pub(super) fn keep_time(&mut self, context: &mut Context<'_>) {
        // The turn of a body ends with a rest.
        if self.activity.phase() != Phase::Busy {
            self.turn = 0;
        }
        if self.activity.phase() == Phase::Received {
            self.activity.enter(Phase::Head, Instant::now());
        }
        let leaving = self.port_is_closed(context);
        let (allowed, end) = match self.activity.phase() {
            Phase::New | Phase::Idle if leaving => (GRACE, End::Close),
            Phase::Idle => (self.terms.timeouts.keep_alive, End::Close),
            Phase::New | Phase::Head => (self.terms.timeouts.head, End::Refuse),
            Phase::Answered | Phase::Last | Phase::Over => (self.terms.timeouts.send, End::Drop),
            Phase::Received | Phase::Busy | Phase::Gone => return,
        };
        if self.has_lasted(allowed, context).is_pending() {
            return;
        }
        match end {
            End::Close => {
                self.expired = true;
                context.waker().wake_by_ref();
            }
            End::Refuse => {
                let detail = "the head of the request did not arrive in time";
                self.refuse(Refusal::new(StatusCode::REQUEST_TIMEOUT, detail), context);
            }
            End::Drop => {
                self.stream = None;
                self.leave(Vec::new(), context);
            }
        }
    }

    /// Whether the phase has lasted that long; if not, the task is woken when it has.
    fn has_lasted(&mut self, allowed: Duration, context: &mut Context<'_>) -> Poll<()> {
        let end = self.activity.since() + allowed;
        if self.timer.deadline() > end.into() {
            self.timer.as_mut().reset(end.into());
        }
        // It is often too early, since it is not set anew for each phase.
        loop {
            ready!(self.timer.as_mut().poll(context));
            if Instant::now() >= end {
                return Poll::Ready(());
            }
            self.timer.as_mut().reset(end.into());
        }
    }

    fn port_is_closed(&mut self, context: &mut Context<'_>) -> bool {
        let Some(closing) = &mut self.closing else {
            return true;
        };
        if self.watching && self.terms.readiness.is_ready() {
            return false;
        }
        self.watching = true;
        let closed = closing.as_mut().poll(context).is_ready();
        if closed {
            self.closing = None;
            self.activity.enter(self.activity.phase(), Instant::now());
        }
        closed
    }
}
