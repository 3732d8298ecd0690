//! The page of a real service in a real browser, and what a person does there.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::rt::System;
use actix_web::rt::time::{sleep, timeout};
use actix_web::web::ServiceConfig;
use api_server::routes;
use serde_json::{Value, json};
use thirtyfour::cdp::domains::network::NetworkConditions;
use thirtyfour::components::SelectElement;
use thirtyfour::prelude::*;

use super::chromedriver::{ChromeDriver, capabilities};
use crate::support::Service;

/// Deadlines of a test, and of each of its waits.
const TEST_TIMEOUT: Duration = Duration::from_mins(2);
const WAIT_TIMEOUT: Duration = Duration::from_secs(20);

/// Opens the page of a service with these flags, does what a person would do, and then checks that the
/// browser's console is empty.
pub(crate) fn in_browser(
    flags: &[&str],
    person: impl AsyncFnOnce(&mut Page) -> WebDriverResult<()>,
) {
    in_browser_with(routes::configure, flags, person);
}

/// The same with other routes.
pub(crate) fn in_browser_with(
    routes: fn(&mut ServiceConfig),
    flags: &[&str],
    person: impl AsyncFnOnce(&mut Page) -> WebDriverResult<()>,
) {
    // Two browsers at a time would slow each other down on a small machine.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let program = ChromeDriver::start();
    let service = Service::start_routes(flags, routes);
    System::new().block_on(async {
        let test = async {
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
                    page.visit("/").await?;
                    person(&mut page).await?;
                    page.assert_console_is_empty().await
                })
                .await
        };
        let result = timeout(TEST_TIMEOUT, test).await;
        result.expect("the test ends in time").unwrap();
    });
}

/// The page in the browser, and its service.
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

    /// Replaces the text of a field.
    pub(crate) async fn fill(&self, selector: &str, text: &str) -> WebDriverResult<()> {
        let field = self.find(selector).await?;
        field.clear().await?;
        field.send_keys(text).await
    }

    /// Chooses from a list.
    pub(crate) async fn choose(&self, selector: &str, value: &str) -> WebDriverResult<()> {
        let list = SelectElement::new(&self.find(selector).await?).await?;
        list.select_by_value(value).await
    }

    /// Waits until the elements have these texts, separated by `|`.
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
                start.elapsed() < WAIT_TIMEOUT,
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

    /// Limits the upload rate.
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

    /// Nothing is logged, so nothing violates the Content-Security-Policy either. Only Chromium itself logs
    /// each response with an error status, which a page cannot prevent: the 422 of the service, the 502 of
    /// the tests' proxy.
    async fn assert_console_is_empty(&self) -> WebDriverResult<()> {
        let log = self.driver.browser_log().await?;
        let unexpected: Vec<_> = log
            .iter()
            .map(|entry| &entry.message)
            .filter(|message| {
                let statuses = ["a status of 422", "a status of 502"];
                !statuses.iter().any(|status| message.contains(status))
            })
            .collect();
        assert!(unexpected.is_empty(), "{unexpected:?}");
        Ok(())
    }
}
