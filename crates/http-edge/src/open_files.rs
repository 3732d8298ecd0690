//! The limit on open files, of which each connection is one.

/// Raises it as far as the system lets this process. Many systems begin with 1024, for programs of
/// another age. The new limit is returned, if there is one.
#[cfg(unix)]
pub fn raise_limit() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    }
}

/// Elsewhere there is none to raise.
#[cfg(not(unix))]
pub fn raise_limit() -> Option<u64> {
    None
}
