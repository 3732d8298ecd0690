//! The page with a screen reader, without a mouse, with high contrast. axe-core finds what a program can.

use std::{env, fs};

use serde_json::json;
use thirtyfour::cdp::domains::emulation::{MediaFeature, SetEmulatedMedia};
use thirtyfour::prelude::*;

use super::page::{Page, in_browser};

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn axe_finds_nothing_in_light_and_dark_wide_and_narrow() {
    let path = env::var_os("AXE").expect("AXE names axe.min.js; .ci/browser sets it");
    let axe = fs::read_to_string(path).expect("axe-core");
    // A color of middling lightness is the hardest to write on.
    in_browser(&["--banner=staging", "--color=#777"], async |page| {
        for (scheme, width) in [
            ("light", 1200),
            ("dark", 1200),
            ("light", 360),
            ("dark", 360),
        ] {
            let devtools = page.driver.cdp();
            let scheme = MediaFeature {
                name: "prefers-color-scheme".to_owned(),
                value: scheme.to_owned(),
            };
            let media = SetEmulatedMedia {
                media: None,
                features: Some(vec![scheme]),
            };
            devtools.send(media).await?;
            devtools
                .emulation()
                .set_device_metrics_override(width, 800, 1.0, width < 500)
                .await?;

            page.fill("#a", "0.1").await?;
            page.fill("#numbers", "10000000000000000.00\n1.25\n-1e16")
                .await?;
            page.shows("#two-result mark", "4").await?;
            page.shows("#column-result mark", "2").await?;
            assert_accessible(page, &axe).await?;

            page.fill("#a", "1,5").await?;
            page.fill("#numbers", "1\n\n1,5").await?;
            page.shows("#a-error mark", ",").await?;
            page.shows("#column-error mark", ",").await?;
            assert_accessible(page, &axe).await?;
            assert_fits(page).await?;
        }
        page.slow_down(100_000).await?;
        page.drop_file("long.txt", "['1.25\\n'.repeat(1e6)]")
            .await?;
        page.comes_true("document.getElementById('progress').value > 0")
            .await?;
        assert_accessible(page, &axe).await
    });
}

async fn assert_accessible(page: &Page, axe: &str) -> WebDriverResult<()> {
    let look = "const done = arguments[0];
        axe.run().then(({ violations, passes }) => done([passes.length > 10, violations.map(
          ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html)}`)]))";
    let found = page
        .driver
        .execute_async(format!("{axe};{look}"), Vec::new())
        .await?;
    assert_eq!(*found.json(), json!([true, []]));
    Ok(())
}

/// No horizontal scrolling.
async fn assert_fits(page: &Page) -> WebDriverResult<()> {
    let fits = "return document.documentElement.scrollWidth <= innerWidth";
    page.becomes(fits, &json!(true)).await
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn the_keyboard_reaches_everything_from_top_to_bottom() {
    in_browser(&[], async |page| {
        page.shows("#two-result .exact", "0.3").await?;
        page.shows("#column-result .exact", "1.25").await?;
        page.shows("#links a", "sum|health|ready|openapi|docs")
            .await?;
        let mut reached = Vec::new();
        for _ in 0..11 {
            page.driver
                .action_chain()
                .send_keys(Key::Tab)
                .perform()
                .await?;
            let name =
                "const { id, textContent } = document.activeElement; return id || textContent";
            reached.push(page.run(name).await?);
        }
        let wanted = [
            "a", "b", "Copy", "numbers", "file", "Copy", "sum", "health", "ready", "openapi",
            "docs",
        ];
        assert_eq!(json!(reached), json!(wanted));
        Ok(())
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn a_screen_reader_announces_the_sum_and_how_floats_differ() {
    in_browser(&[], async |page| {
        page.shows("#column-result .exact", "1.25").await?;
        // The examples are not announced.
        page.shows("#status", "").await?;
        page.fill("#b", "0.7").await?;
        page.shows(
            "#status",
            "The exact sum is 0.8. A 64-bit float gives 0.7999999999999999, 0.0000000000000001 too little.",
        )
        .await?;
        page.drop_file("two.txt", "['1\\n2\\n']").await?;
        page.comes_true(
            "/^The exact sum is 3. two.txt: 2 numbers, 4 B in .* s. A 64-bit float gives the same.$/
               .test(document.getElementById('status').textContent)",
        )
        .await
    });
}
