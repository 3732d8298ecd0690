//! The file of flags: it is read once, and then whenever it changes.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Weak;
use std::thread;
use std::time::{Duration, SystemTime};

/// How long a change may go unnoticed.
const INTERVAL: Duration = Duration::from_secs(1);

/// No file of flags is as long.
const MAX_BYTES: u64 = 1_000_000;

/// What is in a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    /// When it was written, where the system records it.
    pub(super) modified: Option<SystemTime>,
}

/// # Errors
///
/// Why it cannot be read.
pub(super) fn read(path: &Path) -> Result<Content, String> {
    let text = |error: io::Error| error.to_string();
    // Before it is opened, since to open a pipe waits for its writer.
    if !fs::metadata(path).map_err(text)?.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    let file = File::open(path).map_err(text)?;
    let modified = file.metadata().and_then(|file| file.modified()).ok();
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(text)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("it has more than {MAX_BYTES} bytes"));
    }
    Ok(Content { bytes, modified })
}

/// Reads the file every second and hands over what is new, as long as there is an owner. To compare the content
/// needs no guess of what a change looks like: a rename, a link that leads elsewhere as in a volume of Kubernetes,
/// or bytes that are written over.
pub(super) fn watch<Owner: Send + Sync + 'static>(
    path: PathBuf,
    first: Content,
    owner: Weak<Owner>,
    take: fn(&Owner, &Path, &Result<Content, String>),
) -> io::Result<()> {
    let mut last = Ok(first);
    let read_again = move || {
        loop {
            thread::sleep(INTERVAL);
            let Some(owner) = owner.upgrade() else {
                return;
            };
            let next = read(&path);
            if next != last {
                take(&owner, &path, &next);
                last = next;
            }
        }
    };
    let thread = thread::Builder::new().name("flags".to_owned());
    thread.spawn(read_again).map(drop)
}
