//! Totals by category of a CSV file with the columns `category` and `amount`, as JSON.
//!
//! ```console
//! $ printf 'category,amount\nfood,12.30\nrent,-1200.00\nfood,0.1\n' |
//!     cargo run --quiet -p sum-core --features serde --example ledger
//! {
//!   "food": "12.40",
//!   "rent": "-1200.00"
//! }
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::io;

use serde::Deserialize;
use sum_core::{Accumulator, Decimal};

#[derive(Deserialize)]
struct Entry {
    category: String,
    amount: Decimal,
}

fn main() -> Result<(), Box<dyn Error>> {
    let totals = totals(io::stdin().lock())?;
    serde_json::to_writer_pretty(io::stdout().lock(), &totals)?;
    Ok(())
}

/// Constant memory for each category, whatever the length of the file.
fn totals(file: impl io::Read) -> Result<BTreeMap<String, Decimal>, csv::Error> {
    let mut sums: BTreeMap<String, Accumulator> = BTreeMap::new();
    for entry in csv::Reader::from_reader(file).into_deserialize() {
        let Entry { category, amount } = entry?;
        sums.entry(category).or_default().push(&amount);
    }
    let totals = sums
        .into_iter()
        .map(|(category, sum)| (category, sum.total()));
    Ok(totals.collect())
}
