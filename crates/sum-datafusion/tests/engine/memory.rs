//! What a group costs, as reported to the engine.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Decimal128Array, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};
use datafusion::physical_expr::aggregate::AggregateExprBuilder;
use datafusion::physical_expr::expressions::col;

const GROUPS: usize = 10_000;

fn accumulator(column: &DataType) -> Box<dyn GroupsAccumulator> {
    let schema = Arc::new(Schema::new(vec![Field::new("x", column.clone(), true)]));
    let function = Arc::new(sum_datafusion::exact_sum());
    AggregateExprBuilder::new(function, vec![col("x", &schema).unwrap()])
        .schema(schema)
        .alias("sum")
        .build()
        .unwrap()
        .create_groups_accumulator()
        .unwrap()
}

/// Adds a row to each group.
fn add(sums: &mut dyn GroupsAccumulator, column: ArrayRef) {
    let groups: Vec<usize> = (0..GROUPS).collect();
    sums.update_batch(&[column], &groups, None, GROUPS).unwrap();
}

fn texts(text: &str) -> ArrayRef {
    Arc::new(StringArray::from(vec![text; GROUPS]))
}

#[test]
fn a_group_costs_64_bytes_until_it_needs_more() {
    let decimals = Decimal128Array::from_value(i128::MAX / 4, GROUPS);
    let mut sums = accumulator(&DataType::Decimal128(38, 2));
    for _ in 0..2 {
        let column = decimals.clone().with_precision_and_scale(38, 2).unwrap();
        add(&mut *sums, Arc::new(column));
    }
    assert!(sums.size() <= 64 * GROUPS, "{}", sums.size());

    let mut sums = accumulator(&DataType::Utf8);
    for text in ["12345678901234567890.12345678901234567", "-0.5", "1e20"] {
        add(&mut *sums, texts(text));
    }
    assert!(sums.size() <= 64 * GROUPS, "{}", sums.size());
}

#[test]
fn what_long_sums_allocate_is_reported_and_given_back() {
    let mut sums = accumulator(&DataType::Utf8);
    add(&mut *sums, texts("1"));
    let short = sums.size();
    add(&mut *sums, texts("1e50"));
    let longer = sums.size();
    add(&mut *sums, texts("1e4000"));
    let longest = sums.size();
    // A byte for each digit between the largest and the smallest one.
    assert!(longer >= short + GROUPS * 128, "{longer}");
    assert!(longest >= longer + GROUPS * 3900, "{longest}");
    assert!(longest <= longer + GROUPS * 2 * 4096, "{longest}");

    let half = sums.evaluate(EmitTo::First(GROUPS / 2)).unwrap();
    assert_eq!(half.len(), GROUPS / 2);
    assert!(sums.size() < longest * 6 / 10, "{}", sums.size());
    let rest = sums.state(EmitTo::All).unwrap();
    assert_eq!(rest[0].len(), GROUPS / 2);
    assert!(sums.size() <= short);
}
