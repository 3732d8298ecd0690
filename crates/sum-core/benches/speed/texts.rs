use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};

use crate::adders::{Adder, SUM_CORE, adders};
use crate::inputs::{INPUTS, Input};
use crate::instructions::{self, Case};
use crate::report::{fastest, print_table, ratio};

const BYTES: usize = 16 << 20;
/// Under valgrind all takes fifty times as long.
const BYTES_COUNTED: usize = 256 << 10;

pub(crate) struct Measured {
    input: &'static Input,
    adder: &'static Adder,
    bytes: usize,
    items: usize,
    nanoseconds: f64,
}

pub(crate) fn measure(criterion: &mut Criterion, measuring: bool) -> Vec<Measured> {
    let mut measured = Vec::new();
    for input in &INPUTS {
        let text = input.text(if measuring { BYTES } else { BYTES_COUNTED });
        let bytes = text.content.len();
        let mut group = criterion.benchmark_group(input.name);
        group.throughput(Throughput::BytesDecimal(bytes as u64));
        for adder in adders(input.name) {
            let id = BenchmarkId::from_parameter(adder.name);
            if let Some(nanoseconds) = fastest(&mut group, id, || (adder.total)(&text)) {
                measured.push(Measured {
                    input,
                    adder,
                    bytes,
                    items: text.items,
                    nanoseconds,
                });
            }
        }
    }
    measured
}

/// One case, for valgrind.
pub(crate) fn run(case: &Case<'_>) {
    let mut inputs = INPUTS.iter();
    let input = inputs.find(|input| input.name == case.input).unwrap();
    let mut adders = adders(input.name).iter();
    let adder = adders.find(|adder| adder.name == case.adder).unwrap();
    let text = input.text(BYTES_COUNTED);
    for _ in 0..case.times {
        black_box((adder.total)(&text));
    }
}

pub(crate) fn print(measured: &[Measured]) {
    if measured.is_empty() {
        return;
    }
    let header = [
        "text",
        "by",
        "MB/s",
        "ns/number",
        "instructions/number",
        "time / sum-core's",
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let mut counted = true;
    for case in measured {
        let mut rivals = measured
            .iter()
            .filter(|other| other.input.name == case.input.name);
        let ours = rivals.find(|other| other.adder.name == SUM_CORE.name);
        let instructions = instructions::of_one_run(case.input.name, case.adder.name)
            .map(|count| count as f64 / case.input.text(BYTES_COUNTED).items as f64);
        counted &= instructions.is_some();
        rows.push(vec![
            case.input.name.to_owned(),
            case.adder.name.to_owned(),
            format!("{:.0}", case.bytes as f64 * 1e3 / case.nanoseconds),
            format!("{:.2}", case.nanoseconds / case.items as f64),
            instructions.map_or("-".to_owned(), |count| format!("{count:.1}")),
            ratio(case.nanoseconds, ours.map(|ours| ours.nanoseconds)),
        ]);
    }
    print_table(&rows);
    if !counted {
        println!("Instructions were not counted: that takes valgrind.");
    }
}
