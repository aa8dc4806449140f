//! What a decision costs, and what it costs to lose none. `cargo xtask bench [part]` runs the parts,
//! and `peers` beside them.
//!
//! `decision`: the rules of the shipped policies as native code; the same rules each in a fresh
//! sandbox; a whole decision in process, recorded, by phase. `worst`: what each policy costs at worst, in
//! fuel and time. `log`: how many decisions a second, with a
//! sync for each group of records and without. `restart`: how long a host takes to be ready
//! after a crash. `grpc`: `Evaluate` over gRPC on the program as it ships, against an empty call on
//! the same server stack. `swap`: how soon a changed policy decides while payments go on, and what
//! they notice of it. `scale`: what merchants, counters and policies cost in time and memory.
//! `start`: how long until a host is ready and decides. `replay`: decisions a second evaluated again
//! from the log. What is compared is measured in turns within one run.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod decision;
mod facts;
mod grpc;
mod host;
mod log;
mod measure;
mod native;
mod phases;
mod process;
mod random;
mod replay;
mod resident;
mod restart;
mod scale;
mod served;
mod shops;
mod start;
mod swap;
mod worst;

/// Records of the logs that a restart is measured with, where nothing else is said.
const RECORDS: u64 = 1_000_000;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["decision"] => decision::run(),
        ["worst"] => worst::run(),
        ["log"] => log::run(),
        ["restart"] => restart::run(RECORDS),
        ["grpc"] => grpc::run(&grpc::FULL),
        ["grpc", "quick"] => grpc::run(&grpc::QUICK),
        ["swap"] => swap::run(),
        // A part of `grpc`: the server that does nothing.
        ["empty-server"] => grpc::empty::run(),
        ["restart", records] => restart::run(records.parse()?),
        ["scale", parts @ ..] => scale::run(parts),
        ["start"] => start::run(),
        ["replay"] => replay::run(),
        other => anyhow::bail!(
            "no part `{}`: decision, worst, log, restart [records], grpc [quick], swap, scale, start, \
             replay",
            other.join(" ")
        ),
    }
}
