//! Shutdown: every request that arrived is answered.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Answer, Service, request, wait_until};

const REQUEST: &[u8] = b"GET /sum?a=1&b=2 HTTP/1.1\r\nHost: a\r\n\r\n";

/// Asks on a connection that is kept open, until the service says that it was the last answer. How
/// many answers there were.
fn ask_until_the_last(mut stream: TcpStream, answered: &AtomicU32) -> u32 {
    for answers in 1.. {
        stream.write_all(REQUEST).expect("an open connection");
        let answer = next_answer(&mut stream);
        assert!(answer.ends_with("{\"sum\":3}"), "{answer}");
        if answers == 2 {
            answered.fetch_add(1, Ordering::Relaxed);
        }
        if answer.contains("connection: close") {
            assert_eq!(stream.read(&mut [0]).expect("an end in order"), 0);
            return answers;
        }
    }
    0
}

fn next_answer(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut bytes = [0; 1024];
    while !answer.ends_with(b"}") {
        let count = stream.read(&mut bytes).expect("an answer");
        assert!(count > 0, "the connection ended without an answer");
        answer.extend_from_slice(&bytes[..count]);
    }
    String::from_utf8(answer).expect("UTF-8")
}

#[test]
fn no_request_on_an_open_connection_fails() {
    for flags in [&[][..], &["--drain-delay=1"]] {
        let mut service = Service::start_with(flags);
        let answered = AtomicU32::new(0);
        thread::scope(|scope| {
            let clients: Vec<_> = (0..64)
                .map(|_| {
                    let stream = service.connect();
                    scope.spawn(|| ask_until_the_last(stream, &answered))
                })
                .collect();
            wait_until("all clients are at it", || {
                answered.load(Ordering::Relaxed) == 64
            });
            service.stop();
            for client in clients {
                assert!(client.join().expect("no failed request") > 2);
            }
        });
    }
}

#[test]
fn a_request_that_has_begun_is_answered() {
    let mut service = Service::start();
    let (start, rest) = REQUEST.split_at(20);
    let mut stream = service.connect();
    stream.write_all(start).unwrap();
    let mut upload = service.upload("Content-Length: 4\r\n");
    upload.write_all(b"1\n").unwrap();
    thread::sleep(Duration::from_millis(100));
    service.stop();
    // Longer than an idle connection would be kept.
    thread::sleep(Duration::from_secs(1));
    stream.write_all(rest).unwrap();
    upload.write_all(b"2\n").unwrap();
    let answer = Answer::read(stream);
    assert_eq!(
        (answer.status, answer.header("connection")),
        (200, Some("close"))
    );
    assert_eq!(Answer::read(upload).body, "{\"sum\":3,\"count\":2}");
}

#[test]
fn a_client_that_is_stuck_does_not_hold_up_the_end() {
    let service = Service::start_with(&["--shutdown-timeout=1", "--body-timeout=3600"]);
    let mut upload = service.upload("Content-Length: 4\r\n");
    upload.write_all(b"1\n").unwrap();
    let start = Instant::now();
    drop(service);
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn two_instances_are_restarted_without_a_failed_request() {
    let start = || Service::start_with(&["--drain-delay=1"]);
    let mut instances = [start(), start()];
    let places = Mutex::new(
        instances
            .each_ref()
            .map(|instance| Some(instance.address())),
    );
    let over = AtomicBool::new(false);

    thread::scope(|scope| {
        // What a load balancer does: it looks at `/ready` now and then, and sends to those that said 200.
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                let before = *places.lock().unwrap();
                let after = before.map(|place| place.filter(|&place| is_ready(place)));
                let mut places = places.lock().unwrap();
                if *places == before {
                    *places = after;
                }
                drop(places);
                thread::sleep(Duration::from_millis(50));
            }
        });
        let clients = [0, 1].map(|first| {
            let (places, over) = (&places, &over);
            scope.spawn(move || {
                for turn in first.. {
                    if over.load(Ordering::Relaxed) {
                        return turn;
                    }
                    let places = *places.lock().unwrap();
                    let place = places[turn % 2].or(places[(turn + 1) % 2]);
                    let answer = request(place.expect("one of two"), "GET", "/sum?a=1&b=2");
                    assert_eq!(answer.body, "{\"sum\":3}");
                }
                0
            })
        });
        for (at, instance) in instances.iter_mut().enumerate() {
            thread::sleep(Duration::from_millis(200));
            *instance = start();
            places.lock().unwrap()[at] = Some(instance.address());
        }
        thread::sleep(Duration::from_millis(200));
        over.store(true, Ordering::Relaxed);
        for client in clients {
            assert!(client.join().expect("no failed request") > 10);
        }
    });
}

fn is_ready(place: SocketAddr) -> bool {
    TcpStream::connect(place).is_ok() && request(place, "GET", "/ready").status == 200
}
