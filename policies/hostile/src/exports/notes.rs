//! Leaves notes of a payment, and looks for notes of those before it.

use std::arch::wasm32;
use std::slice;
use std::sync::atomic::{AtomicBool, Ordering};

use tollgate_policy::verdicts::Assessment;

use super::answers::nothing;
use super::resources::trap;

const PAGE_BYTES: usize = 65_536;
const NOTE: u8 = 0xa5;

static NOTED: AtomicBool = AtomicBool::new(false);

/// Traps where an earlier evaluation left a note, and else leaves notes of its own: a static and
/// a page of memory that is written from end to end.
pub fn remember() -> Assessment {
    let page = fresh_page();
    let is_noted = NOTED.swap(true, Ordering::Relaxed);
    if is_noted || page.iter().any(|byte| *byte != 0) {
        trap()
    }
    page.fill(NOTE);
    nothing()
}

#[allow(unsafe_code, reason = "reads memory that nobody wrote")]
fn fresh_page() -> &'static mut [u8] {
    let pages = wasm32::memory_grow(0, 1);
    if pages == usize::MAX {
        trap()
    }
    // SAFETY: the page is in the module's memory, and nobody else knows of it.
    unsafe { slice::from_raw_parts_mut((pages * PAGE_BYTES) as *mut u8, PAGE_BYTES) }
}
