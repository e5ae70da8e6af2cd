//! A cloud in a folder, served on loopback with the computer's clock.

use std::net::SocketAddr;
use std::sync::Arc;

use apoyo_engine::TaskRouter;
use apoyo_local::Exposure;
use apoyo_local::cloud::{CloudOptions, EmbeddedCloud};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const KEYS: (&str, &str) = ("apoyo", "apoyo-secret");

/// It lives as long as the test's runtime.
pub(crate) struct Stage {
    pub(crate) address: SocketAddr,
    pub(crate) folder: TempDir,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with_keys(KEYS).await
    }

    pub(crate) async fn with_keys((id, secret): (&str, &str)) -> Self {
        let outer = tempfile::tempdir().unwrap();
        let options = CloudOptions::new(outer.path().join("data"), 1).credentials(id, secret);
        let s3 = EmbeddedCloud::open_s3(&options).unwrap();
        let cloud = EmbeddedCloud::open(&options, s3, Arc::new(TaskRouter::default())).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { cloud.serve(listener, Exposure::Loopback, std::future::pending()).await });
        Self { address, folder: outer }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The status and the whole answer to a request that is written as it is, line by line.
    pub(crate) async fn send(&self, lines: &[&str], body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let head = lines.join("\r\n");
        let text = format!("{head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        (answer[9..12].parse().unwrap(), answer)
    }
}
