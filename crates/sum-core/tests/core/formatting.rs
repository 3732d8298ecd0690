//! What a format string can ask for.

use sum_core::Decimal;

fn number(text: &str) -> Decimal {
    text.parse().expect(text)
}

#[test]
fn flags_work_as_for_an_integer() {
    assert_eq!(format!("{:08}", number("-12.5")), "-00012.5");
    assert_eq!(format!("{:*^9}", number("-12.5")), "**-12.5**");
    assert_eq!(format!("{:+}", number("12.5")), "+12.5");
    assert_eq!(format!("{:+}", number("-0.0")), "+0.0");
    assert_eq!(format!("{:05}", number("-0.0")), "000.0");
}

#[test]
fn flags_work_for_big_numbers_too() {
    let nines = "9".repeat(45);
    assert_eq!(
        format!("{:050}", number(&format!("-{nines}.5"))),
        format!("-00{nines}.5")
    );
    assert_eq!(
        format!("{:>50}", number(&format!("-{nines}.5"))),
        format!("  -{nines}.5")
    );
    assert_eq!(format!("{:+}", number(&nines)), format!("+{nines}"));
}

#[test]
fn a_precision_rounds_nothing() {
    assert_eq!(format!("{:+08.1}", number("12.55")), "+0012.55");
    assert_eq!(format!("{:.0}", number("1e40")), number("1e40").to_string());
}

#[test]
fn debug_shows_the_number() {
    assert_eq!(format!("{:?}", number("-5.0")), "Decimal(-5.0)");
}

#[test]
fn a_long_number_is_written_in_pieces_of_more_than_200_bytes() {
    struct Pieces(Vec<usize>);
    impl std::fmt::Write for Pieces {
        fn write_str(&mut self, piece: &str) -> std::fmt::Result {
            self.0.push(piece.len());
            Ok(())
        }
    }
    for length in 200..1000 {
        let mut pieces = Pieces(Vec::new());
        let text = format!("-{}.{}", "7".repeat(length), "3".repeat(length / 7));
        number(&text).write_to(&mut pieces).unwrap();
        assert_eq!(pieces.0.iter().sum::<usize>(), text.len());
        pieces.0.pop();
        assert!(pieces.0.iter().all(|&bytes| bytes > 200));
    }
}
