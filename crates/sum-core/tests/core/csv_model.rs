//! What an adder of a column has to answer, found from the whole text at once: split byte by byte, which the
//! `csv` crate must do the same way, read with `Decimal`, added with `+`.

use sum_core::csv::{Csv, CsvAdder, CsvColumn, CsvError, CsvHeader, Delimiter, EmptyFields};
use sum_core::{Decimal, Excerpt, Limits};

/// What the caller says.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) column: String,
    pub(crate) delimiter: Delimiter,
    pub(crate) header: bool,
    pub(crate) empty: EmptyFields,
    pub(crate) limits: Limits,
}

/// The digits of the total, how many numbers and how many empty fields there are, or the first error.
pub(crate) type Answer = Result<(String, u64, u64), CsvError>;

impl Asked {
    pub(crate) fn csv(&self) -> Csv {
        let csv = Csv::column(self.column.as_str())
            .with_delimiter(self.delimiter)
            .with_empty_fields(self.empty);
        if self.header {
            csv
        } else {
            csv.without_header()
        }
    }
}

/// Holds all adders against the model.
#[track_caller]
pub(crate) fn agrees(asked: &Asked, text: &[u8], sizes: &[usize]) -> Answer {
    let expected = answer(asked, text);
    let shown = || text.escape_ascii().to_string();
    for (name, adder) in super::csv_adders(asked.csv(), asked.limits) {
        let answer = read(adder, text, sizes);
        assert_eq!(
            answer,
            expected,
            "{name}: {} by {sizes:?}: {asked:?}",
            shown()
        );
    }
    expected
}

/// Feeds a text in chunks of these sizes, over and over.
#[track_caller]
fn read(mut adder: CsvAdder, text: &[u8], sizes: &[usize]) -> Answer {
    let mut rest = text;
    let mut result = Ok(());
    for &size in sizes.iter().cycle() {
        if rest.is_empty() || result.is_err() {
            break;
        }
        let (chunk, after) = rest.split_at(size.min(rest.len()));
        result = adder.feed(chunk);
        rest = after;
    }
    if result.is_err() {
        assert_eq!(adder.feed(b"1\n"), result, "an adder stays in its error");
    }
    let records = adder.records();
    let answer = adder.finish();
    if let Err(error) = result {
        assert_eq!(answer.as_ref().err(), Some(&error), "also at the end");
    }
    answer.map(|sum| {
        let all = sum.sum.count() + sum.empty;
        assert!((records..=records + 1).contains(&all), "{records} of {all}");
        (sum.sum.total().to_string(), sum.sum.count(), sum.empty)
    })
}

/// A record, and the line on which it begins.
struct Record {
    line: u64,
    fields: Vec<Vec<u8>>,
    /// Whether it ends, be it at the end of the text.
    ends: bool,
}

fn answer(asked: &Asked, text: &[u8]) -> Answer {
    let numbered = number(&asked.column);
    if !asked.header && numbered.is_none() {
        let column = Excerpt::new(trimmed(asked.column.as_bytes()));
        return Err(CsvError::NameWithoutHeader { column });
    }
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let delimiter = match asked.delimiter {
        Delimiter::Semicolon => b';',
        Delimiter::Tab => b'\t',
        _ => b',',
    };
    let mut records = split(text, delimiter).into_iter();
    let (column, mut columns) = if asked.header {
        let Some(header) = records.next() else {
            return Err(CsvError::MissingHeader);
        };
        if !header.ends {
            let (line, record) = (header.line, 0);
            return Err(CsvError::UnterminatedQuote { line, record });
        }
        (
            find(&asked.column, &header.fields)?,
            Some(header.fields.len()),
        )
    } else {
        (
            CsvColumn {
                number: numbered.unwrap(),
                name: None,
            },
            None,
        )
    };
    let mut numbers = Vec::new();
    let mut empty = 0;
    for (index, record) in (1..).zip(records) {
        let line = record.line;
        let field = record
            .fields
            .get(usize::try_from(column.number - 1).unwrap_or(usize::MAX));
        let refused = |field: &[u8], error| CsvError::Field {
            line,
            record: index,
            column: Box::new(column.clone()),
            error,
            excerpt: excerpt(trimmed(field)),
        };
        // Nothing more of such a record is read.
        if let Some(field) = field
            && is_too_long(field, asked.limits)
        {
            let error = Decimal::parse_with(trimmed(field), asked.limits).unwrap_err();
            return Err(refused(field, error));
        }
        if !record.ends {
            return Err(CsvError::UnterminatedQuote {
                line,
                record: index,
            });
        }
        let expected = *columns.get_or_insert(record.fields.len());
        if record.fields.len() != expected {
            return Err(CsvError::Ragged {
                line,
                record: index,
                expected: expected as u64,
                found: record.fields.len() as u64,
            });
        }
        let Some(field) = field else {
            let names = Vec::new();
            let columns = expected as u64;
            return Err(CsvError::UnknownColumn {
                column: Excerpt::new(column.number.to_string()),
                header: Box::new(CsvHeader { names, columns }),
            });
        };
        let number = trimmed(field);
        if !number.is_empty() {
            let number = Decimal::parse_with(number, asked.limits);
            numbers.push(number.map_err(|error| refused(field, error))?);
        } else if asked.empty == EmptyFields::Refuse {
            let column = Box::new(column);
            return Err(CsvError::EmptyField {
                line,
                record: index,
                column,
            });
        } else {
            empty += 1;
        }
    }
    let total: Decimal = numbers.iter().sum();
    Ok((total.to_string(), numbers.len() as u64, empty))
}

fn find(wanted: &str, header: &[Vec<u8>]) -> Result<CsvColumn, CsvError> {
    let wanted_name = trimmed(wanted.as_bytes());
    let names = (1..).zip(header.iter().map(|name| trimmed(name)));
    let mut found = names.clone().filter(|(_, name)| *name == wanted_name);
    if let Some((number, _)) = found.next() {
        let column = Excerpt::new(wanted_name);
        return match found.next() {
            Some((second, _)) => Err(CsvError::AmbiguousColumn {
                column,
                first: number,
                second,
            }),
            None => Ok(CsvColumn {
                number,
                name: Some(column),
            }),
        };
    }
    let mut numbered = names
        .clone()
        .filter(|(index, _)| Some(*index) == number(wanted));
    if let Some((number, name)) = numbered.next() {
        return Ok(CsvColumn {
            number,
            name: Some(Excerpt::new(name)),
        });
    }
    let names = names
        .take(CsvHeader::MAX_NAMES)
        .map(|(_, name)| Excerpt::new(name));
    Err(CsvError::UnknownColumn {
        column: Excerpt::new(wanted_name),
        header: Box::new(CsvHeader {
            names: names.collect(),
            columns: header.len() as u64,
        }),
    })
}

/// The number of a column.
fn number(text: &str) -> Option<u64> {
    let text = text.trim_matches([' ', '\t']);
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|&number| is_number && number > 0)
}

/// Splits a text as RFC 4180 says, and where that is silent as the `csv` crate does.
fn split(text: &[u8], delimiter: u8) -> Vec<Record> {
    #[derive(PartialEq, Clone, Copy)]
    enum State {
        Start,
        Field,
        Quoted,
        Closed,
    }
    let mut records = Vec::new();
    let mut state = State::Start;
    let mut fields: Vec<Vec<u8>> = Vec::new();
    let mut field = Vec::new();
    let (mut line, mut start) = (1, None);
    for &byte in text {
        if start.is_none() && !matches!(byte, b'\n' | b'\r') {
            start = Some(line);
        }
        line += u64::from(byte == b'\n');
        let Some(first) = start else { continue };
        state = match (state, byte) {
            (State::Start, b'"') => State::Quoted,
            (State::Quoted, b'"') => State::Closed,
            (State::Closed, b'"') | (State::Quoted, _) => {
                field.push(byte);
                State::Quoted
            }
            (_, b'\n' | b'\r') => {
                fields.push(std::mem::take(&mut field));
                let fields = std::mem::take(&mut fields);
                records.push(Record {
                    line: first,
                    fields,
                    ends: true,
                });
                start = None;
                State::Start
            }
            (_, byte) if byte == delimiter => {
                fields.push(std::mem::take(&mut field));
                State::Start
            }
            _ => {
                field.push(byte);
                State::Field
            }
        };
    }
    if let Some(line) = start {
        fields.push(field);
        records.push(Record {
            line,
            fields,
            ends: state != State::Quoted,
        });
    }
    let ours: Vec<_> = records
        .iter()
        .map(|record| record.fields.as_slice())
        .collect();
    assert_eq!(ours, by_csv(text, delimiter));
    records
}

/// The same by the `csv` crate.
fn by_csv(text: &[u8], delimiter: u8) -> Vec<Vec<Vec<u8>>> {
    // It would drop a second byte order mark, but not after a blank line.
    let text = [b"\n", text].concat();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_slice());
    let records = reader.byte_records().map(Result::unwrap);
    records
        .map(|record| record.iter().map(<[u8]>::to_vec).collect())
        .collect()
}

/// Whether a field has more bytes than the longest number that the limits allow, and than an excerpt.
fn is_too_long(field: &[u8], limits: Limits) -> bool {
    let mut kept = field.to_vec();
    kept.dedup_by(|next, kept| is_blank(*next) && is_blank(*kept));
    let leading = kept.iter().take_while(|byte| is_blank(**byte)).count();
    kept.len() - leading > (2 * limits.digits() as usize).max(Excerpt::MAX_BYTES) + 15
}

/// What is shown of a text: of blanks in a row the first one.
fn excerpt(text: &[u8]) -> Excerpt {
    let mut shown = text.to_vec();
    shown.dedup_by(|next, kept| is_blank(*next) && is_blank(*kept));
    Excerpt::new(shown)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn trimmed(mut text: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = text
        && is_blank(*first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && is_blank(*last)
    {
        text = rest;
    }
    text
}
