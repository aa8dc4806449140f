//! Calls as a client of another library makes them, which tonic's own would not.

use std::pin::Pin;
use std::task::{Context, Poll};

use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tonic::body::Body;
use tonic::codegen::{Service, http};

/// One HTTP/2 connection that does to a request nothing but send it. tonic's own client ends
/// calls by itself when `grpc-timeout` is over, and so hides what the host says.
#[derive(Clone)]
pub struct Plain(http2::SendRequest<Body>);

impl Plain {
    /// Connects to a host.
    ///
    /// # Panics
    /// Where there is none.
    pub async fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("the host");
        stream.set_nodelay(true).expect("a socket");
        let io = TokioIo::new(stream);
        let (sender, connection) = http2::handshake(TokioExecutor::new(), io)
            .await
            .expect("HTTP/2");
        tokio::spawn(connection);
        Self(sender)
    }
}

impl Service<http::Request<Body>> for Plain {
    type Response = http::Response<Incoming>;
    type Error = hyper::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        Box::pin(self.0.send_request(request))
    }
}

/// Status and body of `GET path` on an admin listener.
///
/// # Panics
/// Where nothing answers.
pub async fn get(address: &str, path: &str) -> (u16, String) {
    try_get(address, path).await.expect("the admin listener")
}

/// Status and body of `GET path` on an admin listener, `None` where nothing answers.
///
/// # Panics
/// Where the path is none.
pub async fn try_get(address: &str, path: &str) -> Option<(u16, String)> {
    let stream = TcpStream::connect(address).await.ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    tokio::spawn(connection);
    let request = http::Request::get(path)
        .header(http::header::HOST, address)
        .body(Empty::<Bytes>::new())
        .expect("a request");
    let response = sender.send_request(request).await.ok()?;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.ok()?.to_bytes();
    Some((status, String::from_utf8_lossy(&body).into_owned()))
}
