use std::time::Duration;

use aws_sdk_s3::presigning::PresigningConfig;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::doors::{BUCKET, Door, both};

const KEY: &str = "con espacio/ñ+100%.jpg";

fn soon() -> PresigningConfig {
    PresigningConfig::expires_in(Duration::from_mins(1)).unwrap()
}

/// What someone with nothing but the URL gets.
async fn send(door: &Door, (method, uri): (&str, &str), body: &[u8]) -> (u16, Vec<u8>) {
    let Some(endpoint) = &door.endpoint else { return send_in_memory(door, (method, uri), body).await };
    let host = endpoint.strip_prefix("http://").unwrap();
    let target = uri.strip_prefix(endpoint.as_str()).unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let length = body.len();
    let head = format!(
        "{method} {target} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let end = answer.windows(4).position(|at| at == b"\r\n\r\n").unwrap();
    let status = String::from_utf8_lossy(&answer[9..12]).parse().unwrap();
    (status, answer[end + 4..].to_vec())
}

async fn send_in_memory(door: &Door, (method, uri): (&str, &str), body: &[u8]) -> (u16, Vec<u8>) {
    let uri: http::Uri = uri.parse().unwrap();
    let sent = http::Request::builder().method(method).uri(&uri);
    let sent = sent.header("host", uri.authority().unwrap().as_str()).header("content-length", body.len());
    let answer = door.s3.service().call(sent.body(s3s::Body::from(body.to_vec())).unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let body = http_body_util::BodyExt::collect(answer.into_body()).await.unwrap().to_bytes();
    (status, body.to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_presigned_url_is_enough_to_put_and_to_get() {
    for door in both().await {
        let put = door.client.put_object().bucket(BUCKET).key(KEY).presigned(soon()).await.unwrap();
        assert_eq!(send(&door, (put.method(), put.uri()), b"photo").await.0, 200);
        let get = door.client.get_object().bucket(BUCKET).key(KEY).presigned(soon()).await.unwrap();
        assert_eq!(send(&door, (get.method(), get.uri()), b"").await, (200, b"photo".to_vec()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_url_signed_with_another_key_or_not_at_all_is_refused() {
    for door in both().await {
        door.put(KEY, b"photo").await;
        let endpoint = door.endpoint.clone().unwrap_or_else(|| "http://s3.apoyo.invalid".to_owned());
        let stranger = aws_sdk_s3::config::Credentials::new("apoyo", "guessed", None, None, "test");
        let config = door.s3.sdk_config().endpoint_url(endpoint).credentials_provider(stranger);
        let client = aws_sdk_s3::Client::from_conf(config.http_client(door.s3.connector()).build());
        let get = client.get_object().bucket(BUCKET).key(KEY).presigned(soon()).await.unwrap();
        let (status, answer) = send(&door, (get.method(), get.uri()), b"").await;
        assert_eq!(status, 403);
        assert!(String::from_utf8_lossy(&answer).contains("SignatureDoesNotMatch"));
        let unsigned = get.uri().split('?').next().unwrap();
        assert_eq!(send(&door, ("GET", unsigned), b"").await.0, 403);
    }
}
