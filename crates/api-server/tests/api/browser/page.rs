//! The page of a real service, in a real browser, and what a person does there.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::rt::System;
use actix_web::rt::time::{sleep, timeout};
use serde_json::{Value, json};
use thirtyfour::cdp::domains::network::NetworkConditions;
use thirtyfour::prelude::*;

use super::chromedriver::{ChromeDriver, capabilities};
use crate::support::Service;

/// How long a test may take, and how long the page may take for what it is asked.
const PATIENCE: Duration = Duration::from_mins(2);
const SOON: Duration = Duration::from_secs(20);

/// Opens the page of a service with these flags, does what a person would do, and then looks whether
/// the browser's console has anything to complain about.
pub(crate) fn in_browser(
    flags: &[&str],
    person: impl AsyncFnOnce(&mut Page) -> WebDriverResult<()>,
) {
    // Two browsers would get in each other's way on a small machine.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(program) = ChromeDriver::start() else {
        return;
    };
    let service = Service::start_with(flags);
    System::new().block_on(async {
        let wanted = capabilities().expect("flags that are texts");
        let driver = WebDriver::new(&program.url, wanted)
            .await
            .expect("a browser");
        driver
            .run_and_quit(async |driver| {
                let mut page = Page {
                    driver,
                    address: service.address(),
                    service: Some(service),
                };
                let use_it = async {
                    page.visit("/").await?;
                    person(&mut page).await?;
                    page.assert_calm_console().await
                };
                timeout(PATIENCE, use_it).await.expect("an end in time")
            })
            .await
            .unwrap();
    });
}

/// The page in the browser, and the service behind it.
pub(crate) struct Page {
    pub(crate) driver: WebDriver,
    address: SocketAddr,
    service: Option<Service>,
}

impl Page {
    /// Stops the service and starts another one in its place.
    pub(crate) fn switch_service(&mut self, flags: &[&str]) {
        drop(self.service.take());
        self.service = Some(Service::start_on(self.address.port(), flags));
    }

    /// Goes to another page of the service.
    pub(crate) async fn visit(&self, path: &str) -> WebDriverResult<()> {
        self.driver
            .goto(format!("http://{}{path}", self.address))
            .await
    }

    pub(crate) async fn find(&self, selector: &str) -> WebDriverResult<WebElement> {
        self.driver.find(By::Css(selector)).await
    }

    /// Types over what stands in a field.
    pub(crate) async fn fill(&self, selector: &str, text: &str) -> WebDriverResult<()> {
        let field = self.find(selector).await?;
        field.clear().await?;
        field.send_keys(text).await
    }

    /// Waits until an element, or all those that there are, have this text.
    pub(crate) async fn shows(&self, selector: &str, text: &str) -> WebDriverResult<()> {
        let script = format!(
            "return [...document.querySelectorAll('{selector}')].map((found) => found.textContent).join('|')"
        );
        self.becomes(&script, &json!(text)).await
    }

    /// Waits until a script returns this.
    pub(crate) async fn becomes(&self, script: &str, wanted: &Value) -> WebDriverResult<()> {
        let start = Instant::now();
        loop {
            let found = self.run(script).await?;
            if found == *wanted {
                return Ok(());
            }
            assert!(
                start.elapsed() < SOON,
                "{script}\n found {found}\nwanted {wanted}"
            );
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until an expression is true.
    pub(crate) async fn comes_true(&self, expression: &str) -> WebDriverResult<()> {
        self.becomes(&format!("return {expression}"), &json!(true))
            .await
    }

    pub(crate) async fn run(&self, script: &str) -> WebDriverResult<Value> {
        let returned = self.driver.execute(script, Vec::new()).await?;
        Ok(returned.json().clone())
    }

    /// Drops a file on the page. The expression is that of its contents, in JavaScript.
    pub(crate) async fn drop_file(&self, name: &str, contents: &str) -> WebDriverResult<()> {
        let script = format!(
            "const dataTransfer = new DataTransfer();
             dataTransfer.items.add(new File({contents}, '{name}'));
             const options = {{ dataTransfer, bubbles: true, cancelable: true }};
             for (const type of ['dragover', 'drop'])
               document.body.dispatchEvent(new DragEvent(type, options));"
        );
        self.run(&script).await.map(drop)
    }

    /// Makes the line to the service slow.
    pub(crate) async fn slow_down(&self, bytes_per_second: i32) -> WebDriverResult<()> {
        let conditions = NetworkConditions {
            upload_throughput: bytes_per_second,
            ..NetworkConditions::new()
        };
        let devtools = self.driver.cdp();
        devtools.network().enable().await?;
        devtools
            .network()
            .emulate_network_conditions(conditions)
            .await
    }

    /// Nothing is logged, and nothing is against the Content-Security-Policy, which would be logged. But
    /// Chromium itself logs each answer of the status 422, and a page cannot keep it from that.
    async fn assert_calm_console(&self) -> WebDriverResult<()> {
        let log = self.driver.browser_log().await?;
        let complaints: Vec<_> = log
            .iter()
            .map(|entry| &entry.message)
            .filter(|message| !(message.contains("/sum") && message.contains("a status of 422")))
            .collect();
        assert!(complaints.is_empty(), "{complaints:?}");
        Ok(())
    }
}
