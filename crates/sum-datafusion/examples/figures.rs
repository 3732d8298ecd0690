//! How fast `exact_sum` is beside the built-in SUM, from one run on this machine.
//!
//!   cargo run --release --no-default-features --example figures [ROWS]
//!
//! Each figure is the best of five runs that take turns. Wall time is what a user waits for; on a machine that does
//! something else as well, CPU time is the fair one.

use std::io::{Result, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use datafusion::arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::datasource::MemTable;
use datafusion::physical_expr::aggregate::AggregateExprBuilder;
use datafusion::physical_expr::expressions::col;
use datafusion::prelude::{SessionConfig, SessionContext};

const BATCH: usize = 8192;
const GROUPS: usize = 1_000_000;
const RUNS: usize = 5;

#[tokio::main]
async fn main() -> datafusion::error::Result<()> {
    let rows = std::env::args().nth(1).and_then(|rows| rows.parse().ok());
    let batches = table(rows.unwrap_or(10_000_000))?;
    let [one, two] = [1, 2].map(|partitions| session(&batches, partitions));
    let (one, two) = (one?, two?);

    heading(&batches)?;
    let exact = "SELECT exact_sum(amount) FROM t";
    compare(
        "DECIMAL(20, 2), no groups",
        (&one, "SELECT sum(amount) FROM t"),
        (&one, exact),
    )
    .await?;
    let by_group = "FROM (SELECT g, exact_sum(amount) AS s FROM t GROUP BY g)";
    let builtin = by_group.replace("exact_sum", "sum");
    for (partitions, context) in [(1, &one), (2, &two)] {
        let name = format!("DECIMAL(20, 2), 10^6 groups, {partitions} partitions");
        compare(
            &name,
            (context, &format!("SELECT max(s) {builtin}")),
            (context, &format!("SELECT max(s) {by_group}")),
        )
        .await?;
    }
    compare(
        "BIGINT, no groups",
        (&one, "SELECT sum(number) FROM t"),
        (&one, "SELECT exact_sum(number) FROM t"),
    )
    .await?;
    let cast = "SELECT sum(CAST(text AS DECIMAL)) FROM t";
    let exact = "SELECT exact_sum(text) FROM t";
    compare("text, SUM(CAST(x AS DECIMAL))", (&one, cast), (&one, exact)).await?;
    compare("text, one partition to two", (&one, exact), (&two, exact)).await?;
    memory()
}

/// Amounts of money as decimals and as text, integers, and a group for each.
fn table(rows: usize) -> Result<Vec<RecordBatch>> {
    let mut state = 1u64;
    let mut random = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    (0..rows.div_ceil(BATCH))
        .map(|_| {
            let cents: Vec<i64> = (0..BATCH)
                .map(|_| random().cast_signed() % 100_000_000)
                .collect();
            let groups = (0..BATCH).map(|_| random().cast_signed() % 1_000_000);
            let amounts =
                Decimal128Array::from_iter_values(cents.iter().map(|&cents| cents.into()));
            let texts = cents
                .iter()
                .map(|cents| format!("{}.{:02}", cents / 100, cents % 100));
            RecordBatch::try_from_iter([
                (
                    "g",
                    Arc::new(Int64Array::from_iter_values(groups)) as ArrayRef,
                ),
                ("text", Arc::new(StringArray::from_iter_values(texts))),
                (
                    "amount",
                    Arc::new(
                        amounts
                            .with_precision_and_scale(20, 2)
                            .map_err(std::io::Error::other)?,
                    ),
                ),
                ("number", Arc::new(Int64Array::from(cents))),
            ])
            .map_err(std::io::Error::other)
        })
        .collect()
}

fn session(
    batches: &[RecordBatch],
    partitions: usize,
) -> datafusion::error::Result<SessionContext> {
    let config = SessionConfig::new().with_target_partitions(partitions);
    let context = SessionContext::new_with_config(config);
    context.register_udaf(sum_datafusion::exact_sum());
    let schema = batches
        .first()
        .map_or_else(|| Arc::new(Schema::empty()), RecordBatch::schema);
    let parts = batches
        .chunks(batches.len().div_ceil(partitions))
        .map(<[_]>::to_vec);
    context.register_table("t", Arc::new(MemTable::try_new(schema, parts.collect())?))?;
    Ok(context)
}

fn heading(batches: &[RecordBatch]) -> Result<()> {
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    let mut out = std::io::stdout();
    writeln!(out, "{rows} rows; milliseconds: wall (CPU)\n")?;
    writeln!(out, "{:44} {:>15} {:>15}  speed", "", "first", "exact_sum")
}

/// Runs two queries in turns and prints the best times of both, and how many times as fast the second one is.
async fn compare(
    name: &str,
    first: (&SessionContext, &str),
    second: (&SessionContext, &str),
) -> datafusion::error::Result<()> {
    let mut best = [Time::LONGEST; 2];
    for _ in 0..RUNS {
        for ((context, query), best) in [first, second].into_iter().zip(&mut best) {
            let query = context.sql(query).await?;
            let (start, cpu) = (Instant::now(), cpu_time());
            query.collect().await?;
            *best = best.min(Time {
                wall: start.elapsed(),
                cpu: cpu_time().saturating_sub(cpu),
            });
        }
    }
    let [a, b] = best;
    writeln!(
        std::io::stdout(),
        "{name:44} {:>15} {:>15}  {} ({})",
        a.to_string(),
        b.to_string(),
        ratio(a.wall, b.wall),
        ratio(a.cpu, b.cpu)
    )?;
    Ok(())
}

/// In hundredths, rounded down.
fn ratio(a: Duration, b: Duration) -> String {
    let hundredths = a.as_micros() * 100 / b.as_micros().max(1);
    format!("{}.{:02} ×", hundredths / 100, hundredths % 100)
}

/// What the groups' sums take, as reported to the engine.
fn memory() -> datafusion::error::Result<()> {
    let amount = DataType::Decimal128(20, 2);
    let schema = Arc::new(Schema::new(vec![Field::new("x", amount, true)]));
    let column = Decimal128Array::from_value(1, GROUPS).with_precision_and_scale(20, 2)?;
    let column: ArrayRef = Arc::new(column);
    let groups: Vec<usize> = (0..GROUPS).collect();
    let function = Arc::new(sum_datafusion::exact_sum());
    let expression = AggregateExprBuilder::new(function, vec![col("x", &schema)?])
        .schema(schema)
        .alias("sum")
        .build()?;
    let mut sums = expression.create_groups_accumulator()?;
    sums.update_batch(&[column], &groups, None, GROUPS)?;
    writeln!(
        std::io::stdout(),
        "\nmemory a group: {} bytes",
        sums.size() / GROUPS
    )?;
    Ok(())
}

/// Time that has passed, and that the process has used of all cores.
#[derive(Clone, Copy)]
struct Time {
    wall: Duration,
    cpu: Duration,
}

impl Time {
    const LONGEST: Self = Self {
        wall: Duration::MAX,
        cpu: Duration::MAX,
    };

    fn min(self, other: Self) -> Self {
        Self {
            wall: self.wall.min(other.wall),
            cpu: self.cpu.min(other.cpu),
        }
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.wall.as_millis(), self.cpu.as_millis())
    }
}

/// What all threads of this process have used, those that ended too, as Linux counts it: in hundredths of a second.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let (_, fields) = stat.rsplit_once(") ").unwrap_or_default();
    let ticks = fields
        .split(' ')
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}
