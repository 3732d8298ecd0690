//! `GET /sum?a=…&b=…`: the exact sum of two numbers.

use actix_web::http::header::ContentType;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use sum_core::{Decimal, Limits};

use crate::problem::{InputError, Problem};

/// Adds the query parameters `a` and `b`; other parameters are ignored.
///
/// # Errors
///
/// 422, naming each of the two that is missing, repeated or not a number.
pub async fn get_sum(request: HttpRequest, limits: Data<Limits>) -> Result<HttpResponse, Problem> {
    let query = request.query_string();
    let sum = match (number(query, "a", **limits), number(query, "b", **limits)) {
        (Ok(a), Ok(b)) => a + b,
        (a, b) => {
            let errors = [a.err(), b.err()].into_iter().flatten().collect();
            return Err(Problem::invalid_parameters(errors));
        }
    };
    // The text of a Decimal is a JSON number; a JSON library's number type would round it.
    let body = format!("{{\"sum\":{sum}}}");
    Ok(HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(body))
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
