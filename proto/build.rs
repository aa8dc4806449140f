//! Compiles the contract and the log's messages without `protoc` and keeps their descriptors for
//! gRPC reflection and for reading and writing messages as JSON.

#![allow(
    clippy::disallowed_methods,
    reason = "cargo tells a build script its places in the environment"
)]

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

const FILES: [&str; 7] = [
    "tollgate/v1/types.proto",
    "tollgate/v1/decision.proto",
    "tollgate/v1/profile.proto",
    "tollgate/v1/audit.proto",
    "tollgate/v1/policy.proto",
    "tollgate/v1/list.proto",
    "tollgate/log/v1/record.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    for file in FILES {
        println!("cargo::rerun-if-changed={file}");
    }
    let descriptors = protox::compile(FILES, ["."])?;
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR: set by cargo")?;
    let out = PathBuf::from(out);
    fs::write(out.join("tollgate.bin"), descriptors.encode_to_vec())?;
    tonic_prost_build::configure()
        // Sorted, so that a message has one encoding: its digest tells requests apart.
        .btree_map(".tollgate.v1.PreAuthorization")
        .compile_fds(descriptors)?;
    Ok(())
}
