//! The program `tollgate`.

use std::process::ExitCode;

/// A request allocates some hundreds of times, much of it on one thread to be freed on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tollgate::cli::run()
}
