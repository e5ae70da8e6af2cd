//! The real binary against a stub of the Lambda Runtime API, which plays S3 too: one call that succeeds, one that fails.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

use std::collections::VecDeque;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the binary posted: the path's last word (`response` or `error`), and the body.
type Posted = (String, Value);

#[tokio::test]
async fn success_and_failure_reach_the_runtime_api_under_their_names() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let photo = |key: &str| json!({"key": key, "size": 7, "etag": "\"e\""});
    let events = VecDeque::from([
        json!({"execution": "x", "dryRun": true, "photo": photo("sin procesar/línea 4/a.jpg")}),
        json!({"execution": "x", "photo": photo("procesadas/a.jpg")}),
        json!({"execution": "x", "photo": photo("")}),
    ]);
    let (posted, mut received) = mpsc::unbounded_channel();
    tokio::spawn(serve(listener, Arc::new(Mutex::new(events)), posted));
    let _binary = Killed(start(&address));

    let (kind, body) = received.recv().await.unwrap();
    assert_eq!((kind.as_str(), &body["claim"]), ("response", &json!("staged")), "{body}");
    assert_eq!(body["photo"]["subPath"], "línea 4/a.jpg");
    for (part, field) in [("procesadas/a.jpg", "outside"), ("photo.key", "empty")] {
        let (kind, body) = received.recv().await.unwrap();
        assert_eq!((kind.as_str(), &body["errorType"]), ("error", &json!("Apoyo.InvalidInput")), "{body}");
        let message = body["errorMessage"].as_str().unwrap();
        assert!(message.contains(part) && message.contains(field), "{message}");
    }
}

fn start(address: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_apoyo-stage"))
        .env_clear()
        .envs([
            ("AWS_LAMBDA_RUNTIME_API", address),
            ("AWS_LAMBDA_FUNCTION_NAME", "stage"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "g"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "s"),
            ("AWS_ENDPOINT_URL", &format!("http://{address}")),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "a"),
            ("AWS_SECRET_ACCESS_KEY", "s"),
            ("APOYO_BUCKET", "fotos"),
        ])
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

type Events = Arc<Mutex<VecDeque<Value>>>;

async fn serve(listener: TcpListener, events: Events, posted: mpsc::UnboundedSender<Posted>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&events), posted.clone()));
    }
}

async fn converse(stream: TcpStream, events: Events, posted: mpsc::UnboundedSender<Posted>) {
    let mut stream = BufReader::new(stream);
    while let Some((first, body)) = request(&mut stream).await {
        let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
        let answer = if first.starts_with("HEAD /fotos/") {
            "HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 7\r\n\r\n".to_owned()
        } else if path.ends_with("/next") {
            let Some(event) = events.lock().unwrap().pop_front() else { return std::future::pending().await };
            let event = event.to_string();
            format!(
                "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: 1\r\nLambda-Runtime-Deadline-Ms: 4102444800000\r\n\
                 Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:1:function:stage\r\n\
                 Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{event}",
                event.len()
            )
        } else {
            let kind = path.rsplit('/').next().unwrap_or_default().to_owned();
            posted.send((kind, serde_json::from_slice(&body).unwrap_or(Value::Null))).unwrap();
            "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".to_owned()
        };
        stream.get_mut().write_all(answer.as_bytes()).await.unwrap();
    }
}

/// The first line and the body of the next request; `lambda_runtime` sends its answers in chunks.
async fn request(stream: &mut BufReader<TcpStream>) -> Option<(String, Vec<u8>)> {
    let first = line(stream).await?;
    let (mut length, mut chunked) = (0, false);
    loop {
        let header = line(stream).await?.to_lowercase();
        match header.split_once(':') {
            None => break,
            Some(("content-length", value)) => length = value.trim().parse().ok()?,
            Some(("transfer-encoding", _)) => chunked = true,
            Some(_) => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    while chunked {
        let size = usize::from_str_radix(&line(stream).await?, 16).ok()?;
        let mut chunk = vec![0; size + 2];
        stream.read_exact(&mut chunk).await.ok()?;
        body.extend_from_slice(&chunk[..size]);
        chunked = size > 0;
    }
    Some((first, body))
}

async fn line(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    match stream.read_line(&mut line).await {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line.trim_end().to_owned()),
    }
}
