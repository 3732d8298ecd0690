//! Sums computed by another implementation; `tests/data/vectors.py` says how.

use sum_core::{Accumulator, Decimal, Format, Limits, TextAdder};

#[track_caller]
fn rows<const COLUMNS: usize>(table: &str) -> Vec<[&str; COLUMNS]> {
    let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|row| row.split(',').collect::<Vec<_>>().try_into().expect(row))
        .collect()
}

#[test]
fn sums_agree_with_cpython_decimal() {
    let rows = rows(include_str!("../data/vectors.csv"));
    for [a, b, sum] in &rows {
        let number = |text: &str| text.parse::<Decimal>().expect(text);
        assert_eq!((number(a) + number(b)).to_string(), *sum, "{a} + {b}");
        assert_eq!((number(b) + number(a)).to_string(), *sum, "{b} + {a}");
    }
    assert!(rows.len() >= 500, "only {} rows", rows.len());
}

#[test]
fn totals_agree_with_cpython_decimal() {
    let rows = rows(include_str!("../data/streams.csv"));
    for [numbers, total] in &rows {
        let decimals = numbers.split(' ').map(str::parse::<Decimal>);
        let sum: Accumulator = decimals.collect::<Result<_, _>>().expect(numbers);
        assert_eq!(sum.total().to_string(), *total, "{numbers}");

        let lines = numbers.replace(' ', "\n");
        let array = format!("[\"{}\"]", numbers.replace(' ', "\",\""));
        let spaced = format!("[ \"{}\" ]", numbers.replace(' ', "\" , \""));
        for (format, text) in [
            (Format::Lines, lines),
            (Format::JsonArray, array),
            (Format::JsonArray, spaced),
        ] {
            let mut adder = TextAdder::new(format, Limits::default());
            adder.feed(text.as_bytes()).expect(&text);
            let read = adder.finish().expect(&text);
            assert_eq!(read.total().to_string(), *total, "{text}");
            assert_eq!(read.count(), sum.count(), "{text}");
        }
    }
    assert!(rows.len() >= 200, "only {} rows", rows.len());
}

#[cfg(feature = "csv")]
#[test]
fn columns_agree_with_cpython_csv() {
    use sum_core::csv::{Csv, CsvAdder, CsvError, Delimiter};

    let file: serde_json::Value =
        serde_json::from_str(include_str!("../data/columns.json")).unwrap();
    let mut sums = 0;
    for table in file["tables"].as_array().unwrap() {
        let delimiter = match table["delimiter"].as_str().unwrap() {
            ";" => Delimiter::Semicolon,
            "\t" => Delimiter::Tab,
            _ => Delimiter::Comma,
        };
        let csv = Csv::column(table["column"].to_string()).with_delimiter(delimiter);
        let text = table["text"].as_str().unwrap();
        for size in [1, 7, 64, usize::MAX] {
            let read = || {
                let mut adder = CsvAdder::new(csv.clone(), Limits::default());
                let mut chunks = text.as_bytes().chunks(size);
                chunks.try_for_each(|chunk| adder.feed(chunk))?;
                let sum = adder.finish()?;
                Ok::<_, CsvError>(serde_json::json!({
                    "total": sum.sum.total().to_string(),
                    "count": sum.sum.count(),
                    "empty": sum.empty,
                }))
            };
            let read = read().unwrap_or_default();
            assert_eq!(read, table["sum"], "{text:?} by {size}");
            sums += u64::from(!read.is_null());
        }
    }
    assert!(sums >= 400, "only {sums} columns");
}
