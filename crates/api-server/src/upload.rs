//! The numbers of a body, decoded and added up as they arrive. Nothing of it is kept.

use actix_web::web::Payload;
use actix_web::{HttpMessage, HttpRequest};
use http_edge::{DecodedBody, Problem};
use sum_core::csv::{Csv, CsvAdder};
use sum_core::{Accumulator, Format, Limits, TextAdder};

use crate::problem;
use crate::service::SumService;
use crate::telemetry::BodyRecord;

/// How the numbers of a body are written.
#[derive(Debug)]
pub enum BodyFormat {
    /// As lines or an array.
    Text(Format),
    /// As a column of a CSV.
    Csv(Csv),
}

/// What a body adds up to.
#[derive(Debug)]
pub struct BodyTotal {
    /// Its numbers.
    pub sum: Accumulator,
    /// How many fields of the column of a CSV are empty.
    pub empty: Option<u64>,
}

/// The exact sum of the body, and how many numbers it has. What was read is recorded in the extensions of
/// the request.
///
/// # Errors
///
/// 415 for an unknown coding, 413 if there is too much, 408 if it stalls, 400 if it ends
/// early or is not in its coding, 422 for what is not a number, 503 if too many are decoded already.
pub async fn add_up(
    request: &HttpRequest,
    payload: &mut Payload,
    format: BodyFormat,
    service: &SumService,
) -> Result<BodyTotal, Problem> {
    let metrics = &service.metrics;
    let _upload = metrics.begin_upload();
    let mut adder = Adder::new(format, service.limits);
    let mut body = DecodedBody::new(request, payload, service.body_limits, &service.decoders)?;
    let mut record = BodyRecord::default();
    let read = loop {
        let piece = match body.next().await {
            Ok(Some(piece)) => adder.feed(piece),
            Ok(None) => break Ok(()),
            Err(error) => Err(error.into()),
        };
        metrics.count_body_bytes(body.received() - record.bytes);
        record.bytes = body.received();
        if let Err(problem) = piece {
            break Err(problem);
        }
    };
    let total = read.and_then(|()| adder.finish(record.bytes == 0));
    record.numbers = total.as_ref().map_or(0, |total| total.sum.count());
    request.extensions_mut().insert(record);
    total
}

/// What a body is fed to. Boxed, so that each request is as small as one without a body.
enum Adder {
    Text(Box<TextAdder>),
    Csv(Box<CsvAdder>),
}

impl Adder {
    fn new(format: BodyFormat, limits: Limits) -> Self {
        match format {
            BodyFormat::Text(format) => Self::Text(Box::new(TextAdder::new(format, limits))),
            BodyFormat::Csv(csv) => Self::Csv(Box::new(CsvAdder::new(csv, limits))),
        }
    }

    fn feed(&mut self, piece: &[u8]) -> Result<(), Problem> {
        match self {
            Self::Text(adder) => adder.feed(piece).map_err(problem::invalid_numbers),
            Self::Csv(adder) => adder.feed(piece).map_err(problem::invalid_csv),
        }
    }

    fn finish(self, is_empty: bool) -> Result<BodyTotal, Problem> {
        match self {
            // Also as an array: nothing adds up to nothing.
            Self::Text(_) if is_empty => Ok(BodyTotal {
                sum: Accumulator::new(),
                empty: None,
            }),
            Self::Text(adder) => {
                let sum = adder.finish().map_err(problem::invalid_numbers)?;
                Ok(BodyTotal { sum, empty: None })
            }
            Self::Csv(adder) => {
                let column = adder.finish().map_err(problem::invalid_csv)?;
                Ok(BodyTotal {
                    sum: column.sum,
                    empty: Some(column.empty),
                })
            }
        }
    }
}
