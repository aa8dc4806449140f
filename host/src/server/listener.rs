//! How the listener for gateways speaks HTTP/2. What is measured against it uses the same.

use std::time::Duration;

use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

use super::Config;

/// What a client may send on one stream before it is read. Little, so that a stream of many small
/// requests waits for the host: with more of them unread, h2 takes it for an attack and ends the
/// connection.
const STREAM_WINDOW_BYTES: u32 = 64 << 10;

/// A server without services, with the settings of the listener for gateways.
pub fn server(config: &Config) -> Server {
    Server::builder()
        .max_concurrent_streams(config.streams_max)
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .http2_keepalive_interval(Some(Duration::from_millis(config.keep_alive_ms)))
        .http2_max_pending_accept_reset_streams(Some(32))
}

/// The connections that such a server takes.
pub fn incoming(listener: TcpListener) -> TcpIncoming {
    TcpIncoming::from(listener).with_nodelay(Some(true))
}
