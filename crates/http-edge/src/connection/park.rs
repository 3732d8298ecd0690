//! Idle connections. The framework keeps 11 kB for each connection, for its buffers most of all; one that
//! has been idle for a moment is taken from it and waits here until its client has more to say: 3.4 kB in all.

use std::net::SocketAddr;
use std::pin::pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_service::Service;
use actix_web::rt::net::TcpStream;
use actix_web::rt::time::sleep_until;
use futures_util::future::select;

use super::{Connection, ConnectionConfig};
use crate::limit::Permit;

/// How long the framework keeps an idle connection. To give one back costs the buffers anew, so a client
/// that is busy should keep its own.
pub(super) const PARK: Duration = Duration::from_millis(200);

/// A connection that the framework has no part in.
#[derive(Debug)]
pub(crate) struct Parked {
    pub(super) stream: TcpStream,
    pub(super) permit: Option<Permit>,
    pub(super) idle_since: Instant,
}

/// Serves a connection to its end.
pub(crate) async fn serve<S>(http: Rc<S>, mut connection: Connection, config: Rc<ConnectionConfig>)
where
    S: Service<(Connection, Option<SocketAddr>)>,
{
    loop {
        let shared = connection.shared();
        let peer = shared.peer;
        // In a box, so that nothing of it is left while the connection is parked.
        let served = Box::pin(http.call((connection, peer)));
        // How it ended is reported where it did.
        drop(served.await);
        let Some(parked) = shared.take_parked() else {
            return;
        };
        drop(shared);
        parked.has_more(&config).await;
        connection = Connection::resume(parked, peer, Rc::clone(&config));
    }
}

impl Parked {
    /// Resolves when the client sends or leaves, or when the connection must not be kept any longer.
    async fn has_more(&self, config: &ConnectionConfig) {
        let deadline = self.idle_since + config.timeouts.keep_alive;
        let too_late = pin!(sleep_until(deadline.into()));
        let closed = pin!(config.drain.clone().closed());
        let readable = pin!(self.stream.readable());
        select(readable, select(too_late, closed)).await;
    }
}
