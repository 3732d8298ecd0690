//! What can be wrong with the numbers of a request, as problems (RFC 9457).

mod csv;

use http_edge::{ErrorStatus, Problem};
use serde::Serialize;
use sum_core::{Excerpt, ParseError, TextError};
use utoipa::ToSchema;

pub use self::csv::invalid_csv;

/// What kind of problem; `about:blank` if no more is to be said than the status does.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub enum ProblemType {
    /// That of every problem that is not about numbers.
    #[serde(rename = "about:blank")]
    AboutBlank,
    /// A query parameter is missing, repeated or not a number.
    #[serde(rename = "/problems/invalid-parameters")]
    InvalidParameters,
    /// A body does not add up.
    #[serde(rename = "/problems/invalid-numbers")]
    InvalidNumbers,
}

/// An RFC 9457 problem, as it is sent.
#[derive(ToSchema)]
#[schema(as = Problem)]
#[expect(dead_code, reason = "it is described only: the edge writes it")]
pub struct ProblemBody {
    r#type: ProblemType,
    /// The kind in words.
    title: String,
    /// The status of the response.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong this time.
    detail: String,
    /// Each part of the input that is wrong.
    #[schema(required = false)]
    errors: Vec<InputError>,
}

/// What is wrong, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "docs/api.md has a line for each")]
pub enum ErrorCode {
    Missing,
    Repeated,
    Empty,
    UnexpectedCharacter,
    MissingDigit,
    TooManyDigits,
    AfterElement,
    NotAnArray,
    AfterArray,
    UnexpectedEnd,
    UnknownValue,
    UnknownColumn,
    AmbiguousColumn,
    MissingHeader,
    RaggedRecord,
    UnterminatedQuote,
}

/// One part of the input that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct InputError {
    #[serde(flatten)]
    #[schema(value_type = PlaceMember)]
    place: Option<Place>,
    code: ErrorCode,
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
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Place {
    /// The name of a query parameter.
    Parameter { parameter: &'static str },
    /// The number of a line, from 1.
    Line { line: u64 },
    /// The index of an element, from 0.
    Index { index: u64 },
    /// A record of a CSV, or a field of it.
    Record {
        /// The line on which it begins.
        line: u64,
        record: u64,
        #[serde(flatten)]
        column: Option<Column>,
    },
}

/// A column of a CSV.
#[derive(Debug, Serialize)]
struct Column {
    /// Counted from 1.
    column: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    column_name: Option<String>,
}

/// Which part of the input an error is about: one of these, or none if it is all of a body; of a CSV the line, the
/// record and, if it is a field, the column.
#[derive(ToSchema)]
#[schema(as = Place)]
#[expect(dead_code, reason = "it is described only")]
struct PlaceMember {
    /// The name of a query parameter.
    #[schema(required = false)]
    parameter: String,
    /// The number of a line: the first is 1, blank ones count. Of a CSV the one on which the record begins.
    #[schema(required = false)]
    line: u64,
    /// The number of a record of a CSV: the first one after the header is 1.
    #[schema(required = false)]
    record: u64,
    /// The number of a column of a CSV: the first is 1.
    #[schema(required = false)]
    column: u64,
    /// Its name, if there is a header, clipped and escaped.
    #[schema(required = false)]
    column_name: String,
    /// The index of an element: the first is 0.
    #[schema(required = false)]
    index: u64,
}

/// Query parameters that are not as they must be: 422, with an entry for each. The detail begins with
/// those that are missing.
pub fn invalid_parameters(errors: &[InputError]) -> Problem {
    let (missing, others): (Vec<_>, Vec<_>) = errors
        .iter()
        .map(|error| (error.parameter(), error))
        .partition(|(_, error)| error.code == ErrorCode::Missing);
    let names: Vec<_> = missing.iter().map(|(name, _)| *name).collect();
    let missing =
        (!names.is_empty()).then(|| format!("Missing query params: {}", names.join(", ")));
    let others = others
        .iter()
        .map(|(name, error)| format!("{name}: {}", error.detail));
    let details: Vec<_> = missing.into_iter().chain(others).collect();
    Problem::new(ErrorStatus::UNPROCESSABLE_ENTITY, details.join("; "))
        .with_type(ProblemType::InvalidParameters, "Invalid query parameters")
        .with("errors", errors)
}

/// A body that does not add up: 422, with one entry, since nothing is read after the first error.
pub fn invalid_numbers(error: TextError) -> Problem {
    invalid_body(error.to_string(), InputError::in_body(error))
}

fn invalid_body(detail: String, error: InputError) -> Problem {
    Problem::new(ErrorStatus::UNPROCESSABLE_ENTITY, detail)
        .with_type(ProblemType::InvalidNumbers, "Invalid numbers")
        .with("errors", [error])
}

impl InputError {
    fn parameter(&self) -> &'static str {
        match self.place {
            Some(Place::Parameter { parameter }) => parameter,
            _ => "",
        }
    }

    fn of_parameter(parameter: &'static str, code: ErrorCode, detail: impl Into<String>) -> Self {
        Self::plain(Some(Place::Parameter { parameter }), code, detail)
    }

    /// The parameter must be there.
    pub fn missing(parameter: &'static str) -> Self {
        let detail = "the parameter is missing";
        Self::of_parameter(parameter, ErrorCode::Missing, detail)
    }

    /// The parameter is there more than once, and none of its values is the right one.
    pub fn repeated(parameter: &'static str) -> Self {
        let detail = "the parameter is given more than once";
        Self::of_parameter(parameter, ErrorCode::Repeated, detail)
    }

    /// The parameter has no value.
    pub fn empty(parameter: &'static str) -> Self {
        let detail = "the parameter is empty";
        Self::of_parameter(parameter, ErrorCode::Empty, detail)
    }

    /// The value of the parameter is not a number.
    pub fn not_a_number(parameter: &'static str, value: &str, error: ParseError) -> Self {
        Self::at(Place::Parameter { parameter }, Excerpt::new(value), error)
    }

    /// The value of the parameter is none of its choices.
    pub fn not_a_choice(parameter: &'static str, value: &str, choices: &str) -> Self {
        let detail = format!("the parameter is one of {choices}");
        Self {
            found: Some(Excerpt::new(value).to_string()),
            ..Self::of_parameter(parameter, ErrorCode::UnknownValue, detail)
        }
    }

    /// What is wrong with a body.
    fn in_body(error: TextError) -> Self {
        let (place, code) = match error {
            TextError::Line {
                line,
                error,
                excerpt,
            } => return Self::at(Place::Line { line }, excerpt, error),
            TextError::Element {
                index,
                error,
                excerpt,
            } => return Self::at(Place::Index { index }, excerpt, error),
            TextError::AfterElement { index, .. } => {
                (Some(Place::Index { index }), ErrorCode::AfterElement)
            }
            TextError::NotAnArray { .. } => (None, ErrorCode::NotAnArray),
            TextError::AfterArray { .. } => (None, ErrorCode::AfterArray),
            TextError::UnexpectedEnd => (None, ErrorCode::UnexpectedEnd),
        };
        Self::plain(place, code, error.to_string())
    }

    fn at(place: Place, excerpt: Excerpt, error: ParseError) -> Self {
        let code = match error {
            ParseError::Empty => ErrorCode::Empty,
            ParseError::UnexpectedCharacter { .. } => ErrorCode::UnexpectedCharacter,
            ParseError::MissingDigit { .. } => ErrorCode::MissingDigit,
            ParseError::TooManyDigits { .. } => ErrorCode::TooManyDigits,
        };
        Self {
            position: Some(error.position()),
            found: (!excerpt.as_str().is_empty()).then(|| excerpt.to_string()),
            ..Self::plain(Some(place), code, error.to_string())
        }
    }

    fn plain(place: Option<Place>, code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            place,
            code,
            position: None,
            found: None,
            detail: detail.into(),
        }
    }
}
