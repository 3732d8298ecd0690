//! An adder of a column answers what the model answers, with and without vector instructions, wherever the text
//! is cut: the same digits, the same counts, the same error in the same place.

use ::csv::{QuoteStyle, Terminator, WriterBuilder};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use sum_core::csv::{Csv, CsvAdder, CsvError, Delimiter, EmptyFields};
use sum_core::{Decimal, Limits};

use super::csv_model::{Answer, Asked, agrees};
use super::texts::{limits, number, sizes};

fn delimiter() -> impl Strategy<Value = Delimiter> {
    select(vec![Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab])
}

const fn byte(delimiter: Delimiter) -> u8 {
    match delimiter {
        Delimiter::Semicolon => b';',
        Delimiter::Tab => b'\t',
        _ => b',',
    }
}

fn asked(column: String, delimiter: Delimiter) -> Asked {
    Asked {
        column,
        delimiter,
        header: true,
        empty: EmptyFields::Skip,
        limits: Limits::default(),
    }
}

/// A field of another column.
fn other() -> BoxedStrategy<String> {
    prop_oneof![
        4 => "[a-zA-Z]{0,9}",
        2 => "[-0-9.]{1,9}",
        2 => "[ -~]{0,70}",
        1 => "[\"\r\n,;\ta ]{0,9}",
        1 => any::<String>(),
    ]
    .boxed()
}

/// A field of the column: a number, mostly.
fn amount() -> BoxedStrategy<String> {
    let blank = || select(vec!["", "", "", " ", "  \t"]);
    prop_oneof![
        8 => number(),
        1 => (blank(), number(), blank()).prop_map(|(before, number, after)| format!("{before}{number}{after}")),
        1 => select(vec!["", " ", "\t "]).prop_map(str::to_owned),
    ]
    .boxed()
}

#[derive(Debug, Clone)]
struct Table {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
    column: usize,
}

impl Table {
    /// As the `csv` crate writes it.
    fn written(&self, writer: &WriterBuilder) -> Vec<u8> {
        let mut writer = writer.from_writer(Vec::new());
        writer.write_record(&self.names).unwrap();
        for row in &self.rows {
            writer.write_record(row).unwrap();
        }
        writer.into_inner().unwrap()
    }

    /// The sum of the column, and how many of its fields are empty.
    fn sum(&self) -> (Decimal, u64, u64) {
        let fields = self.rows.iter().map(|row| row[self.column].trim());
        let (numbers, empty): (Vec<_>, Vec<_>) = fields.partition(|field| !field.is_empty());
        let total = numbers
            .iter()
            .map(|number| number.parse::<Decimal>().unwrap())
            .sum();
        (total, numbers.len() as u64, empty.len() as u64)
    }
}

fn table() -> impl Strategy<Value = Table> {
    (1..12usize, any::<Index>()).prop_flat_map(|(columns, column)| {
        let column = column.index(columns);
        let row = (prop::collection::vec(other(), columns), amount());
        let row = row.prop_map(move |(mut row, amount)| {
            row[column] = amount;
            row
        });
        let names = (0..columns).map(|index| format!("name {index}")).collect();
        let rows = prop::collection::vec(row, 0..40);
        (Just(names), rows, Just(column)).prop_map(|(names, rows, column)| Table {
            names,
            rows,
            column,
        })
    })
}

fn writer() -> impl Strategy<Value = (Delimiter, WriterBuilder)> {
    let quotes = select(vec![
        QuoteStyle::Necessary,
        QuoteStyle::Always,
        QuoteStyle::NonNumeric,
    ]);
    let ends = select(vec![Terminator::CRLF, Terminator::Any(b'\n')]);
    (delimiter(), quotes, ends).prop_map(|(delimiter, quotes, end)| {
        let mut writer = WriterBuilder::new();
        writer
            .delimiter(byte(delimiter))
            .quote_style(quotes)
            .terminator(end);
        (delimiter, writer)
    })
}

/// Bytes that mean something in a CSV, in any order.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => select(vec!["1", "-2.5", "7", "12", "x", ",", ",", "\n", "\n", "\r\n"]),
        3 => select(vec!["\"", "\"", "\"\"", "\r", ",\"", "\",", "\"\n", "\n\"", ";", "\t", " "]),
        1 => select(vec!["\u{feff}", "é", "\0", "1,5", "e9", "9999999999999999999999999999999999999999"]),
    ];
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #[test]
    fn whatever_the_csv_crate_writes_adds_up_wherever_it_is_cut(
        table in table(), (delimiter, writer) in writer(), mark in any::<bool>(), by_name in any::<bool>(), sizes in sizes(),
    ) {
        let mark = if mark { "\u{feff}" } else { "" };
        let text = [mark.as_bytes(), &table.written(&writer)].concat();
        let column = if by_name { table.names[table.column].clone() } else { (table.column + 1).to_string() };
        let (total, count, empty) = table.sum();
        let answer = agrees(&asked(column, delimiter), &text, &sizes);
        prop_assert_eq!(answer, Ok((total.to_string(), count, empty)));
    }

    #[test]
    fn a_text_with_one_byte_more_or_less_agrees_with_the_model(
        table in table(), (delimiter, writer) in writer(), place in any::<Index>(), byte in prop::option::of(any::<u8>()),
        limits in limits(), sizes in sizes(),
    ) {
        let mut text = table.written(&writer);
        let place = place.index(text.len());
        match byte {
            Some(byte) => text.insert(place, byte),
            None => drop(text.remove(place)),
        }
        let asked = Asked { limits, ..asked((table.column + 1).to_string(), delimiter) };
        let _ = agrees(&asked, &text, &sizes);
    }

    #[test]
    fn any_bytes_agree_with_the_model(
        text in soup(), column in 1..4usize, delimiter in delimiter(), header in any::<bool>(), refuse in any::<bool>(),
        limits in limits(), sizes in sizes(),
    ) {
        let empty = if refuse { EmptyFields::Refuse } else { EmptyFields::Skip };
        let asked = Asked { header, empty, limits, ..asked(column.to_string(), delimiter) };
        let _ = agrees(&asked, &text, &sizes);
        // The same where the fast path sees it.
        let fields = ["1"; 3].join(str::from_utf8(&[byte(delimiter)]).unwrap());
        let good = format!("{fields}\n").repeat(20);
        let _ = agrees(&asked, &[good.as_bytes(), &text].concat(), &sizes);
    }
}

#[track_caller]
fn answer(column: &str, text: &str) -> Answer {
    let asked = asked(column.to_owned(), Delimiter::Comma);
    agrees(&asked, text.as_bytes(), &[1]).ok();
    agrees(&asked, text.as_bytes(), &[usize::MAX])
}

#[track_caller]
fn message(column: &str, text: &str) -> String {
    answer(column, text).unwrap_err().to_string()
}

#[track_caller]
fn adds_up(column: &str, text: &str, total: &str, count: u64, empty: u64) {
    assert_eq!(answer(column, text), Ok((total.to_owned(), count, empty)));
}

#[test]
fn quotes_line_ends_marks_and_blank_lines_are_as_in_rfc_4180() {
    adds_up("b", "\u{feff}a,b\r\n1,2\r\n3,4", "6", 2, 0);
    adds_up("b", "a,b\n\n1,\"2\"\n\r\n\"x\ny\",4\n\n", "6", 2, 0);
    adds_up("b", "\"a\"\"a\",\"b\"\n\"\"\"\",2\n\",\", 4 \n", "6", 2, 0);
    adds_up("b", "a,b\r1,2\r3,4\r", "6", 2, 0);
    adds_up("\u{feff}a", "\u{feff}\u{feff}a\n2\n", "2", 1, 0);
    adds_up("b", "a,b\n1,\n2,\" \"\n3,5\n", "5", 1, 2);
}

#[test]
fn the_start_of_a_byte_order_mark_is_text() {
    let mark = "\u{feff}".as_bytes();
    for header in [true, false] {
        let asked = Asked {
            header,
            ..asked("1".to_owned(), Delimiter::Comma)
        };
        for length in 0..=mark.len() {
            for rest in ["", "1", "\n1\n", ",\n1,2\n"] {
                let text = [mark.split_at(length).0, rest.as_bytes()].concat();
                let answer = agrees(&asked, &text, &[1]);
                assert_eq!(agrees(&asked, &text, &[usize::MAX]), answer);
            }
        }
    }
}

#[test]
fn a_name_comes_before_a_number() {
    adds_up("2", "1,2,3\n10,20,30\n", "20", 1, 0);
    adds_up("2", "1,3,2\n10,20,30\n", "30", 1, 0);
    adds_up("2", "a,b,c\n10,20,30\n", "20", 1, 0);
    adds_up(" amount", "id, amount \n1,2\n", "2", 1, 0);
}

#[test]
fn messages_say_where_and_what_to_do() {
    insta::assert_snapshot!(message("b", "a,b\n1,2\n3,\"1,234.56\"\n"), @"line 3, record 2, column 2 ('b'): unexpected ',' at position 1: '1,234.56'; thousands separators and decimal commas are not supported");
    insta::assert_snapshot!(message("b", "a,b\n\n\"x\n\",\"12,50\"\n"), @"line 3, record 1, column 2 ('b'): unexpected ',' at position 2: '12,50'; thousands separators and decimal commas are not supported");
    insta::assert_snapshot!(message("b", "a,b\n1,12,50\n"), @"line 2, record 1: 3 fields instead of 2");
    insta::assert_snapshot!(message("b", "a,b\n1,n/a\n"), @"line 2, record 1, column 2 ('b'): unexpected 'n' at position 0: 'n/a'");
    insta::assert_snapshot!(message("c\u{1b}", "a,b\n1,2\n"), @r"there is no column 'c\u{1b}'; the columns are 'a', 'b'");
    insta::assert_snapshot!(message("c", &"long name ,".repeat(50)), @"there is no column 'c'; the columns are 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name', 'long name' and 19 more");
    insta::assert_snapshot!(message("3", "a,b\n1,2\n"), @"there is no column '3'; the columns are 'a', 'b'");
    insta::assert_snapshot!(message("a", "a,b,a\n1,2,3\n"), @"columns 1 and 3 are both named 'a'; use a number");
    insta::assert_snapshot!(message("a", ""), @"the text has no header");
    insta::assert_snapshot!(message("a", "a,b\n1,\"2\n3,4\n"), @"line 2, record 1: the text ends inside a quoted field");
}

#[test]
fn an_empty_field_is_refused_where_the_caller_says_so() {
    let asked = Asked {
        empty: EmptyFields::Refuse,
        ..asked("b".to_owned(), Delimiter::Comma)
    };
    let error = agrees(&asked, b"a,b\n1,2\n3, \n", &[3]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 3, record 2, column 2 ('b'): the field is empty"
    );
}

#[test]
fn a_name_of_any_length_is_found_and_shown() {
    for length in 30..60 {
        let name = "n".repeat(length);
        let text = format!("{name}n,\t{name} ,n\n1,2,3\n");
        for size in [1, usize::MAX] {
            let total = |column: &str| {
                let asked = asked(column.to_owned(), Delimiter::Comma);
                agrees(&asked, text.as_bytes(), &[size])
            };
            assert_eq!(total(&name), Ok(("2".to_owned(), 1, 0)));
            assert_eq!(total("2"), total(&name));
            assert!(matches!(total("m"), Err(CsvError::UnknownColumn { .. })));
        }
    }
}

#[test]
fn a_text_without_header_has_numbers_of_columns_only() {
    let without = |column: &str| Asked {
        header: false,
        ..asked(column.to_owned(), Delimiter::Semicolon)
    };
    let text = b"1;2\n3;4\n";
    assert_eq!(
        agrees(&without("2"), text, &[5]),
        Ok(("6".to_owned(), 2, 0))
    );
    assert_eq!(agrees(&without("2"), b"", &[5]), Ok(("0".to_owned(), 0, 0)));
    let error = agrees(&without("3"), text, &[5]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no column '3'; the first record has 2 fields"
    );
    let error = agrees(&without("b"), text, &[5]).unwrap_err();
    assert!(matches!(error, CsvError::NameWithoutHeader { .. }));
}

#[test]
fn the_first_record_that_is_wrong_is_named() {
    // However many of them are added up at once.
    let good = "1,2\n".repeat(3000);
    let message = message("b", &format!("a,b\n{good}1,x\n{good}1\n"));
    assert_eq!(
        message,
        "line 3002, record 3001, column 2 ('b'): unexpected 'x' at position 0: 'x'"
    );
}

#[test]
fn a_field_that_is_not_closed_is_refused_alike_at_every_length() {
    for length in 30..70 {
        let asked = Asked {
            limits: Limits::default().with_digits(length),
            ..asked("a".to_owned(), Delimiter::Comma)
        };
        for field in ["\"", "\" ", "\"1,", "\"\"\"", "1", "1 "] {
            let text = format!("a\n{field}{}", "2".repeat(2 * length as usize));
            for more in 0..30 {
                let text = text.clone() + &"2".repeat(more);
                let error = agrees(&asked, text.as_bytes(), &[7]).unwrap_err();
                assert_eq!(agrees(&asked, text.as_bytes(), &[usize::MAX]), Err(error));
            }
        }
    }
}

#[test]
fn a_column_can_wait_for_its_next_chunk_on_any_thread() {
    fn check<T: Send + Sync + 'static>(_: &T) {}
    let mut adder = CsvAdder::new(Csv::column("b"), Limits::default());
    adder.feed(b"a,b\n").unwrap();
    check(&adder);
    insta::assert_snapshot!(
        format!("{adder:?}"),
        @"CsvAdder { column: CsvColumn { number: 2, name: Some('b') }, columns: Some(2), state: Ok(()), .. }"
    );
}

#[test]
fn quotes_and_line_ends_mean_the_same_among_ordinary_records() {
    let good = "1,2,3\n".repeat(12);
    for text in [
        "1,\"2\"\"\",3\n",
        "1,\"2\n\",3\n",
        "1,\"2\r\n\",3\n",
        "1,\"2\"3,4\n",
        "1,2\"3,4\n",
        "1,\"2,3\n",
        "\"1,2\n\",\"3\",4\n",
        "1,2,\"3\"\r\n",
        "1,2\r\n",
        "\r\n\n1,2,3\r\n",
        "1,2,3\r1,2,3\r",
        "1,2,3\r\r\n1,2,3\n",
        "1,,3\n",
        "1,\"\",3\n",
        "1, 2 ,3\n",
    ] {
        for place in 0..12 {
            let (before, after) = good.split_at(place * 6);
            let text = format!("{before}{text}{after}");
            for column in ["1", "2", "3"] {
                let asked = Asked {
                    header: false,
                    ..asked(column.to_owned(), Delimiter::Comma)
                };
                let _ = agrees(&asked, text.as_bytes(), &[usize::MAX]);
                let _ = agrees(&asked, text.as_bytes(), &[50]);
            }
        }
    }
    adds_up("a", "a\r\n1\r\n\r\n2\r\n", "3", 2, 0);
}
