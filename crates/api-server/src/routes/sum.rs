//! `/sum`: the exact sum of two numbers in a query, or of all those in a body.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use http_edge::{ErrorStatus, Problem};
use sum_core::{Decimal, Limits};
use tracing::error;

use super::body_format::{accept_post, accepts_csv, body_format};
use super::query::{Parameter, for_each_parameter};
use crate::flags::Flag;
use crate::problem::{InputError, ProblemBody, invalid_parameters};
use crate::schemas::{Array, Coded, CsvParameters, CsvText, Lines, Number, Sum, Total};
use crate::service::SumService;
use crate::telemetry::metrics::Metrics;
use crate::upload;
use crate::verify;

/// What the resource can be asked for.
pub const METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// Adds the query parameters `a` and `b`; other parameters are ignored.
///
/// # Errors
///
/// 422, naming each of the two that is missing, repeated or not a number; 500 if the sum is verified and wrong.
#[utoipa::path(
    get,
    path = "/sum",
    tag = "sums",
    summary = "Adds two numbers.",
    description = "Other parameters are ignored.",
    params(
        ("a" = Number, Query, description = "One operand, once.", example = "0.1"),
        ("b" = Number, Query, description = "The other one, once.", example = "0.2"),
    ),
    responses(
        (status = 200, description = "The exact sum.", body = Sum, example = json!({"sum": 8})),
        (status = 422, description = "A parameter is missing, repeated or not a number.", body = ProblemBody,
            content_type = "application/problem+json",
            example = json!({
                "type": "/problems/invalid-parameters",
                "title": "Invalid query parameters",
                "status": 422,
                "detail": "a: unexpected 'x' at position 2",
                "errors": [{
                    "parameter": "a",
                    "code": "unexpected_character",
                    "position": 2,
                    "found": "12x4",
                    "detail": "unexpected 'x' at position 2",
                }],
            })),
    ),
)]
pub async fn get_sum(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let service = SumService::of(&request)?;
    let (mut a, mut b) = (Parameter::Missing, Parameter::Missing);
    for_each_parameter(request.query_string(), |name, value| match name {
        "a" => a.take(value),
        "b" => b.take(value),
        _ => {}
    });
    let limits = service.limits;
    let ((a_text, a), (b_text, b)) = match (operand("a", &a, limits), operand("b", &b, limits)) {
        (Ok(a), Ok(b)) => (a, b),
        (a, b) => {
            let errors: Vec<_> = [a.err(), b.err()].into_iter().flatten().collect();
            return Err(invalid_parameters(&errors));
        }
    };
    // Most sums have room in it, and a String takes any text.
    let mut body = String::with_capacity(32);
    body.push_str("{\"sum\":");
    let _ = (a + b).write_to(&mut body);
    body.push('}');
    if service.flags.is_on_for_request(Flag::Verify) {
        verify(a_text, b_text, &body, &service.metrics)?;
    }
    service.metrics.count_numbers(2);
    Ok(json(body))
}

/// Adds up the numbers in the body, as they arrive.
///
/// # Errors
///
/// Those of [`upload::add_up`], 415 for an unknown media type, 422 for parameters that do not say how to read a CSV,
/// and 400 for the parameters of GET, which would not be added.
#[utoipa::path(
    post,
    path = "/sum",
    tag = "sums",
    summary = "Adds up the numbers of a body.",
    description = "They are added as they arrive, any number of them. Nothing is added up if one is wrong.",
    params(Coded, CsvParameters),
    request_body(
        description = "Without a type it is lines. A `charset` must be UTF-8. Empty, it is 0, unless it is a CSV that \
            should have a header.",
        content(
            (Lines = "text/plain"),
            (Lines = "application/x-ndjson"),
            (Array = "application/json"),
            (CsvText = "text/csv"),
        ),
    ),
    responses(
        (status = 200, description = "The exact sum of all numbers, and their count.", body = Total),
        (status = 400, description = "The request is not valid HTTP/1.1; the body ends early, or is not \
            valid for its coding; or there are parameters `a` or `b`, which are those of GET."),
        (status = 408, description = "The head of the request does not arrive in time, or the body stalls or is too slow."),
        (status = 413, description = "The body is over the limit: as declared, as it arrives, or decoded."),
        (status = 415, description = "The media type or the coding of the body is not known; one of the two header \
            fields lists those that are.",
            headers(
                ("Accept-Post" = String, description = "The media types."),
                ("Accept-Encoding" = String, description = "The codings."),
            )),
        (status = 422, description = "The body does not add up: the first thing in it that is wrong. Or the \
            parameters do not say how to read a CSV.",
            body = ProblemBody, content_type = "application/problem+json",
            example = json!({
                "type": "/problems/invalid-numbers",
                "title": "Invalid numbers",
                "status": 422,
                "detail": "line 3: unexpected ',' at position 1: '1,000.00'",
                "errors": [{
                    "line": 3,
                    "code": "unexpected_character",
                    "position": 1,
                    "found": "1,000.00",
                    "detail": "unexpected ',' at position 1",
                }],
            })),
    ),
)]
pub async fn post_sum(
    request: HttpRequest,
    mut payload: Payload,
    service: Data<SumService>,
) -> Result<HttpResponse, Problem> {
    reject_operands(request.query_string())?;
    let total = upload::add_up(
        &request,
        &mut payload,
        body_format(&request, &service.flags)?,
        &service,
    )
    .await?;
    let (sum, count) = (total.sum.total(), total.sum.count());
    service.metrics.count_numbers(count);
    Ok(json(match total.empty {
        Some(empty) => format!("{{\"sum\":{sum},\"count\":{count},\"empty\":{empty}}}"),
        None => format!("{{\"sum\":{sum},\"count\":{count}}}"),
    }))
}

/// Lists the methods of the resource, and the media types of a body.
#[utoipa::path(
    options,
    path = "/sum",
    tag = "sums",
    responses(
        (status = 204, description = "The header fields list them.",
            headers(
                ("Allow" = String, description = "The methods."),
                ("Accept-Post" = String, description = "The media types of a body."),
            )),
    ),
)]
pub async fn options(request: HttpRequest, service: Data<SumService>) -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((ALLOW, METHODS))
        .insert_header(accept_post(accepts_csv(&request, &service.flags)))
        .finish()
}

/// The text of a Decimal is a JSON number; a JSON library's number type would round it.
fn json(body: String) -> HttpResponse {
    let mut answer = HttpResponse::with_body(StatusCode::OK, BoxBody::new(body));
    // There are no fields yet, and to append one takes half of an insert, which looks for one to replace.
    let headers = answer.headers_mut();
    headers.append(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // The sum of a client's numbers is nothing to keep on the way.
    headers.append(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// Refuses the parameters of GET, or a client that takes POST for GET would take 0 for the sum of two
/// numbers.
fn reject_operands(query: &str) -> Result<(), Problem> {
    let mut has_operands = false;
    for_each_parameter(query, |name, _| has_operands |= matches!(name, "a" | "b"));
    if has_operands {
        let detail = "POST adds up the body; the parameters a and b are those of GET";
        return Err(Problem::new(ErrorStatus::BAD_REQUEST, detail));
    }
    Ok(())
}

/// Computes the sum in the body of a response again, by [`verify::agrees`], and counts it.
///
/// # Errors
///
/// 500 if it is not the same: a wrong sum is never returned. The log has none of its digits.
pub fn verify(a: &str, b: &str, body: &str, metrics: &Metrics) -> Result<(), Problem> {
    let sum = body.strip_prefix("{\"sum\":");
    let sum = sum.and_then(|sum| sum.strip_suffix('}')).unwrap_or("");
    let Some(agrees) = verify::agrees(a, b, sum) else {
        return Ok(());
    };
    metrics.count_verification(agrees);
    if agrees {
        return Ok(());
    }
    error!("a sum is not the same when it is computed again");
    let detail = "the sum was computed again and was not the same, so none is returned";
    Err(Problem::new(ErrorStatus::INTERNAL_SERVER_ERROR, detail))
}

/// An operand and its value, without white space around it. A raw `+` in a query stands for a space (WHATWG URL,
/// section 5.1), so `a=+5` is 5, as people mean it.
fn operand<'query>(
    name: &'static str,
    parameter: &'query Parameter<'_>,
    limits: Limits,
) -> Result<(&'query str, Decimal), InputError> {
    let text = parameter.required(name)?.trim_ascii();
    match Decimal::parse_with(text, limits) {
        Ok(value) => Ok((text, value)),
        Err(error) => Err(InputError::not_a_number(name, text, error)),
    }
}
