//! Every way in which a text can fail to be a number, and what its author is told.

use insta::assert_snapshot;
use sum_core::{Decimal, Limits};

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
    -: the text ends at position 1, where a digit has to follow
    +: the text ends at position 1, where a digit has to follow
    .: the text ends at position 1, where a digit has to follow
    -.: the text ends at position 2, where a digit has to follow
    1e: the text ends at position 2, where a digit has to follow
    1E+: the text ends at position 3, where a digit has to follow
    1.e-: the text ends at position 4, where a digit has to follow
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
    too many digits at position 4300: at most 4300 are allowed, an exponent expanded
    too many digits at position 4302: at most 4300 are allowed, an exponent expanded
    too many digits at position 4301: at most 4300 are allowed, an exponent expanded
    too many digits at position 4300: at most 4300 are allowed, an exponent expanded
    too many digits at position 4301: at most 4300 are allowed, an exponent expanded
    too many digits at position 1: at most 4300 are allowed, an exponent expanded
    too many digits at position 1: at most 4300 are allowed, an exponent expanded
    too many digits at position 1: at most 4300 are allowed, an exponent expanded
    too many digits at position 1: at most 4300 are allowed, an exponent expanded
    too many digits at position 1: at most 4300 are allowed, an exponent expanded
    too many digits at position 1: at most 4300 are allowed, an exponent expanded
    too many digits at position 1: at most 4300 are allowed, an exponent expanded
    too many digits at position 1: at most 4300 are allowed, an exponent expanded
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
