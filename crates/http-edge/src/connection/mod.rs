//! A client's connection, from below the framework. It hands the framework one request at a time, keeps
//! every deadline, and answers what never becomes a request.

mod chunked;
mod deadlines;
mod head;
mod linger;
mod park;
mod plain;
mod read;
mod rejection;
mod state;
mod write;

use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Context;

use actix_web::rt::net::TcpStream;
use actix_web::rt::task::JoinHandle;
use actix_web::rt::time::{Sleep, sleep};

pub use self::deadlines::Timeouts;
use self::head::Framing;
use self::park::Parked;
pub(crate) use self::park::serve;
pub use self::rejection::Rejection;
pub(crate) use self::state::{BodyState, ConnectionState, Event, Shared};
use crate::drain::Drain;
use crate::limit::Permit;

/// What all connections of a worker have in common.
pub(crate) struct ConnectionConfig {
    pub(crate) timeouts: Timeouts,
    pub(crate) drain: Drain,
    /// Called for what never becomes a request.
    pub(crate) on_rejection: Box<OnRejection>,
}

type OnRejection = dyn Fn(&Rejection, Option<SocketAddr>);

/// A TCP stream with deadlines.
#[expect(
    clippy::struct_excessive_bools,
    reason = "they change one by one, at different times"
)]
pub(crate) struct Connection {
    /// None once closed: for the framework the connection is at its end then.
    stream: Option<TcpStream>,
    shared: Rc<Shared>,
    config: Rc<ConnectionConfig>,
    /// Its place among the connections that there may be.
    permit: Option<Permit>,
    /// There was none left: every head is answered 503.
    rejected: bool,
    /// What arrived and the framework does not have yet.
    pending: Vec<u8>,
    /// How much of it belongs to the request in flight.
    deliverable: usize,
    /// Where the body of the request in flight ends.
    framing: Framing,
    /// The client will send no more.
    ended: bool,
    timer: Pin<Box<Sleep>>,
    /// It was polled, so it wakes this task.
    timed: bool,
    /// Resolves when the listener is closed; None afterwards.
    closing: Option<Pin<Box<dyn Future<Output = ()>>>>,
    /// It wakes this task then.
    watching: bool,
    /// How much of a body was read since other connections had their turn.
    read: usize,
    /// Ends when they had it.
    yielding: Option<JoinHandle<()>>,
    /// The client does not take what is sent.
    blocked: bool,
    /// The time is over in which the client could have asked for more.
    expired: bool,
}

impl Connection {
    /// A connection that is served, or rejected.
    pub(crate) fn new(
        stream: TcpStream,
        permit: Permit,
        rejected: bool,
        config: Rc<ConnectionConfig>,
    ) -> Self {
        // Without it a response waits for the acknowledgement of the one before, up to 40 ms.
        let _ = stream.set_nodelay(true);
        let shared = Shared::new(stream.peer_addr().ok());
        Self::with(shared, stream, Some(permit), rejected, config)
    }

    /// One that was parked, as idle as it was.
    fn resume(parked: Parked, peer: Option<SocketAddr>, config: Rc<ConnectionConfig>) -> Self {
        let shared = Shared::idle(peer, parked.idle_since);
        Self::with(shared, parked.stream, parked.permit, false, config)
    }

    fn with(
        shared: Shared,
        stream: TcpStream,
        permit: Option<Permit>,
        rejected: bool,
        config: Rc<ConnectionConfig>,
    ) -> Self {
        Self {
            shared: Rc::new(shared),
            stream: Some(stream),
            permit,
            rejected,
            pending: Vec::new(),
            deliverable: 0,
            framing: Framing::Length(0),
            ended: false,
            timer: Box::pin(sleep(config.timeouts.head)),
            timed: false,
            closing: Some(Box::pin(config.drain.clone().closed())),
            config,
            watching: false,
            read: 0,
            yielding: None,
            blocked: false,
            expired: false,
        }
    }

    pub(crate) fn shared(&self) -> Rc<Shared> {
        Rc::clone(&self.shared)
    }

    fn reject(&mut self, rejection: &Rejection, context: &mut Context<'_>) {
        (self.config.on_rejection)(rejection, self.shared.peer);
        self.close(rejection.to_bytes(), context);
    }

    /// Closes the connection after these last bytes, and lets the framework see its end.
    fn close(&mut self, last: Vec<u8>, context: &mut Context<'_>) {
        if let Some(stream) = self.stream.take_if(|_| !self.ended || !last.is_empty()) {
            let more_may_come = !self.ended;
            let send = self.config.timeouts.send;
            linger::lingering_close(stream, last, more_may_come, send, self.permit.take());
        }
        self.abort(context);
    }

    /// Takes it from the framework while it is idle.
    fn park(&mut self, context: &mut Context<'_>) {
        if let Some(stream) = self.stream.take() {
            self.shared.park(Parked {
                stream,
                permit: self.permit.take(),
                idle_since: self.shared.since(),
            });
        }
        self.abort(context);
    }

    /// Closes it at once.
    fn abort(&mut self, context: &mut Context<'_>) {
        self.stream = None;
        self.pending = Vec::new();
        self.shared.on(Event::Close);
        context.waker().wake_by_ref();
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use std::time::Duration;

    use tokio::net::TcpListener;

    use super::*;
    use crate::limit::{Admission, ConnectionLimit};

    #[actix_web::test]
    async fn no_response_waits_for_the_acknowledgement_of_the_one_before() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let client = TcpStream::connect(address).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let permit = match ConnectionLimit::new(1).admit() {
            Admission::Serve(permit) | Admission::Reject(permit) => Some(permit),
            Admission::Drop => None,
        };
        let hour = Duration::from_hours(1);
        let config = Rc::new(ConnectionConfig {
            timeouts: Timeouts {
                head: hour,
                keep_alive: hour,
                send: hour,
            },
            drain: Drain::default(),
            on_rejection: Box::new(|_, _| {}),
        });
        let connection = Connection::new(stream, permit.unwrap(), false, config);
        assert!(connection.stream.unwrap().nodelay().unwrap());
        drop(client);
    }
}
