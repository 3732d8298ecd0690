//! A real headless Chromium, driven by its `chromedriver`; `.ci/browser` installs both.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;

pub(super) fn capabilities() -> WebDriverResult<Capabilities> {
    let mut wanted = DesiredCapabilities::chrome();
    for flag in [
        "--headless",
        // Works as any user, on machines that allow no sandbox: the page is ours.
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

/// The program that drives the browser, on a port that it chooses; killed when dropped.
pub(super) struct ChromeDriver {
    process: Child,
    pub(super) url: String,
}

impl ChromeDriver {
    pub(super) fn start() -> Self {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is on the PATH; .ci/browser installs it");
        let output = process.stdout.take().expect("a pipe");
        let (sender, port) = mpsc::channel();
        // Reads to the end: a full pipe would block the driver.
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some((_, port)) = line.split_once("successfully on port ") {
                    drop(sender.send(port.trim_end_matches('.').to_owned()));
                }
            }
        });
        let port = port.recv_timeout(Duration::from_secs(20));
        // Before anything can panic, so that the process does not outlive the test.
        let mut driver = Self {
            process,
            url: String::new(),
        };
        driver.url = format!("http://127.0.0.1:{}", port.expect("the port in time"));
        driver
    }
}

impl Drop for ChromeDriver {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
