//! The real application on a port that the system chooses, so that tests run side by side, and a
//! client that writes its request as text and hands back all of the answer.

use std::env;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::{Once, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use actix_web::rt::System;
use actix_web::web::ServiceConfig;
use api_server::application::Application;
use api_server::config::Cli;
use api_server::flags::Flags;
use api_server::routes;
use tokio::sync::oneshot;

use crate::openapi;
use crate::process::Running;

/// A variable with a command, its words separated by blanks. It is run and tested in place of the application
/// in this process: `docker run --rm --network=host api-server` (`.ci/image-dast`).
const PROGRAM: &str = "SUM_TEST_PROGRAM";

/// How long a test waits for what must come. No claim depends on it: it is long for a busy machine.
pub(crate) const DEADLINE: Duration = Duration::from_mins(1);

/// Waits until it is so.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < DEADLINE, "in time: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// A running service. It stops when it is dropped.
pub(crate) struct Service {
    address: SocketAddr,
    admin: Option<SocketAddr>,
    host: Host,
}

/// Where a service runs, and what stops it.
enum Host {
    Thread(Option<oneshot::Sender<()>>, Option<JoinHandle<()>>),
    Program(Running, Once),
}

impl Service {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    pub(crate) fn start_with(flags: &[&str]) -> Self {
        match env::var(PROGRAM) {
            Ok(command) => Self::launch_program(&command, flags),
            Err(_) => Self::launch(0, flags, routes::configure),
        }
    }

    pub(crate) fn start_on(port: u16, flags: &[&str]) -> Self {
        Self::launch(port, flags, routes::configure)
    }

    pub(crate) fn start_routes(flags: &[&str], routes: fn(&mut ServiceConfig)) -> Self {
        Self::launch(0, flags, routes)
    }

    fn launch(port: u16, flags: &[&str], routes: fn(&mut ServiceConfig)) -> Self {
        let port = format!("--port={port}");
        let fixed = [
            "api-server",
            "--address=127.0.0.1",
            &port,
            "--admin-address=127.0.0.1:0",
            "--workers=1",
        ];
        let arguments = fixed.iter().chain(flags).map(Into::into);
        let settings = Cli::read(arguments).expect("valid flags").settings;
        let flags = Flags::open(settings.flags.as_deref(), settings.trusted_proxies());
        let flags = flags.expect("a file of flags");
        let (stop, stopped) = oneshot::channel();
        let (started, addresses) = mpsc::channel();
        let thread = thread::spawn(move || {
            System::new().block_on(async move {
                let application =
                    Application::with_routes(&settings, flags, routes).expect("a free port");
                let addresses = (application.address(), application.admin_address());
                started.send(addresses).expect("the test waits");
                application
                    .run(async { drop(stopped.await) })
                    .await
                    .expect("a clean end");
            });
        });
        let (address, admin) = addresses
            .recv_timeout(DEADLINE)
            .expect("the service starts");
        Self {
            address,
            admin,
            host: Host::Thread(Some(stop), Some(thread)),
        }
    }

    fn launch_program(command: &str, flags: &[&str]) -> Self {
        let mut words = command.split_ascii_whitespace();
        let mut command = Command::new(words.next().expect("a program"));
        let mut program = Running::start(command.args(words).args(flags));
        program.discard_log();
        Self {
            address: program.address,
            admin: Some(program.admin),
            host: Host::Program(program, Once::new()),
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn get(&self, target: &str) -> Answer {
        self.request("GET", target)
    }

    pub(crate) fn request(&self, method: &str, target: &str) -> Answer {
        request(self.address, method, target)
    }

    pub(crate) fn post(&self, fields: &str, body: impl AsRef<[u8]>) -> Answer {
        post(self.address, fields, body)
    }

    pub(crate) fn post_to(&self, target: &str, fields: &str, body: impl AsRef<[u8]>) -> Answer {
        post_to(self.address, target, fields, body)
    }

    pub(crate) fn upload(&self, fields: &str) -> TcpStream {
        upload(self.address, fields)
    }

    pub(crate) fn upload_to(&self, target: &str, fields: &str) -> TcpStream {
        upload_to(self.address, target, fields)
    }

    /// Where the metrics are.
    pub(crate) fn admin_address(&self) -> Option<SocketAddr> {
        self.admin
    }

    pub(crate) fn connect(&self) -> TcpStream {
        connect(self.address)
    }

    /// Begins to stop it.
    pub(crate) fn stop(&mut self) {
        match &mut self.host {
            Host::Thread(stop, _) => drop(stop.take()),
            // A second signal would end it at once.
            Host::Program(program, stop) => stop.call_once(|| program.signal("TERM")),
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
        let ended_well = match &mut self.host {
            Host::Thread(_, thread) => thread.take().is_none_or(|thread| thread.join().is_ok()),
            Host::Program(program, _) => program.exit_code() == Some(0),
        };
        assert!(ended_well || thread::panicking(), "the service failed");
    }
}

pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the service accepts");
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    stream.set_write_timeout(Some(DEADLINE)).unwrap();
    stream
}

/// One request on a connection of its own. Its response must be one that is documented.
pub(crate) fn request(address: SocketAddr, method: &str, target: &str) -> Answer {
    let answer = ask(address, method, target);
    openapi::check(method, target, &answer);
    answer
}

/// The same of the admin port, which is in no document.
pub(crate) fn ask(address: SocketAddr, method: &str, target: &str) -> Answer {
    let fields = "Host: sum.test\r\nConnection: close";
    send(
        address,
        format!("{method} {target} HTTP/1.1\r\n{fields}\r\n\r\n"),
    )
}

/// Sends any bytes, and reads what comes until the connection ends.
pub(crate) fn send(address: SocketAddr, bytes: impl AsRef<[u8]>) -> Answer {
    let mut stream = connect(address);
    stream
        .write_all(bytes.as_ref())
        .expect("a service that reads");
    Answer::read(stream)
}

/// Begins a body and resets the connection, as a process does that is killed.
pub(crate) fn reset_in_a_body(address: SocketAddr) {
    let stream = upload(address, "Expect: 100-continue\r\nContent-Length: 9\r\n");
    // To close with something unread is a reset.
    stream.peek(&mut [0]).expect("a service that asks for it");
}

/// Posts a body, with head fields of its own, to `/sum`.
pub(crate) fn post(address: SocketAddr, fields: &str, body: impl AsRef<[u8]>) -> Answer {
    post_to(address, "/sum", fields, body)
}

fn post_to(address: SocketAddr, target: &str, fields: &str, body: impl AsRef<[u8]>) -> Answer {
    let body = body.as_ref();
    let mut stream = upload_to(
        address,
        target,
        &format!("Content-Length: {}\r\n{fields}", body.len()),
    );
    // A service that has read enough may close before all is sent; the answer is there then.
    drop(stream.write_all(body));
    let answer = Answer::read(stream);
    openapi::check("POST", target, &answer);
    answer
}

/// A connection on which a body must follow.
pub(crate) fn upload(address: SocketAddr, fields: &str) -> TcpStream {
    upload_to(address, "/sum", fields)
}

fn upload_to(address: SocketAddr, target: &str, fields: &str) -> TcpStream {
    let mut stream = connect(address);
    write!(
        stream,
        "POST {target} HTTP/1.1\r\nHost: sum.test\r\nConnection: close\r\n{fields}\r\n"
    )
    .unwrap();
    stream
}

/// An answer as it came over the wire.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    /// Reads to the end of the connection.
    pub(crate) fn read(mut stream: TcpStream) -> Self {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer in time");
        Self::parse(&bytes)
    }

    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let text = str::from_utf8(bytes).expect("an answer in UTF-8");
        let (head, body) = text.split_once("\r\n\r\n").expect("a whole head");
        let mut lines = head.lines();
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .expect("a status line");
        let headers = lines.filter_map(|line| line.split_once(": "));
        Self {
            status: status.parse().expect("a status"),
            headers: headers
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }

    /// What a snapshot shows: the status, the media type and the body, a list's entries each on a
    /// line of its own.
    pub(crate) fn shown(&self) -> String {
        let media_type = self.header("content-type").unwrap_or("no media type");
        let body = self.body.replace("\"errors\":[{", "\"errors\":[\n  {");
        let body = body.replace("},{\"parameter\"", "},\n  {\"parameter\"");
        format!("{} {media_type}\n{body}", self.status)
    }
}
