use std::path::{Path, PathBuf};
use std::sync::Arc;

use apoyo_services::{Endpoint, Signer};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{
    BehaviorVersion, Builder, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation,
    SharedCredentialsProvider,
};
use s3s::S3Error;
use s3s::auth::SimpleAuth;
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::service::{S3Service, S3ServiceBuilder};
use tokio::net::TcpListener;

use super::backend::Backend;
use super::connector::InMemoryConnector;
use super::created::ObjectCreated;
use super::import::{ImportError, Imported};
use super::open_error::OpenError;
use super::options::S3Options;
use super::store::Store;
use super::store_error::StoreError;
use crate::server::{self, Exposure, ServeError};

/// What requests are addressed to; none of them leaves the process.
const ADDRESS: &str = "http://s3.apoyo.invalid";

/// Largest XML of a request: 10,000 parts to complete are 3 MB.
const MAX_XML_BYTES: usize = 8 << 20;

/// An S3 over plain files; see the module. Cheap to clone.
#[derive(Clone)]
pub struct EmbeddedS3 {
    store: Arc<Store>,
    service: S3Service,
    credentials: Credentials,
}

impl std::fmt::Debug for EmbeddedS3 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EmbeddedS3").field("store", &self.store).finish_non_exhaustive()
    }
}

impl EmbeddedS3 {
    /// Opens the data root, and tidies what a killed process left. Blocks: a row is looked at for each key.
    ///
    /// # Errors
    /// A folder or the index cannot be used, or another process has the data root open.
    pub fn open(options: &S3Options) -> Result<Self, OpenError> {
        let store = Arc::new(Store::open(options)?);
        let mut builder = S3ServiceBuilder::new(Backend::new(Arc::clone(&store)));
        builder.set_auth(SimpleAuth::from_single(&options.access_key, options.secret_key.as_str()));
        let mut config = S3Config::default();
        config.xml_max_body_size = MAX_XML_BYTES;
        builder.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config))));
        let credentials =
            Credentials::new(&options.access_key, &options.secret_key, None, None, "the embedded S3");
        Ok(Self { store, service: builder.build(), credentials })
    }

    /// A client over the in-memory connector.
    pub fn client(&self) -> Client {
        Client::from_conf(self.sdk_config().http_client(self.connector()).build())
    }

    /// The SDK's configuration for this S3: keys, region, path style; no HTTP client yet. Checksums are computed
    /// and compared only where an operation asks for it: the bytes go through no wire.
    pub fn sdk_config(&self) -> Builder {
        aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.store.region.clone()))
            .credentials_provider(self.credentials.clone())
            .endpoint_url(ADDRESS)
            .force_path_style(true)
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
    }

    /// The connector that [`EmbeddedS3::client`] uses, for tests that wrap it with faults.
    pub fn connector(&self) -> InMemoryConnector {
        InMemoryConnector::new(self.service.clone())
    }

    /// Where tasks find this S3 (`arn:aws:states:::aws-sdk:s3:`), over the in-memory connector.
    #[expect(clippy::missing_panics_doc, reason = "the address is a constant")]
    pub fn endpoint(&self) -> Endpoint {
        let credentials = SharedCredentialsProvider::new(self.credentials.clone());
        let signer = Signer { region: self.store.region.clone(), credentials };
        Endpoint::new(ADDRESS, self.connector(), signer).expect("the address is one")
    }

    /// The service itself, for an endpoint that serves others beside it.
    pub fn service(&self) -> S3Service {
        self.service.clone()
    }

    /// Serves this S3 over HTTP until `shutdown` is ready; then requests under way have 10 seconds to end.
    ///
    /// # Errors
    /// The listener is open to other machines though `exposure` is [`Exposure::Loopback`], or is broken.
    pub async fn serve(
        &self,
        listener: TcpListener,
        exposure: Exposure,
        shutdown: impl Future<Output = ()> + Send,
    ) -> Result<(), ServeError> {
        server::serve(self.service.clone(), listener, exposure, shutdown).await
    }

    /// Makes a user's file an object: a hard link, without reading it, where the file system allows it, else a copy.
    /// The file is never changed. A key that has other bytes is not overwritten.
    ///
    /// # Errors
    /// The file cannot be read, the key is taken by other bytes or not a key, or the bucket cannot be written.
    pub async fn import_file(
        &self,
        bucket: &str,
        key: &str,
        path: impl AsRef<Path>,
    ) -> Result<Imported, ImportError> {
        let (store, path) = (Arc::clone(&self.store), path.as_ref().to_owned());
        let (bucket, key, named) = (bucket.to_owned(), key.to_owned(), path.clone());
        let imported = tokio::task::spawn_blocking(move || store.import(&bucket, &key, &path)).await;
        imported.unwrap_or_else(|error| {
            Err(ImportError::Refused { path: named, source: S3Error::internal_error(error) })
        })
    }

    /// From now on objects that clients create below this prefix are listed in [`EmbeddedS3::created`]. Files that a
    /// person drops into a bucket's folder are not: nothing tells of them.
    pub fn announce(&self, bucket: &str, prefix: &str) {
        self.store.announce(bucket, prefix);
    }

    /// The oldest objects that were created below an announced prefix and not forgotten, `limit` at most; waits until
    /// there is one. An upload that a client was told of is listed, also after `kill -9`. May be dropped while it waits.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub async fn created(&self, limit: usize) -> std::io::Result<Vec<ObjectCreated>> {
        loop {
            let mut told = std::pin::pin!(self.store.creations.notified());
            // Who is created from here on is told of, also while the index is read.
            told.as_mut().enable();
            let created = self.creations(move |store| store.index.creations(limit)).await?;
            if !created.is_empty() {
                return Ok(created);
            }
            told.await;
        }
    }

    /// Removes these from [`EmbeddedS3::created`]: somebody has taken them over.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub async fn forget_created(&self, numbers: &[u64]) -> std::io::Result<()> {
        let numbers = numbers.to_vec();
        self.creations(move |store| store.index.forget_creations(&numbers)).await
    }

    async fn creations<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> std::io::Result<T> {
        let store = Arc::clone(&self.store);
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        done.map_err(std::io::Error::other)?.map_err(|error| std::io::Error::other(error.to_string()))
    }

    /// The folder of a bucket, for a person to open; `None` where there is no such bucket.
    pub fn bucket_folder(&self, bucket: &str) -> Option<PathBuf> {
        self.store.bucket(bucket).ok().map(|bucket| bucket.root.clone())
    }
}
