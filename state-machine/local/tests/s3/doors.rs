//! The two ways in, so that each case runs through both.

use apoyo_local::s3::{EmbeddedS3, Exposure, S3Options};
use aws_sdk_s3::Client;
use aws_sdk_s3::error::ProvideErrorMetadata as _;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub(crate) const BUCKET: &str = "apoyo";

/// An embedded S3 in a folder of its own, with a client.
pub(crate) struct Door {
    pub(crate) client: Client,
    pub(crate) s3: EmbeddedS3,
    pub(crate) folder: TempDir,
    pub(crate) endpoint: Option<String>,
    _shutdown: Option<oneshot::Sender<()>>,
}

pub(crate) fn options(folder: &std::path::Path) -> S3Options {
    S3Options::new(folder).bucket(BUCKET, folder)
}

/// Through the connector.
pub(crate) fn memory() -> Door {
    let folder = tempfile::tempdir().unwrap();
    let s3 = EmbeddedS3::open(&options(folder.path())).unwrap();
    Door { client: s3.client(), s3, folder, endpoint: None, _shutdown: None }
}

/// Through HTTP on loopback.
pub(crate) async fn loopback() -> Door {
    let folder = tempfile::tempdir().unwrap();
    let s3 = EmbeddedS3::open(&options(folder.path())).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (shutdown, asked) = oneshot::channel::<()>();
    let served = s3.clone();
    tokio::spawn(async move {
        let end = async move {
            let _ = asked.await;
        };
        served.serve(listener, Exposure::Loopback, end).await.unwrap();
    });
    let http = aws_smithy_http_client::Builder::new().build_http();
    let client = Client::from_conf(s3.sdk_config().endpoint_url(&endpoint).http_client(http).build());
    Door { client, s3, folder, endpoint: Some(endpoint), _shutdown: Some(shutdown) }
}

/// Both, to run the same case through.
pub(crate) async fn both() -> [Door; 2] {
    [memory(), loopback().await]
}

impl Door {
    pub(crate) async fn put(&self, key: &str, body: &[u8]) -> String {
        let put = self.client.put_object().bucket(BUCKET).key(key).body(body.to_vec().into());
        put.send().await.unwrap().e_tag.unwrap()
    }

    pub(crate) async fn get(&self, key: &str) -> Option<Vec<u8>> {
        match self.client.get_object().bucket(BUCKET).key(key).send().await {
            Ok(got) => Some(got.body.collect().await.unwrap().to_vec()),
            Err(error) => {
                assert!(error.into_service_error().is_no_such_key());
                None
            }
        }
    }

    pub(crate) async fn keys(&self) -> Vec<String> {
        let mut pages = self.client.list_objects_v2().bucket(BUCKET).into_paginator().send();
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            keys.extend(
                page.unwrap().contents.unwrap_or_default().into_iter().filter_map(|object| object.key),
            );
        }
        keys
    }
}

/// The S3 code of a failed call.
pub(crate) fn code<T: std::fmt::Debug, E>(result: Result<T, aws_sdk_s3::error::SdkError<E>>) -> String
where
    E: aws_sdk_s3::error::ProvideErrorMetadata + std::error::Error + 'static,
{
    let error = result.expect_err("the call must fail");
    let status = error.raw_response().map(|response| response.status().as_u16());
    format!("{} {}", status.unwrap_or_default(), error.code().unwrap_or("no code"))
}
