//! The numbers of a body, decoded and added up as they arrive. Nothing of it is kept.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Payload;
use actix_web::{HttpMessage, HttpRequest};
use http_edge::{BodyLimits, DecodedBody, DecoderMemory, ErrorStatus, Problem};
use sum_core::{Accumulator, Format, Limits, TextAdder};

use crate::problem;
use crate::telemetry::BodyRecord;
use crate::telemetry::metrics::Metrics;

/// The media types that a sum is made of. The header is that of the Linked Data Platform, section 7.1.
pub const ACCEPT_POST: (HeaderName, HeaderValue) = (
    HeaderName::from_static("accept-post"),
    HeaderValue::from_static("text/plain, application/x-ndjson, application/json"),
);

/// The exact sum of the body, and how many numbers it has. What was read is recorded in the extensions of
/// the request.
///
/// # Errors
///
/// 415 for an unknown media type or coding, 413 if there is too much, 408 if it stalls, 400 if it ends
/// early or is not in its coding, 422 for what is not a number, 503 if too many are decoded already.
pub async fn add_up(
    request: &HttpRequest,
    payload: &mut Payload,
    limits: Limits,
    body_limits: BodyLimits,
    memory: &DecoderMemory,
    metrics: &Metrics,
) -> Result<Accumulator, Problem> {
    let _upload = metrics.begin_upload();
    let mut adder = TextAdder::new(format(request)?, limits);
    let mut body = DecodedBody::new(request, payload, body_limits, memory)?;
    let mut record = BodyRecord::default();
    let read = loop {
        let piece = match body.next().await {
            Ok(Some(piece)) => adder.feed(piece).map_err(problem::invalid_numbers),
            Ok(None) => break Ok(()),
            Err(error) => Err(error.into()),
        };
        metrics.count_body_bytes(body.received() - record.bytes);
        record.bytes = body.received();
        if let Err(problem) = piece {
            break Err(problem);
        }
    };
    let sum = match read {
        // Of any media type: nothing adds up to nothing.
        Ok(()) if record.bytes == 0 => Ok(Accumulator::new()),
        Ok(()) => adder.finish().map_err(problem::invalid_numbers),
        Err(problem) => Err(problem),
    };
    record.numbers = sum.as_ref().map_or(0, Accumulator::count);
    request.extensions_mut().insert(record);
    sum
}

/// Lines, unless the media type says that it is an array.
fn format(request: &HttpRequest) -> Result<Format, Problem> {
    let Ok(media_type) = request.mime_type() else {
        return Err(unsupported("Content-Type is not a media type"));
    };
    let Some(media_type) = media_type else {
        return Ok(Format::Lines);
    };
    if let Some(charset) = media_type.get_param("charset")
        && charset != "utf-8"
        && charset != "us-ascii"
    {
        return Err(unsupported("the charset of a body must be UTF-8"));
    }
    match media_type.essence_str() {
        "text/plain" | "application/x-ndjson" => Ok(Format::Lines),
        "application/json" => Ok(Format::JsonArray),
        "application/x-www-form-urlencoded" => Err(unsupported(
            "forms are not supported; send the numbers with 'Content-Type: text/plain' (curl: -H 'Content-Type: text/plain')",
        )),
        _ => Err(unsupported(
            "unsupported media type; send lines as text/plain or application/x-ndjson, or an array as application/json",
        )),
    }
}

fn unsupported(detail: &str) -> Problem {
    let (header, value) = ACCEPT_POST;
    Problem::new(ErrorStatus::UNSUPPORTED_MEDIA_TYPE, detail).with_header(header, value)
}
