use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use apoyo_engine::{Clock, MAP_CONCURRENCY, TokioClock};

use super::signature::AccessKey;

/// How an [`EmbeddedCloud`](super::EmbeddedCloud) is opened.
#[derive(Clone)]
pub struct CloudOptions {
    pub(super) data: PathBuf,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) map_concurrency: NonZeroUsize,
    pub(super) seed: u64,
    pub(super) key: AccessKey,
}

impl CloudOptions {
    /// Over this folder, which is made where it is missing, with the machine's clock. The seed is that of every random
    /// number; two processes over one folder must not have the same one, since names are drawn by it. Requests are
    /// signed with the key `apoyo` and the secret `apoyo-secret`.
    pub fn new(data: impl Into<PathBuf>, seed: u64) -> Self {
        let key = AccessKey { id: "apoyo".to_owned(), secret: "apoyo-secret".to_owned() };
        Self { data: data.into(), clock: Arc::new(TokioClock), map_concurrency: MAP_CONCURRENCY, seed, key }
    }

    /// Folder of the cloud's own files in the data folder; what else serves beside it may keep its files there too.
    pub fn own_folder(&self) -> PathBuf {
        self.data.join(".apoyo")
    }

    /// The only key pair that requests to any of the services may be signed with.
    pub fn credentials(mut self, access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        self.key = AccessKey { id: access_key.into(), secret: secret_key.into() };
        self
    }

    /// Where time comes from, also that which the time of signatures is compared with.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Most children of one Map Run at once; default [`MAP_CONCURRENCY`].
    pub fn map_concurrency(mut self, children: NonZeroUsize) -> Self {
        self.map_concurrency = children;
        self
    }
}
