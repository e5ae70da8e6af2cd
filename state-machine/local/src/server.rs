mod door;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use s3s::service::S3Service;
use tokio::net::{TcpListener, TcpStream};

/// Answers the requests of an endpoint; what is refused is answered too.
pub(crate) trait Answer: Clone + Send + Sync + 'static {
    fn answer(&self, request: Request<Incoming>) -> impl Future<Output = Response<s3s::Body>> + Send;
}

impl Answer for S3Service {
    async fn answer(&self, request: Request<Incoming>) -> Response<s3s::Body> {
        self.call(request.map(s3s::Body::from)).await.unwrap_or_else(|_| internal_error())
    }
}

/// Who may reach the endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Exposure {
    /// This machine only: a listener on any other address is refused.
    #[default]
    Loopback,
    /// Whoever the listener's address lets in. Requests still need the configured keys.
    Network,
}

/// Why the endpoint could not be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The listener is open to other machines.
    #[error("address {address} is open to other machines; only loopback is served unless told otherwise")]
    NotLoopback {
        /// The listener's address.
        address: SocketAddr,
    },
    /// The listener is broken.
    #[error("failed to listen: {0}")]
    Listener(#[from] io::Error),
}

/// How long a client may take for its request's headers.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// How long requests under way may go on once the end is asked for.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);
/// Enough for the headers of a presigned request with 2 KB of metadata.
const HEADER_BYTES: usize = 64 << 10;

/// Serves until `shutdown` is ready; then lets requests under way finish, 10 seconds at most.
pub(crate) async fn serve(
    service: impl Answer,
    listener: TcpListener,
    exposure: Exposure,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), ServeError> {
    let address = listener.local_addr()?;
    if exposure == Exposure::Loopback && !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback { address });
    }
    let connections = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connect((&service, exposure), &connections, stream),
                // One connection that failed (aborted, or no file handle left) is no reason to end.
                Err(error) => tracing::warn!(%error, "a connection could not be accepted"),
            },
        }
    }
    drop(listener);
    if tokio::time::timeout(SHUTDOWN_TIMEOUT, connections.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way at the end");
    }
    Ok(())
}

fn connect((service, exposure): (&impl Answer, Exposure), connections: &GracefulShutdown, stream: TcpStream) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT).max_buf_size(HEADER_BYTES);
    let _ = stream.set_nodelay(true);
    let service = service.clone();
    let answer = hyper::service::service_fn(move |request: Request<Incoming>| {
        let service = service.clone();
        async move {
            Ok::<_, Infallible>(match door::admit(&request, exposure) {
                Ok(()) => service.answer(request).await,
                Err(stranger) => stranger.response(&request),
            })
        }
    });
    let connection = builder.serve_connection(TokioIo::new(stream), answer).into_owned();
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
    });
}

fn internal_error() -> Response<s3s::Body> {
    let mut response = Response::new(s3s::Body::empty());
    *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
    response
}
