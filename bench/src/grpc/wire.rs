//! The client: one connection, one method, messages that are encoded before and decoded after.
//!
//! What a call costs the client is the same for every method but for the bytes. It shares the
//! machine with the server.

use std::time::Duration;

use prost::bytes::{Buf as _, BufMut as _, Bytes};
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::Channel;
use tonic::{Request, Status};

/// The deadline that every call carries. One that is not answered by then ends the benchmark.
const DEADLINE: Duration = Duration::from_secs(30);

/// A method of a server, over one connection.
#[derive(Clone)]
pub(crate) struct Line {
    grpc: Grpc<Channel>,
    method: PathAndQuery,
}

impl Line {
    /// Opens a connection.
    pub(crate) async fn open(address: &str, method: &'static str) -> anyhow::Result<Self> {
        Ok(Self {
            grpc: Grpc::new(connect(address).await?),
            method: PathAndQuery::from_static(method),
        })
    }

    /// Opens so many.
    pub(crate) async fn several(
        address: &str,
        method: &'static str,
        count: usize,
    ) -> anyhow::Result<Vec<Self>> {
        let mut lines = Vec::with_capacity(count);
        for _ in 0..count {
            lines.push(Self::open(address, method).await?);
        }
        Ok(lines)
    }

    /// Calls, and returns the answer as it came.
    pub(crate) async fn call(&mut self, message: Bytes) -> Result<Vec<u8>, Status> {
        let ready = self.grpc.ready().await;
        ready.map_err(|error| Status::unavailable(error.to_string()))?;
        let method = self.method.clone();
        let mut request = Request::new(message);
        request.set_timeout(DEADLINE);
        let answer = self.grpc.unary(request, method, Raw).await?;
        Ok(answer.into_inner())
    }
}

/// Opens a connection as a gateway would.
pub(crate) async fn connect(address: &str) -> anyhow::Result<Channel> {
    let endpoint = Channel::from_shared(format!("http://{address}"))?;
    Ok(endpoint.tcp_nodelay(true).connect().await?)
}

/// Bytes as they are.
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(message);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut message = vec![0; buffer.remaining()];
        buffer.copy_to_slice(&mut message);
        Ok(Some(message))
    }
}
