//! What can be wrong with a CSV.

use http_edge::Problem;
use sum_core::Excerpt;
use sum_core::csv::{CsvColumn, CsvError};

use super::{Column, ErrorCode, InputError, Place, invalid_body, invalid_parameters};

/// A column that does not add up, or is not there: 422.
pub fn invalid_csv(error: CsvError) -> Problem {
    let detail = error.to_string();
    let input_error = match error {
        CsvError::UnknownColumn { column, .. } | CsvError::NameWithoutHeader { column } => {
            return invalid_column(ErrorCode::UnknownColumn, column, detail);
        }
        CsvError::AmbiguousColumn { column, .. } => {
            return invalid_column(ErrorCode::AmbiguousColumn, column, detail);
        }
        CsvError::Field {
            line,
            record,
            column,
            error,
            excerpt,
        } => {
            let place = Place::record(line, record, Some(&column));
            let mut input_error = InputError::at(place, excerpt, error);
            if let Some(hint) = error.separator_hint() {
                input_error.detail += "; ";
                input_error.detail += hint;
            }
            input_error
        }
        CsvError::EmptyField {
            line,
            record,
            column,
        } => {
            let place = Place::record(line, record, Some(&column));
            InputError::plain(Some(place), ErrorCode::Empty, "the field is empty")
        }
        CsvError::Ragged {
            line,
            record,
            expected,
            found,
        } => {
            let place = Place::record(line, record, None);
            let detail = format!("{found} fields instead of {expected}");
            InputError::plain(Some(place), ErrorCode::RaggedRecord, detail)
        }
        CsvError::UnterminatedQuote { line, record } => {
            let place = Place::record(line, record, None);
            let detail = "the text ends inside a quoted field";
            InputError::plain(Some(place), ErrorCode::UnterminatedQuote, detail)
        }
        CsvError::MissingHeader => {
            InputError::plain(None, ErrorCode::MissingHeader, detail.as_str())
        }
    };
    invalid_body(detail, input_error)
}

/// The parameter is wrong, not the body.
fn invalid_column(code: ErrorCode, asked: Excerpt, detail: String) -> Problem {
    let parameter = "column";
    let place = Some(Place::Parameter { parameter });
    invalid_parameters(&[InputError {
        found: Some(asked.to_string()),
        ..InputError::plain(place, code, detail)
    }])
}

impl Place {
    fn record(line: u64, record: u64, column: Option<&CsvColumn>) -> Self {
        Self::Record {
            line,
            record,
            column: column.map(|column| Column {
                column: column.number,
                column_name: column.name.map(|name| name.to_string()),
            }),
        }
    }
}
