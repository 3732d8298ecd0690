//! An exact sum is one text, whatever the partitions, the size of batches and the order of rows.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, Decimal128Array, Float64Array, Int64Array, LargeStringArray, RecordBatch, UInt32Array,
};
use datafusion::arrow::compute::take_record_batch;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::{register, rows, session};

const ROWS: u32 = 2000;
const GROUPS: i64 = 40;
const BATCHES: [usize; 5] = [1, 7, 100, 1024, 8192];
const SHUFFLES: u32 = 3;

const EXACT: &str = "exact_sum(text), exact_sum(amount), exact_sum(number)";

/// Pseudo-random, and the same each time.
fn random(seed: u32) -> u32 {
    let mixed = (seed ^ (seed >> 16)).wrapping_mul(0x045d_9f3b);
    let mixed = (mixed ^ (mixed >> 16)).wrapping_mul(0x045d_9f3b);
    mixed ^ (mixed >> 16)
}

/// Amounts near the ends of what their types hold, and texts of many lengths and scales.
fn table() -> RecordBatch {
    let every = |row: u32| i64::from(random(row)) * if row.is_multiple_of(3) { -1 } else { 1 };
    let groups = (0..ROWS).map(|row| i64::from(random(row + ROWS)) % GROUPS);
    let number = (0..ROWS).map(|row| (i64::MAX - every(row).abs()) * every(row).signum());
    let amount = (0..ROWS)
        .map(|row| (10i128.pow(38) - 1 - i128::from(every(row))) * i128::from(every(row).signum()));
    let text = (0..ROWS).map(|row| match row % 4 {
        0 => format!("{}.{}", every(row), row % 100),
        1 => format!("{}e-{}", every(row), row % 30),
        2 => format!("{}e{}", every(row), row % 50),
        _ => format!("{}", every(row)),
    });
    let float = (0..ROWS)
        .map(|row| f64::from(random(row)) / 100.0 * 10f64.powi(i32::try_from(row % 20).unwrap()));
    let amount = Decimal128Array::from_iter_values(amount)
        .with_precision_and_scale(38, 6)
        .unwrap();
    RecordBatch::try_from_iter([
        (
            "g",
            Arc::new(Int64Array::from_iter_values(groups)) as ArrayRef,
        ),
        ("number", Arc::new(Int64Array::from_iter_values(number))),
        ("amount", Arc::new(amount)),
        ("text", Arc::new(LargeStringArray::from_iter_values(text))),
        ("float", Arc::new(Float64Array::from_iter_values(float))),
    ])
    .unwrap()
}

fn shuffled(table: &RecordBatch, seed: u32) -> RecordBatch {
    let mut order: Vec<u32> = (0..ROWS).collect();
    order.sort_by_key(|row| random(row.wrapping_mul(31) + seed * 7919));
    take_record_batch(table, &UInt32Array::from(order)).unwrap()
}

/// The table in as many partitions, in batches of that many rows.
fn parts(table: &RecordBatch, partitions: usize, batch: usize) -> Vec<Vec<RecordBatch>> {
    let batches = (0..table.num_rows())
        .step_by(batch)
        .map(|start| table.slice(start, batch.min(table.num_rows() - start)));
    let mut parts = vec![Vec::new(); partitions];
    for (index, batch) in batches.enumerate() {
        parts[index % partitions].push(batch);
    }
    parts
}

/// Runs a query over the table in every partitioning, and collects the results.
async fn results(
    query: &str,
    setting: impl Fn(SessionConfig) -> SessionConfig,
) -> BTreeSet<String> {
    let table = table();
    let mut results = BTreeSet::new();
    for seed in 0..SHUFFLES {
        let table = shuffled(&table, seed);
        for partitions in 1..=8 {
            for batch in BATCHES {
                let config = SessionConfig::new()
                    .with_target_partitions(partitions)
                    .with_batch_size(batch);
                let context = session(setting(config));
                register(&context, "t", parts(&table, partitions, batch));
                let rows = rows(&context, query).await.unwrap();
                results.insert(format!("{rows:?}"));
            }
        }
    }
    results
}

#[tokio::test]
async fn a_sum_is_one_text_and_that_of_floats_is_several() {
    let exact = results(&format!("SELECT {EXACT} FROM t"), |config| config).await;
    assert_eq!(exact.len(), 1, "{exact:?}");

    let floats = results("SELECT sum(float) FROM t", |config| config).await;
    println!("SUM(double) of the same {ROWS} rows: {floats:?}");
    assert!(floats.len() > 1);
}

#[tokio::test]
async fn a_sum_of_each_group_is_one_text() {
    let query = format!("SELECT g, {EXACT} FROM t GROUP BY g ORDER BY g");
    let grouped = results(&query, |config| config).await;
    assert_eq!(grouped.len(), 1);
}

#[tokio::test]
async fn rows_that_are_passed_on_one_by_one_add_up_to_the_same() {
    let query = format!("SELECT g, {EXACT} FROM t GROUP BY g ORDER BY g");
    let grouped = results(&query, |config| config).await;
    let setting = "datafusion.execution.skip_partial_aggregation_probe_r";
    let one_by_one = results(&query, |config| {
        config
            .set_usize(&format!("{setting}ows_threshold"), 1)
            .set_str(&format!("{setting}atio_threshold"), "0.0")
    });
    assert_eq!(grouped, one_by_one.await);
}

#[tokio::test]
async fn parts_that_went_over_the_disk_add_up_to_the_same() {
    let query = format!("SELECT number, {EXACT} FROM t GROUP BY number ORDER BY number");
    let parts = parts(&shuffled(&table(), 1), 2, 64);
    let mut results = BTreeSet::new();
    for (memory, on_disk) in [(1 << 30, false), (600_000, true)] {
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(memory)))
            .build_arc()
            .unwrap();
        let config = SessionConfig::new()
            .with_target_partitions(2)
            .with_batch_size(64)
            .with_sort_spill_reservation_bytes(1000);
        let context = SessionContext::new_with_config_rt(config, runtime);
        context.register_udaf(sum_datafusion::exact_sum());
        register(&context, "t", parts.clone());
        results.insert(rows(&context, &query).await.unwrap());
        let plan = rows(&context, &format!("EXPLAIN ANALYZE {query}"))
            .await
            .unwrap();
        let plan = plan.concat().concat();
        let mut spills = plan.split("spill_count=").skip(1);
        assert_eq!(
            spills.any(|count| !count.starts_with('0')),
            on_disk,
            "{plan}"
        );
    }
    assert_eq!(results.len(), 1);
}
