//! The server and the client of every test.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use actix_http::{Request, ResponseHead};
use actix_web::body::BodySize;
use actix_web::dev::{ServerHandle, ServiceResponse};
use actix_web::rt::System;
use actix_web::web::{self, Data, Path, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use http_edge::{
    BodyLimits, ConnectionLimit, DecodedBody, DecoderMemory, Drain, ListenerConfig, Observer,
    Problem, Rejection, RequestObserver, Timeouts, bind, serve,
};

/// How long a test waits for what must come.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// The length of `/big`.
pub(crate) const BIG: usize = 1 << 20;

/// What the observer saw.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Finished(u16),
    Aborted,
    Rejected(u16, Option<SocketAddr>),
}

/// A running server; it stops when it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) connections: ConnectionLimit,
    pub(crate) memory: DecoderMemory,
    pub(crate) drain: Drain,
    seen: Receiver<Seen>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

/// What a test may change of it.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    pub(crate) connections: usize,
    pub(crate) memory: usize,
    pub(crate) timeouts: Timeouts,
    pub(crate) body: BodyLimits,
}

impl Default for Options {
    /// Nothing is too long or too slow.
    fn default() -> Self {
        let long = Duration::from_hours(1);
        Self {
            connections: 1000,
            memory: 1 << 30,
            timeouts: Timeouts {
                head: long,
                keep_alive: long,
                send: long,
            },
            body: BodyLimits {
                max_bytes: 1 << 30,
                read_timeout: long,
                min_rate: 0,
            },
        }
    }
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_with(Options::default())
    }

    pub(crate) fn start_with(options: Options) -> Self {
        let drain = Drain::default();
        let connections = ConnectionLimit::new(options.connections);
        let memory = DecoderMemory::new(options.memory);
        let config = ListenerConfig {
            workers: Some(1),
            connections: connections.clone(),
            timeouts: options.timeouts,
            origins: Vec::new(),
            shutdown_timeout: 1,
            drain: drain.clone(),
        };
        let data = (Data::new(options.body), Data::new(memory.clone()));
        let (sender, seen) = channel();
        let (started, handle) = channel();
        let thread = thread::spawn(move || {
            System::new().block_on(async move {
                let listener = bind(([127, 0, 0, 1], 0).into()).expect("a free port");
                let address = listener.local_addr().expect("an address");
                let app = move |config: &mut ServiceConfig| {
                    let (limits, memory) = data.clone();
                    config.app_data(limits).app_data(memory).configure(toy);
                };
                let observe = move || Recorder(sender.clone());
                let server = serve(listener, config, app, observe).expect("threads");
                started
                    .send((address, server.handle()))
                    .expect("the test waits");
                server.await.expect("a clean end");
            });
        });
        let (address, handle) = handle.recv_timeout(DEADLINE).expect("a server");
        Self {
            address,
            connections,
            memory,
            drain,
            seen,
            handle,
            thread: Some(thread),
        }
    }

    pub(crate) fn connect(&self) -> Client {
        let stream = TcpStream::connect(self.address).expect("the server accepts");
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream.set_write_timeout(Some(DEADLINE)).unwrap();
        Client {
            stream,
            received: Vec::new(),
        }
    }

    /// Sends bytes on a connection of their own, and reads the responses to these methods.
    #[track_caller]
    pub(crate) fn ask(&self, bytes: impl AsRef<[u8]>, methods: &[&str]) -> Vec<Response> {
        let mut client = self.connect();
        client.send(bytes);
        let responses = methods.iter().map(|method| client.response(method));
        responses.collect()
    }

    /// The next thing that the observer saw.
    #[track_caller]
    pub(crate) fn seen(&self) -> Seen {
        self.seen.recv_timeout(DEADLINE).expect("an event in time")
    }

    /// How many more it has seen by now.
    pub(crate) fn seen_so_far(&self) -> usize {
        self.seen.try_iter().count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.drain.close();
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            assert!(thread::panicking(), "the server panicked");
        }
    }
}

/// Waits until it is so.
#[track_caller]
pub(crate) fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < DEADLINE, "in time: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

fn toy(config: &mut ServiceConfig) {
    config
        .route("/health", web::to(async || "well"))
        .route(
            "/echo/{text}",
            web::to(async |text: Path<String>| text.into_inner()),
        )
        .route(
            "/big",
            web::get().to(async || HttpResponse::Ok().body(vec![b'x'; BIG])),
        )
        .route("/count", web::post().to(count));
}

/// How many bytes a body is, decoded.
async fn count(
    request: HttpRequest,
    mut payload: Payload,
    limits: Data<BodyLimits>,
    memory: Data<DecoderMemory>,
) -> Result<String, Problem> {
    let mut body = DecodedBody::new(&request, &mut payload, **limits, &memory)?;
    let mut count = 0;
    while let Some(piece) = body.next().await? {
        count += piece.len();
    }
    Ok(count.to_string())
}

#[derive(Clone)]
struct Recorder(Sender<Seen>);

impl Observer for Recorder {
    type Request = Self;

    fn request(&self, _: &Request) -> Self {
        self.clone()
    }

    fn rejected(&self, rejection: &Rejection, peer: Option<SocketAddr>) {
        let status = rejection.status.code().as_u16();
        drop(self.0.send(Seen::Rejected(status, peer)));
    }
}

impl RequestObserver for Recorder {
    fn responded(&mut self, _: &ServiceResponse) {}

    fn panicked(&mut self, _: &(dyn std::any::Any + Send)) {}

    fn finished(&mut self, head: &ResponseHead, _: BodySize, _: Duration) {
        drop(self.0.send(Seen::Finished(head.status.as_u16())));
    }

    fn aborted(&mut self, _: Duration) {
        drop(self.0.send(Seen::Aborted));
    }
}

/// A connection. Every read and write has a deadline.
pub(crate) struct Client {
    pub(crate) stream: TcpStream,
    received: Vec<u8>,
}

impl Client {
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream
            .write_all(bytes.as_ref())
            .expect("a server that reads");
    }

    /// The next response, which is one to this method.
    #[track_caller]
    pub(crate) fn response(&mut self, method: &str) -> Response {
        let head = self.until_blank_line();
        let mut response = Response::parse(&head);
        let bodyless = method == "HEAD" || matches!(response.status, 100 | 204);
        if !bodyless {
            let length = response.header("content-length").expect("a length");
            let length: usize = length.parse().expect("a number");
            while self.received.len() < length {
                assert!(self.receive(), "the connection ends in a body");
            }
            let body = self.received.drain(..length).collect();
            response.body = String::from_utf8(body).expect("UTF-8");
        }
        response
    }

    fn until_blank_line(&mut self) -> String {
        loop {
            let end = self
                .received
                .windows(4)
                .position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                let head = self.received.drain(..end + 4).collect();
                return String::from_utf8(head).expect("UTF-8");
            }
            assert!(
                self.receive(),
                "the connection ends in a head: {}",
                self.received.escape_ascii()
            );
        }
    }

    /// Nothing more comes, and the connection ends.
    #[track_caller]
    pub(crate) fn ends(&mut self) {
        while self.receive() {}
        assert_eq!(self.received.escape_ascii().to_string(), "");
    }

    fn receive(&mut self) -> bool {
        let mut bytes = [0; 16_384];
        let length = match self.stream.read(&mut bytes) {
            Err(error) if error.kind() == ErrorKind::ConnectionReset => 0,
            length => length.expect("bytes in time"),
        };
        self.received.extend_from_slice(&bytes[..length]);
        length > 0
    }
}

/// As it came over the wire.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) version: String,
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Response {
    fn parse(head: &str) -> Self {
        let mut lines = head.lines();
        let line = lines.next().expect("a status line");
        let (version, rest) = line.split_once(' ').expect("a version");
        let status = rest.split(' ').next().unwrap_or_default();
        let headers = lines.filter_map(|line| line.split_once(": "));
        Self {
            version: version.to_owned(),
            status: status.parse().expect("a status"),
            headers: headers
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            body: String::new(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(header, _)| header == name)?;
        Some(value)
    }

    /// That no request can follow.
    pub(crate) fn is_last(&self) -> bool {
        self.header("connection") == Some("close")
    }

    /// It is a problem with this status and detail.
    #[track_caller]
    pub(crate) fn assert_problem(&self, status: u16, detail: &str) {
        assert_eq!(self.status, status, "{self:?}");
        let media_type = self.header("content-type");
        assert_eq!(media_type, Some("application/problem+json"), "{self:?}");
        assert!(self.body.contains(detail), "{self:?}");
    }
}
