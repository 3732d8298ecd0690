//! The running service: bind, serve, drain, stop.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_server::Server;
use actix_web::rt;
use actix_web::web::ServiceConfig;
use prometheus_client::metrics::gauge::Gauge;
use tokio::net::TcpSocket;
use tracing::info;

use crate::config::Settings;
use crate::readiness::Readiness;
use crate::server::{self, Port};
use crate::telemetry::Telemetry;
use crate::{open_files, routes, version};

/// A service whose ports are bound.
pub struct Application {
    server: Server,
    address: SocketAddr,
    admin: Option<(SocketAddr, Server)>,
    readiness: Arc<Readiness>,
    telemetry: Telemetry,
    drain_delay: Duration,
    shutdown_timeout: Duration,
}

impl Application {
    /// Binds the ports and starts the workers. It has to be called inside an actix system.
    ///
    /// # Errors
    ///
    /// If a port is taken, or an address is not one of this machine's, or traces cannot be sent to where
    /// they should; the message names it.
    pub fn bind(settings: &Settings) -> io::Result<Self> {
        Self::with_routes(settings, routes::configure)
    }

    /// The same with routes of one's own on the public port.
    ///
    /// # Errors
    ///
    /// Those of [`bind`](Self::bind).
    pub fn with_routes(settings: &Settings, routes: fn(&mut ServiceConfig)) -> io::Result<Self> {
        let telemetry = Telemetry::new(settings)?;
        let listener = listen(settings.socket_address())?;
        let admin_listener = settings.admin_address.0.map(listen).transpose()?;
        // With port 0 it is the system that chose one.
        let address = listener.local_addr()?;
        let readiness = Arc::default();
        let admin = match admin_listener {
            Some(listener) => Some((
                listener.local_addr()?,
                admin(listener, settings, &telemetry)?,
            )),
            None => None,
        };
        let public = Port {
            listener,
            routes,
            origins: settings.cors_origins.clone(),
            workers: settings.workers,
            max_connections: settings.max_connections,
            connections: telemetry.metrics.connections.clone(),
            readiness: Arc::clone(&readiness),
            telemetry: telemetry.clone(),
        };
        let server = server::start(public, settings)?;
        let max_open_files = open_files::raise_limit();
        info!(
            %address,
            admin_address = admin.as_ref().map(|(address, _)| address.to_string()),
            version = version::VERSION,
            commit = version::COMMIT,
            max_digits = settings.max_digits,
            max_body = settings.max_body,
            max_connections = settings.max_connections,
            max_open_files,
            drain_delay_s = settings.drain_delay,
            shutdown_timeout_s = settings.shutdown_timeout,
            "listening"
        );
        Ok(Self {
            server,
            address,
            admin,
            readiness,
            telemetry,
            drain_delay: Duration::from_secs(settings.drain_delay),
            shutdown_timeout: Duration::from_secs(settings.shutdown_timeout),
        })
    }

    /// The public address that is bound.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The admin address that is bound, if there are metrics.
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin.as_ref().map(|(address, _)| *address)
    }

    /// Serves until `stop` resolves, then drains: `/ready` answers 503, after the drain delay the
    /// port is closed, and requests in flight finish within the shutdown timeout. The admin port
    /// answers until then.
    ///
    /// # Errors
    ///
    /// If the server cannot go on, as when the system refuses it threads.
    pub async fn run(self, stop: impl Future<Output = ()> + 'static) -> io::Result<()> {
        let handle = self.server.handle();
        let (readiness, drain_delay) = (self.readiness, self.drain_delay);
        let connections = self.telemetry.metrics.connections.clone();
        let almost_over = self
            .shutdown_timeout
            .saturating_sub(Duration::from_millis(100));
        let stopping = rt::spawn(async move {
            stop.await;
            readiness.set_draining();
            info!(connections = connections.get(), "draining");
            rt::time::sleep(drain_delay).await;
            info!(connections = connections.get(), "stopping");
            // The server will not tell how many it cuts off.
            match rt::time::timeout(almost_over, handle.stop(true)).await {
                Ok(()) => 0,
                Err(_) => connections.get(),
            }
        });
        let admin = self
            .admin
            .map(|(_, server)| (server.handle(), rt::spawn(server)));
        self.server.await?;
        let aborted_connections = stopping.await?;
        if let Some((handle, ended)) = admin {
            handle.stop(false).await;
            ended.await??;
        }
        self.telemetry.finish();
        info!(aborted_connections, "stopped");
        Ok(())
    }
}

/// Starts the admin port, which has little to do and is never ready to drain.
fn admin(listener: TcpListener, settings: &Settings, telemetry: &Telemetry) -> io::Result<Server> {
    let port = Port {
        listener,
        routes: routes::configure_admin,
        // What only the operator should see is not for the pages they visit.
        origins: Vec::new(),
        workers: Some(1),
        max_connections: 100,
        connections: Gauge::default(),
        readiness: Arc::default(),
        telemetry: telemetry.without_counts(),
    };
    server::start(port, settings)
}

/// Binds a port, or tells which one cannot be.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    bind(address).map_err(|error| {
        io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"))
    })
}

/// Binds a port. The standard library would let no more than 128 connections wait to be accepted,
/// too few for a burst.
fn bind(address: SocketAddr) -> io::Result<TcpListener> {
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
