//! The running service: bind, serve, drain, stop.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_http::HttpService;
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use actix_web::{App, Error, middleware, rt, web};
use tokio::net::TcpSocket;
use tracing::info;

use crate::config::Settings;
use crate::connection::Connection;
use crate::readiness::Readiness;
use crate::{routes, telemetry, version};

/// A service whose port is bound.
pub struct Application {
    server: Server,
    address: SocketAddr,
    readiness: web::Data<Readiness>,
    drain_delay: Duration,
}

impl Application {
    /// Binds the port and starts the workers. It has to be called inside an actix system.
    ///
    /// # Errors
    ///
    /// If the port is taken or the address is not one of this machine's; the message names it.
    pub fn bind(settings: &Settings) -> io::Result<Self> {
        let wanted = settings.socket_address();
        let listener = listen(wanted).map_err(|error| {
            io::Error::new(error.kind(), format!("cannot listen on {wanted}: {error}"))
        })?;
        // With port 0 it is the system that chose one.
        let address = listener.local_addr()?;
        let readiness = web::Data::new(Readiness::default());
        let server = start(listener, settings, &readiness)?;
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

/// Starts the workers. `HttpServer` would do the same, but leaves no room for a [`Connection`].
fn start(
    listener: TcpListener,
    settings: &Settings,
    readiness: &web::Data<Readiness>,
) -> io::Result<Server> {
    /// How long a client may take to close its side after the last answer.
    const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);

    let limits = web::Data::new(settings.limits());
    let bounds = web::Data::new(settings.body_bounds());
    let readiness = readiness.clone();
    let app = move || {
        App::new()
            .app_data(limits.clone())
            .app_data(bounds.clone())
            .app_data(readiness.clone())
            .configure(routes::configure)
            .wrap(middleware::from_fn(telemetry::logs::access))
    };

    let mut builder = Server::build()
        .disable_signals()
        .shutdown_timeout(settings.shutdown_timeout);
    if let Some(workers) = settings.workers {
        builder = builder.workers(workers.into());
    }
    let stopping = builder.graceful_shutdown_signal();
    let builder = builder.listen("public", listener, move || {
        let stopping = stopping.clone();
        let app = map_config(app().into_factory(), |()| AppConfig::default())
            .map_err(|error: Error| error.error_response());
        let http = HttpService::build()
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .h1(app);
        fn_service(|stream: TcpStream| async {
            let peer = stream.peer_addr().ok();
            Ok((Connection::new(stream), peer))
        })
        .and_then(http)
    })?;
    Ok(builder.run())
}
