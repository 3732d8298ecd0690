//! Adders by each kind of lanes that this machine has against the model, as the public one is from outside.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a failing test panics"
)]

#[path = "../../tests/core/bytes.rs"]
mod bytes;
#[path = "../../tests/core/cases.rs"]
mod cases;
#[expect(dead_code, reason = "not all of it is for texts")]
#[path = "../../tests/core/generators.rs"]
mod generators;
#[path = "../../tests/core/model.rs"]
mod model;
#[path = "../../tests/core/text.rs"]
mod text;
#[path = "../../tests/core/texts.rs"]
pub(crate) mod texts;

use super::TextAdder;
use super::lanes::Words;
use super::level::baseline;
use super::scan::{AnyScanner, Scanner};
use crate::{Format, Limits};

fn adders(format: Format, limits: Limits) -> [(&'static str, TextAdder); 2] {
    [
        (
            "baseline",
            TextAdder::with(baseline(AnyScanner), format, limits),
        ),
        (
            "words",
            TextAdder::with(Scanner::boxed(Words), format, limits),
        ),
    ]
}
