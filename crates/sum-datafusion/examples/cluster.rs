//! The exact sum of a file with a number on each line, by a Ballista cluster of processes on this machine.
//!
//!   cargo run --example cluster -- FILE [--executors 2] [--kill-one]
//!
//! Starts itself again as scheduler and executors. With `--kill-one`, an executor is killed (SIGKILL) once it has
//! finished a task of the query, and its folder is deleted, as if its machine were gone. The last line is the total.

use std::fs;
use std::io::{Error, Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode};
use std::time::{Duration, Instant};

use ballista_core::extension::SessionConfigExt;
use clap::Parser;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::util::display::array_value_to_string;
use datafusion::prelude::{CsvReadOptions, SessionConfig, SessionContext};
use sum_datafusion::cluster;
use tempfile::TempDir;

#[derive(Parser)]
struct Arguments {
    /// File with a number on each line
    file: PathBuf,
    /// Executors to start
    #[arg(long, default_value_t = 2)]
    executors: usize,
    /// Kill the first executor in the middle of the query
    #[arg(long)]
    kill_one: bool,
}

/// The first argument of the processes that this one starts.
const NODE: &str = "node";
/// Parts of the file, each a task.
const PARTS: usize = 16;
const PATIENCE: Duration = Duration::from_mins(1);

#[tokio::main]
async fn main() -> ExitCode {
    let result = if std::env::args().nth(1).as_deref() == Some(NODE) {
        let node = cluster::Command::parse_from(std::env::args().skip(1));
        node.run().await.map(drop).map_err(Error::other)
    } else {
        sum(&Arguments::parse()).await
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

async fn sum(arguments: &Arguments) -> Result<()> {
    let mut cluster = Cluster::start(arguments.executors)?;
    let file = arguments.file.canonicalize()?;
    let context = session(&cluster, &file).await.map_err(Error::other)?;

    let start = Instant::now();
    let query = tokio::spawn(async move {
        let lines = context.sql("SELECT exact_sum(line) FROM lines").await?;
        lines.collect().await
    });
    if arguments.kill_one {
        cluster.kill_the_first_in_a_query()?;
        if query.is_finished() {
            return Err(Error::other(
                "the query ended before an executor could be killed; take a larger file",
            ));
        }
        let elapsed = start.elapsed().as_millis();
        say(&format!(
            "killed executor 1 after {elapsed} ms, the query goes on"
        ))?;
    }
    let batches = query.await?.map_err(Error::other)?;

    let elapsed = start.elapsed().as_millis();
    say(&format!(
        "{} executors, tasks finished by each: {:?}, {elapsed} ms",
        arguments.executors,
        cluster.finished_tasks()
    ))?;
    let column = batches.first().ok_or_else(|| Error::other("no rows"))?;
    say(&array_value_to_string(column.column(0), 0).map_err(Error::other)?)
}

/// A session in which the file is the table `lines`.
async fn session(cluster: &Cluster, file: &Path) -> datafusion::error::Result<SessionContext> {
    let config = SessionConfig::new_with_ballista()
        .with_target_partitions(PARTS)
        .set_usize("datafusion.optimizer.repartition_file_min_size", 1);
    let context = cluster::connect(&cluster.address, config)?;
    let schema = Schema::new(vec![Field::new("line", DataType::Utf8, true)]);
    let options = CsvReadOptions::new()
        .has_header(false)
        .schema(&schema)
        .file_extension("");
    context
        .register_csv("lines", file.to_string_lossy(), options)
        .await?;
    Ok(context)
}

/// A scheduler and executors. They are killed when this is dropped.
struct Cluster {
    address: String,
    nodes: Vec<Child>,
    /// What the executors pass on from task to task, in a folder each.
    work: TempDir,
    executors: usize,
}

impl Cluster {
    fn start(executors: usize) -> Result<Self> {
        let port = free_port()?;
        let mut cluster = Self {
            address: format!("127.0.0.1:{port}"),
            nodes: Vec::new(),
            work: TempDir::new()?,
            executors,
        };
        let (address, count) = (cluster.address.clone(), executors.to_string());
        // A lost executor should be noticed in seconds here.
        cluster.spawn(&[
            "scheduler",
            "--address",
            &address,
            "--min-executors",
            &count,
            "--executor-timeout",
            "6",
        ])?;
        cluster.wait_for("/healthz")?;
        for number in 1..=executors {
            let folder = cluster.folder(number);
            fs::create_dir(&folder)?;
            let ports = [free_port()?.to_string(), free_port()?.to_string()];
            cluster.spawn(&[
                "executor",
                "--scheduler-host",
                "127.0.0.1",
                "--scheduler-port",
                &port.to_string(),
                "--external-host",
                "127.0.0.1",
                "--port",
                &ports[0],
                "--grpc-port",
                &ports[1],
                "--tasks",
                "1",
                "--heartbeat",
                "1",
                "--work-dir",
                &folder.to_string_lossy(),
            ])?;
        }
        cluster.wait_for("/readyz")?;
        Ok(cluster)
    }

    fn spawn(&mut self, arguments: &[&str]) -> Result<()> {
        let mut node = Command::new(std::env::current_exe()?);
        self.nodes.push(node.arg(NODE).args(arguments).spawn()?);
        Ok(())
    }

    /// Waits until the scheduler answers a probe with 200.
    fn wait_for(&self, probe: &str) -> Result<()> {
        let start = Instant::now();
        loop {
            if status(&self.address, probe).is_ok_and(|status| status == "200") {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                return Err(Error::other(format!(
                    "{probe} is not 200 after {PATIENCE:?}"
                )));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until the first executor has finished a task and not all are, and ends it with its results.
    fn kill_the_first_in_a_query(&mut self) -> Result<()> {
        let start = Instant::now();
        let folder = self.folder(1);
        while finished_tasks(&folder) == 0 {
            if start.elapsed() > PATIENCE {
                return Err(Error::other("the first executor got no task to finish"));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        if let Some(executor) = self.nodes.get_mut(1) {
            executor.kill()?;
            executor.wait()?;
        }
        fs::remove_dir_all(folder)
    }

    fn finished_tasks(&self) -> Vec<usize> {
        (1..=self.executors)
            .map(|number| finished_tasks(&self.folder(number)))
            .collect()
    }

    fn folder(&self, executor: usize) -> PathBuf {
        self.work.path().join(executor.to_string())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for node in &mut self.nodes {
            let _ = node.kill();
            let _ = node.wait();
        }
    }
}

/// Each task leaves a file with what it passes on, which is written at its end: before, the file is empty.
fn finished_tasks(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(file) if file.is_dir() => finished_tasks(&entry.path()),
            file => file.is_ok_and(|file| file.len() > 0).into(),
        })
        .sum()
}

/// The status code of `GET path`.
fn status(address: &str, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Ok(response.split(' ').nth(1).unwrap_or_default().to_owned())
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn say(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{line}")
}
