//! How long a connection may last. The framework measures the time of a connection's first head only.

use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use super::park::PARK;
use super::{Connection, ConnectionState, Rejection};

/// How long an idle connection stays after the listener is closed: a request may be on its way.
const GRACE: Duration = Duration::from_millis(500);

/// The longest times of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For the head of a request, from its first byte to its last; and for the first byte of the first one.
    pub head: Duration,
    /// Between a response and the next request.
    pub keep_alive: Duration,
    /// Between two pieces of a response that the client takes.
    pub send: Duration,
}

/// What becomes of a connection when its time is over.
enum End {
    /// The framework gives it back.
    Park,
    /// It is closed, unless something came in this moment.
    Close,
    /// The client is sent a 408.
    Reject,
    /// The client takes nothing, so there is nothing to send.
    Abort,
}

impl Connection {
    /// Ends what lasts too long. It is called whenever the framework has done what it could.
    pub(super) fn enforce_deadline(&mut self, context: &mut Context<'_>) {
        let leaving = self.listener_is_closed(context);
        if !leaving && self.is_idle_for_now() {
            return;
        }
        let (allowed, end) = match self.shared.state() {
            ConnectionState::Fresh | ConnectionState::Idle if leaving => (GRACE, End::Close),
            ConnectionState::Idle => self.idle_deadline(),
            ConnectionState::Fresh | ConnectionState::ReadingHead => {
                (self.config.timeouts.head, End::Reject)
            }
            ConnectionState::Writing { .. } => (self.config.timeouts.send, End::Abort),
            ConnectionState::HeadDelivered
            | ConnectionState::InRequest
            | ConnectionState::Closed => return,
        };
        if self.has_lasted(allowed, context).is_pending() {
            return;
        }
        match end {
            End::Park => self.park(context),
            End::Close => {
                self.expired = true;
                context.waker().wake_by_ref();
            }
            End::Reject => self.reject(&Rejection::late(), context),
            End::Abort => self.abort(context),
        }
    }

    /// Whether the timer will wake this task before an idle connection must do anything: nearly always so, and it
    /// takes no look at the clock.
    fn is_idle_for_now(&self) -> bool {
        self.shared.state() == ConnectionState::Idle
            && self.timed
            && self.timer.deadline() <= (self.shared.since() + PARK).into()
            && !self.timer.is_elapsed()
    }

    /// An idle connection is parked after a moment, and closed when it was kept long enough.
    fn idle_deadline(&self) -> (Duration, End) {
        let keep_alive = self.config.timeouts.keep_alive;
        let may_be_parked = self.pending.is_empty() && !self.ended;
        if may_be_parked && self.shared.since().elapsed() < keep_alive.saturating_sub(PARK) {
            (PARK, End::Park)
        } else {
            (keep_alive, End::Close)
        }
    }

    /// Whether the state has lasted that long; if not, the task is woken when it has.
    fn has_lasted(&mut self, allowed: Duration, context: &mut Context<'_>) -> Poll<()> {
        let end = self.shared.since() + allowed;
        if self.timer.deadline() > end.into() {
            self.timer.as_mut().reset(end.into());
        } else if self.timed && !self.timer.is_elapsed() {
            // It will wake this task: nearly always so, and much cheaper than to poll it.
            return Poll::Pending;
        }
        self.timed = true;
        // It is often too early, since it is not set anew for each state.
        loop {
            ready!(self.timer.as_mut().poll(context));
            if Instant::now() >= end {
                return Poll::Ready(());
            }
            self.timer.as_mut().reset(end.into());
        }
    }

    fn listener_is_closed(&mut self, context: &mut Context<'_>) -> bool {
        let Some(closing) = &mut self.closing else {
            return true;
        };
        if self.watching && !self.config.drain.is_draining() {
            return false;
        }
        self.watching = true;
        let closed = closing.as_mut().poll(context).is_ready();
        if closed {
            self.closing = None;
            self.shared.restart(Instant::now());
        }
        closed
    }
}
