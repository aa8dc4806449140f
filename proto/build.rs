//! Compiles the contract without `protoc` and keeps its descriptors for gRPC reflection
//! and for reading and writing messages as JSON.

#![allow(
    clippy::disallowed_methods,
    reason = "cargo tells a build script its places in the environment"
)]

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

const FILES: [&str; 4] = [
    "tollgate/v1/types.proto",
    "tollgate/v1/decision.proto",
    "tollgate/v1/profile.proto",
    "tollgate/v1/policy.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    for file in FILES {
        println!("cargo::rerun-if-changed={file}");
    }
    let descriptors = protox::compile(FILES, ["."])?;
    #[expect(
        clippy::disallowed_methods,
        reason = "cargo says there where a build script may write"
    )]
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("tollgate.bin"), descriptors.encode_to_vec())?;
    tonic_prost_build::configure()
        // Sorted, so that a message has one encoding: its digest tells requests apart.
        .btree_map(".tollgate.v1.PreAuthorization")
        .compile_fds(descriptors)?;
    Ok(())
}
