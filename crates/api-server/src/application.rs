//! The running service: bind, serve, drain, stop.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_server::Server;
use actix_web::rt;
use actix_web::web::ServiceConfig;
use tokio::net::TcpSocket;
use tracing::info;

use crate::config::Settings;
use crate::readiness::Readiness;
use crate::telemetry::Telemetry;
use crate::{routes, server, version};

/// A service whose port is bound.
pub struct Application {
    server: Server,
    address: SocketAddr,
    readiness: Arc<Readiness>,
    drain_delay: Duration,
}

impl Application {
    /// Binds the port and starts the workers. It has to be called inside an actix system.
    ///
    /// # Errors
    ///
    /// If the port is taken or the address is not one of this machine's; the message names it.
    pub fn bind(settings: &Settings) -> io::Result<Self> {
        Self::with_routes(settings, routes::configure)
    }

    /// The same with routes of one's own.
    ///
    /// # Errors
    ///
    /// Those of [`bind`](Self::bind).
    pub fn with_routes(settings: &Settings, routes: fn(&mut ServiceConfig)) -> io::Result<Self> {
        let wanted = settings.socket_address();
        let listener = listen(wanted).map_err(|error| {
            io::Error::new(error.kind(), format!("cannot listen on {wanted}: {error}"))
        })?;
        // With port 0 it is the system that chose one.
        let address = listener.local_addr()?;
        let readiness = Arc::new(Readiness::default());
        let telemetry = Arc::new(Telemetry::new(settings));
        let server = server::start(listener, settings, routes, &readiness, &telemetry)?;
        info!(
            %address,
            version = version::VERSION,
            commit = version::COMMIT,
            max_digits = settings.max_digits,
            drain_delay_s = settings.drain_delay,
            shutdown_timeout_s = settings.shutdown_timeout,
            "listening"
        );
        let drain_delay = Duration::from_secs(settings.drain_delay);
        Ok(Self {
            server,
            address,
            readiness,
            drain_delay,
        })
    }

    /// The address that is bound.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` resolves, then drains: `/ready` answers 503, after the drain delay the
    /// port is closed, and requests in flight finish within the shutdown timeout.
    ///
    /// # Errors
    ///
    /// If the server cannot go on, as when the system refuses it threads.
    pub async fn run(self, stop: impl Future<Output = ()> + 'static) -> io::Result<()> {
        let Self {
            server,
            readiness,
            drain_delay,
            ..
        } = self;
        let handle = server.handle();
        rt::spawn(async move {
            stop.await;
            readiness.set_draining();
            info!("draining");
            rt::time::sleep(drain_delay).await;
            info!("stopping");
            handle.stop(true).await;
        });
        server.await?;
        info!("stopped");
        Ok(())
    }
}

/// Binds a port. The standard library would let no more than 128 connections wait to be accepted,
/// too few for a burst.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    const BACKLOG: u32 = 1024;
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Connections that are still closing must not keep a restarted service from its port; on
    // Windows the option means something else.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}
