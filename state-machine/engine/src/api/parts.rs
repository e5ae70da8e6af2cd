use std::num::NonZeroUsize;
use std::sync::Arc;

use crate::arn::Realm;
use crate::clock::Clock;
use crate::objects::ObjectStore;
use crate::store::Store;
use crate::tasks::TaskRunner;

/// Most children of one Map Run at once where [`Parts::map_concurrency`] is not set otherwise: what AWS documents as the
/// most that can run is 10,000; a tenth of it keeps one machine's memory small.
pub const MAP_CONCURRENCY: NonZeroUsize = NonZeroUsize::new(1_000).expect("1,000 is not 0");

/// What an engine is made of.
pub struct Parts {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where histories are kept.
    pub store: Arc<dyn Store>,
    /// Who runs the tasks.
    pub tasks: Arc<dyn TaskRunner>,
    /// What Distributed Maps read and write.
    pub objects: Arc<dyn ObjectStore>,
    /// Region and account in ARNs.
    pub realm: Realm,
    /// Seed of every random number: the seeds of executions, their jitter and the names of unnamed ones.
    pub seed: u64,
    /// Most children of one Map Run at once, also where `MaxConcurrency` allows more.
    pub map_concurrency: NonZeroUsize,
}
