use std::path::PathBuf;
use std::sync::Arc;

use super::clock::{Clock, SystemClock};

/// How an [`EmbeddedS3`](super::EmbeddedS3) is opened.
///
/// `<data root>/<bucket>/` holds a bucket that clients create. A bucket may instead be given a folder of its own,
/// even the data root itself; then buckets that clients create lie in `<data root>/.apoyo/buckets/`. All other
/// bookkeeping is in `<data root>/.apoyo/`.
#[derive(Debug, Clone)]
pub struct S3Options {
    pub(crate) data_root: PathBuf,
    pub(crate) buckets: Vec<(String, PathBuf)>,
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    pub(crate) region: String,
    pub(crate) clock: Arc<dyn Clock>,
}

impl S3Options {
    /// Over the folder `data_root`, which is made where it is missing; with the keys `apoyo` and `apoyo-secret`, the
    /// region `us-east-1` and the machine's clock.
    pub fn new(data_root: impl Into<PathBuf>) -> Self {
        Self {
            data_root: data_root.into(),
            buckets: Vec::new(),
            access_key: "apoyo".to_owned(),
            secret_key: "apoyo-secret".to_owned(),
            region: "us-east-1".to_owned(),
            clock: Arc::new(SystemClock),
        }
    }

    /// Maps a bucket to a folder, which is made where it is missing and must be on the data root's file system.
    pub fn bucket(mut self, name: impl Into<String>, root: impl Into<PathBuf>) -> Self {
        self.buckets.push((name.into(), root.into()));
        self
    }

    /// The only key pair that requests may be signed with.
    pub fn credentials(mut self, access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        self.access_key = access_key.into();
        self.secret_key = secret_key.into();
        self
    }

    /// The region that clients are told.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// Where `Last-Modified` comes from.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }
}
