//! The guest's allocator.
//!
//! An instance lives for one call, so nothing is ever given back: a pointer moves up, and the
//! newest allocation can grow in place.

#[cfg(target_arch = "wasm32")]
mod bump {
    use core::alloc::{GlobalAlloc, Layout};
    use core::arch::wasm32::{memory_grow, memory_size};
    use core::cell::Cell;

    const PAGE_BYTES: usize = 65_536;

    struct Bump {
        /// First free byte; 0 before the first allocation.
        next: Cell<usize>,
    }

    // SAFETY: a guest has one thread.
    unsafe impl Sync for Bump {}

    unsafe extern "C" {
        static __heap_base: u8;
    }

    impl Bump {
        fn next(&self) -> usize {
            match self.next.get() {
                0 => (&raw const __heap_base).addr(),
                next => next,
            }
        }

        /// Moves the end of what is in use to `end`, or says that memory is full.
        fn take_until(&self, end: usize) -> bool {
            let have = memory_size(0) * PAGE_BYTES;
            if end > have {
                let pages = (end - have).div_ceil(PAGE_BYTES);
                if memory_grow(0, pages) == usize::MAX {
                    return false;
                }
            }
            self.next.set(end);
            true
        }
    }

    // SAFETY: each allocation is a fresh, aligned range above all earlier ones.
    unsafe impl GlobalAlloc for Bump {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            let Some(start) = self.next().checked_next_multiple_of(layout.align()) else {
                return core::ptr::null_mut();
            };
            match start.checked_add(layout.size()) {
                Some(end) if self.take_until(end) => start as *mut u8,
                _ => core::ptr::null_mut(),
            }
        }

        unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

        unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
            if size <= layout.size() {
                return old;
            }
            if old as usize + layout.size() == self.next() {
                return match (old as usize).checked_add(size) {
                    Some(end) if self.take_until(end) => old,
                    _ => core::ptr::null_mut(),
                };
            }
            // SAFETY: `layout` was valid for `old`, and a larger size keeps its alignment.
            unsafe {
                let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
                if !new.is_null() {
                    core::ptr::copy_nonoverlapping(old, new, layout.size());
                }
                new
            }
        }
    }

    #[global_allocator]
    static ALLOCATOR: Bump = Bump { next: Cell::new(0) };
}
