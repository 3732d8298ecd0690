//! Where log lines go: standard output, which no request waits for. Each thread writes into a buffer of
//! its own, and another thread flushes the buffers. When the output is slow the buffers fill up, and lines
//! that do not fit are counted instead.
//!
//! tracing-appender's lossy writer allocates for each line and wakes its thread: 158 ns a line, this 99, on a
//! machine where a request takes 12 µs. It also reports what it dropped, and writes at once what is rare.

use std::cell::OnceCell;
use std::io::{self, Write};
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

/// The most that waits for the output, for each thread, in bytes.
const CAPACITY: usize = 1 << 20;
/// What is flushed at once, in bytes: each flush wakes two threads, which costs more than to copy the lines.
const FLUSH_BYTES: usize = 128 << 10;
/// What a pipe is made to hold, so that the thread need not wait for its reader. Linux lets anybody have 1 MiB.
#[cfg(target_os = "linux")]
const PIPE_BYTES: usize = 2 * FLUSH_BYTES;
/// What a buffer keeps when it is empty, so that it need not grow anew for each flush.
const KEPT: usize = 2 * FLUSH_BYTES;
/// How long less than that may wait.
const DELAY: Duration = Duration::from_millis(50);

/// The output of this process.
static OUTPUT: OnceLock<Output> = OnceLock::new();

thread_local! {
    static BUFFER: OnceCell<Arc<Buffer>> = const { OnceCell::new() };
}

type Buffer = Mutex<Vec<u8>>;

struct Output {
    buffers: Mutex<Vec<Arc<Buffer>>>,
    waiting: Mutex<Waiting>,
    changed: Condvar,
    dropped: AtomicU64,
    ended: Mutex<Receiver<()>>,
}

/// What there is to do for the flushing thread, and whether the first line must wake it.
#[derive(Default)]
struct Waiting {
    work: Work,
    idle: bool,
}

/// The more there is to do, the later it stands.
#[derive(Default, PartialEq, Eq, PartialOrd, Ord)]
enum Work {
    #[default]
    Nothing,
    SomeLines,
    ManyLines,
    End,
}

/// Adds lines that `format` writes at the end of what it is given.
pub(crate) fn write(format: impl FnOnce(&mut Vec<u8>)) {
    let output = OUTPUT.get_or_init(start);
    BUFFER.with(|buffer| {
        let buffer = buffer.get_or_init(|| output.add_buffer());
        let (before, after) = {
            let mut buffer = lock(buffer);
            let before = buffer.len();
            if before < CAPACITY {
                format(&mut buffer);
            } else {
                output.dropped.fetch_add(1, Ordering::Relaxed);
            }
            (before, buffer.len())
        };
        if before < FLUSH_BYTES && after >= FLUSH_BYTES {
            output.notify(Work::ManyLines);
        } else if before == 0 {
            output.notify(Work::SomeLines);
        }
    });
}

/// How many lines there was no room for.
pub(crate) fn dropped() -> u64 {
    OUTPUT
        .get()
        .map_or(0, |output| output.dropped.load(Ordering::Relaxed))
}

/// Flushes what is there, as the last act of the process. An output that takes nothing is not waited for
/// longer than a second.
pub fn finish() {
    const TIMEOUT: Duration = Duration::from_secs(1);
    if let Some(output) = OUTPUT.get() {
        output.notify(Work::End);
        // In time or not, the process ends now.
        let _ = lock(&output.ended).recv_timeout(TIMEOUT);
    }
}

fn start() -> Output {
    #[cfg(target_os = "linux")]
    widen_pipe(&io::stdout());
    let (end, ended) = channel();
    thread::Builder::new()
        .name("log".to_owned())
        .spawn(move || flush_loop(&end))
        .map(drop)
        // Without the thread nothing is ever flushed; the lines are counted as dropped.
        .unwrap_or_default();
    Output {
        buffers: Mutex::default(),
        waiting: Mutex::default(),
        changed: Condvar::new(),
        dropped: AtomicU64::new(0),
        ended: Mutex::new(ended),
    }
}

/// Does nothing if it is no pipe, or if the user of this process has too many that are as wide.
#[cfg(target_os = "linux")]
fn widen_pipe(output: &io::Stdout) {
    use rustix::pipe::{fcntl_getpipe_size, fcntl_setpipe_size};

    if fcntl_getpipe_size(output).is_ok_and(|size| size < PIPE_BYTES) {
        let _ = fcntl_setpipe_size(output, PIPE_BYTES);
    }
}

fn flush_loop(end: &Sender<()>) {
    let output = OUTPUT.wait();
    let mut reported = 0;
    let mut lines = Vec::new();
    let mut idle = true;
    loop {
        let ends = output.wait(idle);
        idle = true;
        // One buffer after the other, each exchanged for an empty one.
        let buffers = lock(&output.buffers).clone();
        for buffer in buffers {
            mem::swap(&mut lines, &mut *lock(&buffer));
            idle &= lines.is_empty();
            print(&lines);
            lines.clear();
            lines.shrink_to(KEPT);
        }
        let dropped = dropped();
        if dropped > reported {
            tracing::warn!(
                dropped_lines = dropped - reported,
                "log lines dropped, the output is slow"
            );
            reported = dropped;
        }
        if ends {
            let _ = end.send(());
            return;
        }
    }
}

/// A closed output is ignored: there is nowhere to report it.
fn print(lines: &[u8]) {
    let mut output = io::stdout().lock();
    drop(output.write_all(lines).and_then(|()| output.flush()));
}

impl Output {
    fn add_buffer(&self) -> Arc<Buffer> {
        let buffer = Arc::default();
        lock(&self.buffers).push(Arc::clone(&buffer));
        buffer
    }

    /// Wakes the flushing thread if that is what it waits for.
    fn notify(&self, work: Work) {
        let mut waiting = lock(&self.waiting);
        let awaited = waiting.idle || work >= Work::ManyLines;
        waiting.work = mem::take(&mut waiting.work).max(work);
        drop(waiting);
        if awaited {
            self.changed.notify_one();
        }
    }

    /// Waits until there is something to flush; true at the end. Where lines come all the time, the first one
    /// need not wake the thread: it looks after [`DELAY`] anyway.
    fn wait(&self, idle: bool) -> bool {
        let mut waiting = lock(&self.waiting);
        waiting.idle = idle;
        let nothing = |waiting: &mut Waiting| waiting.idle && waiting.work == Work::Nothing;
        let waiting = self.changed.wait_while(waiting, nothing);
        let mut waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        waiting.idle = false;
        let few = |waiting: &mut Waiting| waiting.work < Work::ManyLines;
        let waited = self.changed.wait_timeout_while(waiting, DELAY, few);
        let mut waiting = waited.unwrap_or_else(PoisonError::into_inner).0;
        mem::take(&mut waiting.work) == Work::End
    }
}

/// A thread that panicked while it wrote leaves a line unfinished, nothing worse.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The output as tracing writes to it.
pub(crate) struct LogLines;

impl Write for LogLines {
    fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
        write(|buffer| buffer.extend_from_slice(lines));
        // They are rare, and an operator may wait for them.
        if let Some(output) = OUTPUT.get() {
            output.notify(Work::ManyLines);
        }
        Ok(lines.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
