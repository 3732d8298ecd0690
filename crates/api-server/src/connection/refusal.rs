//! Answers of a connection itself, to what never becomes a request. Some the framework gives, to a
//! head that is malformed or too large; they have no body, and nothing above the connection can give
//! them one. Here they become problems.

use std::io;
use std::time::{Duration, SystemTime};

use actix_web::http::StatusCode;
use actix_web::rt;
use actix_web::rt::net::TcpStream;
use httpdate::HttpDate;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::problem::Problem;

/// How long a client has to take the last answer.
const FAREWELL: Duration = Duration::from_secs(1);

/// The last answer of a connection.
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) detail: &'static str,
    /// With the answers before it that were not sent yet.
    pub(crate) bytes: Vec<u8>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, detail: &'static str) -> Self {
        let date = HttpDate::from(SystemTime::now());
        Self::after(b"", status, detail, &format!("date: {date}\r\n"))
    }

    /// What becomes of answers of which the last one is an error without a body. None of ours is; and
    /// after one of the framework's the connection ends, so it is the last.
    pub(crate) fn instead_of(answers: &[u8]) -> Option<Self> {
        if !answers.ends_with(b"\r\n\r\n") {
            return None;
        }
        let start = answers
            .windows(7)
            .rposition(|window| window == b"HTTP/1.")?;
        let (before, head) = answers.split_at(start);
        let head = str::from_utf8(head).ok()?;
        let status = StatusCode::from_bytes(head.get(9..12)?.as_bytes()).ok()?;
        let (_, fields) = head.split_once("\r\ncontent-length: 0\r\n")?;
        let detail = match status {
            StatusCode::BAD_REQUEST => "the request is not valid HTTP/1.1",
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
                "the head of the request has more than 96 fields or more than 131072 bytes"
            }
            status if status.is_client_error() || status.is_server_error() => {
                "the request cannot be answered"
            }
            _ => return None,
        };
        let fields = fields.trim_end().replace("connection: close\r\n", "");
        Some(Self::after(
            before,
            status,
            detail,
            &format!("{fields}\r\n"),
        ))
    }

    fn after(before: &[u8], status: StatusCode, detail: &'static str, fields: &str) -> Self {
        let (media_type, body) = Problem::new(status, detail).encode();
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {length}\r\ncontent-type: {media_type}\r\nconnection: close\r\n{fields}\r\n"
        );
        let bytes = [before, head.as_bytes(), &body].concat();
        Self {
            status,
            detail,
            bytes,
        }
    }
}

/// Sends the last bytes of a connection. To close it while the client still sends would reset it,
/// and the client might never see them (RFC 9112, section 9.6); so the rest is read and dropped.
pub(crate) fn say_farewell(mut stream: TcpStream, bytes: Vec<u8>) {
    let farewell = async move {
        stream.write_all(&bytes).await?;
        stream.shutdown().await?;
        let mut dropped = [0; 4096];
        while stream.read(&mut dropped).await? > 0 {}
        io::Result::Ok(())
    };
    // A client that does not wait, or waits too long, has no more claim to an answer.
    rt::spawn(async { drop(rt::time::timeout(FAREWELL, farewell).await) });
}
