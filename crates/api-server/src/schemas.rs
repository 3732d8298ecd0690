//! Schemas of what exists only on the wire, since the service reads and writes numbers digit by digit.

use serde_json::json;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// A number, as in docs/api.md.
const GRAMMAR: &str = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?";

/// One number, as the value of a parameter.
pub struct Number;

impl PartialSchema for Number {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "One decimal number of at most 4300 digits, its exponent expanded. White space around it is \
                 dropped. A raw `+` in a query stands for a space, so both `+5` and `%2B5` are 5.",
            ))
            .pattern(Some(format!(r"^[ \t\n\f\r]*{GRAMMAR}[ \t\n\f\r]*$")))
            .examples(["0.1", "-1234.56", "1e22", "9223372036854775807"])
            .into()
    }
}

impl ToSchema for Number {}

/// Numbers as lines.
pub struct Lines;

impl PartialSchema for Lines {
    fn schema() -> RefOr<Schema> {
        let line = format!(r"[ \t]*({GRAMMAR}[ \t]*)?");
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "One number on each line, which ends with LF or CRLF. Spaces and tabs around it and blank \
                 lines do not matter.",
            ))
            .pattern(Some(format!(r"^{line}(\r?\n{line})*$")))
            .examples(["0.1\n0.2\n"])
            .into()
    }
}

impl ToSchema for Lines {}

/// Numbers as a JSON array.
pub struct Array;

impl PartialSchema for Array {
    fn schema() -> RefOr<Schema> {
        let item = ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::Number, Type::String]))
            .description(Some(
                "A number of any precision, or a string that holds one and has no escapes.",
            ))
            .pattern(Some(format!("^{GRAMMAR}$")));
        ArrayBuilder::new()
            .items(item)
            .examples([json!([1, "2.50", -300])])
            .into()
    }
}

impl ToSchema for Array {}

/// Numbers as a column of a CSV.
pub struct CsvText;

impl PartialSchema for CsvText {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "Records as in RFC 4180, in UTF-8, each with as many fields as the first one, which is the header \
                 unless the media type says `header=absent`. A byte order mark and blank lines do not matter. In \
                 the column that is asked for, each field is a number or empty.",
            ))
            .examples(["id,amount\n1,0.10\n2,0.20\n"])
            .into()
    }
}

impl ToSchema for CsvText {}

/// Parameters of a CSV; those of another body are ignored.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it is described only")]
pub struct CsvParameters {
    /// The column that is added up, which a CSV needs, once: by its name in the header, or else by its number
    /// from 1; not blank.
    #[param(required = false, example = "amount")]
    column: String,
    #[param(required = false, schema_with = delimiters)]
    delimiter: (),
    #[param(required = false, schema_with = empty_fields)]
    empty: (),
}

fn delimiters() -> ObjectBuilder {
    choices([",", ";", "tab"]).description(Some("What separates the fields of a CSV."))
}

fn empty_fields() -> ObjectBuilder {
    choices(["skip", "error"]).description(Some(
        "What is done about empty fields of the column: they are skipped and counted, or the first one is an error.",
    ))
}

/// The first one is the default.
fn choices<const N: usize>(choices: [&'static str; N]) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .default(choices.first().map(|first| json!(first)))
        .enum_values(Some(choices))
}

/// What the body is compressed with.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Coding {
    /// Nothing.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
}

/// Header fields of a body.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it is described only")]
pub struct Coded {
    /// How the body is compressed, in upper or lower case; zstd with a window of at most 8 MiB.
    #[param(rename = "Content-Encoding", required = false)]
    coding: Coding,
}

/// The sum of two numbers.
#[derive(ToSchema)]
#[schema(examples(json!({"sum": 8})))]
#[expect(dead_code, reason = "it is described only")]
pub struct Sum {
    #[schema(schema_with = exact)]
    sum: (),
}

/// The sum of a body.
#[derive(ToSchema)]
#[schema(examples(json!({"sum": 3, "count": 2})))]
#[expect(dead_code, reason = "it is described only")]
pub struct Total {
    #[schema(schema_with = exact)]
    sum: (),
    /// How many numbers were added up.
    count: u64,
    /// How many fields of the column were empty, for a CSV.
    #[schema(required = false)]
    empty: u64,
}

fn exact() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Number)
        .description(Some(
            "A JSON number with every digit, of any size, without an exponent. After the point it has as \
             many digits as the operand that has most of them: `1.10 + 2.20 = 3.30`. Many JSON readers would \
             round it to a binary float; let yours keep the digits.",
        ))
}
