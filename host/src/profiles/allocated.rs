//! What the allocator takes for a value: eight bytes more than it has, in steps of sixteen.

/// Of a `Box`.
pub(super) fn boxed<T: ?Sized>(value: &T) -> usize {
    match size_of_val(value) {
        0 => 0,
        bytes => chunk(bytes),
    }
}

/// Of an `Arc`, which has two counters.
pub(super) fn shared<T: ?Sized>(value: &T) -> usize {
    chunk(size_of_val(value) + 2 * size_of::<usize>())
}

fn chunk(bytes: usize) -> usize {
    (bytes + 8).next_multiple_of(16).max(32)
}
