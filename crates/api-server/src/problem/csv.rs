//! What can be wrong with a CSV.

use http_edge::Problem;
use sum_core::Excerpt;
use sum_core::csv::{CsvColumn, CsvError};

use super::{Column, ErrorCode, InputError, Place, invalid_body, invalid_parameters};

/// A column that does not add up, or is not there: 422.
pub fn invalid_csv(error: CsvError) -> Problem {
    let detail = error.to_string();
    let (place, code) = match error {
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
            let place = field(line, record, &column);
            let mut input_error = InputError::at(place, excerpt, error);
            if let Some(hint) = error.separator_hint() {
                input_error.detail += "; ";
                input_error.detail += hint;
            }
            return invalid_body(detail, input_error);
        }
        CsvError::EmptyField {
            line,
            record,
            column,
        } => (Some(field(line, record, &column)), ErrorCode::Empty),
        CsvError::Ragged { line, record, .. } => {
            (Some(whole(line, record)), ErrorCode::RaggedRecord)
        }
        CsvError::UnterminatedQuote { line, record } => {
            (Some(whole(line, record)), ErrorCode::UnterminatedQuote)
        }
        CsvError::MissingHeader => (None, ErrorCode::MissingHeader),
    };
    let input_error = InputError::plain(place, code, detail.as_str());
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

const fn whole(line: u64, record: u64) -> Place {
    Place::Record {
        line,
        record,
        column: None,
    }
}

fn field(line: u64, record: u64, column: &CsvColumn) -> Place {
    Place::Record {
        line,
        record,
        column: Some(Column {
            column: column.number,
            column_name: column.name.map(|name| name.to_string()),
        }),
    }
}
