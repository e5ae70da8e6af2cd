use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use apoyo_engine::{Clock, MAP_CONCURRENCY, TokioClock};

/// How an [`EmbeddedCloud`](super::EmbeddedCloud) is opened.
#[derive(Clone)]
pub struct CloudOptions {
    pub(super) data: PathBuf,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) map_concurrency: NonZeroUsize,
    pub(super) seed: u64,
}

impl CloudOptions {
    /// Over this folder, which is made where it is missing, with the machine's clock. The seed is that of every random
    /// number; two processes over one folder must not have the same one, since names are drawn by it.
    pub fn new(data: impl Into<PathBuf>, seed: u64) -> Self {
        Self { data: data.into(), clock: Arc::new(TokioClock), map_concurrency: MAP_CONCURRENCY, seed }
    }

    /// Where time comes from.
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
