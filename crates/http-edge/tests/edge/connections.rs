//! How many connections there are, and how they end.

use std::io::Write;
use std::thread;
use std::time::Duration;

use crate::support::{Options, Seen, Server, wait_until};

const HEALTH: &str = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
/// It is refused by its head, so the connection lingers while the body comes.
const REFUSED: &str = "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999\r\n\r\n";

#[test]
fn a_connection_too_many_is_503_until_there_is_room() {
    let server = Server::start_with(Options {
        connections: 2,
        ..Options::default()
    });
    let mut clients = [server.connect(), server.connect()];
    for client in &mut clients {
        client.send(HEALTH);
        assert_eq!(client.response("GET").status, 200);
        assert_eq!(server.seen(), Seen::Finished(200));
    }
    let mut refused = server.connect();
    let peer = refused.stream.local_addr().unwrap();
    let response = refused.response("GET");
    response.assert_problem(503, "connection limit reached");
    assert!(response.is_last());
    assert_eq!(server.seen(), Seen::Rejected(503, Some(peer)));
    drop(clients);
    wait_until("there is room", || server.connections.open() == 0);
    assert_eq!(server.ask(HEALTH, &["GET"])[0].status, 200);
}

#[test]
fn a_connection_that_lingers_is_counted() {
    let server = Server::start_with(Options {
        connections: 1,
        ..Options::default()
    });
    let mut lingering = server.connect();
    lingering.send(REFUSED);
    assert_eq!(lingering.response("POST").status, 413);
    lingering.ends();
    assert_eq!(server.connections.open(), 1);
    assert_eq!(server.connect().response("GET").status, 503);
    drop(lingering);
    wait_until("there is room", || server.connections.open() == 0);
}

#[test]
fn a_client_that_reads_only_when_it_has_sent_all_gets_its_response() {
    let server = Server::start();
    let mut client = server.connect();
    client.send(REFUSED);
    for _ in 0..15 {
        thread::sleep(Duration::from_millis(100));
        client
            .stream
            .write_all(&[b'1'; 10_000])
            .expect("a server that reads");
    }
    assert_eq!(client.response("POST").status, 413);
    client.ends();
}

#[test]
fn a_connection_does_not_linger_for_a_client_that_sends_nothing() {
    let server = Server::start();
    let mut client = server.connect();
    client.send(REFUSED);
    assert_eq!(client.response("POST").status, 413);
    client.ends();
    // Five seconds, and the client still has not closed its end.
    wait_until("the connection is closed", || {
        server.connections.open() == 0
    });
}

#[test]
fn after_the_drain_has_begun_each_response_is_the_last_one() {
    let server = Server::start();
    let mut before = server.connect();
    before.send(HEALTH);
    assert!(!before.response("GET").is_last());
    server.drain.begin();
    for mut client in [before, server.connect()] {
        client.send(HEALTH.repeat(2));
        let response = client.response("GET");
        assert_eq!((response.status, response.is_last()), (200, true));
        client.ends();
    }
}

/// Longer than the framework keeps an idle connection.
const PARKED: Duration = Duration::from_millis(500);

#[test]
fn an_idle_connection_goes_on_where_it_was() {
    let server = Server::start();
    let mut client = server.connect();
    for _ in 0..3 {
        client.send(HEALTH);
        assert_eq!(client.response("GET").status, 200);
        thread::sleep(PARKED);
        assert_eq!(server.connections.open(), 1);
        let (first, rest) = HEALTH.split_at(9);
        client.send(first);
        thread::sleep(PARKED);
        client.send(rest);
        assert_eq!(client.response("GET").status, 200);
    }
    thread::sleep(PARKED);
    drop(client);
    wait_until("the client is missed", || server.connections.open() == 0);
}

#[test]
fn a_drain_closes_idle_connections_after_a_last_chance() {
    let server = Server::start();
    let mut clients = [server.connect(), server.connect()];
    for client in &mut clients {
        client.send(HEALTH);
        assert_eq!(client.response("GET").status, 200);
    }
    thread::sleep(PARKED);
    server.drain.close();
    let [asks, waits] = &mut clients;
    asks.send(HEALTH);
    let response = asks.response("GET");
    assert_eq!(response.status, 200);
    assert!(response.is_last());
    asks.ends();
    waits.ends();
}
