//! What the resource of sums works with.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Data;
use http_edge::{BodyLimits, DecoderMemory, ErrorStatus, Problem};
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

impl SumService {
    /// The one of the app, as [`Data`] would be extracted, but neither cloned nor by a future: for two numbers that is
    /// a tenth of the handler.
    ///
    /// # Errors
    ///
    /// 500 if the app has none.
    pub fn of(request: &HttpRequest) -> Result<&Self, Problem> {
        let service = request.app_data::<Data<Self>>();
        let problem = || Problem::new(ErrorStatus::INTERNAL_SERVER_ERROR, "there is no service");
        service.map(Data::get_ref).ok_or_else(problem)
    }
}
