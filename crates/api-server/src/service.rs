//! What the resource of sums works with.

use std::sync::Arc;

use http_edge::{BodyLimits, DecoderMemory};
use sum_core::Limits;

use crate::flags::Flags;
use crate::telemetry::metrics::Metrics;

/// It is in one place, since each thing that a handler asks for is looked up for each request.
pub struct SumService {
    /// Of a number.
    pub limits: Limits,
    /// Of a body.
    pub body_limits: BodyLimits,
    /// What the decoders of all bodies together may hold.
    pub decoders: DecoderMemory,
    /// What is switched on, and for whom.
    pub flags: Flags,
    /// Where sums are counted.
    pub metrics: Arc<Metrics>,
}
