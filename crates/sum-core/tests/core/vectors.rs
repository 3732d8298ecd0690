//! Sums computed by another implementation; `tests/data/vectors.py` says how.

use sum_core::Decimal;

#[test]
fn sums_agree_with_cpython_decimal() {
    let table = include_str!("../data/vectors.csv");
    let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
    let mut count = 0;
    for row in rows {
        let [a, b, sum] = row
            .split(',')
            .collect::<Vec<_>>()
            .try_into()
            .expect("three columns");
        let number = |text: &str| text.parse::<Decimal>().expect(row);
        assert_eq!((number(a) + number(b)).to_string(), sum, "{row}");
        assert_eq!((number(b) + number(a)).to_string(), sum, "{row}");
        count += 1;
    }
    assert!(count >= 500, "only {count} rows");
}
