//! An executor: runs the tasks of queries, and keeps what they pass on to later ones.

use std::path::PathBuf;
use std::sync::Arc;

use ballista_core::error::Result;
use ballista_core::extension::SessionConfigExt;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use datafusion::prelude::SessionConfig;

use super::session;

/// How an executor is run.
#[derive(Debug, Clone, clap::Args)]
pub struct Executor {
    /// Host name of the scheduler
    #[arg(long, default_value = "localhost")]
    pub scheduler_host: String,
    /// Port of the scheduler
    #[arg(long, default_value_t = 50050)]
    pub scheduler_port: u16,
    /// IP address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    pub bind_host: String,
    /// Host name by which others reach this executor [default: as the scheduler sees it]
    #[arg(long)]
    pub external_host: Option<String>,
    /// Port from which others fetch results
    #[arg(long, default_value_t = 50051)]
    pub port: u16,
    /// Port for the scheduler's requests
    #[arg(long, default_value_t = 50052)]
    pub grpc_port: u16,
    /// Tasks that run at the same time; 0 for one on each core
    #[arg(long, default_value_t = 0)]
    pub tasks: usize,
    /// Folder for intermediate results [default: a temporary one]
    #[arg(long)]
    pub work_dir: Option<PathBuf>,
    /// Seconds between two signs of life
    #[arg(long, default_value_t = 60)]
    pub heartbeat: u64,
}

/// Runs an executor until a signal or its scheduler stops it.
///
/// # Errors
///
/// A port cannot be bound, or the scheduler cannot be reached.
pub async fn run_executor(options: Executor) -> Result<()> {
    let functions = session(SessionConfig::new_with_ballista())?;
    let config = ExecutorProcessConfig {
        scheduler_host: options.scheduler_host,
        scheduler_port: options.scheduler_port,
        scheduler_connect_timeout_seconds: 10,
        bind_host: options.bind_host,
        external_host: options.external_host,
        port: options.port,
        grpc_port: options.grpc_port,
        vcores: options.tasks,
        work_dir: options
            .work_dir
            .map(|folder| folder.to_string_lossy().into_owned()),
        executor_heartbeat_interval_seconds: options.heartbeat,
        override_function_registry: Some(Arc::new(BallistaFunctionRegistry::from(&functions))),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await
}
