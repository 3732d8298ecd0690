//! Files as sources: the digits are those of the file.

use std::fs;

use datafusion::dataframe::DataFrameWriteOptions;
use datafusion::prelude::{ParquetReadOptions, SessionConfig};
use tempfile::TempDir;

use crate::{row, rows, session};

const LINES: usize = 20_000;

/// Cents from a thousand on, in a file with two columns.
fn csv(folder: &TempDir) -> String {
    let path = folder.path().join("amounts.csv");
    let lines =
        (0..LINES).map(|line| format!("{},{}.{:02}\n", line % 3, 10 + line / 100, line % 100));
    fs::write(
        &path,
        "part,amount\n".to_owned() + &lines.collect::<String>(),
    )
    .unwrap();
    path.to_string_lossy().into_owned()
}

/// 10.00 + 10.01 + … + 209.99.
const TOTAL: &str = "2199900.00";

#[tokio::test]
async fn a_csv_file_is_added_up_as_text_and_as_decimals() {
    let folder = TempDir::new().unwrap();
    // In four parts, although it is small.
    let config = SessionConfig::new()
        .with_target_partitions(4)
        .set_usize("datafusion.optimizer.repartition_file_min_size", 1);
    let context = session(config);
    for (table, amount) in [("texts", "VARCHAR"), ("decimals", "DECIMAL(10, 2)")] {
        let path = csv(&folder);
        let create = format!(
            "CREATE EXTERNAL TABLE {table} (part INT, amount {amount}) STORED AS CSV LOCATION '{path}' \
             OPTIONS ('format.has_header' 'true')"
        );
        context.sql(&create).await.unwrap();
        let query = format!("SELECT exact_sum(amount) FROM {table}");
        assert_eq!(row(&context, &query).await.unwrap(), [TOTAL]);
    }
}

#[tokio::test]
async fn a_parquet_file_is_added_up_with_every_digit() {
    let folder = TempDir::new().unwrap();
    let context = session(SessionConfig::new().with_target_partitions(4));
    let path = folder
        .path()
        .join("amounts.parquet")
        .to_string_lossy()
        .into_owned();
    let select = "SELECT value % 3 AS part, CAST(value AS DECIMAL(38, 0)) AS number, \
                  CAST(value AS VARCHAR) || '.5' AS text, arrow_cast(value, 'UInt8') AS small \
                  FROM generate_series(1, 200) AS t(value)";
    let table = context.sql(select).await.unwrap();
    let options = DataFrameWriteOptions::new();
    table.write_parquet(&path, options, None).await.unwrap();

    context
        .register_parquet("t", &path, ParquetReadOptions::default())
        .await
        .unwrap();
    let sums = "exact_sum(number), exact_sum(text), exact_sum(small), exact_sum(DISTINCT part)";
    let row = row(&context, &format!("SELECT {sums} FROM t"))
        .await
        .unwrap();
    assert_eq!(row, ["20100", "20200.0", "20100", "3"]);

    let query = "SELECT part, exact_sum(text) FROM t GROUP BY part ORDER BY part";
    let rows = rows(&context, query).await.unwrap();
    assert_eq!(rows, [["0", "6666.0"], ["1", "6733.5"], ["2", "6800.5"]]);
}
