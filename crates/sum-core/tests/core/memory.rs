//! Common numbers take no memory, and whatever arrives, an adder keeps some kilobytes.

use sum_core::{Accumulator, Decimal, Excerpt, Format, Limits, ParseError, TextAdder, TextError};

use crate::model::Answer;

/// A mebibyte, in chunks of 64 KiB.
const CHUNK: usize = 64 * 1024;
const CHUNKS: usize = 16;

/// What an adder answers to a text with a mebibyte of the same in the middle, if it keeps no more than
/// a chunk of it.
#[track_caller]
fn read(format: Format, start: &str, middle: &str, end: &str) -> Answer {
    let chunk = middle.repeat(CHUNK / middle.len());
    let mut answer = Err(TextError::UnexpectedEnd);
    let memory = allocation_counter::measure(|| {
        let mut adder = TextAdder::new(format, Limits::default());
        let mut feed = || {
            adder.feed(start.as_bytes())?;
            for _ in 0..CHUNKS {
                adder.feed(chunk.as_bytes())?;
            }
            adder.feed(end.as_bytes())
        };
        answer = feed()
            .and_then(|()| adder.finish())
            .map(|sum| (sum.total().to_string(), sum.count()));
    });
    assert!(memory.bytes_max <= CHUNK as u64, "{memory:?}");
    answer
}

#[track_caller]
fn adds_up(answer: &Answer, total: &str, count: u64) {
    assert_eq!(answer, &Ok((total.to_owned(), count)));
}

const fn unexpected(found: char, position: usize) -> ParseError {
    ParseError::UnexpectedCharacter { found, position }
}

const fn too_long(position: usize) -> ParseError {
    ParseError::TooManyDigits {
        limit: Limits::DEFAULT_DIGITS,
        position,
    }
}

fn in_line(line: u64, error: ParseError, shown: &str) -> Answer {
    let excerpt = Excerpt::new(shown);
    Err(TextError::Line {
        line,
        error,
        excerpt,
    })
}

fn in_element(index: u64, error: ParseError, shown: &str) -> Answer {
    let excerpt = Excerpt::new(shown);
    Err(TextError::Element {
        index,
        error,
        excerpt,
    })
}

#[test]
fn a_line_that_does_not_end_is_refused() {
    let refused = |start: &str, middle: &str, error| {
        let answer = read(Format::Lines, start, middle, "");
        let line = start.trim_start_matches("1\n").to_owned() + &middle.repeat(64);
        assert_eq!(answer, in_line(2, error, &line));
    };
    refused("1\n", "9", too_long(4300));
    refused("1\n", "0", too_long(4300));
    refused("1\n.", "0", too_long(4301));
    refused("1\n-1e-", "0", too_long(2));
    refused("1\n1", "\r", unexpected('\r', 1));
    refused("1\n", "x", unexpected('x', 0));
    refused("1\n", "12 ", unexpected(' ', 2));
}

#[test]
fn an_item_that_is_too_long_is_refused_before_it_ends() {
    let mut adder = TextAdder::new(Format::Lines, Limits::default());
    let refused = in_line(1, too_long(4300), &"9".repeat(41)).unwrap_err();
    assert_eq!(adder.feed("9".repeat(8600).as_bytes()), Ok(()));
    assert_eq!(adder.feed("9".repeat(100).as_bytes()), Err(refused));
}

#[test]
fn an_element_that_does_not_end_is_refused() {
    let refused = |start, middle: &str, error| {
        let answer = read(Format::JsonArray, start, middle, "");
        let element = start.trim_start_matches("[1,");
        let text = element.trim_start_matches('"').to_owned() + &middle.repeat(64);
        assert_eq!(answer, in_element(1, error, &text));
    };
    refused("[1,", "9", too_long(4300));
    refused("[1,", "0", unexpected('0', 1));
    refused("[1,\"", "0", too_long(4300));
    refused("[1,\"", "x", unexpected('x', 0));
    refused("[1,\"1", "\\", unexpected('\\', 1));
    refused("[1,", "[", unexpected('[', 0));

    let empty = read(Format::JsonArray, "[1,", "\"", "");
    assert_eq!(empty, in_element(1, ParseError::Empty, ""));
    let blank = read(Format::JsonArray, "[1,\"", " ", "");
    assert_eq!(blank, in_element(1, unexpected(' ', 0), " "));
    let after = read(Format::JsonArray, "[1,1", " 2", "");
    let (index, found) = (1, '2');
    assert_eq!(after, Err(TextError::AfterElement { index, found }));
    let after = read(Format::JsonArray, "[1", "]", "");
    assert_eq!(after, Err(TextError::AfterArray { found: ']' }));
    let before = read(Format::JsonArray, "", "1", "");
    assert_eq!(before, Err(TextError::NotAnArray { found: '1' }));
}

#[test]
fn blanks_are_not_kept() {
    for blanks in [" ", "\t", " \t"] {
        adds_up(&read(Format::Lines, "1\n", blanks, "2\n"), "3", 2);
        adds_up(&read(Format::Lines, "1\n2", blanks, ""), "3", 2);
        adds_up(&read(Format::Lines, "1\n2", blanks, "\r\n3"), "6", 3);
    }
    adds_up(&read(Format::JsonArray, "[1,", "\r\n\t ", "2]"), "3", 2);
    adds_up(&read(Format::JsonArray, "[1,2", "\r\n\t ", ",3]"), "6", 3);
    adds_up(&read(Format::JsonArray, "[1,\"2\"", " ", ",3]"), "6", 3);
    adds_up(&read(Format::JsonArray, "[1]", "\n", ""), "1", 1);
    adds_up(&read(Format::JsonArray, "", " ", "[1]"), "1", 1);
    adds_up(&read(Format::JsonArray, "[", " ", "]"), "0", 0);

    let blank_lines = read(Format::Lines, "1", "\n", "x");
    let line = 1 + (CHUNK * CHUNKS) as u64;
    assert_eq!(blank_lines, in_line(line, unexpected('x', 0), "x"));
}

#[test]
fn numbers_of_every_magnitude_leave_no_more_than_their_limbs() {
    let mut adder = TextAdder::new(Format::Lines, Limits::default());
    let numbers: Vec<_> = (-4299..4300).map(|place| format!("1e{place}\n")).collect();
    let lines = numbers.concat();
    let memory = allocation_counter::measure(|| {
        adder.feed(lines.as_bytes()).unwrap();
        // And of one more number all that may be kept.
        adder.feed("0".repeat(4300).as_bytes()).unwrap();
        adder.feed(b"e").unwrap();
        adder.feed("0".repeat(4300).as_bytes()).unwrap();
    });
    assert!(memory.bytes_max <= CHUNK as u64, "{memory:?}");
    let total = format!("{0}.{1}", "1".repeat(4300), "1".repeat(4299));
    adds_up(
        &adder
            .finish()
            .map(|sum| (sum.total().to_string(), sum.count())),
        &total,
        8600,
    );
}

#[test]
fn numbers_are_not_kept() {
    let count = |length| (CHUNK / length * CHUNKS) as u64;
    let sevens = 7 * count(2);
    adds_up(
        &read(Format::Lines, "", "7\n", ""),
        &sevens.to_string(),
        count(2),
    );
    adds_up(
        &read(Format::JsonArray, "[", "7,", "0]"),
        &sevens.to_string(),
        count(2) + 1,
    );
    let far = read(
        Format::Lines,
        "1e-4299\n-1e-4299\n1e4299\n-1e4299\n",
        "1e9\n-1e9\n",
        "",
    );
    adds_up(&far, &format!("0.{}", "0".repeat(4299)), 4 + 2 * count(9));
}

#[test]
fn the_longest_item_that_can_be_right_is_read_and_an_error_behind_it_is_whole() {
    let answer = |text: &str| {
        let mut adder = TextAdder::new(Format::JsonArray, Limits::default().with_digits(3));
        let mut feed = || text.bytes().try_for_each(|byte| adder.feed(&[byte]));
        feed()
            .and_then(|()| adder.finish())
            .map(|sum| (sum.total().to_string(), sum.count()))
    };
    adds_up(&answer("[ \"-1.12e-000\" ] "), "-1.12", 1);
    adds_up(&answer("[ \"-1.12e-000\" , 1 ] "), "-0.12", 2);
    for found in ['x', '€', '\u{1f600}'] {
        let text = format!("[ \"-1.12e-000\" ] {found}");
        assert_eq!(
            answer(&text),
            Err(TextError::AfterArray { found }),
            "{text}"
        );
    }
}

#[test]
fn numbers_of_63_digits_are_read_and_added_without_allocating() {
    for point in 0..63 {
        let texts = ["-", "5"].map(|start| {
            let mut text = start.to_owned() + &"9182736450".repeat(7);
            text.truncate(63 + usize::from(start == "-"));
            text.insert(text.len() - point, '.');
            text
        });
        let memory = allocation_counter::measure(|| {
            let [a, b] = texts.each_ref().map(|text| text.parse::<Decimal>());
            let (a, b) = (a.unwrap(), b.unwrap());
            assert!(&a + &b < b && &b - &a > b && -&a > b);
        });
        assert_eq!(memory.count_total, 0, "{texts:?}");
    }
}

#[test]
fn common_numbers_are_read_and_added_without_allocating() {
    let mut adder = TextAdder::new(Format::Lines, Limits::default());
    let mut sum = Accumulator::new();
    let memory = allocation_counter::measure(|| {
        let [a, b] = ["1234.56", "-78.9"].map(|text| text.parse::<Decimal>().unwrap());
        sum.push(&(&a + &b));
        for _ in 0..CHUNKS {
            adder.feed(b"1234.56\n-78.9\n  12\r\n+5\n1.5e-3\n").unwrap();
        }
    });
    assert_eq!(memory.count_total, 0);
    sum.merge(&adder.finish().unwrap());
    assert_eq!(sum.count(), 1 + 5 * CHUNKS as u64);
}

#[cfg(feature = "csv")]
#[test]
fn neither_fields_nor_records_nor_headers_of_any_length_are_kept() {
    use sum_core::csv::{Csv, CsvAdder, CsvError};

    let read = |start: &str, middle: &str, end: &str| {
        let chunk = middle.repeat(CHUNK / middle.len());
        let mut answer = Err(CsvError::MissingHeader);
        let memory = allocation_counter::measure(|| {
            let mut adder = CsvAdder::new(Csv::column("b"), Limits::default());
            let mut feed = || {
                adder.feed(start.as_bytes())?;
                for _ in 0..CHUNKS {
                    adder.feed(chunk.as_bytes())?;
                }
                adder.feed(end.as_bytes())
            };
            answer = feed().and_then(|()| adder.finish());
        });
        assert!(memory.bytes_max <= 2 * CHUNK as u64, "{memory:?}");
        answer.map(|sum| (sum.sum.total().to_string(), sum.sum.count(), sum.empty))
    };
    let fields = (CHUNK * CHUNKS / 2) as u64;
    let sum = |total: u64, count, empty| Ok((total.to_string(), count, empty));
    // Another field, quoted or not; blanks around the number; a name of the header.
    assert_eq!(read("a,b\n", "x", ",1\n"), sum(1, 1, 0));
    assert_eq!(read("a,b\n\"", "\"\"\n,", "\",1\n"), sum(1, 1, 0));
    assert_eq!(read("a,b\nx,", " ", "1\n"), sum(1, 1, 0));
    assert_eq!(read("a,b\nx,1", "\t", "\n"), sum(1, 1, 0));
    assert_eq!(read("a", "x", ",b\nx,1\n"), sum(1, 1, 0));
    assert_eq!(read("a,b\n", "\r\n", "x,1\n"), sum(1, 1, 0));
    assert_eq!(read("b\n", "1\n", ""), sum(fields, fields, 0));
    assert_eq!(read("a,b\n", ",\n", ""), sum(0, 0, fields));
    // As many columns as there is room for.
    let error = read("a", ",x", "\n").unwrap_err();
    let more = format!("'x' and {} more", fields + 1 - 32);
    assert!(error.to_string().ends_with(&more), "{error}");
    let error = read("a,b\n1,1", ",x", "\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("line 2, record 1: {} fields instead of 2", fields + 2)
    );
    // What cannot be a number any more.
    let error = read("a,b\n1,2", "9", "").unwrap_err();
    assert!(matches!(error, CsvError::Field { .. }), "{error}");
    let error = read("a,b\n1,\"\n", "9", "").unwrap_err();
    assert!(matches!(error, CsvError::Field { .. }), "{error}");
}

#[test]
fn an_accumulator_reports_the_memory_that_it_takes() {
    for number in ["1", "1e63", "1e64", "1e-65", "1e4299", "1e-4298"] {
        let number: Decimal = number.parse().unwrap();
        let mut reported = 0;
        let mut sum = Accumulator::new();
        let allocated = allocation_counter::measure(|| {
            sum.push(&number);
            reported = sum.memory();
        });
        let inline = size_of::<Accumulator>();
        let bytes = usize::try_from(allocated.bytes_current).unwrap();
        assert_eq!(reported, inline + bytes, "{number}");
    }
}

#[cfg(feature = "csv")]
#[test]
fn a_field_as_long_as_a_long_chunk_is_not_copied() {
    use sum_core::csv::{Csv, CsvAdder};

    let blanks = " ".repeat(CHUNK * CHUNKS);
    for quote in ["", "\""] {
        let text = format!("a,b\nx,{quote}{blanks}1{quote}\n");
        let memory = allocation_counter::measure(|| {
            let mut adder = CsvAdder::new(Csv::column("b"), Limits::default());
            adder.feed(text.as_bytes()).unwrap();
            assert_eq!(adder.finish().unwrap().sum.total(), 1.into());
        });
        assert!(memory.bytes_max <= 2 * CHUNK as u64, "{memory:?}");
    }
}

#[cfg(feature = "csv")]
#[test]
fn the_fields_of_a_long_chunk_are_not_collected() {
    use sum_core::csv::{Csv, CsvAdder};

    for field in ["1", &"0".repeat(4000)] {
        let record = format!(",{field}\n");
        let records = CHUNK * CHUNKS / record.len();
        let text = "a,b\n".to_owned() + &record.repeat(records);
        let memory = allocation_counter::measure(|| {
            let mut adder = CsvAdder::new(Csv::column("b"), Limits::default());
            adder.feed(text.as_bytes()).unwrap();
            assert_eq!(adder.records(), records as u64);
        });
        assert!(memory.bytes_max <= CHUNK as u64, "{memory:?}");
    }
}
