//! How the numbers of a body are written: as its media type says, and for a CSV as the query does.

use std::cell::LazyCell;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::mime::Mime;
use actix_web::{HttpMessage, HttpRequest};
use http_edge::{ErrorStatus, Problem};
use sum_core::Format;
use sum_core::csv::{Csv, Delimiter, EmptyFields};

use super::query::{Parameter, for_each_parameter};
use crate::flags::{Flag, Flags};
use crate::problem::{InputError, invalid_parameters};
use crate::upload::BodyFormat;

/// Whether this client may send a CSV.
pub(super) fn accepts_csv(request: &HttpRequest, flags: &Flags) -> bool {
    flags.is_on_for_client(Flag::Csv, request.peer_addr(), request.headers())
}

/// The media types that a sum is made of. The header is that of the Linked Data Platform, section 7.1.
pub(super) fn accept_post(accepts_csv: bool) -> (HeaderName, HeaderValue) {
    let types = if accepts_csv {
        "text/plain, application/x-ndjson, application/json, text/csv"
    } else {
        "text/plain, application/x-ndjson, application/json"
    };
    (
        HeaderName::from_static("accept-post"),
        HeaderValue::from_static(types),
    )
}

/// Lines, unless the media type says that it is an array or a CSV.
///
/// # Errors
///
/// 415 for an unknown media type, 422 for parameters that do not say how to read a CSV.
pub(super) fn body_format(request: &HttpRequest, flags: &Flags) -> Result<BodyFormat, Problem> {
    // Asked once, so that it is counted once, and not for other types.
    let accepts_csv = LazyCell::new(|| accepts_csv(request, flags));
    let unsupported = |detail: &str| {
        let (header, value) = accept_post(*accepts_csv);
        Problem::new(ErrorStatus::UNSUPPORTED_MEDIA_TYPE, detail).with_header(header, value)
    };
    let Ok(media_type) = request.mime_type() else {
        return Err(unsupported("Content-Type is not a media type"));
    };
    let Some(media_type) = media_type else {
        return Ok(BodyFormat::Text(Format::Lines));
    };
    if let Some(charset) = media_type.get_param("charset")
        && charset != "utf-8"
        && charset != "us-ascii"
    {
        return Err(unsupported("the charset of a body must be UTF-8"));
    }
    match media_type.essence_str() {
        "text/plain" | "application/x-ndjson" => Ok(BodyFormat::Text(Format::Lines)),
        "application/json" => Ok(BodyFormat::Text(Format::JsonArray)),
        "text/csv" if *accepts_csv => {
            let Some(has_header) = has_header(&media_type) else {
                return Err(unsupported(
                    "the parameter header of text/csv is 'present' or 'absent'",
                ));
            };
            let csv = csv(request.query_string())?;
            let csv = if has_header {
                csv
            } else {
                csv.without_header()
            };
            Ok(BodyFormat::Csv(csv))
        }
        "application/x-www-form-urlencoded" => Err(unsupported(
            "forms are not supported; send the numbers with 'Content-Type: text/plain' (curl: -H 'Content-Type: text/plain')",
        )),
        _ if *accepts_csv => Err(unsupported(
            "unsupported media type; send lines as text/plain or application/x-ndjson, an array as application/json, or a CSV as text/csv",
        )),
        _ => Err(unsupported(
            "unsupported media type; send lines as text/plain or application/x-ndjson, or an array as application/json",
        )),
    }
}

/// What the parameter of the media type says (RFC 7111, section 5.1): there is a header if it says nothing.
fn has_header(media_type: &Mime) -> Option<bool> {
    let Some(header) = media_type.get_param("header") else {
        return Some(true);
    };
    let header = header.as_str();
    let says = |value| header.eq_ignore_ascii_case(value);
    (says("present") || says("absent")).then(|| says("present"))
}

/// Which column a query asks for, and how its CSV is written.
fn csv(query: &str) -> Result<Csv, Problem> {
    let mut column = Parameter::Missing;
    let mut delimiter = Parameter::Missing;
    let mut empty = Parameter::Missing;
    for_each_parameter(query, |name, value| match name {
        "column" => column.take(value),
        "delimiter" => delimiter.take(value),
        "empty" => empty.take(value),
        _ => {}
    });
    let column = match column.required("column") {
        // A name that was not filled in must not find a column without a name.
        Ok(blank) if blank.trim_ascii().is_empty() => Err(InputError::empty("column")),
        column => column,
    };
    let delimiter = chosen("delimiter", &delimiter, DELIMITERS);
    let empty = chosen("empty", &empty, EMPTY_FIELDS);
    match (column, delimiter, empty) {
        (Ok(column), Ok(delimiter), Ok(empty)) => Ok(Csv::column(column)
            .with_delimiter(delimiter)
            .with_empty_fields(empty)),
        (column, delimiter, empty) => {
            let errors = [column.err(), delimiter.err(), empty.err()];
            let errors: Vec<_> = errors.into_iter().flatten().collect();
            Err(invalid_parameters(&errors))
        }
    }
}

const DELIMITERS: &[(&str, Delimiter)] = &[
    (",", Delimiter::Comma),
    (";", Delimiter::Semicolon),
    ("tab", Delimiter::Tab),
];

const EMPTY_FIELDS: &[(&str, EmptyFields)] =
    &[("skip", EmptyFields::Skip), ("error", EmptyFields::Refuse)];

/// The choice that a parameter names, or the default one.
fn chosen<T: Copy + Default>(
    name: &'static str,
    parameter: &Parameter<'_>,
    choices: &[(&str, T)],
) -> Result<T, InputError> {
    let Some(value) = parameter.optional(name)? else {
        return Ok(T::default());
    };
    let mut found = choices.iter().filter(|(choice, _)| *choice == value);
    found.next().map(|(_, choice)| *choice).ok_or_else(|| {
        let names: Vec<_> = choices
            .iter()
            .map(|(name, _)| format!("'{name}'"))
            .collect();
        InputError::not_a_choice(name, value, &names.join(", "))
    })
}
