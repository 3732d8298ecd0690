use std::hint::black_box;
use std::time::Instant;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId};

/// Measures with criterion, and gives the fastest sample in nanoseconds: whatever else the machine
/// does can only slow a sample down. `None` if the filter leaves the case out.
pub(crate) fn fastest<R>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    id: BenchmarkId,
    mut work: impl FnMut() -> R,
) -> Option<f64> {
    let mut fastest: Option<f64> = None;
    group.bench_function(id, |bencher| {
        bencher.iter_custom(|iterations| {
            let start = Instant::now();
            for _ in 0..iterations {
                black_box(work());
            }
            let elapsed = start.elapsed();
            let sample = elapsed.as_secs_f64() * 1e9 / iterations as f64;
            fastest = Some(fastest.map_or(sample, |fastest| fastest.min(sample)));
            elapsed
        });
    });
    fastest
}

/// Prints rows in columns as wide as they need: the first two are names, the others are figures.
pub(crate) fn print_table(rows: &[Vec<String>]) {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(String::len).max().unwrap_or_default()
    };
    println!();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let padding = " ".repeat(width(column) - cell.len());
            let parts = match column {
                0 | 1 => [cell, padding.as_str(), "  "],
                _ => [padding.as_str(), cell, "  "],
            };
            line.extend(parts);
        }
        println!("{}", line.trim_end());
    }
}

/// How much longer the other takes.
pub(crate) fn ratio(other: f64, ours: Option<f64>) -> String {
    ours.map_or("-".to_owned(), |ours| format!("{:.2}", other / ours))
}
