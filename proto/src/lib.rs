//! The gRPC contract: the messages, clients and servers generated from `tollgate/v1/*.proto`,
//! its descriptors, and its messages as proto JSON. And what the log's records say, from
//! `tollgate/log/v1/*.proto`.

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

/// What the records of the decision log say.
pub mod log {
    /// Package `tollgate.log.v1`.
    #[allow(
        missing_docs,
        unreachable_pub,
        clippy::all,
        clippy::pedantic,
        reason = "generated code; the .proto files are its documentation"
    )]
    pub mod v1 {
        tonic::include_proto!("tollgate.log.v1");
    }
}

/// The encoded `FileDescriptorSet` of the contract, for gRPC reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tollgate.bin"));
