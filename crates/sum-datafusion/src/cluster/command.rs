//! What a program of the cluster can be: a scheduler, an executor, or a client.

use ballista_core::extension::SessionConfigExt;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::error::{DataFusionError, Result};
use datafusion::prelude::SessionConfig;

use super::connect;
use super::executor::{Executor, run_executor};
use super::scheduler::{Scheduler, run_scheduler};

/// A part of the cluster, to be parsed from a command line and run.
#[derive(Debug, Clone, clap::Parser)]
#[command(
    name = "sum-cluster",
    about = "exact_sum on a Ballista cluster",
    version
)]
pub enum Command {
    /// Run a scheduler
    Scheduler(Scheduler),
    /// Run an executor
    Executor(Executor),
    /// Run statements of SQL and print their results
    Query(Query),
}

/// What is to be run, and where.
#[derive(Debug, Clone, clap::Args)]
pub struct Query {
    /// Address of the scheduler
    #[arg(long, default_value = "localhost:50050")]
    pub scheduler: String,
    /// Statements, one an argument: CREATE EXTERNAL TABLE ..., SELECT ...
    #[arg(required = true)]
    pub statements: Vec<String>,
}

impl Command {
    /// Runs it. A client returns what is to be printed; the others return once they are stopped.
    ///
    /// # Errors
    ///
    /// A port cannot be bound, the scheduler cannot be reached, or a statement fails.
    pub async fn run(self) -> Result<String> {
        match self {
            Self::Scheduler(options) => stopped(run_scheduler(options).await),
            Self::Executor(options) => stopped(run_executor(options).await),
            Self::Query(query) => results(&query).await,
        }
    }
}

fn stopped(result: ballista_core::error::Result<()>) -> Result<String> {
    result.map_err(|error| DataFusionError::External(Box::new(error)))?;
    Ok(String::new())
}

async fn results(query: &Query) -> Result<String> {
    let context = connect(&query.scheduler, SessionConfig::new_with_ballista())?;
    let mut text = String::new();
    for statement in &query.statements {
        let batches = context.sql(statement).await?.collect().await?;
        if batches.iter().any(|batch| batch.num_columns() > 0) {
            text += &pretty_format_batches(&batches)?.to_string();
            text.push('\n');
        }
    }
    Ok(text)
}
