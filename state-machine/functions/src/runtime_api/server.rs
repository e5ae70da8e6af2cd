use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex as Lock};
use std::time::Duration;

use apoyo_engine::Clock;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};

use super::desk::{Desk, Heard, Stage};
use super::routes::answer;
use crate::Event;

/// The Runtime API of one process, on a port of its own; closed when dropped.
#[derive(Debug)]
pub(crate) struct RuntimeApi {
    address: SocketAddr,
    events: mpsc::UnboundedSender<Event>,
    heard: mpsc::UnboundedReceiver<Heard>,
    connections: watch::Receiver<usize>,
    server: AbortHandle,
}

impl RuntimeApi {
    /// Listens on a free port of loopback, for the function of this ARN and time limit.
    ///
    /// # Errors
    /// When there is no port.
    pub(crate) async fn open(arn: String, timeout: Duration, clock: Arc<dyn Clock>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (events, given) = mpsc::unbounded_channel();
        let (said, heard) = mpsc::unbounded_channel();
        let (count, connections) = watch::channel(0);
        let stage = Lock::new(Stage::Starting);
        let desk = Desk { arn, timeout, clock, events: Mutex::new(given), heard: said, stage };
        let server = tokio::spawn(serve(listener, Arc::new(desk), count)).abort_handle();
        Ok(Self { address, events, heard, connections, server })
    }

    /// Host and port: `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Puts an event where the process finds it when it asks.
    pub(crate) fn give(&self, event: Event) {
        // The desk lives as long as this does.
        let _ = self.events.send(event);
    }

    /// What the process says next.
    pub(crate) async fn hear(&mut self) -> Heard {
        match self.heard.recv().await {
            Some(heard) => heard,
            // The desk is gone only when the runtime ends, and with it who waits here.
            None => std::future::pending().await,
        }
    }

    /// What a process that has ended had still said.
    pub(crate) async fn last_words(&mut self) -> Option<Heard> {
        // Its connections end with it, once what they still hold is read.
        let _ = self.connections.wait_for(|open| *open == 0).await;
        self.heard.try_recv().ok()
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(listener: TcpListener, desk: Arc<Desk>, count: watch::Sender<usize>) {
    // Connections end when this task does.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                count.send_modify(|open| *open += 1);
                connections.spawn(converse(stream, Arc::clone(&desk)));
            },
            Some(_) = connections.join_next() => count.send_modify(|open| *open -= 1),
        }
    }
}

/// A connection that breaks is the end of its process, which who waits for that sees.
async fn converse(stream: TcpStream, desk: Arc<Desk>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let desk = Arc::clone(&desk);
        async move { Ok::<_, Infallible>(answer(&desk, request).await) }
    });
    if let Err(error) = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(%error, "a connection of a function ended early");
    }
}
