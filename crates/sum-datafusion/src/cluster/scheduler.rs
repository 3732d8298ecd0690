//! The scheduler: plans queries, hands their tasks to executors, and again to others when one is lost.

use std::net::SocketAddr;
use std::sync::Arc;

use ballista_core::error::Result;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;

use super::session;

/// How a scheduler is run.
#[derive(Debug, Clone, clap::Args)]
pub struct Scheduler {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:50050")]
    pub address: SocketAddr,
    /// Host name by which executors reach this scheduler
    #[arg(long, default_value = "localhost")]
    pub external_host: String,
    /// Executors that must be there before GET /readyz is 200
    #[arg(long, default_value_t = 1)]
    pub min_executors: usize,
    /// Seconds without a sign of life after which an executor is lost and its tasks go to others
    #[arg(long, default_value_t = 180)]
    pub executor_timeout: u64,
}

/// Runs a scheduler until it fails.
///
/// # Errors
///
/// The address cannot be bound.
pub async fn run_scheduler(options: Scheduler) -> Result<()> {
    let config = SchedulerConfig {
        external_host: options.external_host,
        bind_host: options.address.ip().to_string(),
        bind_port: options.address.port(),
        min_ready_executors: options.min_executors,
        executor_timeout_seconds: options.executor_timeout,
        no_executors_grace_period_seconds: options.executor_timeout,
        expire_dead_executor_interval_seconds: options.executor_timeout.div_ceil(12),
        override_session_builder: Some(Arc::new(session)),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await?;
    start_server(cluster, options.address, Arc::new(config)).await
}
