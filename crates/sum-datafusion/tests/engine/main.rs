//! The tests of `sum-datafusion` in one binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a failing test panics, and one prints what a float makes of a sum"
)]

// The built-in SUM: where it is wrong without an error, and `exact_sum` beside it.
mod builtin;
// One text, whatever the partitions, batches and order.
mod laws;
// The memory that is reported to the engine.
mod memory;
// CSV and Parquet files.
mod sources;
// Files of SQL, each statement with its result.
mod sql;

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::display::array_value_to_string;
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext};

/// A session that knows `exact_sum`.
fn session(config: SessionConfig) -> SessionContext {
    let context = SessionContext::new_with_config(config);
    context.register_udaf(sum_datafusion::exact_sum());
    context
}

/// Makes batches a table, each list of them a partition.
fn register(context: &SessionContext, name: &str, partitions: Vec<Vec<RecordBatch>>) {
    let schema = partitions.iter().flatten().next().unwrap().schema();
    let table = MemTable::try_new(schema, partitions).unwrap();
    context.register_table(name, Arc::new(table)).unwrap();
}

/// The rows of a query, each cell as text.
async fn rows(context: &SessionContext, query: &str) -> Result<Vec<Vec<String>>> {
    cells(context.sql(query).await?).await
}

/// The only row of a query.
async fn row(context: &SessionContext, query: &str) -> Result<Vec<String>> {
    let mut rows = rows(context, query).await?;
    assert_eq!(rows.len(), 1);
    Ok(rows.remove(0))
}

async fn cells(table: DataFrame) -> Result<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    for batch in table.collect().await? {
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter();
            let cells = cells.map(|cell| Ok(array_value_to_string(cell, row)?));
            rows.push(cells.collect::<Result<_>>()?);
        }
    }
    Ok(rows)
}
