//! The gRPC contract: the messages, clients and servers generated from `tollgate/v1/*.proto`,
//! its descriptors, and its messages as proto JSON.

pub mod json;

/// Package `tollgate.v1`.
#[allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    reason = "generated code; the .proto files are its documentation"
)]
pub mod v1 {
    tonic::include_proto!("tollgate.v1");
}

/// The encoded `FileDescriptorSet` of the contract, for gRPC reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tollgate.bin"));
