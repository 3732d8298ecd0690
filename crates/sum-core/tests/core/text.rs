//! An adder answers what the model answers, with and without vector instructions, wherever the text
//! is cut: the same digits, the same count, the same error in the same place.

use proptest::prelude::*;
use proptest::sample::select;
use sum_core::{Format, Limits, TextAdder, TextError};

use super::model::agrees;
use super::texts::{array, limits, lines, number, sizes, soup};

proptest! {
    #[test]
    fn lines_agree_with_the_model(text in lines(), limits in limits(), sizes in sizes()) {
        let _ = agrees(Format::Lines, &text, limits, &sizes);
    }

    #[test]
    fn arrays_agree_with_the_model(text in array(), limits in limits(), sizes in sizes()) {
        let _ = agrees(Format::JsonArray, &text, limits, &sizes);
    }

    #[test]
    fn any_bytes_agree_with_the_model(
        text in soup(), format in select(vec![Format::Lines, Format::JsonArray]), limits in limits(), sizes in sizes(),
    ) {
        let _ = agrees(format, &text, limits, &sizes);
        // The same where the fast path sees it.
        let good = match format {
            Format::JsonArray => format!("[{}", "12.5,".repeat(14)),
            _ => "12.5\n".repeat(14),
        };
        let _ = agrees(format, &[good.as_bytes(), &text].concat(), limits, &sizes);
    }

    #[test]
    fn the_limit_is_the_same_wherever_a_number_is_read(
        digits in 1u32..60, numbers in prop::collection::vec(number(), 1..8), sizes in sizes(),
    ) {
        let limits = Limits::default().with_digits(digits);
        let good = "1\n".repeat(40);
        let _ = agrees(Format::Lines, (good + &numbers.join("\n")).as_bytes(), limits, &sizes);
        let good = "1,".repeat(40);
        let _ = agrees(Format::JsonArray, format!("[{good}\"{}\"]", numbers.join("\",\"")).as_bytes(), limits, &sizes);
    }
}

#[test]
fn thousands_of_numbers_at_their_worst_keep_every_digit() {
    // More than 16 bits can add up in a column of nines.
    let count = 10_000;
    let read = |number: &str, size| {
        let text = format!("{number}\n").repeat(count);
        let answer = agrees(Format::Lines, text.as_bytes(), Limits::default(), &[size]);
        assert!(answer.is_ok());
    };
    for length in [1, 2, 15, 16, 17, 31, 32] {
        let nines = "9".repeat(length);
        let (integer, fraction) = nines.split_at(length / 2);
        let (_, fraction) = fraction.split_at(1);
        read(&nines, 65_536);
        read(&format!("-{nines}"), 65_536);
        if length > 1 {
            read(&format!("{integer}.{fraction}"), 65_536);
            read(&format!("-.{integer}"), 65_536);
        }
    }
    // Each chunk is a line, or a bit more.
    read("9", 2);
    read("-9.9", 6);
    read("9999999999999999", 64);
}

#[test]
fn thousands_of_numbers_of_all_kinds_keep_every_digit() {
    let numbers = [
        "9",
        "-9",
        "99.99",
        "-99.99",
        "9999999999999999",
        "-9999999999999999",
        ".9",
        "9e20",
        "-9e-20",
    ];
    let elements = [
        "9",
        "-9",
        "99.99",
        "-99.99",
        "\"9999999999999999\"",
        "-9999999999999999",
        "\".9\"",
        "9e20",
        "-9e-20",
    ];
    let lines = format!("{}\n", numbers.join("\n")).repeat(8_000);
    let array = format!("[{}0]", format!("{},", elements.join(",")).repeat(8_000));
    for size in [4_096, 65_536, usize::MAX] {
        let (_, count) =
            agrees(Format::Lines, lines.as_bytes(), Limits::default(), &[size]).unwrap();
        assert_eq!(count, 72_000);
        let (_, count) = agrees(
            Format::JsonArray,
            array.as_bytes(),
            Limits::default(),
            &[size],
        )
        .unwrap();
        assert_eq!(count, 72_001);
    }
}

#[test]
fn texts_of_nothing_but_the_same_agree_with_the_model() {
    let units = [
        "\n",
        "\r\n",
        "\r",
        " ",
        " \n",
        "\t \r\n",
        ",",
        "\"",
        "\"\",",
        "\" ",
        "-",
        "+",
        ".",
        "-,",
        "-\n",
        ".\n",
        "+5\n",
        "5.\n",
        ".5\n",
        "0e0\n",
        "1e99\n1e-99\n",
        "1e5e\n",
        "[",
        "[[],",
        "]",
        "{\"a\":[",
        "\"1\",",
        "\"1\"\n,",
        "\"1\"2,",
        "\"1\" \"",
        "1 2,",
        "1\n 2,",
        " 1 ,",
        "\u{feff}",
        "\0",
        "€",
        "9",
        "9.",
        "0",
        "00,",
    ];
    for unit in units {
        for (format, open) in [
            (Format::Lines, ""),
            (Format::Lines, "1\n"),
            (Format::JsonArray, "["),
            (Format::JsonArray, "[1,"),
            (Format::JsonArray, "[1,\""),
        ] {
            for length in [1, 70, 200] {
                let text = open.to_owned() + &unit.repeat(length);
                for size in [1, 64, usize::MAX] {
                    let _ = agrees(format, text.as_bytes(), Limits::default(), &[size]);
                }
            }
        }
    }
}

#[test]
fn the_text_of_an_array_begins_with_a_bracket() {
    let blanks = " ".repeat(64);
    let long = "1".repeat(32);
    for text in [
        "1,2]".to_owned(),
        "\"1\",2]".to_owned(),
        format!("{blanks}1,2]"),
        format!("{long},2]"),
        format!("\"{long}\",2]"),
        format!("{blanks}\"1\", 2 ]"),
    ] {
        let answer = agrees(
            Format::JsonArray,
            text.as_bytes(),
            Limits::default(),
            &[usize::MAX],
        );
        assert!(matches!(answer, Err(TextError::NotAnArray { .. })));
    }
}

#[test]
fn a_limit_of_zero_refuses_every_number() {
    let none = Limits::default().with_digits(0);
    for size in [1, usize::MAX] {
        assert_eq!(
            agrees(Format::Lines, b"\n \r\n", none, &[size]),
            Ok(("0".to_owned(), 0))
        );
        assert_eq!(
            agrees(Format::JsonArray, b"[]", none, &[size]),
            Ok(("0".to_owned(), 0))
        );
        for text in ["0", "7\n", ".\n", "-\n"] {
            assert!(agrees(Format::Lines, text.as_bytes(), none, &[size]).is_err());
            assert!(
                agrees(
                    Format::JsonArray,
                    format!("[{text}]").as_bytes(),
                    none,
                    &[size]
                )
                .is_err()
            );
        }
    }
}

#[test]
fn a_reader_can_wait_for_its_next_chunk_on_any_thread() {
    fn check<T: Send + Sync + 'static>(_: &T) {}
    let adder = TextAdder::new(Format::Lines, Limits::default().with_digits(9));
    check(&adder);
    insta::assert_snapshot!(
        format!("{adder:?}"),
        @"TextAdder { format: Lines, limits: Limits { digits: 9 }, state: Ok(()), .. }"
    );
}
