//! Every error that the service answers, as one kind of document: RFC 9457, "Problem Details for
//! HTTP APIs".

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::{Serialize, Serializer};
use sum_core::{Excerpt, ParseError, TextError};
use utoipa::ToSchema;

use crate::openapi::schemas;

/// The media type of a problem, RFC 9457 section 3.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// A problem and the status it is answered with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(description = "An RFC 9457 problem.")]
pub struct Problem {
    #[schema(schema_with = schemas::problem_type)]
    r#type: &'static str,
    /// The kind in words.
    title: &'static str,
    /// The status of the answer.
    #[serde(serialize_with = "status_as_number")]
    #[schema(value_type = u16, minimum = 400, maximum = 599)]
    status: StatusCode,
    /// What is wrong this time.
    detail: String,
    /// Each part of the input that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<InputError>,
    /// Header fields that go with it.
    #[serde(skip)]
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem that says no more than its status does; RFC 9457, section 4.2.1.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status,
            detail: detail.into(),
            errors: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// The same with a header field.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.push((name, HeaderValue::from_static(value)));
        self
    }

    /// Query parameters that are not what they have to be: 422, with an entry for each. The detail
    /// begins with those that are missing.
    pub fn invalid_parameters(errors: Vec<InputError>) -> Self {
        let missing = |error: &&InputError| error.code == MISSING;
        let names: Vec<_> = errors
            .iter()
            .filter(missing)
            .filter_map(InputError::parameter)
            .collect();
        let others = errors.iter().filter(|error| !missing(error));
        let mut details: Vec<_> = others
            .map(|error| {
                format!(
                    "{}: {}",
                    error.parameter().unwrap_or_default(),
                    error.detail
                )
            })
            .collect();
        if !names.is_empty() {
            details.insert(0, format!("Missing query params: {}", names.join(", ")));
        }
        Self {
            r#type: "/problems/invalid-parameters",
            title: "Invalid query parameters",
            status: StatusCode::UNPROCESSABLE_ENTITY,
            detail: details.join("; "),
            errors,
            headers: Vec::new(),
        }
    }

    /// A body that does not add up: 422, with one entry, since nothing is read behind the first error.
    pub fn invalid_numbers(error: TextError) -> Self {
        Self {
            r#type: "/problems/invalid-numbers",
            title: "Invalid numbers",
            status: StatusCode::UNPROCESSABLE_ENTITY,
            detail: error.to_string(),
            errors: vec![InputError::in_body(error)],
            headers: Vec::new(),
        }
    }

    /// The media type and the body that a problem is sent as.
    pub fn encode(&self) -> (&'static str, Vec<u8>) {
        // Text and numbers under fixed names: there is nothing that cannot be written as JSON.
        (MEDIA_TYPE, serde_json::to_vec(self).unwrap_or_default())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.title, self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let (media_type, body) = self.encode();
        let mut response = HttpResponse::build(self.status);
        response.content_type(media_type);
        for header in &self.headers {
            response.insert_header(header.clone());
        }
        response.body(body)
    }
}

/// One part of the input that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct InputError {
    #[serde(flatten)]
    #[schema(value_type = schemas::Place)]
    place: Option<Place>,
    #[schema(schema_with = schemas::error_code)]
    code: &'static str,
    /// Zero-based, in bytes of the decoded value without the white space around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    position: Option<usize>,
    /// What stood there, clipped and escaped.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    found: Option<String>,
    /// The same in words.
    detail: String,
}

/// Which part of it.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Place {
    /// The name of a query parameter.
    Parameter(&'static str),
    /// The number of a line, from 1.
    Line(u64),
    /// The index of an element, from 0.
    Index(u64),
}

const MISSING: &str = "missing";

impl InputError {
    fn parameter(&self) -> Option<&'static str> {
        match self.place {
            Some(Place::Parameter(name)) => Some(name),
            _ => None,
        }
    }

    /// The parameter has to be there.
    pub fn missing(parameter: &'static str) -> Self {
        let detail = "the parameter is missing".to_owned();
        Self {
            place: Some(Place::Parameter(parameter)),
            code: MISSING,
            position: None,
            found: None,
            detail,
        }
    }

    /// The parameter is there more than once, and none of its values is the right one.
    pub fn repeated(parameter: &'static str) -> Self {
        let detail = "the parameter is given more than once".to_owned();
        Self {
            place: Some(Place::Parameter(parameter)),
            code: "repeated",
            position: None,
            found: None,
            detail,
        }
    }

    /// The value of the parameter is not a number.
    pub fn not_a_number(parameter: &'static str, value: &str, error: ParseError) -> Self {
        Self::at(Place::Parameter(parameter), Excerpt::new(value), error)
    }

    /// What is wrong with a body.
    fn in_body(error: TextError) -> Self {
        let (place, code) = match error {
            TextError::Line {
                line,
                error,
                excerpt,
            } => return Self::at(Place::Line(line), excerpt, error),
            TextError::Element {
                index,
                error,
                excerpt,
            } => return Self::at(Place::Index(index), excerpt, error),
            TextError::AfterElement { index, .. } => (Some(Place::Index(index)), "after_element"),
            TextError::NotAnArray { .. } => (None, "not_an_array"),
            TextError::AfterArray { .. } => (None, "after_array"),
            TextError::UnexpectedEnd => (None, "unexpected_end"),
        };
        Self {
            place,
            code,
            position: None,
            found: None,
            detail: error.to_string(),
        }
    }

    fn at(place: Place, excerpt: Excerpt, error: ParseError) -> Self {
        let code = match error {
            ParseError::Empty => "empty",
            ParseError::UnexpectedCharacter { .. } => "unexpected_character",
            ParseError::MissingDigit { .. } => "missing_digit",
            ParseError::TooManyDigits { .. } => "too_many_digits",
        };
        Self {
            place: Some(place),
            code,
            position: Some(error.position()),
            found: (!excerpt.as_str().is_empty()).then(|| excerpt.to_string()),
            detail: error.to_string(),
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn status_as_number<S: Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}
