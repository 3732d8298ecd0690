//! Bodies that are coded, malformed, or break off.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::{Client, Options, Response, Seen, Server, wait_until};

const HEAD: &str = "POST /count HTTP/1.1\r\nHost: a\r\n";
const CHUNKED: &str = "Transfer-Encoding: chunked\r\n\r\n";
const GET: &str = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";

/// The header of a zstd frame whose window is 8 MiB.
const ZSTD: [u8; 6] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68];

/// A zstd frame of so many blocks of 4 bytes, each of which becomes 128 KiB.
fn bomb(blocks: usize) -> Vec<u8> {
    const RLE: u32 = 1 << 1;
    let mut bytes = ZSTD.to_vec();
    for block in 1..=blocks {
        let header = (128 << 10 << 3) | RLE | u32::from(block == blocks);
        bytes.extend_from_slice(&header.to_le_bytes()[..3]);
        bytes.push(b'\n');
    }
    bytes
}

fn coded(coding: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("{HEAD}Content-Encoding: {coding}\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn post(server: &Server, rest: impl AsRef<[u8]>) -> Response {
    let mut responses = server.ask([HEAD.as_bytes(), rest.as_ref()].concat(), &["POST"]);
    responses.remove(0)
}

#[test]
fn a_few_bytes_do_not_become_very_many() {
    let server = Server::start();
    let clients: Vec<Client> = (0..12)
        .map(|_| {
            let mut client = server.connect();
            client.send(coded("zstd", &bomb(500)));
            client
        })
        .collect();
    assert_eq!(server.ask(GET, &["GET"])[0].status, 200);
    for mut client in clients {
        let detail = "the body expands more than 1100 times; send it less compressed";
        client.response("POST").assert_problem(413, detail);
    }
    wait_until("the memory is given back", || server.memory.used() == 0);
}

#[test]
fn a_small_body_may_expand_as_it_likes() {
    let server = Server::start();
    let body = coded("zstd", &bomb(8));
    assert_eq!(server.ask(body, &["POST"])[0].body, "1048576");
}

#[test]
fn the_best_that_gzip_can_do_is_not_refused() {
    let server = Server::start();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let length = 4 << 20;
    encoder.write_all(&vec![b'\n'; length]).unwrap();
    let body = encoder.finish().unwrap();
    assert!(length / body.len() > 1000);
    let responses = server.ask(coded("gzip", &body), &["POST"]);
    assert_eq!(responses[0].body, length.to_string());
}

#[test]
fn windows_beyond_the_memory_are_503_until_others_are_given_back() {
    let server = Server::start_with(Options {
        memory: 20 << 20,
        ..Options::default()
    });
    let upload = || {
        let mut client = server.connect();
        client.send(format!(
            "{HEAD}Content-Encoding: zstd\r\nContent-Length: 100\r\n\r\n"
        ));
        // The window is taken with the first block.
        client.send([&ZSTD[..], &[0x10, 0, 0, b'1', b'2']].concat());
        client
    };
    let pinned: Vec<_> = (1..=2)
        .map(|count| {
            let client = upload();
            wait_until("a window is taken", || {
                server.memory.used() > count * (8 << 20)
            });
            client
        })
        .collect();
    let response = upload().response("POST");
    response.assert_problem(503, "too many compressed bodies at a time");
    assert_eq!(response.header("retry-after"), Some("1"));
    assert!(server.memory.used() < 20 << 20);
    drop(pinned);
    wait_until("the windows are given back", || server.memory.used() == 0);
    assert_eq!(
        server.ask(coded("zstd", &bomb(1)), &["POST"])[0].body,
        "131072"
    );
}

#[test]
fn a_client_that_resets_is_recorded() {
    let server = Server::start();
    let mut client = server.connect();
    client.send(format!(
        "{HEAD}Expect: 100-continue\r\nContent-Length: 9\r\n\r\n"
    ));
    // To close with something unread resets the connection.
    client.stream.peek(&mut [0]).unwrap();
    drop(client);
    assert_eq!(server.seen(), Seen::Aborted);
}

#[test]
fn chunks_that_are_malformed_are_400_also_beside_good_ones() {
    let server = Server::start();
    for chunks in [
        "g\r\n",
        "3\r\nabc\r\ng\r\n",
        "3\r\nabcX",
        "3\r\nabc\rX",
        "3\r\nabc\r\n0\r\n\rX",
    ] {
        let mut client = server.connect();
        client.send([HEAD, CHUNKED, chunks, GET].concat());
        let response = client.response("POST");
        response.assert_problem(400, "the body is not in valid chunked coding");
        assert!(response.is_last());
        // What follows is no request.
        client.ends();
        assert_eq!(server.seen(), Seen::Finished(400));
    }
}

#[test]
fn trailers_are_accepted() {
    let server = Server::start();
    let body = "3;a=b\r\nabc\r\n0\r\nDigest: x\r\nX: y\r\n\r\n";
    let responses = server.ask([HEAD, CHUNKED, body, GET].concat(), &["POST", "GET"]);
    assert_eq!(responses[0].body, "3");
    assert_eq!(responses[1].body, "well");
}

#[test]
fn a_body_that_ends_early_is_400() {
    let server = Server::start();
    for body in [
        "Content-Length: 9\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nab",
    ] {
        let mut client = server.connect();
        client.send([HEAD, body].concat());
        client.stream.shutdown(std::net::Shutdown::Write).unwrap();
        client
            .response("POST")
            .assert_problem(400, "the body ended early");
        client.ends();
    }
}

#[test]
fn chunks_however_they_are_cut_make_the_same_body() {
    let server = Server::start();
    let request = [HEAD, CHUNKED, "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"].concat();
    for cut in HEAD.len() + CHUNKED.len()..request.len() {
        let (first, second) = request.split_at(cut);
        let mut client = server.connect();
        client.send(first);
        client.send([second, GET].concat());
        assert_eq!(client.response("POST").body, "13", "cut at {cut}");
        assert_eq!(client.response("GET").body, "well", "cut at {cut}");
    }
    assert_eq!(post(&server, "Content-Length: 3\r\n\r\nabc").body, "3");
}
