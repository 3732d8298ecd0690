//! The running service: bind, serve, drain, stop.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::{App, HttpServer, middleware, rt, web};
use tracing::info;

use crate::config::Settings;
use crate::readiness::Readiness;
use crate::{routes, telemetry, version};

/// A service whose port is bound.
pub struct Application {
    server: Server,
    address: SocketAddr,
    readiness: Readiness,
    drain_delay: Duration,
}

impl Application {
    /// Binds the port and starts the workers.
    ///
    /// # Errors
    ///
    /// If the port is taken or the address is not one of this machine's; the message names it.
    pub fn bind(settings: &Settings) -> io::Result<Self> {
        let readiness = Readiness::default();
        let state = (
            web::Data::new(settings.limits()),
            web::Data::new(readiness.clone()),
        );
        let app = move || {
            App::new()
                .app_data(state.0.clone())
                .app_data(state.1.clone())
                .configure(routes::configure)
                .wrap(middleware::from_fn(telemetry::logs::access))
        };

        let wanted = settings.socket_address();
        let mut server = HttpServer::new(app)
            .disable_signals()
            .shutdown_timeout(settings.shutdown_timeout)
            .bind(wanted)
            .map_err(|error| {
                io::Error::new(error.kind(), format!("cannot listen on {wanted}: {error}"))
            })?;
        if let Some(workers) = settings.workers {
            server = server.workers(workers.into());
        }
        // With port 0 it is the system that chose one.
        let address = server.addrs().first().copied().unwrap_or(wanted);

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
            server: server.run(),
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
            info!("draining");
            readiness.set_draining();
            rt::time::sleep(drain_delay).await;
            info!("stopping");
            handle.stop(true).await;
        });
        server.await?;
        info!("stopped");
        Ok(())
    }
}
