//! The page in a browser, as a person uses it.

use serde_json::json;
use thirtyfour::prelude::*;

use self::page::in_browser;

mod accessibility;
mod chromedriver;
mod column;
mod gateway;
mod page;

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn the_page_begins_with_examples_that_floats_get_wrong() {
    in_browser(&[], async |page| {
        page.shows("#two-result .exact", "0.3").await?;
        page.shows("#two-result .float .digits", "0.30000000000000004")
            .await?;
        page.shows("#two-result mark", "4").await?;
        page.shows("#column-result .exact", "1.25").await?;
        page.shows(
            "#column-result .float",
            "A 64-bit float gives 20.75 too much",
        )
        .await
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn two_numbers_are_added_as_they_are_typed() {
    in_browser(&[], async |page| {
        let cases = [
            (
                "0.1",
                "0.2",
                "0.3",
                "A 64-bit float gives 0.300000000000000040.00000000000000004 too much",
            ),
            (
                "1.10",
                "2.15",
                "3.25",
                "A 64-bit float gets this one right.",
            ),
            (
                "9007199254740993",
                "0.5",
                "9007199254740993.5",
                "A 64-bit float gives 90071992547409921.5 too little",
            ),
            (
                "1e22",
                "-.5",
                "9999999999999999999999.5",
                "A 64-bit float gives 100000000000000000000000.5 too much",
            ),
            (
                "1e400",
                "1",
                &format!("1{:0>400}", 1),
                "A 64-bit float gives Infinitywhich is not a number",
            ),
        ];
        for (a, b, sum, float) in cases {
            page.fill("#a", a).await?;
            page.fill("#b", b).await?;
            page.shows("#two-result .exact", sum).await?;
            page.shows("#two-result .float", float).await?;
        }
        Ok(())
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn an_error_in_a_number_is_shown_at_its_field() {
    in_browser(&[], async |page| {
        page.fill("#a", "12x4").await?;
        page.shows("#a-error", "unexpected 'x' at position 212x4")
            .await?;
        page.shows("#a-error mark", "x").await?;
        page.shows("#b-error", "").await?;
        let invalid = "return ['a', 'b'].map((id) => document.getElementById(id).ariaInvalid)";
        page.becomes(invalid, &json!(["true", "false"])).await?;
        page.shows("#two-result .exact", "").await?;
        page.shows("#status", "unexpected 'x' at position 212x4")
            .await?;

        page.fill("#a", "12").await?;
        page.shows("#two-result .exact", "12.2").await?;
        page.shows("#a-error", "").await?;
        page.becomes(invalid, &json!(["false", "false"])).await
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn a_copy_of_the_sum_has_no_gaps() {
    in_browser(&[], async |page| {
        page.fill("#a", "1234567").await?;
        page.fill("#b", "0.25").await?;
        page.shows("#two-result .exact", "1234567.25").await?;
        page.shows("#two-result .group", "234|567").await?;
        page.find("#two-result button").await?.click().await?;
        page.shows("#two-result button", "Copied").await?;
        let field = page.find("#a").await?;
        field.send_keys(Key::Control + "a").await?;
        field.send_keys(Key::Control + "v").await?;
        page.becomes(
            "return document.getElementById('a').value",
            &json!("1234567.25"),
        )
        .await
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn the_color_and_the_banner_identify_the_instance() {
    in_browser(
        &["--color=#124", "--banner=the <blue> half"],
        async |page| {
            page.shows("#banner", "the <blue> half").await?;
            let colors = |id| {
                format!("const {{ color, backgroundColor }} = getComputedStyle(document.getElementById('{id}'));
                         return [color, backgroundColor]")
            };
            let white_on_blue = json!(["rgb(255, 255, 255)", "rgb(17, 34, 68)"]);
            page.becomes(&colors("banner"), &white_on_blue).await?;
            let version = api_server::version::VERSION;
            page.comes_true(&format!(
                "document.getElementById('version').textContent.startsWith('{version}')"
            ))
            .await?;

            page.switch_service(&["--color=#8d6"]);
            // A page that becomes visible polls at once.
            page.run("document.dispatchEvent(new Event('visibilitychange'))")
                .await?;
            page.comes_true(
                "document.getElementById('changes').textContent.includes('; before, ')",
            )
            .await?;
            page.comes_true("document.getElementById('banner').hidden")
                .await?;
            let black_on_green = json!(["rgb(0, 0, 0)", "rgb(136, 221, 102)"]);
            page.becomes(&colors("version"), &black_on_green).await
        },
    );
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn nothing_is_stored_and_no_other_host_is_contacted() {
    in_browser(&["--banner=x", "--color=#000"], async |page| {
        page.shows("#column-result .exact", "1.25").await?;
        let left = "return [document.cookie, localStorage.length, sessionStorage.length,
            performance.getEntries().map(({ name }) => name)
              .filter((name) => /^[a-z]+:/.test(name) && !name.startsWith(`${location.origin}/`))]";
        page.becomes(left, &json!(["", 0, 0, []])).await
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn the_api_reference_sends_requests_and_shows_every_digit() {
    in_browser(&[], async |page| {
        page.visit("/docs").await?;
        let operation = "#operations-sums-get_sum";
        // Swagger UI renders its parts one after the other.
        let there = async |selector: &str| {
            page.comes_true(&format!("document.querySelector('{selector}') !== null"))
                .await?;
            page.find(selector).await
        };
        there(&format!("{operation} button")).await?.click().await?;
        for (name, value) in [("a", "9007199254740993.10"), ("b", "0.2")] {
            let field = format!("{operation} tr[data-param-name={name}] input");
            there(&field).await?;
            page.fill(&field, value).await?;
        }
        there(&format!("{operation} .execute"))
            .await?
            .click()
            .await?;
        let response = format!("{operation} .live-responses-table .highlight-code code");
        page.shows(&response, "{\"sum\":9007199254740993.30}").await
    });
}
