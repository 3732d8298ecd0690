//! What a service and systemd agree on by variables: a socket that was opened for the service, so that connections
//! wait through a restart, and a message when it is ready.

use std::env;
use std::io;
use std::net::TcpListener;
use std::os::unix::net::UnixDatagram;

use listenfd::ListenFd;

/// The socket of socket activation (`LISTEN_FDS`), if the process was started with one.
///
/// # Errors
///
/// If what was passed is not a TCP socket.
pub fn listener() -> io::Result<Option<TcpListener>> {
    ListenFd::from_env().take_tcp_listener(0)
}

/// Sends a state, such as `READY=1`, to where `NOTIFY_SOCKET` says (`Type=notify`).
///
/// # Errors
///
/// If nothing listens there.
pub fn notify(state: &str) -> io::Result<()> {
    if let Some(path) = env::var_os("NOTIFY_SOCKET") {
        UnixDatagram::unbound()?.send_to(state.as_bytes(), path)?;
    }
    Ok(())
}
