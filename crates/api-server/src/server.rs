//! The workers behind a port: `HttpServer` would do the same, but leaves no room for a [`Connection`] of
//! our own below the framework and an [`Exchange`] above it.

use std::future::ready;
use std::io;
use std::net::TcpListener;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_http::{HttpService, KeepAlive};
use actix_server::Server;
use actix_service::{
    IntoServiceFactory, ServiceFactoryExt, apply_fn_factory, fn_service, map_config,
};
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use actix_web::web::{Data, ServiceConfig};
use actix_web::{App, Error};
use prometheus_client::metrics::gauge::Gauge;

use crate::config::Settings;
use crate::connection::{Connection, Places, Terms};
use crate::cors::Origin;
use crate::exchange::Exchange;
use crate::readiness::Readiness;
use crate::routes::index::Instance;
use crate::telemetry::{Recorder, Telemetry};

/// How long a client may take to close its side after the last answer.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// What one port is for.
pub(crate) struct Port {
    pub(crate) listener: TcpListener,
    pub(crate) routes: fn(&mut ServiceConfig),
    /// Whose pages may read its answers.
    pub(crate) origins: Vec<Origin>,
    /// One for each CPU if it is not said.
    pub(crate) workers: Option<u16>,
    pub(crate) max_connections: u32,
    /// How many there are.
    pub(crate) connections: Gauge,
    pub(crate) readiness: Arc<Readiness>,
    pub(crate) telemetry: Telemetry,
}

/// Starts the workers.
pub(crate) fn start(port: Port, settings: &Settings) -> io::Result<Server> {
    let Port {
        listener,
        routes,
        origins,
        readiness,
        telemetry,
        ..
    } = port;
    let limits = Data::new(settings.limits());
    let bounds = Data::new(settings.body_bounds());
    let instance = Data::new(Instance::new(settings));
    let timeouts = settings.timeouts();
    let places = Places::new(port.max_connections, port.connections);

    let mut builder = Server::build()
        .disable_signals()
        .shutdown_timeout(settings.shutdown_timeout)
        // The places are counted for all workers together.
        .max_concurrent_connections(usize::MAX);
    if let Some(workers) = port.workers {
        builder = builder.workers(workers.into());
    }
    let closed = builder.graceful_shutdown_signal();
    // This is called once in each worker.
    let builder = builder.listen("http", listener, move || {
        let app = App::new()
            .app_data(limits.clone())
            .app_data(bounds.clone())
            .app_data(instance.clone())
            .app_data(Data::from(Arc::clone(&readiness)))
            .app_data(Data::from(Arc::clone(&telemetry.metrics)))
            .configure(routes);
        let app = map_config(app.into_factory(), |()| AppConfig::default());
        let exchange = Rc::new(Exchange {
            readiness: Arc::clone(&readiness),
            recorder: Recorder::new(telemetry.clone()),
            origins: origins.clone(),
        });
        let app = apply_fn_factory(app, move |request, app: &_| exchange.answer(request, app));
        let http = HttpService::build()
            // It is the connection that keeps the time.
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            .on_connect_ext(|connection: &Connection, data| {
                data.insert(connection.activity());
            })
            .h1(app.map_err(|error: Error| error.error_response()));
        let terms = Rc::new(Terms {
            timeouts,
            readiness: Arc::clone(&readiness),
            metrics: Arc::clone(&telemetry.metrics),
        });
        let (closed, places) = (closed.clone(), places.clone());
        fn_service(move |stream: TcpStream| {
            let peer = stream.peer_addr().ok();
            let closed = closed.clone();
            let closed = async move { closed.notified().await };
            let connection = Connection::new(stream, places.take(), Rc::clone(&terms), closed);
            ready(Ok((connection, peer)))
        })
        .and_then(http)
    })?;
    Ok(builder.run())
}
