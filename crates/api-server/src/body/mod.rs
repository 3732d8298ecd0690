//! The body of a request: decoded and added up as it arrives. Nothing of it is kept.

mod decoder;
pub mod early;
mod incoming;

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, HeaderName};
use actix_web::rt::task::yield_now;
use actix_web::web::Payload;
use actix_web::{HttpMessage, HttpRequest};
use sum_core::{Accumulator, Format, Limits, TextAdder};

pub(crate) use self::decoder::Coding;
use self::decoder::{Decoder, Failure, Sink};
use self::incoming::Incoming;
use crate::problem::Problem;
use crate::telemetry::metrics::{Counted, Metrics};

/// The media types that a sum is made of. The header is that of the Linked Data Platform, section 7.1.
pub const ACCEPT_POST: (HeaderName, &str) = (
    HeaderName::from_static("accept-post"),
    "text/plain, application/x-ndjson, application/json",
);

/// How much is taken, and how slow it may come.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The most bytes, decoded.
    pub max_bytes: u64,
    /// The longest time without a byte.
    pub idle: Duration,
    /// The fewest bytes a second, once the body has had that time; 0 lets it be as slow as it likes.
    pub min_rate: u64,
}

/// What the log tells of a body.
#[derive(Debug, Default, Clone, Copy)]
pub struct Received {
    /// The bytes that came, as they were sent.
    pub bytes: u64,
    /// The numbers that were added up, if all were.
    pub numbers: u64,
    /// Whether it was read to its end.
    pub whole: bool,
}

/// The sum of all the numbers. What was received is left in the extensions of the request.
///
/// # Errors
///
/// 415 for an unknown media type or coding, 413 if there is too much, 408 if it stalls, 400 if it
/// breaks off or is coded wrong, 422 for what is not a number.
pub async fn add_up(
    request: &HttpRequest,
    payload: &mut Payload,
    limits: Limits,
    bounds: Bounds,
    metrics: &Metrics,
) -> Result<Accumulator, Problem> {
    let _upload = Counted::add(&metrics.uploads);
    let adder = TextAdder::new(format(request)?, limits);
    let sink = Sink::new(adder, bounds.max_bytes);
    let mut decoder =
        Decoder::new(coding(request)?, sink).map_err(|failure| problem(failure, bounds))?;
    if declared_length(request).is_some_and(|length| length > bounds.max_bytes) {
        return Err(problem(Failure::TooLarge, bounds));
    }

    let mut received = Received::default();
    let mut incoming = Incoming::new(payload, bounds);
    while let Some(mut chunk) = incoming.next().await? {
        received.bytes = incoming.received();
        metrics.body_bytes.inc_by(chunk.len() as u64);
        request.extensions_mut().insert(received);
        while !chunk.is_empty() {
            let piece = chunk.split_to(chunk.len().min(decoder.piece()));
            decoder
                .write(&piece)
                .map_err(|failure| problem(failure, bounds))?;
            // If nobody holds these bytes any more, the framework reads the next ones into the same memory,
            // which is still in the cache: an eighth less CPU time than with new memory.
            drop(piece);
            // Other requests of this worker are not to wait for a long body.
            yield_now().await;
        }
    }
    received.whole = true;
    request.extensions_mut().insert(received);
    if received.bytes == 0 {
        // Of whatever type: nothing adds up to nothing.
        return Ok(Accumulator::new());
    }
    let sum = decoder
        .finish()
        .map_err(|failure| problem(failure, bounds))?;
    received.numbers = sum.count();
    request.extensions_mut().insert(received);
    Ok(sum)
}

/// Lines, unless the media type says that it is an array.
fn format(request: &HttpRequest) -> Result<Format, Problem> {
    let Ok(media_type) = request.mime_type() else {
        return Err(unsupported("the header Content-Type is not a media type"));
    };
    let Some(media_type) = media_type else {
        return Ok(Format::Lines);
    };
    if let Some(charset) = media_type.get_param("charset")
        && charset != "utf-8"
        && charset != "us-ascii"
    {
        return Err(unsupported("the charset of a body has to be UTF-8"));
    }
    match media_type.essence_str() {
        "text/plain" | "application/x-ndjson" => Ok(Format::Lines),
        "application/json" => Ok(Format::JsonArray),
        "application/x-www-form-urlencoded" => Err(unsupported(
            "a form is not added up; send the numbers with the header 'Content-Type: text/plain' (curl: -H 'Content-Type: text/plain')",
        )),
        _ => Err(unsupported(
            "the numbers have to be lines of text/plain or application/x-ndjson, or an array of application/json",
        )),
    }
}

fn coding(request: &HttpRequest) -> Result<Coding, Problem> {
    let mut codings = request.headers().get_all(CONTENT_ENCODING);
    let coding = match (codings.next(), codings.next()) {
        (None, _) => Some(Coding::Identity),
        (Some(only), None) => Coding::named(only.as_bytes()),
        _ => None,
    };
    coding.ok_or_else(|| {
        let detail = "a body can be coded as gzip or as zstd, once";
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
            .with_header(ACCEPT_ENCODING, "gzip, zstd")
    })
}

fn unsupported(detail: &str) -> Problem {
    let (header, value) = ACCEPT_POST;
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail).with_header(header, value)
}

fn declared_length(request: &HttpRequest) -> Option<u64> {
    let length = request.headers().get(CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

fn problem(failure: Failure, bounds: Bounds) -> Problem {
    match failure {
        Failure::Refused(error) => Problem::invalid_numbers(error),
        Failure::TooLarge => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!(
                "the body is longer than {} bytes, decoded",
                bounds.max_bytes
            ),
        ),
        Failure::Miscoded(error) => Problem::new(
            StatusCode::BAD_REQUEST,
            format!("the body is not coded as the header Content-Encoding says: {error}"),
        ),
    }
}
