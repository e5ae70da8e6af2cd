use std::io;

use apoyo_local::s3::{EmbeddedS3, Exposure, S3Options};
use aws_sdk_s3::Client;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// A photo bucket in the embedded S3, served over HTTP to other processes of this machine, in a folder that goes with it.
#[derive(Debug)]
pub struct BucketOnLoopback {
    s3: EmbeddedS3,
    endpoint: String,
    _folder: TempDir,
}

/// The one bucket.
const NAME: &str = "fotos";

impl BucketOnLoopback {
    /// An empty bucket, served as long as the runtime lives.
    ///
    /// # Errors
    /// When there is no folder or no port for it.
    pub async fn open() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let options = S3Options::new(folder.path()).bucket(NAME, folder.path());
        let s3 = EmbeddedS3::open(&options).map_err(io::Error::other)?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let served = s3.clone();
        tokio::spawn(async move { served.serve(listener, Exposure::Loopback, std::future::pending()).await });
        Ok(Self { s3, endpoint, _folder: folder })
    }

    /// A client of it in this process.
    pub fn client(&self) -> Client {
        self.s3.client()
    }

    /// Its name.
    pub const fn name(&self) -> &'static str {
        NAME
    }

    /// The environment variables by which any step's binary finds it.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let fixed = [
            ("APOYO_BUCKET", NAME),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "apoyo"),
            ("AWS_SECRET_ACCESS_KEY", "apoyo-secret"),
            ("AWS_ENDPOINT_URL", &self.endpoint),
            ("APOYO_STATE_MACHINE_ARN", "arn:aws:states:us-east-1:123456789012:stateMachine:triage"),
        ];
        fixed.map(|(name, value)| (name, value.to_owned())).to_vec()
    }

    /// Puts an object; answers with its `ETag`.
    ///
    /// # Errors
    /// When S3 refuses it.
    pub async fn put(&self, key: &str, bytes: &[u8]) -> io::Result<String> {
        let put = self.client().put_object().bucket(NAME).key(key).body(bytes.to_vec().into());
        let put = put.send().await.map_err(|error| io::Error::other(error.into_service_error()))?;
        Ok(put.e_tag.unwrap_or_default())
    }

    /// The bytes of an object; `None` where there is none of this key.
    pub async fn get(&self, key: &str) -> Option<Vec<u8>> {
        let got = self.client().get_object().bucket(NAME).key(key).send().await.ok()?;
        Some(got.body.collect().await.ok()?.to_vec())
    }
}
