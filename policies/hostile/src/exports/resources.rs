//! Takes more time, memory or stack than there is. Nothing here returns.

use std::arch::wasm32;
use std::hint::black_box;
use std::mem;
use std::sync::atomic::{AtomicU32, Ordering};

const MIB: usize = 1 << 20;
const BLOCK_BYTES: usize = 65_536;
/// Of an operating system: one byte in each makes all of it real.
const HOST_PAGE_BYTES: usize = 4_096;

pub fn spin() -> ! {
    let mut turns = 0_u64;
    loop {
        turns = black_box(turns.wrapping_add(1));
    }
}

pub fn trap() -> ! {
    wasm32::unreachable()
}

#[allow(clippy::panic, reason = "it is what this behaviour does")]
pub fn panic_at_length() -> ! {
    panic!("{}", "a".repeat(MIB))
}

/// Does what an allocator does when memory is refused: it gives up with a trap.
pub fn grow() -> ! {
    while wasm32::memory_grow(0, 1) != usize::MAX {}
    trap()
}

pub fn fill() -> ! {
    loop {
        let mut block: Vec<u8> = Vec::with_capacity(BLOCK_BYTES);
        for byte in block
            .spare_capacity_mut()
            .iter_mut()
            .step_by(HOST_PAGE_BYTES)
        {
            byte.write(b'a');
        }
        mem::forget(black_box(block));
    }
}

pub fn recurse_for_ever() -> ! {
    black_box(recurse());
    trap()
}

/// Its frames hold nothing in linear memory, so it is the engine's stack that ends it. What
/// follows the call keeps the compiler from making a loop of it.
#[inline(never)]
fn recurse() -> u32 {
    static DEPTH: AtomicU32 = AtomicU32::new(0);
    let depth = DEPTH.fetch_add(1, Ordering::Relaxed);
    if depth == u32::MAX {
        return depth;
    }
    recurse().rotate_left(1) ^ depth
}

pub fn overflow_for_ever() -> ! {
    black_box(overflow(0));
    trap()
}

/// Frames of a KiB each: its own stack, at the bottom of linear memory, ends long before the
/// engine's.
#[inline(never)]
fn overflow(depth: u32) -> u32 {
    let frame = black_box([depth; 256]);
    if depth == u32::MAX {
        return depth;
    }
    let below = overflow(depth.wrapping_add(1));
    frame
        .iter()
        .fold(below, |sum, part| sum.rotate_left(1) ^ part)
}
