//! Adders by each kind of lanes that this machine has against the model, as the public one is from outside.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failing test panics"
)]

#[path = "../../tests/core/csv.rs"]
mod csv;
#[path = "../../tests/core/csv_model.rs"]
mod csv_model;

use super::split::AnySplitter;
use super::{Csv, CsvAdder};
use crate::Limits;
use crate::text::lanes::Words;
use crate::text::level::{ForLanes, baseline};
use crate::text::scan::AnyScanner;
use crate::text::tests::texts;

fn csv_adders(csv: Csv, limits: Limits) -> [(&'static str, CsvAdder); 2] {
    let (scanner, splitter) = (baseline(AnyScanner), baseline(AnySplitter));
    let vectors = CsvAdder::with(scanner, splitter, csv.clone(), limits);
    let (scanner, splitter) = (AnyScanner.make(Words), AnySplitter.make(Words));
    let words = CsvAdder::with(scanner, splitter, csv, limits);
    [("baseline", vectors), ("words", words)]
}

#[test]
fn after_the_header_ordinary_records_are_taken_all_at_once() {
    for (name, mut adder) in csv_adders(Csv::column("b"), Limits::default()) {
        assert_eq!(adder.split(b"a,b\n1,2\n"), Ok(0), "{name}");
        adder.feed(b"a,b\n").unwrap();
        assert_eq!(adder.split(b"1,2\n3,4\n5"), Ok(8), "{name}");
        assert_eq!(adder.records(), 2, "{name}");
    }
}
