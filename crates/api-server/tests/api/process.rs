//! The program itself: its settings, its log, its signals, its exit codes.

use std::io::{BufRead, BufReader, Read, Write};
use std::mem;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{
    Answer, DEADLINE, Service, ask, connect, post, request, reset_in_a_body, send, upload,
    wait_until,
};

/// The program, with nothing of this shell's environment.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_api-server"));
    command.env_clear();
    command
}

pub(crate) fn run(command: &mut Command) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

/// What a program writes, for a test that must not wait forever.
fn lines(child: &mut Child) -> Receiver<String> {
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    // With no room: what the test does not read stays in the pipe.
    let (sender, receiver) = sync_channel(0);
    thread::spawn(move || {
        lines
            .map_while(Result::ok)
            .try_for_each(|line| sender.send(line))
    });
    receiver
}

/// A program that serves; killed when dropped.
pub(crate) struct Running {
    child: Child,
    log: Receiver<String>,
    /// The lines before it listened.
    pub(crate) before: Vec<Value>,
    /// The line that says so.
    pub(crate) first: Value,
    pub(crate) address: SocketAddr,
    pub(crate) admin: SocketAddr,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command
            .args(["--address=127.0.0.1", "--port=0", "--workers=1"])
            .args(["--admin-address=127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let log = lines(&mut child);
        let nowhere = SocketAddr::from(([0; 4], 0));
        // From here on it is killed when it is dropped.
        let mut running = Self {
            child,
            log,
            before: Vec::new(),
            first: Value::Null,
            address: nowhere,
            admin: nowhere,
        };
        running.first = loop {
            let line = running.line();
            if line["message"] == "listening" {
                break line;
            }
            running.before.push(line);
        };
        let address = |field| running.first[field].as_str().expect("an address").parse();
        running.address = address("address").expect("an address");
        running.admin = address("admin_address").expect("an address");
        running
    }

    /// The next line of the log.
    pub(crate) fn line(&mut self) -> Value {
        let line = self.log.recv_timeout(DEADLINE).expect("a line in time");
        serde_json::from_str(&line).expect("JSON")
    }

    /// Reads the log to its end, so that its pipe is never full.
    pub(crate) fn discard_log(&mut self) {
        let log = mem::replace(&mut self.log, sync_channel(0).1);
        thread::spawn(move || log.into_iter().for_each(drop));
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(
            Command::new("sh")
                .args(["-c", &kill])
                .status()
                .expect("a shell")
                .success()
        );
    }

    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            assert!(start.elapsed() < DEADLINE, "the program ends in time");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn help_tells_every_flag_and_variable() {
    let (code, help, _) = run(program().arg("--help"));
    assert_eq!(code, Some(0));
    assert_snapshot!(help);
}

#[test]
fn version_is_that_of_the_package() {
    let (code, version, _) = run(program().arg("--version"));
    assert_eq!(
        (code, version),
        (
            Some(0),
            format!("api-server {}\n", api_server::version::describe())
        )
    );
}

#[test]
fn a_bad_flag_names_the_flag_the_variable_and_the_range() {
    let (code, out, error) = run(program().args(["--port", "65536"]));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_snapshot!(error, @"
    error: invalid value '65536' for '--port <PORT>': 65536 is not in 0..=65535

      tip: --port <PORT> or the variable PORT: TCP port to listen on, 0 to 65535; 0 picks a free one

    For more information, try '--help'.
    ");
}

#[test]
fn a_bad_variable_names_the_flag_the_variable_and_the_range() {
    let cases = [
        ("SUM_ADDRESS", "localhost"),
        ("PORT", "http"),
        ("SUM_WORKERS", "0"),
        ("SUM_MAX_DIGITS", "1e3"),
        ("SUM_CORS_ORIGINS", "https://a.test,b.test"),
        ("SUM_DRAIN_DELAY", "-1"),
        ("SUM_SHUTDOWN_TIMEOUT", "3601"),
        ("SUM_BANNER", ""),
        ("SUM_BANNER", "a\nb"),
        ("SUM_COLOR", "green"),
        ("SUM_COLOR", "#2a77"),
        ("SUM_COLOR", "#22aa7g"),
        ("RUST_LOG", "info,x=loud"),
        ("RUST_LOG", ""),
        ("SUM_LOG_FORMAT", "xml"),
    ];
    let errors = cases.map(|(variable, value)| {
        let (code, out, error) = run(program().env(variable, value));
        assert_eq!((code, out.as_str()), (Some(2), ""), "{variable}={value}");
        format!("{variable}={value}\n{error}")
    });
    assert_snapshot!(errors.join("\n"));
}

#[test]
fn a_taken_port_is_an_error_whatever_the_log_is_set_to() {
    let running = Running::start(&mut program());
    let port = running.address.port().to_string();
    let (code, out, error) =
        run(program().args(["--log=off", "--address=127.0.0.1", "--port", &port]));
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        error.starts_with(&format!("error: cannot listen on {}: ", running.address)),
        "{error}"
    );
}

#[test]
fn healthcheck_succeeds_only_if_the_service_is_well() {
    let mut running = Running::start(&mut program());
    let admin = running.admin.to_string();
    let public = running.address.port().to_string();
    assert_eq!(
        run(program()
            .arg("healthcheck")
            .env("SUM_ADMIN_ADDRESS", &admin)),
        (Some(0), String::new(), String::new())
    );
    let without_admin = ["healthcheck", "--admin-address=off", "--port", &public];
    assert_eq!(run(program().args(without_admin)).0, Some(0));

    running.child.kill().expect("it runs");
    running.exit_code();
    let (code, out, error) = run(program().args(["healthcheck", "--admin-address", &admin]));
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        error.starts_with(&format!("unhealthy: http://{admin}/health: ")),
        "{error}"
    );
}

#[test]
fn healthcheck_does_not_wait_for_ever() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = silent.local_addr().expect("an address").to_string();
    let (code, _, error) = run(program().args(["healthcheck", "--admin-address", &address]));
    assert_eq!(code, Some(1));
    assert!(error.contains("timeout"), "{error}");
}

#[test]
fn healthcheck_does_not_believe_a_stranger() {
    let stranger = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = stranger.local_addr().expect("an address").to_string();
    let answering = thread::spawn(move || {
        let (mut stream, _) = stranger.accept().expect("a client");
        stream
            .write_all(b"220 mail\x1b[31m ready\r\n")
            .expect("a client that reads");
    });
    let (code, _, error) = run(program().args(["healthcheck", "--admin-address", &address]));
    assert_eq!(code, Some(1));
    assert!(!error.contains('\x1b'), "{error}");
    answering.join().expect("the stranger answered");
}

#[test]
fn the_log_has_a_line_for_a_request_but_nothing_of_its_query() {
    let mut running = Running::start(program().env("RUST_LOG", "debug,actix_server=off,mio=off"));
    request(running.address, "GET", "/sum?a=31415&b=x");
    let line = running.line();
    assert_eq!(line["message"], "request");
    let shown = (
        line["method"].as_str(),
        line["route"].as_str(),
        line["status"].as_u64(),
    );
    assert_eq!(shown, (Some("GET"), Some("/sum"), Some(422)));
    assert!(!line.to_string().contains("31415"), "{line}");
}

#[test]
fn probes_are_told_only_to_who_debugs() {
    for (filter, first) in [("api_server=info", "/"), ("api_server=debug", "/health")] {
        let mut running = Running::start(program().env("RUST_LOG", filter));
        for target in ["/health", "/ready", "/"] {
            request(running.address, "GET", target);
        }
        assert_eq!(running.line()["route"], first, "{filter}");
    }
}

#[test]
fn the_log_names_the_trace_of_the_caller() {
    let mut running = Running::start(&mut program());
    let mut stream = connect(running.address);
    write!(
        stream,
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
         traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n"
    )
    .expect("a service that reads");
    Answer::read(stream);
    let line = running.line();
    let shown = (line["trace_id"].as_str(), line["parent_id"].as_str());
    assert_eq!(
        shown,
        (
            Some("0af7651916cd43dd8448eb211c80319c"),
            Some("b7ad6b7169203331")
        )
    );
}

#[test]
fn the_log_can_be_read_by_people() {
    let mut command = program();
    let output = command
        .args(["--address=127.0.0.1", "--port=0", "--workers=1"])
        .args(["--log-format=text", "--admin-address=off"])
        .stdout(Stdio::piped());
    let mut child = output.spawn().expect("the program starts");
    let log = lines(&mut child);
    let line = || log.recv_timeout(DEADLINE).expect("a line in time");
    let first = line();
    let (_, address) = first.split_once("address=").expect("an address");
    let (address, _) = address.split_once(' ').expect("more fields");
    request(address.parse().expect("an address"), "GET", "/");
    let line = line();
    let (time, rest) = line.split_at(27);
    assert!(time.ends_with('Z'), "{line}");
    let (shown, _) = rest.split_once(" duration_us=").expect("a duration");
    // As wide as the other lines, at any level.
    assert_eq!(shown, "  INFO request method=GET route=/ status=200");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

/// Has so many requests answered that their lines fill all that there is between the service and a
/// reader that does not read them: 256 KiB in the pipe, 1 MiB in the service, and what is being written.
fn flood(address: SocketAddr) {
    let mut stream = connect(address);
    stream.write_all(REQUEST).expect("a service that reads");
    let length = stream.read(&mut [0; 1000]).expect("an answer");
    let mut answers = vec![0; 100 * length];
    for _ in 0..200 {
        let requests = REQUEST.repeat(100);
        stream.write_all(&requests).expect("a service that reads");
        stream.read_exact(&mut answers).expect("all answers");
    }
}

const REQUEST: &[u8] = b"GET /sum?a=1&b=2 HTTP/1.1\r\nHost: a\r\n\r\n";
const FLOOD: u64 = 20_001;

#[test]
#[cfg(unix)]
fn a_log_that_nobody_reads_holds_up_nothing() {
    let mut running = Running::start(&mut program());
    flood(running.address);
    running.signal("TERM");
    assert_eq!(running.exit_code(), Some(0));
}

#[test]
#[cfg(target_os = "linux")]
fn a_pipe_holds_more_than_is_flushed_at_once() {
    let mut child = program()
        .args(["--address=127.0.0.1", "--port=0", "--admin-address=off"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut log = BufReader::new(child.stdout.take().expect("a pipe"));
    log.read_line(&mut String::new()).expect("a line");
    let size = rustix::pipe::fcntl_getpipe_size(log.get_ref()).expect("a pipe");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert_eq!(size, 256 << 10);
}

#[test]
fn lines_that_were_dropped_are_counted() {
    let mut running = Running::start(&mut program());
    flood(running.address);
    let mut lines = 0;
    let dropped = loop {
        let line = running.line();
        if line["message"] != "request" {
            break line;
        }
        lines += 1;
    };
    assert_eq!(dropped["level"], "WARN");
    assert_eq!(dropped["dropped_lines"], FLOOD - lines);
}

#[test]
fn the_log_tells_how_much_a_body_was() {
    let mut running = Running::start(&mut program());
    for (body, numbers) in [("31415\n2\n", 2), ("31415\nx\n", 0)] {
        post(running.address, "", body);
        let line = running.line();
        let shown = (line["request_bytes"].as_u64(), line["numbers"].as_u64());
        assert_eq!(shown, (Some(8), Some(numbers)), "{line}");
        assert!(!line.to_string().contains("31415"), "{line}");
    }
}

#[test]
#[cfg(unix)]
fn a_signal_to_stop_is_a_clean_end() {
    for signal in ["TERM", "INT"] {
        let mut running = Running::start(&mut program());
        running.signal(signal);
        let messages = ["draining", "stopping", "stopped"];
        let lines = messages.map(|_| running.line());
        assert_eq!(lines.each_ref().map(|line| &line["message"]), messages);
        assert_eq!(lines[0]["connections"], 0);
        assert_eq!(lines[2]["aborted_connections"], 0);
        assert_eq!(running.exit_code(), Some(0));
    }
}

#[test]
#[cfg(unix)]
fn the_last_line_tells_how_many_were_cut_off() {
    let mut running = Running::start(program().arg("--shutdown-timeout=1"));
    let uploads = [(); 3].map(|()| upload(running.address, "Content-Length: 9\r\n"));
    // They are there once a later one is answered.
    request(running.address, "GET", "/");
    running.line();
    running.signal("TERM");
    let messages = ["draining", "stopping", "stopped"];
    let [.., last] = messages.map(|_| running.line());
    assert_eq!(last["aborted_connections"], 3);
    assert_eq!(running.exit_code(), Some(0));
    drop(uploads);
}

#[test]
#[cfg(unix)]
fn a_service_that_drains_is_well_but_not_ready() {
    let mut running = Running::start(program().arg("--drain-delay=3600"));
    running.signal("TERM");
    assert_eq!(running.line()["message"], "draining");
    assert_snapshot!(request(running.address, "GET", "/ready").shown(), @r#"
    503 application/problem+json
    {"type":"about:blank","title":"Service Unavailable","status":503,"detail":"the service is draining"}
    "#);
    assert_eq!(request(running.address, "GET", "/health").status, 200);
    assert_eq!(
        request(running.address, "GET", "/sum?a=1&b=2").body,
        "{\"sum\":3}"
    );
}

#[test]
#[cfg(unix)]
fn a_later_signal_ends_at_once_but_an_echo_of_the_first_does_not() {
    let mut running = Running::start(program().arg("--drain-delay=3600"));
    running.signal("TERM");
    assert_eq!(running.line()["message"], "draining");
    running.signal("TERM");
    assert_eq!(request(running.address, "GET", "/health").status, 200);
    wait_until("it ends", || {
        thread::sleep(Duration::from_millis(100));
        running.signal("TERM");
        running.child.try_wait().expect("a child").is_some()
    });
    assert_eq!(running.exit_code(), Some(1));
}

#[test]
fn variables_that_kubernetes_injects_change_nothing() {
    // As for Services that are called `sum` and `sum-admin`.
    let mut command = program();
    for name in ["SUM", "SUM_ADMIN", "SUM_METRICS"] {
        command
            .env(format!("{name}_PORT"), "tcp://10.0.0.1:9464")
            .env(format!("{name}_SERVICE_HOST"), "10.0.0.1")
            .env(format!("{name}_SERVICE_PORT"), "9464");
    }
    let running = Running::start(&mut command);
    assert_eq!(request(running.address, "GET", "/health").status, 200);
}

#[test]
fn the_admin_address_is_a_host_and_a_port_or_off() {
    let service = Service::start_with(&["--admin-address=localhost:0"]);
    let admin = service.admin_address().expect("an admin port");
    assert!(admin.ip().is_loopback());
    assert_eq!(ask(admin, "GET", "/health").status, 200);
    for address in [
        "",
        "9464",
        "on",
        "tcp://10.0.0.1:9464",
        "127.0.0.1:65536",
        "not a host:9464",
    ] {
        let (code, _, error) = run(program().args(["--admin-address", address]));
        assert_eq!(code, Some(2), "{address}");
        assert!(error.contains("SUM_ADMIN_ADDRESS"), "{error}");
    }
}

#[test]
fn an_origin_with_a_default_port_is_refused_at_the_start() {
    for origin in ["http://a.test:80", "https://a.test:443"] {
        let (code, _, error) = run(program().args(["--cors-origins", origin]));
        assert_eq!(code, Some(2), "{origin}");
        assert!(
            error.contains("a browser leaves out the default port"),
            "{error}"
        );
    }
}

/// Connections that are served, as many as these.
fn fill(address: SocketAddr, connections: u64) -> Vec<TcpStream> {
    let one = |_| {
        let mut stream = connect(address);
        stream.write_all(REQUEST).expect("a service that reads");
        stream.read_exact(&mut [0]).expect("an answer");
        stream
    };
    (0..connections).map(one).collect()
}

/// The public listener is full; who probes the service finds it alive and ready.
fn assert_full_but_well(running: &Running) {
    assert_eq!(send(running.address, "").status, 503);
    for probe in ["/health", "/ready"] {
        assert_eq!(ask(running.admin, "GET", probe).status, 200, "{probe}");
    }
    let admin = running.admin.to_string();
    let healthcheck = run(program().args(["healthcheck", "--admin-address", &admin]));
    assert_eq!(healthcheck, (Some(0), String::new(), String::new()));
}

#[test]
fn a_full_house_does_not_look_like_a_dead_one() {
    let running = Running::start(program().arg("--max-connections=2"));
    let clients = fill(running.address, 2);
    assert_full_but_well(&running);
    drop(clients);
}

#[test]
#[cfg(unix)]
fn the_limit_on_connections_is_what_the_system_allows() {
    let mut command = Command::new("sh");
    command
        .env_clear()
        .args(["-c", "ulimit -n 80 && exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_api-server"))
        .arg("--max-connections=10000");
    let running = Running::start(&mut command);
    assert_eq!(running.before.len(), 1, "{:?}", running.before);
    let warning = &running.before[0];
    assert_eq!(
        (&warning["level"], &warning["wanted"]),
        (&"WARN".into(), &10_000.into())
    );
    let max = warning["max_connections"].as_u64().expect("a number");
    assert_eq!(running.first["max_connections"], max);
    assert!((1..80).contains(&max), "{max}");
    let clients = fill(running.address, max);
    assert_full_but_well(&running);
    drop(clients);
    wait_until("there is room", || {
        ask(running.address, "GET", "/health").status == 200
    });
}

#[test]
fn a_client_that_resets_in_a_body_leaves_a_line() {
    let mut running = Running::start(&mut program());
    reset_in_a_body(running.address);
    let line = running.line();
    let shown = (&line["message"], &line["route"], &line["status"]);
    assert_eq!(shown, (&"request".into(), &"/sum".into(), &499.into()));
}

#[test]
fn lines_about_errors_name_the_peer_or_the_client_that_a_trusted_proxy_names() {
    let head = "Host: a\r\nConnection: close\r\nX-Forwarded-For: 198.51.100.1, 192.0.2.1\r\n\r\n";
    for (proxies, client) in [
        ("10.0.0.0/8", None),
        ("10.0.0.0/8,127.0.0.0/8", Some("192.0.2.1")),
    ] {
        let mut running = Running::start(program().env("SUM_TRUSTED_PROXIES", proxies));
        let mut ask = |head: String| {
            send(running.address, head);
            running.line()
        };
        let failed = ask(format!("GET /nothing HTTP/1.1\r\n{head}"));
        assert_eq!(failed["client"].as_str(), client, "{failed}");
        assert_eq!(failed["peer"].is_string(), client.is_none(), "{failed}");
        let good = ask(format!("GET / HTTP/1.1\r\n{head}"));
        assert!(good["client"].is_null() && good["peer"].is_null(), "{good}");
        let refused = ask("hello\r\n\r\n".to_owned());
        assert_eq!(refused["message"], "request refused");
        let peer = refused["peer"].as_str().expect("a peer");
        assert!(peer.starts_with("127.0.0.1:"), "{refused}");
    }
}
