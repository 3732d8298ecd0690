//! A program without the standard library, which `.ci/no-std` builds and runs. It has its own panic
//! handler, so it does not build if `sum-core`, or anything that it needs, brings `std` in.
#![no_std]
#![no_main]

extern crate alloc;

use alloc::string::{String, ToString};
use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::panic::PanicInfo;
use core::ptr;
use core::sync::atomic::{AtomicUsize, Ordering};

use sum_core::csv::{Csv, CsvAdder};
use sum_core::{Accumulator, Decimal, Format, Limits, TextAdder};

// Calls `main`, and ends the process.
#[link(name = "c")]
unsafe extern "C" {
    safe fn abort() -> !;
}

/// Exits with 0 if the sum is right.
#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    i32::from(sum().as_deref() != Some("340282366920938463463374607431768211455.80"))
}

fn sum() -> Option<String> {
    let long: Decimal = "170141183460469231731687303715884105727.5".parse().ok()?;
    let mut sum: Accumulator = [&long, &long].into_iter().collect();

    let mut adder = TextAdder::new(Format::Lines, Limits::default());
    adder.feed(b"0.1\n0.").ok()?;
    adder.feed(b"20\n").ok()?;
    sum.merge(&adder.finish().ok()?);

    let mut adder = CsvAdder::new(Csv::column("b"), Limits::default());
    adder.feed(b"a,b\n\",\",0.5").ok()?;
    sum.merge(&adder.finish().ok()?.sum);
    Some(sum.total().to_string())
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    abort()
}

// `alloc` comes compiled for unwinding and names these two. Nothing unwinds here.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
#[unsafe(no_mangle)]
extern "C" fn _Unwind_Resume() {}

const SIZE: usize = 1 << 20;

/// Memory that is never given back: the program is short.
struct Arena {
    bytes: UnsafeCell<[u8; SIZE]>,
    used: AtomicUsize,
}

#[global_allocator]
static ARENA: Arena = Arena {
    bytes: UnsafeCell::new([0; SIZE]),
    used: AtomicUsize::new(0),
};

// SAFETY: no two calls get the same bytes.
unsafe impl Sync for Arena {}

// SAFETY: what is handed out lies within the arena, aligned, and is never handed out again.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let wanted = layout.size() + layout.align();
        let start = self.used.fetch_add(wanted, Ordering::Relaxed);
        if start + wanted > SIZE {
            return ptr::null_mut();
        }
        let free = self.bytes.get().cast::<u8>().wrapping_add(start);
        free.wrapping_add(free.align_offset(layout.align()))
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
