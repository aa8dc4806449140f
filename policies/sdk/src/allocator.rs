//! The guest's allocator.
//!
//! An instance lives for one call, so nothing is ever given back: a pointer moves up, and the
//! newest allocation can grow in place. What `configure` needs only while it works is put
//! [`aside`], and its place is used again: every byte of memory is copied for each request.

/// Does something whose allocations nobody needs once `configure` has made the policy.
#[cfg(target_arch = "wasm32")]
pub(crate) fn aside<T>(work: impl FnOnce() -> T) -> T {
    bump::ALLOCATOR.exchange();
    let done = work();
    bump::ALLOCATOR.exchange();
    done
}

/// Gives up what is [`aside`].
#[cfg(target_arch = "wasm32")]
pub(crate) fn reclaim() {
    bump::ALLOCATOR.reclaim();
}

/// Elsewhere memory is given back.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn aside<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn reclaim() {}

#[cfg(target_arch = "wasm32")]
mod bump {
    use core::alloc::{GlobalAlloc, Layout};
    use core::arch::wasm32::{memory_grow, memory_size};
    use core::cell::Cell;

    const PAGE_BYTES: usize = 65_536;
    /// Left free for the policy itself before what is put aside; with more of it, memory grows.
    const POLICY_BYTES: usize = 9_216;

    /// The free range `next..end`.
    #[derive(Clone, Copy)]
    struct Region {
        next: usize,
        end: usize,
    }

    pub(super) struct Bump {
        region: Cell<Option<Region>>,
        /// The one that is not in use.
        other: Cell<Option<Region>>,
    }

    // SAFETY: a guest has one thread.
    unsafe impl Sync for Bump {}

    unsafe extern "C" {
        static __heap_base: u8;
    }

    fn memory_end() -> usize {
        memory_size(0) * PAGE_BYTES
    }

    impl Bump {
        /// Goes on in the other region. The first time, what is free is parted in two.
        pub(super) fn exchange(&self) {
            let own = self.region();
            let other = self.other.get().unwrap_or_else(|| {
                let start = own.next.next_multiple_of(16) + POLICY_BYTES;
                self.region.set(Some(Region {
                    end: start.min(own.end),
                    ..own
                }));
                Region {
                    next: start,
                    end: own.end.max(start),
                }
            });
            self.other.set(self.region.get());
            self.region.set(Some(other));
        }

        /// Joins what is free again, as far as it lies together, and wipes it: zeros are not part
        /// of a snapshot. What is in use ends with a byte that is not zero: behind it the host may
        /// cut the memory.
        pub(super) fn reclaim(&self) {
            let Region { next, end } = self.region();
            if self.other.take().is_some_and(|other| end <= other.next) {
                let end = memory_end();
                // SAFETY: nothing that is still in use lies from `next` on.
                unsafe { core::ptr::write_bytes(next as *mut u8, 0, end - next) };
                self.region.set(Some(Region { next, end }));
            }
            match self.take(Layout::new::<u8>()) {
                0 => core::arch::wasm32::unreachable(),
                // SAFETY: the byte was taken for this.
                last => unsafe { *(last as *mut u8) = 1 },
            }
        }

        fn region(&self) -> Region {
            let first = || Region {
                next: (&raw const __heap_base).addr(),
                end: memory_end(),
            };
            let Region { next, end } = self.region.get().unwrap_or_else(first);
            // The host may have cut what was free.
            Region {
                next,
                end: end.min(memory_end()),
            }
        }

        /// Takes `layout` from the region, or from new pages where it is too small; 0 where memory
        /// is full.
        fn take(&self, layout: Layout) -> usize {
            let region = self.region();
            let start = region.next.next_multiple_of(layout.align());
            let fits = |end: &usize| self.reach(region, *end);
            if start.checked_add(layout.size()).filter(fits).is_some() {
                return start;
            }
            let start = memory_end();
            let pages = layout.size().div_ceil(PAGE_BYTES).max(1);
            if memory_grow(0, pages) == usize::MAX {
                return 0;
            }
            self.region.set(Some(Region {
                next: start + layout.size(),
                end: memory_end(),
            }));
            start
        }

        /// Moves what is in use to `end`, where the region goes that far, or can.
        fn reach(&self, region: Region, end: usize) -> bool {
            if end > region.end {
                // Only the last one can grow in place.
                let pages = (end - region.end).div_ceil(PAGE_BYTES);
                if region.end != memory_end() || memory_grow(0, pages) == usize::MAX {
                    return false;
                }
            }
            self.region.set(Some(Region {
                next: end,
                end: if end > region.end {
                    memory_end()
                } else {
                    region.end
                },
            }));
            true
        }
    }

    // SAFETY: each allocation is a fresh, aligned range that no other one is in.
    unsafe impl GlobalAlloc for Bump {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            self.take(layout) as *mut u8
        }

        unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

        unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
            if size <= layout.size() {
                return old;
            }
            let region = self.region();
            if old as usize + layout.size() == region.next
                && let Some(end) = (old as usize).checked_add(size)
                && self.reach(region, end)
            {
                return old;
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
    pub(super) static ALLOCATOR: Bump = Bump {
        region: Cell::new(None),
        other: Cell::new(None),
    };
}
