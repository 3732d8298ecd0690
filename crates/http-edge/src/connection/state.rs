//! What a connection is doing. The connection sees bytes, the service above the framework sees requests;
//! both report here.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::time::Instant;

use super::park::Parked;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConnectionState {
    /// No byte has arrived yet.
    Fresh,
    /// A part of a head has arrived.
    ReadingHead,
    /// The framework has a head and has not called the service yet.
    HeadDelivered,
    /// A request is being handled, or its body received.
    InRequest,
    /// A response is being written. The last one says `Connection: close`.
    Writing { last: bool },
    /// Every request has its response.
    Idle,
    /// For the framework it is at its end; what is left of it lingers on its own.
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    PartOfHead,
    Head,
    Request,
    Response { last: bool },
    Written,
    Close,
}

impl ConnectionState {
    /// The whole life of a connection. What is not in the table changes nothing.
    fn after(self, event: Event) -> Self {
        match (self, event) {
            (Self::Fresh | Self::Idle, Event::PartOfHead) => Self::ReadingHead,
            (Self::Fresh | Self::Idle | Self::ReadingHead, Event::Head) => Self::HeadDelivered,
            (Self::HeadDelivered, Event::Request) => Self::InRequest,
            (Self::InRequest, Event::Response { last }) => Self::Writing { last },
            (Self::Writing { last: false }, Event::Written) => Self::Idle,
            (Self::Writing { last: true }, Event::Written) | (_, Event::Close) => Self::Closed,
            _ => self,
        }
    }
}

/// The body of the request in flight, as far as the connection knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyState {
    Incomplete,
    Complete,
    /// It is not in the chunked coding that it claims.
    Malformed,
}

/// The state of one connection, and since when it lasts.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Cell<ConnectionState>,
    since: Cell<Instant>,
    pub(crate) body: Cell<BodyState>,
    /// The client waits for `100 Continue` before it sends the body.
    pub(crate) expects_continue: Cell<bool>,
    /// The handler asks for the body.
    pub(crate) wants_body: Cell<bool>,
    /// All of the response is in the framework's buffer.
    pub(crate) encoded: Cell<bool>,
    /// Whatever the response says, there is none after it.
    pub(crate) must_close: Cell<bool>,
    /// The connection, once it is taken from the framework.
    parked: RefCell<Option<Parked>>,
    pub(crate) peer: Option<SocketAddr>,
}

impl Shared {
    pub(crate) fn new(peer: Option<SocketAddr>) -> Self {
        Self {
            state: Cell::new(ConnectionState::Fresh),
            since: Cell::new(Instant::now()),
            body: Cell::new(BodyState::Complete),
            expects_continue: Cell::new(false),
            wants_body: Cell::new(false),
            encoded: Cell::new(false),
            must_close: Cell::new(false),
            parked: RefCell::new(None),
            peer,
        }
    }

    /// That of a connection that is idle since then.
    pub(super) fn idle(peer: Option<SocketAddr>, since: Instant) -> Self {
        Self {
            state: Cell::new(ConnectionState::Idle),
            since: Cell::new(since),
            ..Self::new(peer)
        }
    }

    pub(super) fn park(&self, parked: Parked) {
        self.parked.replace(Some(parked));
    }

    pub(super) fn take_parked(&self) -> Option<Parked> {
        self.parked.take()
    }

    pub(crate) fn state(&self) -> ConnectionState {
        self.state.get()
    }

    pub(crate) fn since(&self) -> Instant {
        self.since.get()
    }

    /// The state lasts since `now`.
    pub(crate) fn restart(&self, now: Instant) {
        self.since.set(now);
    }

    pub(crate) fn on(&self, event: Event) -> ConnectionState {
        let state = self.state.get().after(event);
        self.state.set(state);
        state
    }
}

#[cfg(test)]
mod tests {
    use super::ConnectionState::*;
    use super::*;

    const EVENTS: [Event; 7] = [
        Event::PartOfHead,
        Event::Head,
        Event::Request,
        Event::Response { last: false },
        Event::Response { last: true },
        Event::Written,
        Event::Close,
    ];

    #[track_caller]
    fn changes(state: ConnectionState, changes: &[(Event, ConnectionState)]) {
        for event in EVENTS {
            let change = changes.iter().find(|(on, _)| *on == event);
            let expected = match event {
                Event::Close => Closed,
                _ => change.map_or(state, |(_, next)| *next),
            };
            assert_eq!(state.after(event), expected, "{state:?} on {event:?}");
        }
    }

    #[test]
    fn a_head_begins_only_when_every_request_has_its_response() {
        for state in [Fresh, Idle] {
            let next = [
                (Event::PartOfHead, ReadingHead),
                (Event::Head, HeadDelivered),
            ];
            changes(state, &next);
        }
        changes(ReadingHead, &[(Event::Head, HeadDelivered)]);
    }

    #[test]
    fn a_request_is_followed_by_its_response_and_nothing_else() {
        changes(HeadDelivered, &[(Event::Request, InRequest)]);
        let responses = [false, true].map(|last| (Event::Response { last }, Writing { last }));
        changes(InRequest, &responses);
    }

    #[test]
    fn after_the_last_response_the_connection_is_closed_and_stays_so() {
        changes(Writing { last: false }, &[(Event::Written, Idle)]);
        changes(Writing { last: true }, &[(Event::Written, Closed)]);
        changes(Closed, &[]);
    }
}
