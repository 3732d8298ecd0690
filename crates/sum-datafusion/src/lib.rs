#![doc = include_str!("../README.md")]

#[cfg(feature = "cluster")]
pub mod cluster;
mod column;
mod distinct;
mod function;
mod groups;
mod kind;
mod output;
mod total;
mod whole;

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::AggregateUDF;

/// The aggregate `exact_sum(x)`.
///
/// ```
/// use datafusion::prelude::*;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> datafusion::error::Result<()> {
/// let context = SessionContext::new();
/// context.register_udaf(sum_datafusion::exact_sum());
///
/// let query = "SELECT exact_sum(x) FROM (VALUES (9223372036854775807), (1)) AS t(x)";
/// let [batch] = &context.sql(query).await?.collect().await?[..] else { panic!() };
/// # use datafusion::arrow::util::display::array_value_to_string;
/// assert_eq!(array_value_to_string(batch.column(0), 0)?, "9223372036854775808");
///
/// let query = "SELECT exact_sum(CAST(x AS DOUBLE)) FROM (VALUES (1)) AS t(x)";
/// assert!(context.sql(query).await.is_err()); // A float has been rounded before.
/// # Ok(())
/// # }
/// ```
pub fn exact_sum() -> AggregateUDF {
    AggregateUDF::new_from_impl(function::ExactSum::new())
}

/// Adds `exact_sum` to the functions of a session, of a scheduler or of an executor.
///
/// # Errors
///
/// The registry takes no functions.
pub fn register(registry: &mut dyn FunctionRegistry) -> Result<()> {
    registry.register_udaf(Arc::new(exact_sum())).map(drop)
}
