//! The admin listener: `/metrics`, `/live`, `/ready`.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::metrics::Metrics;

const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Connections at one time. Who scrapes figures needs one.
const CONNECTIONS_MAX: usize = 64;

/// How long one connection may take for its one request: an idle one would hold its place.
const CONNECTION_TIME: Duration = Duration::from_secs(10);

/// How long to wait where no connection can be accepted: often there is no file handle left.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves until the task is aborted, also while requests are drained.
pub(super) async fn serve(
    listener: TcpListener,
    metrics: Arc<Metrics>,
    stopped: watch::Receiver<bool>,
) {
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
        let (metrics, stopped) = (metrics.clone(), stopped.clone());
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, &metrics, &stopped));
            let connection = http1::Builder::new()
                .keep_alive(false)
                .serve_connection(TokioIo::new(stream), service);
            // A client that goes away, or is slow, is not an error of the host.
            let _ = tokio::time::timeout(CONNECTION_TIME, connection).await;
            drop(place);
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    metrics: &Metrics,
    stopped: &watch::Receiver<bool>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (status, kind, text) = match (request.method(), request.uri().path()) {
        (&Method::GET, "/metrics") => (StatusCode::OK, METRICS_TYPE, metrics.text()),
        (&Method::GET, "/live") => (StatusCode::OK, "text/plain", "live\n".into()),
        (&Method::GET, "/ready") if *stopped.borrow() => (
            StatusCode::SERVICE_UNAVAILABLE,
            "text/plain",
            "draining\n".into(),
        ),
        (&Method::GET, "/ready") => (StatusCode::OK, "text/plain", "ready\n".into()),
        _ => (
            StatusCode::NOT_FOUND,
            "text/plain",
            "there are /metrics, /live and /ready\n".into(),
        ),
    };
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    let kind = hyper::header::HeaderValue::from_static(kind);
    response
        .headers_mut()
        .insert(hyper::header::CONTENT_TYPE, kind);
    Ok(response)
}
