//! Which build this is.

/// The version of the package.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The commit, if the build was given it: `SUM_COMMIT=$(git rev-parse HEAD) cargo build --release`.
pub const COMMIT: Option<&str> = option_env!("SUM_COMMIT");

/// Both, as `--version` prints them: `0.1.0 (1f2e3d4)` or `0.1.0`.
pub fn describe() -> String {
    match COMMIT {
        Some(commit) => format!("{VERSION} ({commit})"),
        None => VERSION.to_owned(),
    }
}
