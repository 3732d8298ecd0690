//! The end of a connection. To close it while the client still sends would reset it, and the client might
//! never see the response (RFC 9112, section 9.6): so the rest is read and dropped, for a while.

use std::io;
use std::time::Duration;

use actix_web::rt;
use actix_web::rt::net::TcpStream;
use actix_web::rt::time::timeout;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::limit::Permit;

/// How long to read what still comes: a client may look for the response only when it has sent all.
const LINGER: Duration = Duration::from_secs(30);
/// How long to wait for a byte.
const QUIET: Duration = Duration::from_secs(5);

/// Sends the last bytes and closes the connection, in a task of its own. It keeps its permit: connections
/// that linger are connections.
pub(super) fn lingering_close(
    mut stream: TcpStream,
    last: Vec<u8>,
    more_may_come: bool,
    send: Duration,
    permit: Option<Permit>,
) {
    rt::spawn(async move {
        let last_bytes = async {
            stream.write_all(&last).await?;
            stream.shutdown().await
        };
        let written = timeout(send, last_bytes).await;
        if more_may_come && matches!(written, Ok(Ok(()))) {
            // A client that goes on for longer has no claim to the response.
            let _ = timeout(LINGER, drop_what_comes(&mut stream)).await;
        }
        drop(stream);
        drop(permit);
    });
}

async fn drop_what_comes(stream: &mut TcpStream) -> io::Result<()> {
    // In a box: most connections close at once, and the task would be as large.
    let mut dropped = vec![0; 4096];
    while timeout(QUIET, stream.read(&mut dropped)).await?? > 0 {}
    Ok(())
}
