//! Every cut and every byte: short texts, tried out completely.

use sum_core::{Format, Limits};

use super::model::agrees;

#[test]
fn a_text_can_be_cut_anywhere() {
    let lines: [&[u8]; 8] = [
        b"1\n2\n",
        b" 1.5 \r\n\r\n-2e1\r\n+.5",
        b"1\r",
        b"1 \r\n\t\r\r\n",
        "12\n1€\n".as_bytes(),
        b"1\n\xf0\x9f\x98",
        b"123456789012345678901234567890123\n  \n\n1 2\n",
        b"1234567890123456789012345678901.2\n12345678.90123456\r\n12345678901234567\n-1e-3\nx",
    ];
    let arrays: [&[u8]; 9] = [
        b"[]",
        b" [ ] ",
        b"[1, \"2.5\",\r\n-0.5e1 ] ",
        b"[1,]",
        b"[1 , 2 3]",
        b"[\"1\" x]",
        "[1,2€]".as_bytes(),
        "[1] €".as_bytes(),
        b"[1234567890123456789012345678901.2,12345678.90123456, \"+00000000000000007\",123456789012345678901234567890123]",
    ];
    let texts = lines.map(|text| (Format::Lines, text)).into_iter();
    for (format, text) in texts.chain(arrays.map(|text| (Format::JsonArray, text))) {
        for first in 0..=text.len() {
            for second in (1..=text.len()).step_by(1 + text.len() / 40) {
                let _ = agrees(
                    format,
                    text,
                    Limits::default(),
                    &[first, second, usize::MAX],
                );
            }
        }
    }
}

/// Puts every byte in every place of a text, where the fast path sees it.
#[track_caller]
fn substitute(format: Format, before: &str, text: &str, behind: &str) {
    for place in 0..text.len() {
        for byte in 0..=u8::MAX {
            let mut text = text.as_bytes().to_vec();
            text[place] = byte;
            let text = [before.as_bytes(), &text, behind.as_bytes()].concat();
            let _ = agrees(format, &text, Limits::default(), &[usize::MAX]);
        }
    }
}

#[test]
fn every_byte_in_every_place_of_a_line_is_taken_or_refused_as_it_has_to_be() {
    let lines = [
        "-1234.56\n",
        "7\n",
        ".5\n",
        "5.\n",
        "+0\n",
        "\n",
        " 1 \r\n",
        "123456789012345678\n",
        "1234567890123456\n",
        "0.1e5\n",
        "-123456789.2345E-12\n",
        "1e+007\n",
        "12345678901234567890123456789012\n",
        "-.1234567890123456789012345678901\n",
        "-12345678901234567890123456789.012\r\n",
    ];
    for line in lines {
        substitute(Format::Lines, &"12.5\n".repeat(14), line, "8\n");
    }
    // Where lines before it have something around their numbers.
    for line in ["1 2 \n", "\t+1.5\r\n", "-7\n"] {
        substitute(Format::Lines, &" 12.5 \r\n".repeat(14), line, "8\n");
    }
    // Astride the end of a block of 64 bytes.
    let before = format!("{}1\n", "12.5\n".repeat(24));
    for line in ["-1234.56\n", "+.5\r\n"] {
        substitute(Format::Lines, &before, line, "8\n");
    }
}

#[test]
fn every_byte_in_every_place_of_an_array_is_taken_or_refused_as_it_has_to_be() {
    let good = format!("[{}", "12.5,".repeat(14));
    substitute(
        Format::JsonArray,
        &good,
        "-1234.56,\"7.5\",0.5,\"+.5\",\"007\"]",
        "",
    );
    substitute(
        Format::JsonArray,
        &good,
        " -10.56 , \"-7.5\" ,\r\n\t0 ,\"\", 1 ] ",
        "",
    );
    substitute(
        Format::JsonArray,
        &good,
        "123456789012345678,12345678901234567890123456789012,",
        "1]",
    );
    substitute(
        Format::JsonArray,
        &good,
        "\"12345678901234567890123456789012\",1.5e3,",
        "1]",
    );
    substitute(
        Format::JsonArray,
        &good,
        "-1.5E-3,0e0,\"1234567890.12e+004\",",
        "1]",
    );
    let surrounded = format!("[{}", "\"12.5\" ,".repeat(14));
    substitute(
        Format::JsonArray,
        &surrounded,
        "1 2 ,-7,\"+.5\",\"3\" ,",
        "1]",
    );
    substitute(Format::JsonArray, "", "  [12.5,-1,2]", " ");
    let blanks = " ".repeat(64);
    substitute(Format::JsonArray, &blanks, "[1,2", ",3]");
}
