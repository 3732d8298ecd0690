//! What the operator sees of the running service.

pub mod logs;
