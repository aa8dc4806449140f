//! Leaves notes of a payment, and looks for notes of those before it.

use std::arch::wasm32;
use std::slice;
use std::sync::atomic::{AtomicBool, Ordering};

use tollgate_policy::{Answer, text};

use crate::FOUND;

const PAGE_BYTES: usize = 65_536;
const NOTE: u8 = 0xa5;

static NOTED: AtomicBool = AtomicBool::new(false);

/// Finds what is left of an earlier evaluation, and leaves as much itself: a static and a page
/// of memory that is written from end to end.
#[allow(unsafe_code, reason = "reads memory that nobody wrote")]
pub fn look_and_leave(answer: &mut Answer) {
    if NOTED.swap(true, Ordering::Relaxed) {
        answer.find(FOUND, [text("static")]);
    }
    let first = wasm32::memory_grow(0, 1);
    if first == usize::MAX {
        wasm32::unreachable()
    }
    // SAFETY: the page is this module's, fresh, and nobody else knows of it.
    let page = unsafe { slice::from_raw_parts_mut((first * PAGE_BYTES) as *mut u8, PAGE_BYTES) };
    if page.iter().any(|byte| *byte != 0) {
        answer.find(FOUND, [text("memory")]);
    }
    page.fill(NOTE);
}
