//! The running service: bind, serve, drain, stop.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use actix_server::{Server, ServerHandle};
use actix_web::rt;
use actix_web::web::{Data, ServiceConfig};
use http_edge::{
    ConnectionLimit, DecoderMemory, Drain, ListenerConfig, bind, open_files, serve, systemd,
};
use tracing::{info, warn};

use crate::config::Settings;
use crate::flags::Flags;
use crate::routes::index::Instance;
use crate::service::SumService;
use crate::telemetry::{About, Telemetry, WorkerObserver, logs};
use crate::{routes, version};

/// Descriptors for all that is not a client of the public listener.
const RESERVED_FILES: usize = 64;

/// Connections of the admin listener: its clients are few, and probes must find room.
const ADMIN_CONNECTIONS: usize = 100;

/// A service whose ports are bound.
pub struct Application {
    public: Bound,
    admin: Option<Bound>,
    connections: ConnectionLimit,
    drain: Drain,
    telemetry: Telemetry,
    drain_delay: Duration,
    shutdown_timeout: Duration,
}

struct Bound {
    address: SocketAddr,
    server: Server,
}

impl Application {
    /// Binds the ports and starts the workers. It must be called inside an actix system.
    ///
    /// # Errors
    ///
    /// If a port is taken, or an address is not one of this machine's; the message names it.
    pub fn bind(settings: &Settings, flags: Flags) -> io::Result<Self> {
        Self::with_routes(settings, flags, routes::configure)
    }

    /// The same with other routes on the public port.
    ///
    /// # Errors
    ///
    /// Those of [`bind`](Self::bind).
    pub fn with_routes(
        settings: &Settings,
        flags: Flags,
        routes: fn(&mut ServiceConfig),
    ) -> io::Result<Self> {
        let drain = Drain::default();
        let max_open_files = open_files::raise_limit();
        let connections = connection_limit(settings, max_open_files);
        let decoders = DecoderMemory::new(as_usize(settings.max_decoder_memory));
        let about = about(settings, &connections, &decoders);
        let telemetry = Telemetry::new(&about, vec![Box::new(flags.clone())]);

        let public = match systemd::listener()? {
            Some(listener) => listener,
            None => bind(settings.socket_address())?,
        };
        let admin = settings.admin_address.0.map(bind).transpose()?;
        let config = ListenerConfig {
            workers: settings.workers,
            connections: connections.clone(),
            timeouts: settings.timeouts(),
            origins: settings.cors_origins.clone(),
            shutdown_timeout: settings.shutdown_timeout,
            drain: drain.clone(),
        };
        let admin_config = ListenerConfig {
            workers: Some(1),
            connections: ConnectionLimit::new(ADMIN_CONNECTIONS),
            // What only the operator should see is not for the pages they visit.
            origins: Vec::new(),
            // It serves until the end.
            drain: Drain::default(),
            ..config.clone()
        };
        let data = (
            Data::new(SumService {
                limits: settings.limits(),
                body_limits: settings.body_limits(),
                decoders,
                flags,
                metrics: telemetry.metrics(),
            }),
            Data::new(Instance::new(settings)),
            Data::new(drain.clone()),
            Data::from(telemetry.metrics()),
        );
        let configure = move |routes: fn(&mut ServiceConfig)| {
            let (sums, instance, drain, metrics) = data.clone();
            move |config: &mut ServiceConfig| {
                config
                    .app_data(sums.clone())
                    .app_data(instance.clone())
                    .app_data(drain.clone())
                    .app_data(metrics.clone())
                    .configure(routes);
            }
        };
        let observe = |telemetry: Telemetry| move || WorkerObserver::new(telemetry.clone());
        let admin = match admin {
            Some(listener) => Some(Bound {
                // With port 0 it is the system that chose one.
                address: listener.local_addr()?,
                server: serve(
                    listener,
                    admin_config,
                    configure(routes::configure_admin),
                    observe(telemetry.without_counts()),
                )?,
            }),
            None => None,
        };
        let public = Bound {
            address: public.local_addr()?,
            server: serve(
                public,
                config,
                configure(routes),
                observe(telemetry.clone()),
            )?,
        };
        info!(
            address = %public.address,
            admin_address = admin.as_ref().map(|admin| admin.address.to_string()),
            version = version::VERSION,
            commit = version::COMMIT,
            max_digits = settings.max_digits,
            max_body = settings.max_body,
            max_connections = connections.max(),
            max_open_files,
            drain_delay_s = settings.drain_delay,
            shutdown_timeout_s = settings.shutdown_timeout,
            "listening"
        );
        systemd::notify("READY=1")?;
        Ok(Self {
            public,
            admin,
            connections,
            drain,
            telemetry,
            drain_delay: Duration::from_secs(settings.drain_delay),
            shutdown_timeout: Duration::from_secs(settings.shutdown_timeout),
        })
    }

    /// The public address that is bound.
    pub fn address(&self) -> SocketAddr {
        self.public.address
    }

    /// The admin address that is bound, if there is one.
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin.as_ref().map(|admin| admin.address)
    }

    /// Serves until `stop` resolves, then drains: `/ready` answers 503, after the drain delay the
    /// port is closed, and requests in flight finish within the shutdown timeout. The admin port
    /// serves until then.
    ///
    /// # Errors
    ///
    /// If the server cannot go on, as when the system refuses it threads.
    pub async fn run(self, stop: impl Future<Output = ()> + 'static) -> io::Result<()> {
        let handle = self.public.server.handle();
        let stopping = rt::spawn(async move {
            stop.await;
            self.drain.begin();
            info!(connections = self.connections.open(), "draining");
            rt::time::sleep(self.drain_delay).await;
            info!(connections = self.connections.open(), "stopping");
            self.drain.close();
            aborted_at_the_end(&handle, self.shutdown_timeout, &self.connections).await
        });
        let admin = self
            .admin
            .map(|admin| (admin.server.handle(), rt::spawn(admin.server)));
        self.public.server.await?;
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

/// Stops the server. It does not report how many connections it aborts when its time is over, so they are
/// counted shortly before.
async fn aborted_at_the_end(
    server: &ServerHandle,
    timeout: Duration,
    connections: &ConnectionLimit,
) -> usize {
    let almost_over = timeout.saturating_sub(Duration::from_millis(100));
    match rt::time::timeout(almost_over, server.stop(true)).await {
        Ok(()) => 0,
        Err(_) => connections.open(),
    }
}

/// The limit that is configured, or the one that the system allows.
fn connection_limit(settings: &Settings, max_open_files: Option<u64>) -> ConnectionLimit {
    let wanted = as_usize(settings.max_connections.into());
    let limit = ConnectionLimit::within_open_files(wanted, max_open_files, RESERVED_FILES);
    if limit.max() < wanted {
        warn!(
            max_connections = limit.max(),
            wanted,
            max_open_files,
            "fewer connections than configured: too few open files are allowed"
        );
    }
    limit
}

/// More than there can be is as much as there can be.
fn as_usize(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// What there is to know of the process.
fn about(settings: &Settings, connections: &ConnectionLimit, decoders: &DecoderMemory) -> About {
    About {
        json: logs::is_json(settings.log_format),
        counts: settings.admin_address.0.is_some(),
        version: version::VERSION,
        commit: version::COMMIT,
        connections: connections.clone(),
        decoders: decoders.clone(),
        route: routes::label,
        trusted_proxies: settings.trusted_proxies(),
    }
}
