//! Other people's clients for tests: boto3 and the `aws` command, over HTTP on loopback.

#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test fails by panicking")]

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// Serves these answers on loopback for as long as the test's runtime lives; gives back the endpoint.
pub async fn serve<A>(answer: impl Fn(Request<Incoming>) -> A + Clone + Send + 'static) -> String
where
    A: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let answer = answer.clone();
            let answered = service_fn(move |request| {
                let response = answer(request);
                async move { Ok::<_, Infallible>(response.await) }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answered));
        }
    });
    format!("http://{address}")
}

/// The first program of this name that runs with these arguments: in `APOYO_TOOLS` or on the path. Says so where none does.
pub fn tool(name: &str, arguments: &[&str]) -> Option<PathBuf> {
    let own = std::env::var_os("APOYO_TOOLS").map(|folder| PathBuf::from(folder).join(name));
    let found = own.into_iter().chain([PathBuf::from(name)]).find(|program| {
        Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        println!("SKIPPED: {name} {} does not run here (pip install boto3 awscli)", arguments.join(" "));
    }
    found
}

/// Python with boto3.
pub fn python() -> Option<PathBuf> {
    tool("python3", &["-c", "import boto3"])
}

/// The `aws` command.
pub fn aws() -> Option<PathBuf> {
    tool("aws", &["--version"])
}

/// A client of an endpoint, with the keys of the embedded cloud and nothing of this user's configuration.
pub fn client(endpoint: &str, program: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_ACCESS_KEY_ID", "apoyo")
        .env("AWS_SECRET_ACCESS_KEY", "apoyo-secret")
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env("PYTHONWARNINGS", "ignore");
    command
}

/// Runs a client to its end.
pub async fn output(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// Runs a [`client`] of an endpoint to its end.
pub async fn run(endpoint: &str, program: &Path, arguments: &[&str]) -> Output {
    output(client(endpoint, program, arguments)).await
}

/// Whether a command succeeded, what it printed, and what it complained of.
pub fn told(output: &Output) -> (bool, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout).trim().to_owned(), text(&output.stderr))
}
