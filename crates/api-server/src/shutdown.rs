//! The signals that end the program.

use std::future::poll_fn;
use std::task::Poll;
use std::time::{Duration, Instant};
use std::{io, process};

use actix_web::rt;
use tracing::warn;

use crate::telemetry::log_writer;

#[cfg(unix)]
use tokio::signal::unix::Signal;
#[cfg(windows)]
use tokio::signal::windows::CtrlC as Signal;

/// SIGTERM and SIGINT (on Windows, Ctrl-C), caught from the moment this exists.
pub struct Signals(Vec<Signal>);

impl Signals {
    /// Catches the signals. To be called before the port is bound, or a signal that comes early
    /// would end the program the hard way.
    ///
    /// # Errors
    ///
    /// If the system does not let us.
    pub fn catch() -> io::Result<Self> {
        #[cfg(unix)]
        let signals = {
            use tokio::signal::unix::{SignalKind, signal};
            vec![
                signal(SignalKind::terminate())?,
                signal(SignalKind::interrupt())?,
            ]
        };
        #[cfg(windows)]
        let signals = vec![tokio::signal::windows::ctrl_c()?];
        Ok(Self(signals))
    }

    /// Resolves at the first signal. Another one ends the program at once, for an operator who does not want
    /// to wait; but not in the first tenth of a second, because programs that pass signals on, such as
    /// `timeout`, often send the first one twice.
    pub async fn first(mut self) {
        self.next().await;
        let first = Instant::now();
        rt::spawn(async move {
            loop {
                self.next().await;
                if first.elapsed() >= Duration::from_millis(100) {
                    break;
                }
            }
            warn!("another signal: requests in flight are aborted");
            log_writer::finish();
            process::exit(1);
        });
    }

    async fn next(&mut self) {
        poll_fn(|context| {
            let arrived = self
                .0
                .iter_mut()
                .any(|signal| signal.poll_recv(context).is_ready());
            if arrived {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}
