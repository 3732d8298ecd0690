//! `exact_sum` on a Ballista cluster: a scheduler, executors, and sessions that send them queries.
//!
//! Ballista finds functions by name. So each part of the cluster registers `exact_sum`, and nothing about it
//! but its name goes over the network; totals go as text.

mod command;
mod executor;
mod scheduler;

pub use command::{Command, Query};
pub use executor::{Executor, run_executor};
pub use scheduler::{Scheduler, run_scheduler};

use ballista_core::extension::{SessionConfigExt, SessionStateExt};
use ballista_core::utils::default_session_builder;
use datafusion::common::Result;
use datafusion::execution::SessionState;
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::{exact_sum, register};

/// A session on the cluster whose scheduler listens at `scheduler`, as in `localhost:50050`.
///
/// # Errors
///
/// The session cannot be built. The scheduler is not asked before the first query.
pub fn connect(scheduler: &str, config: SessionConfig) -> Result<SessionContext> {
    let state = default_session_builder(config.upgrade_for_ballista())?;
    let state = state.upgrade_for_ballista(format!("http://{scheduler}"))?;
    let context = SessionContext::new_with_state(state);
    // To prepare a state for Ballista takes it back to the functions that Ballista brings.
    context.register_udaf(exact_sum());
    Ok(context)
}

/// What the scheduler plans queries with.
fn session(config: SessionConfig) -> Result<SessionState> {
    let mut state = default_session_builder(config)?;
    register(&mut state)?;
    Ok(state)
}
