use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// One connection to the Runtime API. Whatever breaks it ends this process, as it would end a runtime.
pub(crate) struct Api {
    host: String,
    stream: BufReader<TcpStream>,
}

/// An event, with what came along.
pub(crate) struct Taken {
    pub(crate) id: String,
    pub(crate) headers: Value,
    pub(crate) event: Value,
}

impl Api {
    pub(crate) fn connect() -> Self {
        let host = std::env::var("AWS_LAMBDA_RUNTIME_API").expect("AWS_LAMBDA_RUNTIME_API is set");
        let stream = TcpStream::connect(&host).expect("the Runtime API is there");
        stream.set_nodelay(true).expect("a connection can be set");
        Self { host, stream: BufReader::new(stream) }
    }

    /// Waits for an event.
    pub(crate) fn next(&mut self) -> Taken {
        self.send("GET", "invocation/next", "");
        let (status, headers, body) = self.receive();
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        let id = headers["lambda-runtime-aws-request-id"].as_str().expect("an event has an id").to_owned();
        Taken { id, headers, event: serde_json::from_slice(&body).expect("an event is JSON") }
    }

    /// Answers an event.
    pub(crate) fn answer(&mut self, id: &str, body: &str) {
        self.post(&format!("invocation/{id}/response"), body);
    }

    /// Brings something; gives back the status of the reply.
    pub(crate) fn post(&mut self, path: &str, body: &str) -> u16 {
        self.send("POST", path, body);
        self.receive().0
    }

    /// Answers an event piece by piece; with an error, its name and document are trailers.
    pub(crate) fn stream(&mut self, id: &str, text: &str, error: Option<(&str, Value)>) {
        let trailers = error.map(|(name, document)| {
            let document = STANDARD.encode(document.to_string());
            format!("lambda-runtime-function-error-type: {name}\r\nlambda-runtime-function-error-body: {document}\r\n")
        });
        let (host, length) = (&self.host, text.len());
        let head = format!(
            "POST /2018-06-01/runtime/invocation/{id}/response HTTP/1.1\r\nhost: {host}\r\n\
             lambda-runtime-function-response-mode: streaming\r\ntransfer-encoding: chunked\r\n\
             trailer: lambda-runtime-function-error-type, lambda-runtime-function-error-body\r\n\r\n"
        );
        let body = format!("{length:x}\r\n{text}\r\n0\r\n{}\r\n", trailers.unwrap_or_default());
        let stream = self.stream.get_mut();
        stream.write_all((head + &body).as_bytes()).expect("the Runtime API takes a stream");
        self.receive();
    }

    fn send(&mut self, method: &str, path: &str, body: &str) {
        let (host, length) = (&self.host, body.len());
        let head = format!(
            "{method} /2018-06-01/runtime/{path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\n\r\n"
        );
        let stream = self.stream.get_mut();
        stream.write_all((head + body).as_bytes()).expect("the Runtime API takes a request");
    }

    fn receive(&mut self) -> (u16, Value, Vec<u8>) {
        let mut headers = Map::new();
        let status = self.line();
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(": ") else { break };
            headers.insert(name.to_owned(), value.into());
        }
        let length = headers.get("content-length").and_then(Value::as_str).and_then(|text| text.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        self.stream.read_exact(&mut body).expect("a reply has a body");
        (status[9..12].parse().expect("a reply has a status"), Value::Object(headers), body)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line).expect("the Runtime API replies");
        assert_ne!(read, 0, "the Runtime API is gone");
        line.trim_end().to_owned()
    }
}
