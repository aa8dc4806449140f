//! What the allocator (mimalloc) takes for a value: its bytes, up to the next of its sizes.

/// Of a `Box`.
pub(super) fn boxed<T: ?Sized>(value: &T) -> usize {
    match size_of_val(value) {
        0 => 0,
        bytes => block(bytes),
    }
}

/// Of an `Arc`, which has two counters.
pub(super) fn shared<T: ?Sized>(value: &T) -> usize {
    block(size_of_val(value) + 2 * size_of::<usize>())
}

/// Sizes are sixteen bytes apart up to 128, then there are four to each doubling.
fn block(bytes: usize) -> usize {
    let step = (bytes.next_power_of_two() / 8).max(16);
    bytes.next_multiple_of(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sizes that mimalloc has on 64 bits (`mi_good_size`).
    #[test]
    fn blocks_are_of_the_allocators_sizes() {
        for (bytes, expected) in [
            (1, 16),
            (17, 32),
            (65, 80),
            (128, 128),
            (129, 160),
            (256, 256),
            (257, 320),
            (600, 640),
            (1_024, 1_024),
            (1_025, 1_280),
        ] {
            assert_eq!(block(bytes), expected, "{bytes}");
        }
    }
}
