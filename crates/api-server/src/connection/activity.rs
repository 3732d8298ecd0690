//! What a connection is about. The connection sees bytes, the service behind the framework sees
//! requests; both tell it here, and the connection concludes how long it may last.

use std::cell::Cell;
use std::future::poll_fn;
use std::task::Poll;
use std::time::Instant;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing has come yet.
    New,
    /// Bytes have come; whether they are a whole head is not known yet.
    Received,
    /// A head has begun and is not complete.
    Head,
    /// A request is being answered, or its body received.
    Busy,
    /// The answer is on its way.
    Answered,
    /// All that was asked is answered.
    Idle,
    /// The answer on its way is the last one: it says `Connection: close`.
    Last,
    /// The client has asked for more than the last answer.
    Over,
    /// We have taken our leave.
    Gone,
}

/// The phase of one connection, and since when it lasts.
#[derive(Debug)]
pub(crate) struct Activity {
    phase: Cell<Phase>,
    since: Cell<Instant>,
}

impl Activity {
    pub(crate) fn new() -> Self {
        Self {
            phase: Cell::new(Phase::New),
            since: Cell::new(Instant::now()),
        }
    }

    pub(crate) fn phase(&self) -> Phase {
        self.phase.get()
    }

    pub(crate) fn since(&self) -> Instant {
        self.since.get()
    }

    /// Begins a phase, or the same one anew.
    pub(crate) fn enter(&self, phase: Phase, now: Instant) {
        self.phase.set(phase);
        self.since.set(now);
    }

    /// Bytes came. True if they begin a head.
    pub(crate) fn receive(&self) -> bool {
        let begins = matches!(self.phase(), Phase::New | Phase::Idle);
        if begins {
            self.phase.set(Phase::Received);
        }
        begins
    }

    /// All bytes of an answer are with the system.
    pub(crate) fn sent(&self) {
        if self.phase() == Phase::Answered {
            self.phase.set(Phase::Idle);
        }
    }

    /// A request is to be answered. False if the client was told that there will be no more answers
    /// (RFC 9112, section 9.6).
    pub(crate) fn begin(&self) -> bool {
        let allowed = !matches!(self.phase(), Phase::Last | Phase::Over | Phase::Gone);
        self.phase
            .set(if allowed { Phase::Busy } else { Phase::Over });
        allowed
    }

    /// The answer is there.
    pub(crate) fn answer(&self, last: bool, now: Instant) {
        self.enter(if last { Phase::Last } else { Phase::Answered }, now);
    }

    /// Resolves when we have taken our leave. It is the connection that wakes the task.
    pub(crate) async fn gone(&self) {
        poll_fn(|_| match self.phase() {
            Phase::Gone => Poll::Ready(()),
            _ => Poll::Pending,
        })
        .await;
    }
}
