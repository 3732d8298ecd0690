//! Numbers in data formats; feature `serde`.

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_core::Deserialize;
use serde_core::de::{IntoDeserializer, value};
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
    fn integers_of_any_width_are_read(a: i64, b: u64, c: i128, d: u128) {
        type Answer = Result<Decimal, value::Error>;
        let a_read: Answer = Decimal::deserialize(a.into_deserializer());
        let b_read: Answer = Decimal::deserialize(b.into_deserializer());
        let c_read: Answer = Decimal::deserialize(c.into_deserializer());
        let d_read: Answer = Decimal::deserialize(d.into_deserializer());
        prop_assert_eq!(a_read, Ok(a.into()));
        prop_assert_eq!(b_read, Ok(b.into()));
        prop_assert_eq!(c_read, Ok(c.into()));
        prop_assert_eq!(d_read, Ok(d.into()));
    }

    #[test]
    fn a_format_that_does_not_know_what_it_holds_is_read(text in number()) {
        let number: Decimal = text.parse().unwrap();
        let bytes = postcard::to_allocvec(&number).unwrap();
        let read: Decimal = postcard::from_bytes(&bytes).unwrap();
        prop_assert_eq!(read.to_string(), number.to_string());
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
