//! Every way in which a text can fail to be a number or numbers, and what its author is told.

use insta::assert_snapshot;
use sum_core::{Decimal, Format, Limits, TextAdder};

#[track_caller]
fn refused(text: impl AsRef<[u8]>) -> String {
    Decimal::parse_with(text, Limits::default())
        .expect_err("this text is not a number")
        .to_string()
}

#[test]
fn an_empty_text_is_refused() {
    assert_snapshot!(refused(""), @"an empty text is not a number");
}

#[test]
fn a_foreign_character_is_named_with_its_position() {
    let texts = [
        "12x4", "1,5", "1_000", "0x10", "1.2.3", "1e5.", "1e1e1", "--1", "+-1", "5-",
    ];
    let messages = texts.map(|text| format!("{text}: {}", refused(text)));
    assert_snapshot!(messages.join("\n"), @"
    12x4: unexpected 'x' at position 2
    1,5: unexpected ',' at position 1
    1_000: unexpected '_' at position 1
    0x10: unexpected 'x' at position 1
    1.2.3: unexpected '.' at position 3
    1e5.: unexpected '.' at position 3
    1e1e1: unexpected 'e' at position 3
    --1: unexpected '-' at position 1
    +-1: unexpected '-' at position 1
    5-: unexpected '-' at position 1
    ");
}

#[test]
fn names_of_no_number_are_refused() {
    let messages =
        ["NaN", "inf", "-Infinity", "null", "ten"].map(|text| format!("{text}: {}", refused(text)));
    assert_snapshot!(messages.join("\n"), @"
    NaN: unexpected 'N' at position 0
    inf: unexpected 'i' at position 0
    -Infinity: unexpected 'I' at position 1
    null: unexpected 'n' at position 0
    ten: unexpected 't' at position 0
    ");
}

#[test]
fn white_space_is_not_part_of_a_number() {
    let messages = [" 5", "5 ", "5\n", "\t5", "1 000", "- 5", "\u{a0}5"].map(refused);
    assert_snapshot!(messages.join("\n"), @r"
    unexpected ' ' at position 0
    unexpected ' ' at position 1
    unexpected '\n' at position 1
    unexpected '\t' at position 0
    unexpected ' ' at position 1
    unexpected ' ' at position 1
    unexpected '\u{a0}' at position 0
    ");
}

#[test]
fn what_cannot_be_printed_is_escaped() {
    let messages = [
        "1\0",
        "1\u{1b}[31m",
        "1'",
        "1\u{202e}",
        "١٢",
        "−5",
        "1\u{301}",
    ]
    .map(refused);
    assert_snapshot!(messages.join("\n"), @r"
    unexpected '\0' at position 1
    unexpected '\u{1b}' at position 1
    unexpected '\'' at position 1
    unexpected '\u{202e}' at position 1
    unexpected '١' at position 0
    unexpected '−' at position 0
    unexpected '\u{301}' at position 1
    ");
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    assert_snapshot!(refused(b"1\xff2"), @"unexpected '�' at position 1");
    assert_snapshot!(refused(b"\xe2\x88"), @"unexpected '�' at position 0");
}

#[test]
fn a_number_that_breaks_off_misses_a_digit() {
    let messages =
        ["-", "+", ".", "-.", "1e", "1E+", "1.e-"].map(|text| format!("{text}: {}", refused(text)));
    assert_snapshot!(messages.join("\n"), @"
    -: expected a digit at position 1, found the end
    +: expected a digit at position 1, found the end
    .: expected a digit at position 1, found the end
    -.: expected a digit at position 2, found the end
    1e: expected a digit at position 2, found the end
    1E+: expected a digit at position 3, found the end
    1.e-: expected a digit at position 4, found the end
    ");
    assert_snapshot!(refused(".e5"), @"unexpected 'e' at position 1");
}

#[test]
fn a_number_over_the_limit_is_refused_where_it_passes_it() {
    let texts = [
        "9".repeat(4301),
        format!("-{}.5", "9".repeat(4300)),
        format!("0.{}1", "0".repeat(4299)),
        "0".repeat(4301),
        format!(".{}", "0".repeat(4300)),
        "1e4300".to_owned(),
        "1e-4300".to_owned(),
        "0e-4300".to_owned(),
        "1e1000000000".to_owned(),
        "1e-1000000000".to_owned(),
        format!("1e{}", "9".repeat(40)),
        format!("1e-{}", "9".repeat(40)),
        format!("1e{}1", "0".repeat(4300)),
    ];
    assert_snapshot!(texts.map(refused).join("\n"), @"
    more than 4300 digits (exponent expanded) at position 4300
    more than 4300 digits (exponent expanded) at position 4302
    more than 4300 digits (exponent expanded) at position 4301
    more than 4300 digits (exponent expanded) at position 4300
    more than 4300 digits (exponent expanded) at position 4301
    more than 4300 digits (exponent expanded) at position 1
    more than 4300 digits (exponent expanded) at position 1
    more than 4300 digits (exponent expanded) at position 1
    more than 4300 digits (exponent expanded) at position 1
    more than 4300 digits (exponent expanded) at position 1
    more than 4300 digits (exponent expanded) at position 1
    more than 4300 digits (exponent expanded) at position 1
    more than 4300 digits (exponent expanded) at position 1
    ");
}

#[test]
fn a_number_at_the_limit_is_read() {
    let texts = [
        "9".repeat(4300),
        format!("+{}.0", "9".repeat(4299)),
        format!("-0.{}1", "0".repeat(4298)),
        "0".repeat(4300),
        format!(".{}", "0".repeat(4299)),
        "1e4299".to_owned(),
        "1e-4299".to_owned(),
        "0e-4299".to_owned(),
        "0e1000000000".to_owned(),
        format!("1{}e-4299", "0".repeat(4299)),
        format!("1e{}", "0".repeat(4300)),
    ];
    for text in texts {
        let number = text.parse::<Decimal>().unwrap();
        let digits = number
            .to_string()
            .bytes()
            .filter(u8::is_ascii_digit)
            .count();
        assert!(digits <= 4300, "{digits} digits");
    }
}

#[test]
fn a_number_that_is_no_machine_integer_says_why() {
    let narrowed = ["300", "-1", "1.5", "1e40"].map(|text| {
        let error = u8::try_from(text.parse::<Decimal>().unwrap()).unwrap_err();
        format!("{text}: {error}")
    });
    assert_snapshot!(narrowed.join("\n"), @"
    300: the number does not fit in u8
    -1: the number does not fit in u8
    1.5: the number has a fraction and does not fit in u8
    1e40: the number does not fit in u8
    ");
}

/// What the authors of these texts are told.
fn unreadable<const N: usize>(format: Format, texts: [&str; N]) -> String {
    let messages = texts.map(|text| {
        let mut adder = TextAdder::new(format, Limits::default());
        let read = adder.feed(text.as_bytes());
        let error = read.and_then(|()| adder.finish()).expect_err(text);
        let text = text.escape_debug().to_string();
        let text = text.replace("\\\"", "\"").replace("\\'", "'");
        format!("{text}: {error}")
    });
    messages.join("\n")
}

#[test]
fn a_line_that_is_no_number_is_named() {
    let texts = [
        "amount\n1.50\n2.50\n",
        "1.50\n1,234.56\n",
        "1.50\n1 234,56\n",
        "1.50\n12.5 EUR\n",
        "1.50\n$12.5\n",
        "1.50;2.50\n",
        "1.50\t2.50\n",
        "\n\n1.50\n\nNaN\n",
        "1.50\n-\n",
        "1.50\n\"2.50\"\n",
        "[1, 2]\n",
        "1.50\rx\r\n",
        "1\r2\r",
        "1.50\n(2.50)\n",
        "1.50\n2.50-\n",
        "\u{feff}1.50\n",
        "1.50\n\u{a0}2.50\n",
        "1.50\n−2.50\n",
        "1.50\n1e10000\n",
        "1.50\n12 # twelve\n",
    ];
    assert_snapshot!(unreadable(Format::Lines, texts), @r#"
    amount\n1.50\n2.50\n: line 1: unexpected 'a' at position 0: 'amount'
    1.50\n1,234.56\n: line 2: unexpected ',' at position 1: '1,234.56'
    1.50\n1 234,56\n: line 2: unexpected ' ' at position 1: '1 234,56'
    1.50\n12.5 EUR\n: line 2: unexpected ' ' at position 4: '12.5 EUR'
    1.50\n$12.5\n: line 2: unexpected '$' at position 0: '$12.5'
    1.50;2.50\n: line 1: unexpected ';' at position 4: '1.50;2.50'
    1.50\t2.50\n: line 1: unexpected '\t' at position 4: '1.50\t2.50'
    \n\n1.50\n\nNaN\n: line 5: unexpected 'N' at position 0: 'NaN'
    1.50\n-\n: line 2: expected a digit at position 1, found the end: '-'
    1.50\n"2.50"\n: line 2: unexpected '"' at position 0: '"2.50"'
    [1, 2]\n: line 1: unexpected '[' at position 0: '[1, 2]'
    1.50\rx\r\n: line 1: unexpected '\r' at position 4: '1.50\rx'
    1\r2\r: line 1: unexpected '\r' at position 1: '1\r2\r'
    1.50\n(2.50)\n: line 2: unexpected '(' at position 0: '(2.50)'
    1.50\n2.50-\n: line 2: unexpected '-' at position 4: '2.50-'
    \u{feff}1.50\n: line 1: unexpected '\u{feff}' at position 0: '\u{feff}1.50'
    1.50\n\u{a0}2.50\n: line 2: unexpected '\u{a0}' at position 0: '\u{a0}2.50'
    1.50\n−2.50\n: line 2: unexpected '−' at position 0: '−2.50'
    1.50\n1e10000\n: line 2: more than 4300 digits (exponent expanded) at position 1: '1e10000'
    1.50\n12 # twelve\n: line 2: unexpected ' ' at position 2: '12 # twelve'
    "#);
}

#[test]
fn an_element_that_is_no_number_is_named() {
    let texts = [
        "[1, NaN]",
        "[1, null]",
        "[1, true]",
        "[1, [2, 3]]",
        "[[1, 2], [3]]",
        "[1, {\"amount\": 2}]",
        "[1, +2]",
        "[1, 007]",
        "[1, .5]",
        "[1, 5.]",
        "[1, -]",
        "[1, -Infinity]",
        "[1, 0x10]",
        "[1, 1e10000]",
        "[1, '2']",
        "[1, \"two\"]",
        "[1, \"\"]",
        "[1, \" 2\"]",
        "[1, \"1,234.56\"]",
        "[1, \"-\"]",
        "[1, \"\\u0032\"]",
        "[1, \"2]",
        "[1, \"2, 3]",
        "[1, 2 // two\n]",
    ];
    assert_snapshot!(unreadable(Format::JsonArray, texts), @r#"
    [1, NaN]: index 1: unexpected 'N' at position 0: 'NaN'
    [1, null]: index 1: unexpected 'n' at position 0: 'null'
    [1, true]: index 1: unexpected 't' at position 0: 'true'
    [1, [2, 3]]: index 1: unexpected '[' at position 0: '[2'
    [[1, 2], [3]]: index 0: unexpected '[' at position 0: '[1'
    [1, {"amount": 2}]: index 1: unexpected '{' at position 0: '{"amount":'
    [1, +2]: index 1: unexpected '+' at position 0: '+2'
    [1, 007]: index 1: unexpected '0' at position 1: '007'
    [1, .5]: index 1: unexpected '.' at position 0: '.5'
    [1, 5.]: index 1: expected a digit at position 2, found the end: '5.'
    [1, -]: index 1: expected a digit at position 1, found the end: '-'
    [1, -Infinity]: index 1: unexpected 'I' at position 1: '-Infinity'
    [1, 0x10]: index 1: unexpected 'x' at position 1: '0x10'
    [1, 1e10000]: index 1: more than 4300 digits (exponent expanded) at position 1: '1e10000'
    [1, '2']: index 1: unexpected '\'' at position 0: '\'2\''
    [1, "two"]: index 1: unexpected 't' at position 0: 'two'
    [1, ""]: index 1: an empty text is not a number
    [1, " 2"]: index 1: unexpected ' ' at position 0: ' 2'
    [1, "1,234.56"]: index 1: unexpected ',' at position 1: '1,'
    [1, "-"]: index 1: expected a digit at position 1, found the end: '-'
    [1, "\\u0032"]: index 1: unexpected '\\' at position 0: '\\u0032'
    [1, "2]: index 1: unexpected ']' at position 1: '2]'
    [1, "2, 3]: index 1: unexpected ',' at position 1: '2,'
    [1, 2 // two\n]: index 1: expected ',' or ']' after the element, found '/'
    "#);
}

#[test]
fn an_array_that_is_not_well_formed_says_where() {
    let texts = [
        "",
        " \n",
        "[",
        "[1",
        "[1,",
        "[1, 2\n",
        "[1,]",
        "[,1]",
        "[1,,2]",
        "[1 2]",
        "[1\n2]",
        "[\"1\" \"2\"]",
        "[1;2]",
        "[1}",
        "{\"amounts\": [1, 2]}",
        "1, 2",
        "\"1\"",
        "null",
        "\u{feff}[1]",
        "[1]]",
        "[1], [2]",
        "[1]\n[2]",
        "[1]\n2\n",
        "[1];",
        "[1]\0",
    ];
    assert_snapshot!(unreadable(Format::JsonArray, texts), @r#"
    : the text ends before the array does
     \n: the text ends before the array does
    [: the text ends before the array does
    [1: the text ends before the array does
    [1,: the text ends before the array does
    [1, 2\n: the text ends before the array does
    [1,]: index 1: unexpected ']' at position 0
    [,1]: index 0: unexpected ',' at position 0
    [1,,2]: index 1: unexpected ',' at position 0
    [1 2]: index 0: expected ',' or ']' after the element, found '2'
    [1\n2]: index 0: expected ',' or ']' after the element, found '2'
    ["1" "2"]: index 0: expected ',' or ']' after the element, found '"'
    [1;2]: index 0: unexpected ';' at position 1: '1;2'
    [1}: index 0: unexpected '}' at position 1: '1}'
    {"amounts": [1, 2]}: expected '[', found '{': the text is not a JSON array
    1, 2: expected '[', found '1': the text is not a JSON array
    "1": expected '[', found '"': the text is not a JSON array
    null: expected '[', found 'n': the text is not a JSON array
    \u{feff}[1]: expected '[', found '\u{feff}': the text is not a JSON array
    [1]]: unexpected ']' after the end of the array
    [1], [2]: unexpected ',' after the end of the array
    [1]\n[2]: unexpected '[' after the end of the array
    [1]\n2\n: unexpected '2' after the end of the array
    [1];: unexpected ';' after the end of the array
    [1]\0: unexpected '\0' after the end of the array
    "#);
}

#[test]
fn bytes_that_are_not_utf_8_are_refused_in_their_place() {
    let refused = |format, text: &[u8]| {
        let mut adder = TextAdder::new(format, Limits::default());
        let read = adder.feed(text);
        read.and_then(|()| adder.finish()).unwrap_err().to_string()
    };
    assert_snapshot!(refused(Format::Lines, b"1\n2\xff\n"), @"line 2: unexpected '�' at position 1: '2�'");
    assert_snapshot!(refused(Format::Lines, b"\xff\xfe1\0\n\0"), @r"line 1: unexpected '�' at position 0: '��1\0'");
    assert_snapshot!(refused(Format::JsonArray, b"[1, \"\xff\"]"), @"index 1: unexpected '�' at position 0: '�'");
    assert_snapshot!(refused(Format::JsonArray, b"\xff\xfe[\x001\0]\0"), @"expected '[', found '�': the text is not a JSON array");
    assert_snapshot!(refused(Format::JsonArray, b"[1] \xe2\x82"), @"unexpected '�' after the end of the array");
}
