//! Runs the files in `sql/`, in the format of sqllogictest.

use std::path::Path;

use async_trait::async_trait;
use datafusion::error::DataFusionError;
use datafusion::prelude::{SessionConfig, SessionContext};
use sqllogictest::{AsyncDB, DBOutput, DefaultColumnType, Runner};

use crate::{cells, session};

struct Engine(SessionContext);

#[async_trait]
impl AsyncDB for Engine {
    type Error = DataFusionError;
    type ColumnType = DefaultColumnType;

    async fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, DataFusionError> {
        let table = self.0.sql(sql).await?;
        let types = vec![DefaultColumnType::Any; table.schema().fields().len()];
        let mut rows = cells(table).await?;
        for cell in rows.iter_mut().flatten().filter(|cell| cell.is_empty()) {
            cell.push_str("NULL");
        }
        if types.is_empty() {
            return Ok(DBOutput::StatementComplete(0));
        }
        Ok(DBOutput::Rows { types, rows })
    }

    async fn shutdown(&mut self) {}
}

async fn run(file: &str) {
    // In one partition and in several.
    for partitions in [1, 4] {
        let config = SessionConfig::new().with_target_partitions(partitions);
        let mut runner = Runner::new(|| async { Ok(Engine(session(config.clone()))) });
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/engine/sql")
            .join(file);
        if let Err(error) = runner.run_file_async(path).await {
            panic!("{error}");
        }
    }
}

macro_rules! files {
    ($($claim:ident: $file:literal)*) => {$(
        #[tokio::test]
        async fn $claim() {
            run($file).await;
        }
    )*};
}

files! {
    the_type_of_a_sum_follows_from_the_argument: "types.slt"
    nulls_are_skipped_and_nothing_adds_up_to_null: "nulls.slt"
    groups_filters_and_distinct_work_as_in_sql: "clauses.slt"
    windows_grow_and_do_not_slide: "windows.slt"
    what_cannot_be_exact_is_an_error: "errors.slt"
}
