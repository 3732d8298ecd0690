//! A column of numbers: typed, dropped or chosen. The total of `amounts.txt` is the one in the README,
//! computed by Python.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::page::in_browser;

/// A million amounts, as the README makes them with awk.
const AMOUNTS: &str = "[Array.from({ length: 1e6 }, (_, i) =>
    `${(i + 1) * 104729 % 1000000007}.${String((i + 1) % 89).padStart(2, '0')}\\n`).join('')]";
const TOTAL: &str = "499057001881534.15";

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn a_column_is_added_as_it_is_typed() {
    in_browser(&[], async |page| {
        page.fill("#numbers", "19.99\n5.01\n\n-3e2\n").await?;
        page.shows("#column-result .exact", "-275.00").await?;
        page.shows("#column-result .note", "3 numbers.").await?;
        page.fill("#numbers", "1\n2\n1,000.00").await?;
        page.shows(
            "#column-error",
            "Line 3: unexpected ',' at position 11,000.00",
        )
        .await?;
        page.shows("#column-result .exact", "").await
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn a_dropped_file_of_a_million_lines_is_added_up_and_the_bar_moves() {
    in_browser(&[], async |page| {
        page.slow_down(8_000_000).await?;
        page.run(
            "window.seen = [];
             const bar = document.getElementById('progress');
             new MutationObserver(() => seen.push(bar.value)).observe(bar, { attributes: true });",
        )
        .await?;
        page.drop_file("amounts.txt", AMOUNTS).await?;
        page.shows("#column-result .exact", TOTAL).await?;
        page.shows(
            "#column-result .float",
            "A 64-bit float gives 499057001881445.588.65 too little",
        )
        .await?;
        page.shows("#column-result mark", "445|.5").await?;
        let note = page.find("#column-result .note").await?.text().await?;
        assert!(
            note.starts_with("amounts.txt: 1,000,000 numbers, 12.9 MB in "),
            "{note}"
        );

        let seen = page.run("return seen").await?;
        let seen: Vec<_> = seen
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_f64)
            .collect();
        let between = seen
            .iter()
            .filter(|part| **part > 0.0 && **part < 1.0)
            .count();
        assert!(between >= 2, "{seen:?}");
        assert!(seen.is_sorted(), "{seen:?}");
        Ok(())
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn the_name_of_a_file_gives_its_format() {
    in_browser(&[], async |page| {
        page.drop_file("numbers.json", "['[0.1, \"0.2\", 1e2]']")
            .await?;
        page.shows("#column-result .exact", "100.3").await?;
        page.drop_file("wrong.json", "['[1, 2, [3]]']").await?;
        page.shows("#column-error", "Element 2: unexpected '[' at position 0[3")
            .await?;

        page.run(
            "const lines = new Blob(['0.1\\n'.repeat(10)]).stream();
             new Response(lines.pipeThrough(new CompressionStream('gzip'))).blob()
               .then((blob) => (window.zipped = blob));",
        )
        .await?;
        page.comes_true("window.zipped !== undefined").await?;
        page.drop_file("tenths.txt.gz", "[zipped]").await?;
        page.shows("#column-result .exact", "1.0").await?;
        page.shows("#column-result .float .digits", "0.9999999999999999")
            .await
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn a_chosen_file_shows_the_line_that_is_wrong() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("amounts-with-an-error.txt");
    fs::write(&path, "1\r\n2\r\n  three <b> €\r\n4\r\n").unwrap();
    in_browser(&[], async |page| {
        page.find("#file")
            .await?
            .send_keys(path.to_str().unwrap())
            .await?;
        page.shows(
            "#column-error",
            "Line 3: unexpected 't' at position 0three <b> €",
        )
        .await?;
        page.shows("#column-error mark", "t").await?;
        page.shows("#column-result .exact", "").await
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn an_error_stops_a_long_upload_at_once_and_is_still_shown() {
    in_browser(&[], async |page| {
        let long = "['1\\n2\\n1,000.00\\n', ...Array(40).fill('1.25\\n'.repeat(1e6))]";
        page.drop_file("long.txt", long).await?;
        page.shows(
            "#column-error",
            "Line 3: unexpected ',' at position 11,000.00",
        )
        .await
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn an_upload_can_be_cancelled() {
    in_browser(&[], async |page| {
        page.slow_down(1_000_000).await?;
        page.drop_file("amounts.txt", AMOUNTS).await?;
        page.comes_true("document.getElementById('progress').value > 0")
            .await?;
        let figures = page.find("#transfer-figures").await?.text().await?;
        assert!(figures.contains(" of 12.9 MB · "), "{figures}");
        page.find("#cancel").await?.click().await?;
        page.shows("#column-error", "Cancelled: nothing was added.")
            .await?;
        page.comes_true("document.getElementById('transfer').hidden")
            .await?;
        // The button is gone; the focus is beside it.
        page.becomes("return document.activeElement.id", &json!("file"))
            .await?;

        page.fill("#numbers", "1\n2").await?;
        page.shows("#column-result .exact", "3").await?;
        page.shows("#column-error", "").await
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn the_column_of_a_dropped_csv_is_chosen_from_its_header() {
    in_browser(&[], async |page| {
        // Quotes hide delimiters and line ends; the third record has no amount.
        let csv = r#"['\ufeff"id, or\nnumber",amount,"said ""x"""\r\n',
            '"1,\n",0.10,"a ""b"", c"\r\n2,"0.20",\r\n\r\n3,,5" \r\n4,1e2,"d"']"#;
        page.drop_file("ledger.csv", csv).await?;
        let offered = "Choose a column of ledger.csv|id, or\nnumber|amount|said \"x\"";
        page.shows("#column-name option", offered).await?;
        page.shows("#column-result .exact", "").await?;
        let focused = "return document.activeElement.id";
        page.becomes(focused, &json!("column-name")).await?;
        page.choose("#column-name", "1").await?;
        page.shows("#column-result .exact", "100.30").await?;
        page.comes_true(
            "document.querySelector('#column-result .note').textContent
               .startsWith('ledger.csv: 3 numbers and 1 empty field, ')",
        )
        .await?;
        page.shows(
            "#column-result .float",
            "A 64-bit float gets this one right.",
        )
        .await?;
        page.choose("#column-name", "2").await?;
        page.shows(
            "#column-error",
            "Line 3, column 3: unexpected 'a' at position 0a \"b\", c",
        )
        .await?;

        page.fill("#numbers", "1\n2").await?;
        page.shows("#column-result .exact", "3").await?;
        page.comes_true("document.getElementById('columns').hidden")
            .await
    });
}

#[test]
#[ignore = "needs a browser; run by .ci/browser"]
fn a_csv_with_semicolons_in_gzip_shows_what_a_float_gets_wrong() {
    in_browser(&[], async |page| {
        page.run(
            "const lines = new Blob(['id;n;n\\n', 'x;\"0.1\"; 0.1 \\n'.repeat(10)]).stream();
             new Response(lines.pipeThrough(new CompressionStream('gzip'))).blob()
               .then((blob) => (window.zipped = blob));",
        )
        .await?;
        page.comes_true("window.zipped !== undefined").await?;
        page.drop_file("tenths.csv.gz", "[zipped]").await?;
        page.shows(
            "#column-name option",
            "Choose a column of tenths.csv.gz|id|n|n",
        )
        .await?;
        // Neither of the two has the name for itself.
        for column in ["1", "2"] {
            page.choose("#column-name", column).await?;
            page.shows("#column-result .exact", "1.0").await?;
            page.shows("#column-result .float .digits", "0.9999999999999999")
                .await?;
        }
        Ok(())
    });
}
