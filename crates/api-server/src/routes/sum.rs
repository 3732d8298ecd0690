//! `/sum`: the exact sum of two numbers in a query, or of all those in a body.

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, ContentType};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use sum_core::{Decimal, Limits};

use crate::body::{self, ACCEPT_POST, Bounds, early};
use crate::problem::{InputError, Problem};
use crate::telemetry::metrics::Metrics;

/// What the resource can be asked for.
pub const METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// Adds the query parameters `a` and `b`; other parameters are ignored.
///
/// # Errors
///
/// 422, naming each of the two that is missing, repeated or not a number.
pub async fn get_sum(
    request: HttpRequest,
    limits: Data<Limits>,
    metrics: Data<Metrics>,
) -> Result<HttpResponse, Problem> {
    let query = request.query_string();
    let sum = match (number(query, "a", **limits), number(query, "b", **limits)) {
        (Ok(a), Ok(b)) => a + b,
        (a, b) => {
            let errors = [a.err(), b.err()].into_iter().flatten().collect();
            return Err(Problem::invalid_parameters(errors));
        }
    };
    metrics.numbers.inc_by(2);
    Ok(json(format!("{{\"sum\":{sum}}}")))
}

/// Adds up the numbers in the body, as they arrive.
///
/// # Errors
///
/// Those of [`body::add_up`], and 400 for the parameters of GET, which would not be added.
pub async fn post_sum(
    request: HttpRequest,
    mut payload: Payload,
    limits: Data<Limits>,
    bounds: Data<Bounds>,
    metrics: Data<Metrics>,
) -> HttpResponse {
    let sum = match without_numbers(request.query_string()) {
        Ok(()) => body::add_up(&request, &mut payload, **limits, **bounds, &metrics).await,
        Err(problem) => Err(problem),
    };
    match sum {
        Ok(sum) => {
            let (total, count) = (sum.total(), sum.count());
            metrics.numbers.inc_by(count);
            json(format!("{{\"sum\":{total},\"count\":{count}}}"))
        }
        Err(problem) => early::answer(problem.error_response(), payload),
    }
}

/// Tells what the resource can be asked for, and with which media types.
pub async fn options() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((ALLOW, METHODS))
        .insert_header(ACCEPT_POST)
        .finish()
}

/// The text of a Decimal is a JSON number; a JSON library's number type would round it.
fn json(body: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::json())
        // The sum of somebody's numbers is nothing to keep on the way.
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body)
}

/// Checks that nobody takes POST for GET, and 0 for the sum of two numbers.
fn without_numbers(query: &str) -> Result<(), Problem> {
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    if parameters.any(|(name, _)| matches!(&*name, "a" | "b")) {
        let detail = "POST adds up the body; the parameters a and b are those of GET";
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    Ok(())
}

/// The only value of a parameter, without white space around it. A raw `+` in a query stands for a
/// space (WHATWG URL, section 5.1), so `a=+5` is 5, as people mean it.
fn number(query: &str, name: &'static str, limits: Limits) -> Result<Decimal, InputError> {
    let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
    let (_, value) = values.next().ok_or_else(|| InputError::missing(name))?;
    if values.next().is_some() {
        return Err(InputError::repeated(name));
    }
    Decimal::parse_with(value.trim_ascii(), limits)
        .map_err(|error| InputError::not_a_number(name, error))
}
