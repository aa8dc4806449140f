//! A server that does nothing: one method, with an empty request and an empty reply, behind the
//! host's own listener, its deadlines and as many workers.

#![allow(
    clippy::print_stderr,
    reason = "whoever started it reads where it listens"
)]

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};

use tokio::net::TcpListener;
use tollgate::config::Config;
use tollgate::rpc::InTime;
use tollgate::server::listener;
use tonic::body::Body;
use tonic::codegen::{BoxFuture, Service, http};
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;

/// Its one method.
pub(crate) const METHOD: &str = "/tollgate.bench.Empty/Call";

/// Serves until it is killed.
pub(crate) fn run() -> anyhow::Result<()> {
    let config = Config::default();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    if config.server.workers > 0 {
        runtime.worker_threads(config.server.workers);
    }
    runtime.enable_all().build()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        eprintln!("serving address={}", listener.local_addr()?);
        listener::server(&config.server)
            .add_service(InTime(Empty))
            .serve_with_incoming(listener::incoming(listener))
            .await?;
        Ok(())
    })
}

/// The service.
#[derive(Clone)]
struct Empty;

impl NamedService for Empty {
    const NAME: &'static str = "tollgate.bench.Empty";
}

impl Service<http::Request<Body>> for Empty {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        Box::pin(async move {
            let mut grpc = Grpc::new(ProstCodec::<(), ()>::default());
            Ok(grpc.unary(Call, request).await)
        })
    }
}

/// The method.
struct Call;

impl UnaryService<()> for Call {
    type Response = ();
    type Future = Ready<Result<Response<()>, Status>>;

    fn call(&mut self, _: Request<()>) -> Self::Future {
        ready(Ok(Response::new(())))
    }
}
