use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};

use crate::Answer;

/// AWS's side of the conversation: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.
#[derive(Debug)]
pub(crate) struct RuntimeApi {
    address: SocketAddr,
    events: mpsc::UnboundedSender<Value>,
    heard: mpsc::UnboundedReceiver<Heard>,
}

/// What the function said.
#[derive(Debug)]
pub(crate) enum Heard {
    /// It asks for the next event.
    Next,
    /// It is done with one.
    Answer(Answer),
}

/// The ends of the channels that connections work with.
struct Desk {
    events: Mutex<mpsc::UnboundedReceiver<Value>>,
    heard: mpsc::UnboundedSender<Heard>,
}

impl RuntimeApi {
    /// Listens on a free port of loopback until it is dropped.
    ///
    /// # Errors
    /// When there is no port.
    pub(crate) async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (events, given) = mpsc::unbounded_channel();
        let (said, heard) = mpsc::unbounded_channel();
        tokio::spawn(serve(listener, Arc::new(Desk { events: Mutex::new(given), heard: said })));
        Ok(Self { address, events, heard })
    }

    /// Host and port, as in `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Puts an event where the function's next request finds it.
    pub(crate) fn give(&self, event: Value) {
        // The other end lives as long as the listener does, and that as long as the runtime.
        let _ = self.events.send(event);
    }

    /// What the function says next; `None` when the runtime ends.
    pub(crate) async fn hear(&mut self) -> Option<Heard> {
        self.heard.recv().await
    }
}

async fn serve(listener: TcpListener, desk: Arc<Desk>) {
    while let Ok((stream, _)) = listener.accept().await {
        if desk.heard.is_closed() {
            return;
        }
        tokio::spawn(converse(stream, Arc::clone(&desk)));
    }
}

/// A connection that breaks is the function's end, which who waits for it sees.
async fn converse(stream: TcpStream, desk: Arc<Desk>) {
    let _ = stream.set_nodelay(true);
    let answer = service_fn(move |request| {
        let desk = Arc::clone(&desk);
        async move { Ok::<_, Infallible>(answer(request, &desk).await) }
    });
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
}

async fn answer(request: Request<Incoming>, desk: &Desk) -> Response<Full<Bytes>> {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    match (&method, path.rsplit('/').next().unwrap_or_default()) {
        (&Method::GET, "next") => next(desk).await,
        (&Method::POST, kind @ ("response" | "error")) => {
            let body = request.into_body().collect().await.map(http_body_util::Collected::to_bytes);
            let body = serde_json::from_slice(&body.unwrap_or_default()).unwrap_or_default();
            let answer = if kind == "error" { Answer::error(&body) } else { Answer::Response(body) };
            let _ = desk.heard.send(Heard::Answer(answer));
            plain(StatusCode::ACCEPTED)
        }
        _ => plain(StatusCode::NOT_FOUND),
    }
}

async fn next(desk: &Desk) -> Response<Full<Bytes>> {
    let _ = desk.heard.send(Heard::Next);
    let Some(event) = desk.events.lock().await.recv().await else { return plain(StatusCode::GONE) };
    let mut response = Response::new(Full::new(Bytes::from(event.to_string())));
    let headers = [
        ("content-type", "application/json"),
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
        // In the year 2100: nothing here waits for it.
        ("lambda-runtime-deadline-ms", "4102444800000"),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:123456789012:function:apoyo"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, http::HeaderValue::from_static(value));
    }
    response
}

fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
