//! The workers behind a port: `HttpServer` would do the same, but leaves no room for a [`Connection`] of
//! our own below the framework and an [`exchange`] around it.

use std::future::ready;
use std::io;
use std::net::TcpListener;
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

use crate::config::Settings;
use crate::connection::{Connection, Places};
use crate::exchange::exchange;
use crate::readiness::Readiness;
use crate::telemetry::Telemetry;

/// How long a client may take to close its side after the last answer.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// Starts them.
pub(crate) fn start(
    listener: TcpListener,
    settings: &Settings,
    routes: fn(&mut ServiceConfig),
    readiness: &Arc<Readiness>,
    telemetry: &Arc<Telemetry>,
) -> io::Result<Server> {
    let limits = Data::new(settings.limits());
    let bounds = Data::new(settings.body_bounds());
    let timeouts = settings.timeouts();
    let places = Places::new(settings.max_connections);
    let (readiness, telemetry) = (Arc::clone(readiness), Arc::clone(telemetry));

    let mut builder = Server::build()
        .disable_signals()
        .shutdown_timeout(settings.shutdown_timeout)
        // The places are counted for all workers together.
        .max_concurrent_connections(usize::MAX);
    if let Some(workers) = settings.workers {
        builder = builder.workers(workers.into());
    }
    let closed = builder.graceful_shutdown_signal();
    // This is called once in each worker.
    let builder = builder.listen("public", listener, move || {
        let app = App::new()
            .app_data(limits.clone())
            .app_data(bounds.clone())
            .app_data(Data::from(Arc::clone(&readiness)))
            .configure(routes);
        let app = map_config(app.into_factory(), |()| AppConfig::default());
        let (ready_still, telemetry) = (Arc::clone(&readiness), Arc::clone(&telemetry));
        let app = apply_fn_factory(app, move |request, app: &_| {
            exchange(request, app, Arc::clone(&ready_still), &telemetry)
        });
        let http = HttpService::build()
            // It is the connection that keeps the time.
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            .on_connect_ext(|connection: &Connection, data| {
                data.insert(connection.activity());
            })
            .h1(app.map_err(|error: Error| error.error_response()));
        let (readiness, closed, places) = (Arc::clone(&readiness), closed.clone(), places.clone());
        fn_service(move |stream: TcpStream| {
            let peer = stream.peer_addr().ok();
            let (place, readiness, closed) =
                (places.take(), Arc::clone(&readiness), closed.clone());
            let closed = async move { closed.notified().await };
            let connection = Connection::new(stream, place, timeouts, readiness, closed);
            ready(Ok((connection, peer)))
        })
        .and_then(http)
    })?;
    Ok(builder.run())
}
