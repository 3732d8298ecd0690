use std::fmt::{Debug, Display};
use std::hint::black_box;
use std::ops::Add;
use std::str::FromStr;

use bigdecimal::BigDecimal;
use criterion::{BenchmarkId, Criterion};
use sum_core::{Accumulator, Decimal};

use crate::report::{fastest, print_table, ratio};

const SUM_CORE: &str = "sum-core";

pub(crate) struct Measured {
    numbers: &'static str,
    work: &'static str,
    by: &'static str,
    nanoseconds: f64,
}

pub(crate) fn measure(criterion: &mut Criterion) -> Vec<Measured> {
    let mut bench = Bench {
        criterion,
        measured: Vec::new(),
    };
    let small = ["1234.56", "-78.9"];
    bench.numbers::<Decimal>("small", SUM_CORE, small);
    bench.numbers::<f64>("small", "f64", small);
    // In cents, since it has no point.
    bench.numbers::<i128>("small", "i128", ["123456", "-7890"]);
    bench.numbers::<rust_decimal::Decimal>("small", "rust_decimal", small);
    bench.numbers::<BigDecimal>("small", "bigdecimal", small);

    for (name, digits) in [
        ("40-digits", 40),
        ("1000-digits", 1000),
        ("4300-digits", 4300),
    ] {
        let [a, b] = ["7301928465", "-582916473"].map(|start| {
            let mut number = start.to_owned() + &"0918273645".repeat(digits / 10 - 1);
            number.insert(number.len() - 2, '.');
            number
        });
        bench.numbers::<Decimal>(name, SUM_CORE, [&a, &b]);
        if digits < 300 {
            // More would be infinite.
            bench.numbers::<f64>(name, "f64", [&a, &b]);
        }
        bench.numbers::<BigDecimal>(name, "bigdecimal", [&a, &b]);
    }
    bench.totals(small);
    bench.measured
}

pub(crate) fn print(measured: &[Measured]) {
    if measured.is_empty() {
        return;
    }
    let by = [SUM_CORE, "f64", "i128", "rust_decimal", "bigdecimal"];
    let header = ["numbers", "ns (times sum-core's)"].into_iter().chain(by);
    let mut rows: Vec<Vec<String>> = vec![header.map(str::to_owned).collect()];
    let mut works = Vec::new();
    for case in measured {
        let (numbers, work) = (case.numbers, case.work);
        if works.contains(&(numbers, work)) {
            continue;
        }
        works.push((numbers, work));
        let time = |by| {
            let mut cases = measured.iter();
            let case = cases.find(|case| (case.numbers, case.work, case.by) == (numbers, work, by));
            case.map(|case| case.nanoseconds)
        };
        let ours = time(SUM_CORE);
        let cells = by.map(|by| match time(by) {
            None => String::new(),
            Some(nanoseconds) if by == SUM_CORE => format!("{nanoseconds:.1}"),
            Some(nanoseconds) => format!("{nanoseconds:.1} ({})", ratio(nanoseconds, ours)),
        });
        let names = [numbers, work].map(str::to_owned);
        rows.push(names.into_iter().chain(cells).collect());
    }
    print_table(&rows);
}

struct Bench<'a> {
    criterion: &'a mut Criterion,
    measured: Vec<Measured>,
}

impl Bench<'_> {
    fn numbers<N>(&mut self, numbers: &'static str, by: &'static str, texts: [&str; 2])
    where
        N: FromStr<Err: Debug> + Display,
        for<'a> &'a N: Add<Output = N>,
    {
        let parse = |text: &str| -> N { black_box(text).parse().unwrap() };
        let [a, b] = texts.map(parse);
        self.case(numbers, "parse", by, || parse(texts[0]));
        self.case(numbers, "add", by, || black_box(&a) + black_box(&b));
        self.case(numbers, "print", by, || black_box(&a).to_string());
        self.case(numbers, "parse+parse+add+print", by, || {
            let [a, b] = texts;
            (&parse(a) + &parse(b)).to_string()
        });
    }

    /// One number after the other into a total.
    fn totals(&mut self, [text, _]: [&str; 2]) {
        let number: Decimal = text.parse().unwrap();
        let mut sum = Accumulator::new();
        self.case("small", "Accumulator::push", SUM_CORE, || {
            sum.push(black_box(&number));
        });
        let mut sum = Decimal::ZERO;
        self.case("small", "+=", SUM_CORE, || sum += black_box(&number));
    }

    fn case<R>(
        &mut self,
        numbers: &'static str,
        work: &'static str,
        by: &'static str,
        run: impl FnMut() -> R,
    ) {
        let mut group = self.criterion.benchmark_group(numbers);
        let id = BenchmarkId::new(work, by);
        if let Some(nanoseconds) = fastest(&mut group, id, run) {
            self.measured.push(Measured {
                numbers,
                work,
                by,
                nanoseconds,
            });
        }
    }
}
