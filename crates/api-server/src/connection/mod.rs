//! A client's connection, seen from below the framework, which measures the time of a connection's
//! first head only, reads on for a client that takes no answers, and closes idle connections at the
//! very moment of a stop, whatever is on its way. Here connections end in time and in order.

mod activity;
mod places;
mod reading;
mod refusal;
mod timing;
mod writing;

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Instant;

use actix_web::rt::net::TcpStream;
use actix_web::rt::task::JoinHandle;
use actix_web::rt::time::{Sleep, sleep};
use tracing::info;

pub(crate) use self::activity::Activity;
use self::activity::Phase;
pub(crate) use self::places::Places;
use self::refusal::{Refusal, say_farewell};
pub(crate) use self::timing::Timeouts;
use crate::readiness::Readiness;
use crate::telemetry::metrics::{Counted, Metrics};

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
