//! Numbers in data formats; feature `serde`.

use insta::assert_snapshot;
use proptest::prelude::*;
use sum_core::Decimal;

use crate::texts::number;

fn refused(json: &str) -> String {
    let error = serde_json::from_str::<Decimal>(json).expect_err("this is no decimal");
    error.to_string()
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same(text in number()) {
        let number: Decimal = text.parse().unwrap();
        let json = serde_json::to_string(&number).unwrap();
        prop_assert_eq!(&json, &format!("\"{number}\""));
        prop_assert_eq!(serde_json::from_str::<Decimal>(&json).unwrap().to_string(), number.to_string());
    }

    #[test]
    fn integers_of_any_width_are_read(value: i64, large: u64) {
        prop_assert_eq!(serde_json::from_str::<Decimal>(&value.to_string()).unwrap(), Decimal::from(value));
        prop_assert_eq!(serde_json::from_str::<Decimal>(&large.to_string()).unwrap(), Decimal::from(large));
    }
}

#[test]
fn what_is_no_decimal_is_refused_with_the_reason() {
    let messages = ["1.5", "1e3", "\"1,5\"", "\"\"", "null", "true", "[1]"].map(refused);
    assert_snapshot!(messages.join("\n"), @"
    invalid type: floating point `1.5`, expected an integer, or a string that holds a decimal number at line 1 column 3
    invalid type: floating point `1000.0`, expected an integer, or a string that holds a decimal number at line 1 column 3
    unexpected ',' at position 1 at line 1 column 5
    an empty text is not a number at line 1 column 2
    invalid type: null, expected an integer, or a string that holds a decimal number at line 1 column 4
    invalid type: boolean `true`, expected an integer, or a string that holds a decimal number at line 1 column 4
    invalid type: sequence, expected an integer, or a string that holds a decimal number at line 1 column 1
    ");
}
