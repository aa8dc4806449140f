//! The admin listener: `/metrics`, `/live`, `/ready`, and the services for auditors over gRPC.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tonic::body::Body;
use tonic::codegen::Service as _;
use tonic::service::Routes;

use crate::audit::Log;
use crate::metrics::Metrics;

const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Connections at one time. Who scrapes figures needs one.
const CONNECTIONS_MAX: usize = 64;

/// How long the head of a request may take: an idle connection would hold its place.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// How often a silent gRPC connection is asked whether it is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// How long to wait where no connection can be accepted: often there is no file handle left.
const PAUSE: Duration = Duration::from_millis(200);

/// What the listener tells.
#[derive(Clone)]
pub(super) struct Admin {
    pub(super) metrics: Arc<Metrics>,
    pub(super) log: Arc<Log>,
    /// True once the host drains.
    pub(super) stopped: watch::Receiver<bool>,
    /// The gRPC services.
    pub(super) routes: Routes,
}

impl Admin {
    /// Serves until the task is aborted, also while requests are drained.
    pub(super) async fn serve(self, listener: TcpListener) {
        let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        while let Ok(place) = room.clone().acquire_owned().await {
            let stream = match listener.accept().await {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "admin listener");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            let admin = self.clone();
            tokio::spawn(async move {
                admin.connection(stream).await;
                drop(place);
            });
        }
    }

    async fn connection(self, stream: TcpStream) {
        let mut server = auto::Builder::new(TokioExecutor::new());
        server
            .http1()
            .timer(TokioTimer::new())
            .keep_alive(false)
            .header_read_timeout(HEAD_TIME);
        server
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(KEEP_ALIVE);
        let service = service_fn(|request| self.clone().answer(request));
        // A client that goes away, or is slow, is not an error of the host.
        let _ = server.serve_connection(TokioIo::new(stream), service).await;
    }

    async fn answer(mut self, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
        let kind = request.headers().get(CONTENT_TYPE);
        if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc")) {
            return self.routes.call(request.map(Body::new)).await;
        }
        Ok(self.page(request.method(), request.uri().path()))
    }

    fn page(&self, method: &Method, path: &str) -> Response<Body> {
        let (status, kind, text) = match (method, path) {
            (&Method::GET, "/metrics") => (StatusCode::OK, METRICS_TYPE, self.metrics.text()),
            (&Method::GET, "/live") => (StatusCode::OK, "text/plain", "live\n".into()),
            (&Method::GET, "/ready") => {
                let (status, text) = self.ready();
                (status, "text/plain", text.into())
            }
            _ => (
                StatusCode::NOT_FOUND,
                "text/plain",
                "there are /metrics, /live and /ready\n".into(),
            ),
        };
        let body = Full::new(Bytes::from(text)).map_err(|never| match never {});
        let mut response = Response::new(Body::new(body));
        *response.status_mut() = status;
        let kind = HeaderValue::from_static(kind);
        response.headers_mut().insert(CONTENT_TYPE, kind);
        response
    }

    fn ready(&self) -> (StatusCode, &'static str) {
        if *self.stopped.borrow() {
            (StatusCode::SERVICE_UNAVAILABLE, "draining\n")
        } else if self.log.stopped().is_some() {
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "decisions cannot be recorded\n",
            )
        } else {
            (StatusCode::OK, "ready\n")
        }
    }
}
