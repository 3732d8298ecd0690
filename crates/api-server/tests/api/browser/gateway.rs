//! The page when something between it and the service fails: a proxy that responds on its own, or nothing.

use std::future::pending;

use actix_web::guard::Header;
use actix_web::web::{self, ServiceConfig};
use actix_web::{Handler, HttpRequest, HttpResponse};
use api_server::routes;
use serde_json::json;
use thirtyfour::prelude::*;

use super::page::{Page, in_browser_with};

/// What a proxy may put into the body of an error, and what the page shows then.
const BODIES: [(&str, &str); 8] = [
    (r#"{"message":"no"}"#, UNKNOWN),
    (r#"{"errors":null}"#, UNKNOWN),
    (r#"{"errors":[null,"bad",{"code":7}]}"#, UNKNOWN),
    (r#"{"detail":null,"errors":{}}"#, UNKNOWN),
    ("null", UNKNOWN),
    ("<html>", UNKNOWN),
    (
        r#"{"detail":"upstream is down","errors":null}"#,
        "upstream is down",
    ),
    (r#"{"detail":"x","errors":[{"detail":"elsewhere"}]}"#, "x"),
];
const UNKNOWN: &str = "The response has the status 502 and no sum.";

/// Which of the bodies, by the first number or the first line.
async fn bad_gateway(selector: String) -> HttpResponse {
    let index = selector.trim_start_matches("a=").split(['&', '\n']).next();
    let index: usize = index.and_then(|digits| digits.parse().ok()).unwrap_or(0);
    // Our own service would replace a body of another type.
    HttpResponse::BadGateway()
        .content_type("application/problem+json")
        .body(BODIES[index].0)
}

fn with_bad_gateway(config: &mut ServiceConfig) {
    let get = async |request: HttpRequest| bad_gateway(request.query_string().to_owned()).await;
    config
        .route("/sum", web::get().to(get))
        .route("/sum", web::post().to(bad_gateway));
    routes::configure(config);
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn an_error_that_is_not_from_the_service_is_shown_too() {
    in_browser_with(with_bad_gateway, &[], async |page| {
        for (index, (body, detail)) in BODIES.into_iter().enumerate() {
            page.fill("#a", &index.to_string()).await?;
            page.shows("#two-result", detail).await?;
            page.shows(".terms .error", "|").await?;
            page.fill("#numbers", &index.to_string()).await?;
            // The column has no field for the error to be shown at.
            let wanted = if body.contains("elsewhere") {
                "elsewhere"
            } else {
                detail
            };
            page.shows("#column-error", wanted).await?;
            page.fill("#a", " ").await?;
            page.shows("#two-result", "").await?;
            page.fill("#numbers", "wait").await?;
        }
        Ok(())
    });
}

fn with_captive_portal(config: &mut ServiceConfig) {
    let portal = async || HttpResponse::Ok().body("<html>Welcome</html>");
    config.route("/sum", web::route().to(portal));
    routes::configure(config);
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn a_response_without_a_sum_is_an_error_whatever_its_status() {
    in_browser_with(with_captive_portal, &[], async |page| {
        let detail = "The response has the status 200 and no sum.";
        page.shows("#two-result", detail).await?;
        page.shows("#column-error", detail).await
    });
}

/// Replaces the JSON of `GET /`, which the page polls; the document stays.
fn at_polls<F>(config: &mut ServiceConfig, handler: F)
where
    F: Handler<(), Output = HttpResponse>,
{
    let json = Header("accept", "application/json");
    config.route("/", web::get().guard(json).to(handler));
}

/// Polls now, as a page does that becomes visible, and waits for the end.
async fn poll(page: &Page) -> WebDriverResult<()> {
    page.run("document.dispatchEvent(new Event('visibilitychange'))")
        .await?;
    page.comes_true("!polling").await
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn a_poll_that_fails_is_repeated_less_and_less_often() {
    fn failing(config: &mut ServiceConfig) {
        at_polls(config, async || {
            HttpResponse::BadGateway().json(json!({"name": "proxy"}))
        });
        routes::configure(config);
    }
    in_browser_with(failing, &[], async |page| {
        page.comes_true("failures === 1 && !polling").await?;
        page.shows("#responded", "none; next try in 10 s").await?;
        page.shows("#service", "").await?;
        for delay in ["20 s", "40 s", "1 min 0 s", "1 min 0 s"] {
            poll(page).await?;
            page.shows("#responded", &format!("none; next try in {delay}"))
                .await?;
        }
        Ok(())
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn a_hidden_page_does_not_poll() {
    in_browser_with(routes::configure, &[], async |page| {
        page.comes_true("instance !== undefined && !polling")
            .await?;
        page.run(
            "window.polls = 0;
             const { fetch } = window;
             window.fetch = (...request) => { polls++; return fetch(...request); };
             window.setHidden = (value) =>
               Object.defineProperty(document, 'hidden', { configurable: true, value });
             setHidden(true);",
        )
        .await?;
        for _ in 0..3 {
            poll(page).await?;
        }
        page.becomes("return polls", &json!(0)).await?;
        page.run("setHidden(false)").await?;
        poll(page).await?;
        page.becomes("return polls", &json!(1)).await
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn a_response_that_never_comes_is_given_up() {
    fn hanging(config: &mut ServiceConfig) {
        at_polls(config, pending::<HttpResponse>);
        config.route("/sum", web::get().to(pending::<HttpResponse>));
        routes::configure(config);
    }
    in_browser_with(hanging, &["--shutdown-timeout=1"], async |page| {
        page.shows("#responded", "none; next try in 10 s").await?;
        page.shows("#two-result", "No response.").await
    });
}
