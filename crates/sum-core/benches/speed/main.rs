//! How fast `sum-core` is, beside other ways to do the same. Criterion measures; the tables at the end
//! are made from its samples.
//!
//! ```console
//! $ cargo bench -p sum-core --bench speed            # everything: some two minutes
//! $ cargo bench -p sum-core --bench speed -- money   # what has "money" in its name
//! ```
#![expect(
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "speeds are floats, and so is one of those that are compared; the tables are printed"
)]

// Who adds up the numbers of a text.
mod adders;
// The texts: the same bytes in each run.
mod inputs;
// What valgrind counts.
mod instructions;
// The fastest sample of each measurement, and tables of them.
mod report;
// Megabytes of text.
mod texts;
// Single values.
mod values;

use std::env;
use std::time::Duration;

use criterion::Criterion;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let Some(case) = instructions::asked_for(&arguments) {
        return texts::run(&case);
    }
    // `cargo bench` says `--bench`; without it, criterion tries each case once.
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let measuring = has("--bench") && !has("--test");

    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .without_plots()
        .configure_from_args();
    let texts = texts::measure(&mut criterion, measuring);
    let values = values::measure(&mut criterion);
    if measuring {
        texts::print(&texts);
        values::print(&values);
    }
}
