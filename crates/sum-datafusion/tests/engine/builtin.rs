//! The built-in SUM beside `exact_sum`, on numbers that any table can have. The README shows the same.

use datafusion::prelude::SessionConfig;

use crate::{row, session};

/// A type and values, as the README names them.
const INPUTS: [(&str, &str, &[&str]); 6] = [
    (
        "2⁶³ − 1 and 1 as `BIGINT`",
        "Int64",
        &["9223372036854775807", "1"],
    ),
    (
        "2⁶⁴ − 1 twice as `UBIGINT`",
        "UInt64",
        &["18446744073709551615", "18446744073709551615"],
    ),
    (
        "four times 38 nines as `DECIMAL(38, 0)`",
        "Decimal128(38, 0)",
        &[NINES; 4],
    ),
    ("0.1 and 0.2 as `DOUBLE`", "Float64", &["0.1", "0.2"]),
    ("1e16 and 1 as `DOUBLE`", "Float64", &["1e16", "1"]),
    ("1e22 and 1e-22 as `VARCHAR`", "Utf8", &["1e22", "1e-22"]),
];
const NINES: &str = "99999999999999999999999999999999999999";

/// The sum of a column, or the word for an error.
async fn sum(function: &str, data_type: &str, values: &[&str]) -> String {
    let context = session(SessionConfig::new());
    let values: Vec<_> = values
        .iter()
        .map(|value| format!("(arrow_cast('{value}', '{data_type}'))"))
        .collect();
    let query = format!(
        "SELECT {function}(x) FROM (VALUES {}) AS t(x)",
        values.join(", ")
    );
    match row(&context, &query).await {
        Ok(cells) => cells.concat(),
        Err(_) => "error".to_owned(),
    }
}

#[tokio::test]
async fn the_readme_shows_both_sums_of_six_inputs() {
    let readme = include_str!("../../README.md");
    for (name, data_type, values) in INPUTS {
        let builtin = sum("sum", data_type, values).await;
        let exact = match sum("exact_sum", data_type, values).await {
            // What a float has rounded is read as text instead.
            error if error == "error" => {
                format!("{}, as text", sum("exact_sum", "Utf8", values).await)
            }
            exact => exact,
        };
        let row = format!("| {name} | {exact} | {builtin} |");
        assert!(readme.contains(&row), "{row}");
    }
}

#[tokio::test]
async fn the_built_in_sum_of_integers_wraps() {
    assert_eq!(
        sum("sum", INPUTS[0].1, INPUTS[0].2).await,
        "-9223372036854775808"
    );
    assert_eq!(
        sum("exact_sum", INPUTS[0].1, INPUTS[0].2).await,
        "9223372036854775808"
    );
    assert_eq!(
        sum("sum", INPUTS[1].1, INPUTS[1].2).await,
        "18446744073709551614"
    );
    assert_eq!(
        sum("exact_sum", INPUTS[1].1, INPUTS[1].2).await,
        "36893488147419103230"
    );
}

#[tokio::test]
async fn the_built_in_sum_of_decimals_is_wrong_without_an_error() {
    // 4 × (10³⁸ − 1) − 2¹²⁸: 38 digits, which look like a sum.
    assert_eq!(
        sum("sum", INPUTS[2].1, INPUTS[2].2).await,
        "59717633079061536536625392568231788540"
    );
    assert_eq!(
        sum("exact_sum", INPUTS[2].1, INPUTS[2].2).await,
        format!("3{}6", "9".repeat(37))
    );
}
