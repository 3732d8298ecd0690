//! Numbers in data formats; feature `serde`, and with feature `serde_json` as numbers of JSON, too.

use insta::assert_snapshot;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_core::de::{IntoDeserializer, value};
use sum_core::Decimal;

use crate::texts::number;

#[derive(Debug, Serialize, Deserialize)]
struct Row {
    name: String,
    amount: Decimal,
    discount: Option<Decimal>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Text {
    #[serde(with = "sum_core::serde::text")]
    amount: Decimal,
}

fn refused<T: for<'de> Deserialize<'de> + std::fmt::Debug>(json: &str) -> String {
    let error = serde_json::from_str::<T>(json).expect_err("this is no decimal");
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
        let bytes = postcard::to_allocvec(&Text { amount: number.clone() }).unwrap();
        let read: Text = postcard::from_bytes(&bytes).unwrap();
        prop_assert_eq!(read.amount.to_string(), number.to_string());
    }

    #[test]
    fn a_field_of_csv_is_read_with_every_digit(text in number()) {
        let expected = text.parse::<Decimal>().unwrap().to_string();
        let file = format!("name,amount,discount\nx,{text},\ny,1,{text}\n");
        let mut rows = csv::Reader::from_reader(file.as_bytes());
        let rows: Vec<Row> = rows.deserialize().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(rows[0].amount.to_string(), &expected[..]);
        prop_assert!(rows[0].discount.is_none());
        prop_assert_eq!(rows[1].discount.as_ref().unwrap().to_string(), expected);
    }
}

#[test]
fn a_row_of_csv_is_read_and_written() {
    let file = "name,amount,discount\nrent,-1200.00,0.10\nbread,3,\n";
    let mut rows = csv::Reader::from_reader(file.as_bytes());
    let rows: Vec<Row> = rows.deserialize().collect::<Result<_, _>>().unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in &rows {
        writer.serialize(row).unwrap();
    }
    let written = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    assert_eq!(written, file);

    let mut texts = csv::Reader::from_reader("amount\n-1200.00\n".as_bytes());
    let text: Text = texts.deserialize().next().unwrap().unwrap();
    assert_eq!(text.amount.to_string(), "-1200.00");
    let mut wrong = csv::Reader::from_reader("name,amount,discount\nx,\"1,200\",\n".as_bytes());
    let error = wrong.deserialize::<Row>().next().unwrap().unwrap_err();
    assert_snapshot!(error, @"CSV deserialize error: record 1 (line: 2, byte: 21): unexpected ',' at position 1");
}

#[test]
fn a_string_of_toml_is_read_and_written_and_a_float_refused() {
    let text = "name = \"rent\"\namount = \"-1200.00\"\n";
    let row: Row = toml::from_str(text).unwrap();
    assert_eq!(toml::to_string(&row).unwrap(), text);
    let row: Row = toml::from_str("name = \"rent\"\namount = 7\n").unwrap();
    assert_eq!(row.amount, Decimal::from(7));
    let error = toml::from_str::<Row>("name = \"rent\"\namount = 1.10\n").unwrap_err();
    assert_snapshot!(error.message(), @"the float `1.1` may have lost digits: write a string; for JSON numbers enable the feature `arbitrary_precision` of serde_json; read a format that guesses types with `sum_core::serde::text`");
}

#[test]
fn what_is_no_decimal_is_refused_with_the_reason() {
    let messages = [
        "\"1,5\"",
        "\"\"",
        "null",
        "true",
        "[1]",
        "{\"a\":\"1\"}",
        "{}",
    ]
    .map(refused::<Decimal>);
    assert_snapshot!(messages.join("\n"), @"
    unexpected ',' at position 1 at line 1 column 5
    an empty text is not a number at line 1 column 2
    invalid type: null, expected a decimal number, or a string that holds one at line 1 column 4
    invalid type: boolean `true`, expected a decimal number, or a string that holds one at line 1 column 4
    invalid type: sequence, expected a decimal number, or a string that holds one at line 1 column 1
    invalid type: map, expected a decimal number, or a string that holds one at line 1 column 9
    invalid type: map, expected a decimal number, or a string that holds one at line 1 column 2
    ");
    for json in ["{\"amount\":7}", "{\"amount\":1.5}"] {
        let error = refused::<Text>(json);
        assert!(
            error.contains("expected a string that holds a decimal number"),
            "{error}"
        );
    }
    assert_snapshot!(refused::<Text>("{\"amount\":\"7x\"}"), @"unexpected 'x' at position 1 at line 1 column 14");
}

#[cfg(not(feature = "serde_json"))]
#[test]
fn a_json_number_beyond_64_bits_is_refused_and_the_missing_feature_named() {
    assert_eq!(
        serde_json::from_str::<Decimal>("-7").unwrap(),
        Decimal::from(-7)
    );
    let messages = ["1.5", "1e3", "18446744073709551616"].map(refused::<Decimal>);
    assert_snapshot!(messages.join("\n"), @"
    the float `1.5` may have lost digits: write a string; for JSON numbers enable the feature `arbitrary_precision` of serde_json; read a format that guesses types with `sum_core::serde::text` at line 1 column 3
    the float `1000` may have lost digits: write a string; for JSON numbers enable the feature `arbitrary_precision` of serde_json; read a format that guesses types with `sum_core::serde::text` at line 1 column 3
    the float `18446744073709552000` may have lost digits: write a string; for JSON numbers enable the feature `arbitrary_precision` of serde_json; read a format that guesses types with `sum_core::serde::text` at line 1 column 20
    ");
}

#[cfg(feature = "serde_json")]
mod numbers {
    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    struct Number {
        #[serde(with = "sum_core::serde::number")]
        amount: Decimal,
    }

    #[test]
    fn a_json_number_is_read_with_every_digit() {
        let long = "0.10000000000000000555111512312578270211815834045410156250";
        let json = format!("{{\"name\":\"x\",\"amount\":1.10,\"discount\":{long}}}");
        let row: Row = serde_json::from_str(&json).unwrap();
        assert_eq!(row.amount.to_string(), "1.10");
        assert_eq!(row.discount.unwrap().to_string(), long);
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        let row: Row = serde_json::from_value(value).unwrap();
        assert_eq!(row.discount.unwrap().to_string(), long);
        let large: Decimal = serde_json::from_str("-1e30").unwrap();
        assert_eq!(large.to_string(), "-1000000000000000000000000000000");
        let error = serde_json::from_str::<Decimal>("1e4300").unwrap_err();
        assert_snapshot!(error, @"more than 4300 digits (exponent expanded) at position 1 at line 1 column 6");
    }

    proptest! {
        #[test]
        fn a_json_number_goes_both_ways(text in number()) {
            let amount: Decimal = text.parse().unwrap();
            let json = serde_json::to_string(&Number { amount: amount.clone() }).unwrap();
            prop_assert_eq!(&json, &format!("{{\"amount\":{amount}}}"));
            let read: Number = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(read.amount.to_string(), amount.to_string());
            let value = serde_json::to_value(&read).unwrap();
            prop_assert_eq!(value.to_string(), json);
        }
    }
}
