//! The workers behind a port: `HttpServer` would do the same, but leaves no room for a connection of our
//! own below the framework and middleware of our own above it.

use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::time::Duration;

use actix_http::{HttpService, KeepAlive};
use actix_server::Server;
use actix_service::{
    IntoServiceFactory, ServiceFactory, ServiceFactoryExt, apply_fn_factory, fn_factory,
    fn_service, map_config,
};
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use actix_web::web::ServiceConfig;
use actix_web::{App, Error};
use tokio::net::TcpSocket;

use crate::connection::{self, Connection, ConnectionConfig, Timeouts};
use crate::drain::Drain;
use crate::limit::{Admission, ConnectionLimit};
use crate::middleware::{LastHost, Middleware, Origin};
use crate::observer::Observer;

/// How a listener serves.
#[derive(Debug, Clone)]
pub struct ListenerConfig {
    /// Worker threads; without it one for each CPU.
    pub workers: Option<u16>,
    /// How many connections there may be.
    pub connections: ConnectionLimit,
    /// How long they may last.
    pub timeouts: Timeouts,
    /// Pages of which other origins may read the responses.
    pub origins: Vec<Origin>,
    /// How long requests in flight have once the listener is closed, in seconds.
    pub shutdown_timeout: u64,
    /// The end of it.
    pub drain: Drain,
}

/// Starts the workers. Each has an app of its own, which `configure` fills, and an observer of its own.
///
/// # Errors
///
/// If the system refuses threads.
pub fn serve<O, F>(
    listener: TcpListener,
    config: ListenerConfig,
    configure: F,
    observe: impl Fn() -> O + Clone + Send + 'static,
) -> io::Result<Server>
where
    O: Observer,
    F: Fn(&mut ServiceConfig) + Clone + Send + 'static,
{
    let mut builder = Server::build()
        .disable_signals()
        .shutdown_timeout(config.shutdown_timeout)
        // They are counted for all workers together.
        .max_concurrent_connections(usize::MAX);
    if let Some(workers) = config.workers {
        builder = builder.workers(workers.into());
    }
    // This is called once in each worker.
    let builder = builder.listen("http", listener, move || {
        let app = App::new().configure(|services| configure(services));
        let app = map_config(app.into_factory(), |()| AppConfig::default());
        let observer = Rc::new(observe());
        let middleware = Rc::new(Middleware {
            drain: config.drain.clone(),
            origins: config.origins.clone(),
            observer: Rc::clone(&observer),
            last_host: LastHost::default(),
        });
        let app = apply_fn_factory(app, move |request, app: &_| middleware.call(request, app));
        let http = HttpService::build()
            // It is the connection that keeps the time, and that lingers.
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(Duration::ZERO)
            .on_connect_ext(|connection: &Connection, data| {
                data.insert(connection.shared());
            })
            .h1(app.map_err(|error: Error| error.error_response()));
        let http = Rc::new(http);
        let connections = config.connections.clone();
        let config = Rc::new(ConnectionConfig {
            timeouts: config.timeouts,
            drain: config.drain.clone(),
            on_rejection: Box::new(move |rejection, peer| observer.rejected(rejection, peer)),
        });
        fn_factory(move || {
            let (connections, config) = (connections.clone(), Rc::clone(&config));
            let http = http.new_service(());
            async move {
                let http = Rc::new(http.await?);
                Ok::<_, ()>(fn_service(move |stream: TcpStream| {
                    let admission = connections.admit();
                    let (http, config) = (Rc::clone(&http), Rc::clone(&config));
                    async move {
                        let (permit, rejected) = match admission {
                            Admission::Serve(permit) => (permit, false),
                            Admission::Reject(permit) => (permit, true),
                            Admission::Drop => return Ok::<_, Infallible>(()),
                        };
                        let connection =
                            Connection::new(stream, permit, rejected, Rc::clone(&config));
                        connection::serve(http, connection, config).await;
                        Ok(())
                    }
                }))
            }
        })
    })?;
    Ok(builder.run())
}

/// Binds a port, or names the one that cannot be.
///
/// # Errors
///
/// If the port is taken or the address is not one of this machine's.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    listen(address).map_err(|error| {
        io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"))
    })
}

/// The standard library would let no more than 128 connections wait to be accepted, too few for a burst.
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
