//! A real Chromium without a window, driven by its `chromedriver`. Where there is none, a line on stderr
//! says so; `.ci/browser` installs it and makes its absence an error.

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Once;

use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;

/// Tells why something is not tested, or fails where everything has to be.
pub(super) fn skip(reason: &str) {
    assert!(env::var_os("BROWSER_TESTS").is_none(), "{reason}");
    let line = format!("SKIPPED: {reason}; .ci/browser brings what is missing\n");
    // Past the test harness, which keeps what a test prints to itself if the test passes.
    drop(io::stderr().write_all(line.as_bytes()));
}

pub(super) fn capabilities() -> WebDriverResult<Capabilities> {
    let mut wanted = DesiredCapabilities::chrome();
    for flag in [
        "--headless",
        // Whatever this user is, and whatever this machine lets a sandbox do: the page is ours.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        // Nothing but the page goes over the network.
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ] {
        wanted.add_arg(flag)?;
    }
    wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    Ok(wanted.into())
}

/// The program that drives the browser, on a port of its choice; killed when dropped.
pub(super) struct ChromeDriver {
    process: Child,
    pub(super) url: String,
    // It may still want to say something.
    _output: BufReader<ChildStdout>,
}

impl ChromeDriver {
    /// None, if there is no such program here.
    pub(super) fn start() -> Option<Self> {
        let process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut process) = process else {
            static ONE_LINE: Once = Once::new();
            ONE_LINE
                .call_once(|| skip("chromedriver is not on the PATH: no browser opens the page"));
            return None;
        };
        let mut output = BufReader::new(process.stdout.take().expect("a pipe"));
        let mut line = String::new();
        let port = loop {
            line.clear();
            let read = output.read_line(&mut line).expect("UTF-8");
            assert!(read > 0, "chromedriver ended");
            if let Some((_, port)) = line.split_once("successfully on port ") {
                break port.trim_end_matches(['.', '\n']).to_owned();
            }
        };
        Some(Self {
            process,
            url: format!("http://127.0.0.1:{port}"),
            _output: output,
        })
    }
}

impl Drop for ChromeDriver {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
