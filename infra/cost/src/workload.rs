use apoyo_photo::Lane;

/// What is to be sorted in a month.
///
/// To plan one execution, say `executions: 1` and its photos; leave out [`crate::Group::Idle`] of the bill then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Workload {
    /// Photos that arrive.
    pub photos: u64,
    /// Bytes of one photo; all are taken to be of this size.
    pub photo_bytes: u64,
    /// Executions that sort them, each the same share; those beyond the photos find nothing to do.
    pub executions: u64,
    /// Where they are classified; `auto` is what `list` makes of it for the photos of one execution.
    pub lane: Lane,
}

impl Workload {
    /// Bytes of a megabyte as cameras and S3's throughput figures have it.
    pub const MEGABYTE: u64 = 1_000_000;

    /// From so many photos of one execution on, `auto` is the lane `batch` where there is one (`steps/list/src/lane.rs`).
    pub const BATCH_FROM_PHOTOS: u64 = 100_000;
    /// From so many bytes on, likewise.
    pub const BATCH_FROM_BYTES: u64 = 2 * 1000 * 1000 * 1000 * 1000;

    /// Executions that find photos.
    pub fn working(&self) -> u64 {
        self.executions.min(self.photos)
    }

    /// Photos of one execution.
    pub fn photos_each(&self) -> u64 {
        self.photos.div_ceil(self.working().max(1))
    }

    /// Bytes of the photos of one execution.
    pub fn bytes_each(&self) -> u64 {
        self.photos_each().saturating_mul(self.photo_bytes)
    }

    /// Whether `auto` is the lane `batch`, where that is deployed.
    pub fn is_for_batch(&self) -> bool {
        self.photos_each() >= Self::BATCH_FROM_PHOTOS || self.bytes_each() >= Self::BATCH_FROM_BYTES
    }

    /// Executions that find none.
    pub fn empty(&self) -> u64 {
        self.executions - self.working()
    }
}

/// A count as a factor. Exact up to 2^53, and a count beyond that is no bill that anybody pays.
#[expect(clippy::cast_precision_loss, reason = "a bill is not exact beyond 15 digits, and need not be")]
pub(crate) const fn count(number: u64) -> f64 {
    number as f64
}
