//! What is shown of a text that is refused: its beginning, bounded, in a form that fools nobody.

use insta::assert_snapshot;
use proptest::prelude::*;
use sum_core::{Excerpt, Format, Limits, TextAdder, TextError};

use crate::model::agrees;
use crate::texts::sizes;

/// Text in which much is special.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<char>().prop_map(|character| character.to_string().into_bytes()),
        "[ -~]{1,8}".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 1..4),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn an_excerpt_is_as_much_of_the_beginning_as_fits(text in text()) {
        let lossy = String::from_utf8_lossy(&text);
        let excerpt = Excerpt::new(&text);
        let rest = lossy.strip_prefix(excerpt.as_str());
        let rest = rest.expect("it is the beginning");
        prop_assert_eq!(excerpt.is_clipped(), !rest.is_empty());
        let next = rest.chars().next().map_or(usize::MAX, char::len_utf8);
        prop_assert!(excerpt.as_str().len() <= Excerpt::MAX_BYTES);
        prop_assert!(excerpt.as_str().len().saturating_add(next) > Excerpt::MAX_BYTES);
    }

    #[test]
    fn what_is_shown_is_short_and_means_one_text(text in text()) {
        let excerpt = Excerpt::new(&text);
        let shown = excerpt.to_string();
        prop_assert!(shown.len() <= 243);
        prop_assert!(!shown.contains(char::is_control));
        let (text, goes_on) = match shown.strip_suffix('…') {
            Some(text) => (text, true),
            None => (shown.as_str(), false),
        };
        prop_assert_eq!(goes_on, excerpt.is_clipped());
        prop_assert_eq!(unescaped(text), excerpt.as_str());
    }

    #[test]
    fn the_excerpt_of_an_item_does_not_depend_on_the_cuts(
        item in text(), digits in 0u32..60, sizes in sizes(),
    ) {
        let limits = Limits::default().with_digits(digits);
        for (format, before, behind) in [
            (Format::Lines, "\n \tx", " \r\n1\n"),
            (Format::JsonArray, "[ x", " ,1]"),
            (Format::JsonArray, " [  \"x", "\" , 1]"),
            (Format::JsonArray, "[\"", ",1]"),
        ] {
            let text = [before.as_bytes(), &item, behind.as_bytes()].concat();
            let _ = agrees(format, &text, limits, &sizes);
        }
    }
}

/// Undoes what `Display` does.
fn unescaped(shown: &str) -> String {
    let mut characters = shown.chars();
    let mut text = String::new();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        text.push(match characters.next().unwrap() {
            '0' => '\0',
            't' => '\t',
            'r' => '\r',
            'n' => '\n',
            'u' => {
                let code: String = characters.by_ref().take_while(|&end| end != '}').collect();
                let code = u32::from_str_radix(code.trim_start_matches('{'), 16).unwrap();
                char::from_u32(code).unwrap()
            }
            itself => itself,
        });
    }
    text
}

#[test]
fn what_has_no_shape_of_its_own_is_escaped() {
    let texts = [
        "1,000.00 €",
        "\"2.50\"",
        "1'000",
        "C:\\",
        "1\t2\0",
        "\u{1b}]0;title\u{7}",
        "1\u{85}2",
        "\u{feff}1",
        "1\u{a0}000",
        "\u{202e}05.1",
        "\u{2066}1\u{200b}",
        "1\u{301}",
        "1…",
    ];
    let shown = texts.map(|text| Excerpt::new(text).to_string());
    assert_snapshot!(shown.join("\n"), @r#"
    1,000.00 €
    "2.50"
    1\'000
    C:\\
    1\t2\0
    \u{1b}]0;title\u{7}
    1\u{85}2
    \u{feff}1
    1\u{a0}000
    \u{202e}05.1
    \u{2066}1\u{200b}
    1\u{301}
    1\u{2026}
    "#);
    assert_snapshot!(Excerpt::new(b"1\xff\xe2\x82").to_string(), @"1��");
    assert_snapshot!(format!("{:?}", Excerpt::new("9".repeat(41))), @"'9999999999999999999999999999999999999999…'");
}

#[test]
fn no_character_is_broken() {
    for (character, fit) in [('x', 40), ('é', 20), ('€', 13), ('\u{1f600}', 10)] {
        let text = |count| character.to_string().repeat(count);
        assert_eq!(Excerpt::new(text(fit)).as_str(), text(fit));
        assert!(!Excerpt::new(text(fit)).is_clipped());
        for more in 1..9 {
            assert_eq!(Excerpt::new(text(fit + more)).as_str(), text(fit));
            assert!(Excerpt::new(text(fit + more)).is_clipped());
        }
    }
    // What fits behind one that does not is no beginning.
    let text = "x".repeat(38) + "€1";
    assert_eq!(Excerpt::new(text).as_str(), "x".repeat(38));
}

#[test]
fn an_item_is_shown_without_what_stands_around_it() {
    let shown = |format, text: &str| {
        let mut adder = TextAdder::new(format, Limits::default());
        let read = adder.feed(text.as_bytes());
        match read.and_then(|()| adder.finish()).unwrap_err() {
            TextError::Line { excerpt, .. } | TextError::Element { excerpt, .. } => {
                format!("{excerpt:?}")
            }
            other => format!("{other:?}"),
        }
    };
    assert_eq!(shown(Format::Lines, "1\n \t 12   EUR\t \r\n"), "'12 EUR'");
    assert_eq!(shown(Format::Lines, "12 \t EUR"), "'12 EUR'");
    assert_eq!(shown(Format::Lines, "-"), "'-'");
    assert_eq!(shown(Format::JsonArray, "[ NaN ]"), "'NaN'");
    assert_eq!(shown(Format::JsonArray, "[1, \" 2\" ]"), "' 2'");
    assert_eq!(shown(Format::JsonArray, "[1, \"1,000\"]"), "'1,'");
    assert_eq!(shown(Format::JsonArray, "[1,,2]"), "''");
    assert_eq!(shown(Format::JsonArray, "[1, \"\"]"), "''");
}
