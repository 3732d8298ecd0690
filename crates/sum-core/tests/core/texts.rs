//! Arbitrary texts for adders, right and wrong. Lengths are about those where the fast path changes
//! its ways: 16, 32 and 64 bytes.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use sum_core::Limits;

use super::generators;

/// What is no number, or only looks like one.
#[rustfmt::skip]
const ODDITIES: &[&str] = &[
    "", ".", "-", "+", "-.", "+.", "1e", "1e+", "..", "1.2.3", "--1", "+-1", "- 1", "1 2", "1\t2",
    "1,5", "1_000", "0x10", "NaN", "inf", "null", "\0", "1\0", "\r", "1\r", "\r1", "\r\r",
    "1\r\r", "1 \r", "1\r ", "\u{feff}1", "\u{a0}1", "−1", "1€", "\u{1f600}", "١", "é", "\"",
    "\"1\"", "'1'", "[", "]", "{}", "\\u0031", "1e1000000000", "1e-1000000000", "0e1000000000",
    "\u{c}1", "1\u{b}", "/", ":", "1:", "1/2", "e5", "-e5",
];

/// Sizes of chunks: of a byte, of about the fast path's widths, of everything.
pub(crate) fn sizes() -> impl Strategy<Value = Vec<usize>> {
    let size = prop_oneof![
        Just(1),
        1..8usize,
        select(vec![15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129]),
        Just(usize::MAX),
    ];
    prop::collection::vec(size, 1..6)
}

pub(crate) fn limits() -> impl Strategy<Value = Limits> {
    let digits = prop_oneof![
        2 => Just(Limits::DEFAULT_DIGITS),
        1 => select(vec![1, 3, 15, 16, 17, 31, 32, 33, 100, 1000]),
    ];
    digits.prop_map(|digits| Limits::default().with_digits(digits))
}

/// A number, mostly of a length where the fast path changes its ways.
pub(crate) fn number() -> BoxedStrategy<String> {
    let pointed = |(sign, digits, place): (&str, String, Index)| {
        let (integer, fraction) = digits.split_at(place.index(digits.len() + 1));
        format!("{sign}{integer}.{fraction}")
    };
    let sign = || select(vec!["", "", "-", "+"]);
    prop_oneof![
        4 => "-?[0-9]{1,3}",
        4 => "-?(0|[1-9][0-9]{0,8})\\.[0-9]{1,4}",
        2 => "[-+]?[0-9]{14,18}",
        2 => "[-+]?[0-9]{30,34}",
        2 => (sign(), "[0-9]{13,17}", any::<Index>()).prop_map(pointed),
        2 => (sign(), "[0-9]{29,33}", any::<Index>()).prop_map(pointed),
        1 => "[-+]?0{1,20}[1-9]{1,14}",
        1 => "[-+]?9{1,33}",
        1 => "[-+]?[0-9]{1,3}[.]?[eE][-+]?[0-9]{1,2}",
        1 => "[-+]?[0-9]{0,9}[.]?[0-9]{1,9}[eE][-+]?0{0,2}[0-9]{1,3}",
        1 => generators::text(),
    ]
    .boxed()
}

/// Something of that kind, or a number with something in it.
fn oddity() -> BoxedStrategy<Vec<u8>> {
    prop_oneof![
        4 => select(ODDITIES).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..5),
        // One byte of a number is another one.
        4 => (number(), any::<Index>(), any::<u8>()).prop_map(|(number, place, byte)| {
            let mut bytes = number.into_bytes();
            let place = place.index(bytes.len());
            bytes[place] = byte;
            bytes
        }),
        // One bit of a number is the other one.
        2 => (number(), any::<Index>(), 0..8u32).prop_map(|(number, place, bit)| {
            let mut bytes = number.into_bytes();
            let place = place.index(bytes.len());
            bytes[place] ^= 1 << bit;
            bytes
        }),
    ]
    .boxed()
}

/// Good items, with at most one oddity among them.
fn items(good: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<Vec<u8>>> {
    let good = prop::collection::vec(good.prop_map(String::into_bytes), 0..60);
    let odd = prop::option::of((any::<Index>(), oddity()));
    (good, odd).prop_map(|(mut items, odd)| {
        if let Some((place, odd)) = odd {
            items.insert(place.index(items.len() + 1), odd);
        }
        items
    })
}

/// Joins items with what stands around them.
fn joined(items: Vec<Vec<u8>>, around: &[(&str, &str)]) -> Vec<u8> {
    let around = around.iter().cycle();
    let parts = items.into_iter().zip(around);
    parts
        .flat_map(|(item, (before, behind))| [before.as_bytes(), &item, behind.as_bytes()].concat())
        .collect()
}

pub(crate) fn lines() -> impl Strategy<Value = Vec<u8>> {
    let end = prop_oneof![
        8 => Just("\n"),
        4 => Just("\r\n"),
        1 => select(vec![" \n", "\t\r\n", "   \n", "\n\n", "\n \t\n", "\r\n\r\n", " \t \r\n"]),
    ];
    let start = prop_oneof![8 => Just(""), 1 => select(vec![" ", "\t", "  \t ", "\n", " \n "])];
    let around = prop::collection::vec((start, end), 1..8);
    // The last line need not end.
    (items(number()), around, 0..3usize).prop_map(|(items, around, cut)| {
        let mut text = joined(items, &around);
        text.truncate(text.len().saturating_sub(cut));
        text
    })
}

fn element() -> BoxedStrategy<String> {
    let bare = prop_oneof![
        4 => "-?(0|[1-9][0-9]{0,8})",
        4 => "-?(0|[1-9][0-9]{0,8})\\.[0-9]{1,4}",
        2 => "-?[1-9][0-9]{13,17}",
        2 => "-?[1-9][0-9]{29,33}",
        2 => "-?[1-9][0-9]{0,15}\\.[0-9]{1,16}",
        1 => "-?0\\.[0-9]{12,33}",
        1 => "-?[1-9][0-9]{0,2}(\\.[0-9]{1,3})?[eE][-+]?[0-9]{1,2}",
    ];
    prop_oneof![
        4 => bare,
        2 => number().prop_map(|number| format!("\"{number}\"")),
        // As a string it would be a number.
        1 => prop_oneof![20 => Just("7".to_owned()), 1 => number()],
    ]
    .boxed()
}

pub(crate) fn array() -> impl Strategy<Value = Vec<u8>> {
    let blank = || prop_oneof![8 => Just(""), 2 => Just(" "), 1 => select(vec!["\n", "\r\n  ", "\t", "\n\n\t  "])];
    let around =
        (blank(), blank()).prop_map(|(before, behind)| (before.to_owned(), format!("{behind},")));
    let around = prop::collection::vec(around, 1..8);
    let start = prop_oneof![
        12 => Just("["),
        2 => Just(" [ "),
        1 => Just("                                                                     ["),
        1 => select(vec!["", "                                        ", "\u{feff}[", "{", "[[", "x["]),
    ];
    let end = prop_oneof![
        12 => Just("]"),
        2 => Just(" ]\n"),
        1 => select(vec!["", ",]", "],", "]]", "] x", "] ,1", "]\0", "}", "] \u{a0}"]),
    ];
    (items(element()), around, start, end).prop_map(|(items, around, start, end)| {
        let around: Vec<_> = around
            .iter()
            .map(|(before, behind)| (before.as_str(), behind.as_str()))
            .collect();
        let mut text = joined(items, &around);
        text.pop(); // the comma
        [start.as_bytes(), &text, end.as_bytes()].concat()
    })
}

/// Bytes that mean something to an adder, in any order.
pub(crate) fn soup() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        4 => select(b"0123456789".to_vec()),
        4 => select(b"\n,\n,[]\"\r \t.-+eE".to_vec()),
        1 => any::<u8>(),
    ];
    prop::collection::vec(byte, 0..12)
}
