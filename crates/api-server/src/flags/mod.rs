//! Feature flags: what an operator switches while the service runs, by a file in the format of flagd. A request
//! reads what is in memory; a thread of its own reads the file.

mod collector;
mod context;
mod definition;
mod file;
mod flag;
mod fractional;
mod rule;

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use actix_web::http::header::HeaderMap;
use arc_swap::ArcSwap;
use http_edge::TrustedProxies;
use prometheus_client::metrics::counter::Counter;
use tracing::{error, info};

use self::collector::Evaluations;
pub use self::context::Context;
use self::definition::{FlagSet, State};
use self::file::Content;
pub use self::flag::{About, End, Flag, Subject};

/// The flags as they are now. A clone sees the same ones.
#[derive(Debug, Clone)]
pub struct Flags {
    shared: Arc<Shared>,
    proxies: Arc<TrustedProxies>,
}

#[derive(Debug)]
struct Shared {
    loaded: ArcSwap<Loaded>,
    evaluations: Evaluations,
    reload_errors: Counter,
    /// Whether the last change of the file was not taken.
    stale: AtomicBool,
}

#[derive(Debug)]
struct Loaded {
    flags: FlagSet,
    /// When the file was written, if there is one.
    modified: Option<SystemTime>,
}

impl Loaded {
    fn parse(content: &Content) -> Result<Self, String> {
        Ok(Self {
            flags: FlagSet::parse(&content.bytes)?,
            modified: content.modified,
        })
    }
}

impl Flags {
    /// Those of the file, which is read again whenever it changes as long as there is a clone; without one, the
    /// defaults of the program. Such proxies say who a client is.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is not one of flags that this program understands.
    pub fn open(file: Option<&Path>, proxies: TrustedProxies) -> io::Result<Self> {
        let invalid = |reason| io::Error::new(io::ErrorKind::InvalidData, reason);
        let content = file.map(file::read).transpose().map_err(invalid)?;
        let loaded = match &content {
            Some(content) => Loaded::parse(content).map_err(invalid)?,
            None => Loaded {
                flags: FlagSet::defaults(),
                modified: None,
            },
        };
        let shared = Arc::new(Shared {
            loaded: ArcSwap::from_pointee(loaded),
            evaluations: Evaluations::new(),
            reload_errors: Counter::default(),
            stale: AtomicBool::new(false),
        });
        if let (Some(file), Some(content)) = (file, content) {
            file::watch(
                file.to_owned(),
                content,
                Arc::downgrade(&shared),
                Shared::take,
            )?;
        }
        Ok(Self {
            shared,
            proxies: Arc::new(proxies),
        })
    }

    /// Whether a flag is on for a client.
    pub fn is_on_for_client(
        &self,
        flag: Flag,
        peer: Option<SocketAddr>,
        headers: &HeaderMap,
    ) -> bool {
        let context = Context::of_client(peer, headers, &self.proxies);
        self.count(flag, |state| state.is_on(flag, &context))
    }

    /// Whether a flag is on for the next request, independent of its client.
    pub fn is_on_for_request(&self, flag: Flag) -> bool {
        self.count(flag, |state| state.is_on_for_request(next_number()))
    }

    fn count(&self, flag: Flag, is_on: impl FnOnce(&State) -> bool) -> bool {
        let on = is_on(self.shared.loaded.load().flags.of(flag));
        self.shared.evaluations.count(flag, on);
        on
    }
}

/// The threads begin anywhere, so that a restart does not begin again with the same requests.
fn next_number() -> usize {
    thread_local! {
        static NUMBER: Cell<usize> = Cell::new(random());
    }
    NUMBER.with(|number| number.replace(number.get().wrapping_add(1)))
}

/// As the keys of a map are.
#[expect(
    clippy::cast_possible_truncation,
    reason = "any part of it is as random"
)]
fn random() -> usize {
    RandomState::new().hash_one(()) as usize
}

impl Shared {
    /// Takes the flags of the file, or keeps those that there are.
    fn take(&self, file: &Path, content: &Result<Content, String>) {
        let flags_file = file.display().to_string();
        match content
            .as_ref()
            .map_err(Clone::clone)
            .and_then(Loaded::parse)
        {
            Ok(loaded) => {
                self.stale.store(false, Ordering::Relaxed);
                self.loaded.store(Arc::new(loaded));
                info!(flags_file, "flags read");
            }
            Err(reason) => {
                self.stale.store(true, Ordering::Relaxed);
                self.reload_errors.inc();
                error!(flags_file, reason, "flags not read, the last ones stay");
            }
        }
    }
}

#[cfg(test)]
#[expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failing test panics"
)]
mod tests;
