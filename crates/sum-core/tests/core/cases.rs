//! Short texts that lead down different ways through an adder. A fuzzer found most of them.

use sum_core::{Format, Limits};

use super::model::agrees;

#[rustfmt::skip]
const CASES: &[&[u8]] = &[
    // Once accepted without a bracket.
    b"1,2]",
    b"5,\r",
    b"        1,2]",
    b"\"1\",2]",
    // Once given a digit too many.
    b"0.1e0\n",
    b"0.1e0,",
    b"\"1.5E+00\"",
    // An exponent that belongs to another number.
    b"1e5\n2e3\n12\n",
    b"e\n12\n",
    b"1e5,2e3,12,",
    // Lines.
    b"\n", b"-\n", b"+.\n", b"+1\n", b".'", b".4444.", b"1\n1", b"1\n\n", b"-.53\n", b".0\xf2",
    b"1 \t\n", b"\t-\n,", b"\xb3\r\n", b"\r\n\r\n\x00", b"\t\r\n\r\r\n", b"$        ",
    b"+5\n+7\n+", b"6.e066\n66", b"2.\n]\x05\n", b"\n-0e5\n-02", b"1\t\n\x04\t", b"00000\x05\n",
    b"9e4\r\n\x07\r\n", b"1e-3634", b"0e2\n\n\n0e2\n\n\n0'", b"0E000000000000000000000000",
    b".\x00\x00\x000\x96r\xf22", b"+44848444480494889\n4", b"\x00\t\t\t\t\t\t\t\t\n+",
    b"7\n-45.13\n-0.3503\n-0044", b"6.666065196e866\n.", b".6666686666768665J6",
    // Arrays, or what follows an element.
    b"[]", b"[,]", b"[]/", b"[2,,", b"[1,1,,2", b"[2]\n", b"2]\n\n,\n", b"[]  ,", b"[]\n\x00",
    b"1]\r\n\n\r\n\n,", b"5                0, ", b"-,", b"-\n,", b"0.,", b"1E,", b"1e1.",
    b"1e1,A", b"2e+#", b"00,", b"-0,-0,-0e4", b"-0e1,-06", b"0e-6\x9a", b"1,1 \xeb", b"6  6,",
    b"2\t,\x93\t", b"1\r\r\n", b"0~\n,", b"\"", b"\"1", b"\"1,", b"\",", b"\"\",", b"\"-,",
    b"\"-\",", b"\"2\"", b"\"+\",", b"\"=\"\",", b"\"+78.\",\"78\"\"7\",", b"\"7\",\",",
    b"\"\xff' ", b"1e16,11e16,11e667,11", b"13e-66,1e-6,\x06", b"1E16,   1E6,1E\xcf",
    b"1e1666668\n8e", b"2e1461B", b" 0e14,  0e:2,", b".888888888333888888888888 ",
    b"0000000093498784261,1\xa3", b"\n-0,+\x00,", b"@\n\r                \r\n,",
    b"4  ]         \",\n\n",
];

#[test]
fn short_texts_are_read_as_the_model_reads_them() {
    for text in CASES {
        for (format, good) in [(Format::Lines, "12.5\n"), (Format::JsonArray, "12.5,")] {
            let open = if format == Format::JsonArray { "[" } else { "" };
            for good in [String::new(), format!("{open}{}", good.repeat(14))] {
                let text = [good.as_bytes(), text].concat();
                for digits in [16, 32, 4300] {
                    let limits = Limits::default().with_digits(digits);
                    for size in [1, 33, 64, usize::MAX] {
                        let _ = agrees(format, &text, limits, &[size]);
                    }
                }
            }
        }
    }
}
