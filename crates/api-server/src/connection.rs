//! A client's connection, seen from below the framework. Some answers the framework gives by itself,
//! before there is a request to route: to a head that is malformed, too large or too slow. They have
//! no body, and nothing above the connection can give them one. Here they become problems.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::rt;
use actix_web::rt::net::TcpStream;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tracing::info;

use crate::problem::Problem;

/// How long a client that is refused has to take its answer.
const FAREWELL: Duration = Duration::from_secs(1);

/// A TCP stream that gives an error without a body the body it should have.
pub(crate) struct Connection {
    /// Gone once the client is refused: for the framework the connection is at its end then.
    stream: Option<TcpStream>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self {
            stream: Some(stream),
        }
    }

    fn stream(&mut self) -> Option<Pin<&mut TcpStream>> {
        self.stream.as_mut().map(Pin::new)
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.stream() {
            Some(stream) => stream.poll_read(context, buffer),
            None => Poll::Ready(Ok(())),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Some(answers) = with_problem(bytes)
            && let Some(stream) = self.stream.take()
        {
            rt::spawn(refuse(stream, answers));
        }
        match self.stream() {
            Some(stream) => stream.poll_write(context, bytes),
            None => Poll::Ready(Ok(bytes.len())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.stream() {
            Some(stream) => stream.poll_flush(context),
            None => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.stream() {
            Some(stream) => stream.poll_shutdown(context),
            None => Poll::Ready(Ok(())),
        }
    }
}

/// Sends the last answers of a connection. To close it while the client still sends would reset it,
/// and the client might never see them (RFC 9112, section 9.6); so the rest is read and dropped.
async fn refuse(mut stream: TcpStream, answers: Vec<u8>) {
    let farewell = async {
        stream.write_all(&answers).await?;
        stream.shutdown().await?;
        let mut dropped = [0; 4096];
        while stream.read(&mut dropped).await? > 0 {}
        io::Result::Ok(())
    };
    // A client that does not wait, or waits too long, has no more claim to an answer.
    drop(rt::time::timeout(FAREWELL, farewell).await);
}

/// The same answers with a problem as the body of the last one, if that is an error without a body.
/// None of ours is; and after one of the framework's the connection ends, so it is the last.
fn with_problem(answers: &[u8]) -> Option<Vec<u8>> {
    if !answers.ends_with(b"\r\n\r\n") {
        return None;
    }
    let start = answers
        .windows(7)
        .rposition(|window| window == b"HTTP/1.")?;
    let (before, head) = answers.split_at(start);
    let head = str::from_utf8(head).ok()?;
    let status = StatusCode::from_bytes(head.get(9..12)?.as_bytes()).ok()?;
    let (first, last) = head.split_once("\r\ncontent-length: 0\r\n")?;
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }

    let detail = match status {
        StatusCode::BAD_REQUEST => {
            "the request is not valid HTTP/1.1, or its target has more than 65534 bytes"
        }
        StatusCode::REQUEST_TIMEOUT => "the head of the request did not arrive in time",
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
            "the head of the request has more than 96 fields or more than 131072 bytes"
        }
        _ => "the request cannot be answered",
    };
    info!(status = status.as_u16(), detail, "request refused");
    let (media_type, body) = Problem::new(status, detail).encode();
    let length = body.len();
    let close = if head.contains("\r\nconnection: close\r\n") {
        ""
    } else {
        "connection: close\r\n"
    };
    let head = format!(
        "{first}\r\ncontent-length: {length}\r\ncontent-type: {media_type}\r\n{close}{last}"
    );
    Some([before, head.as_bytes(), &body].concat())
}
