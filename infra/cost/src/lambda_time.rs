use crate::workload::count;
use crate::{Assumptions, Execution, Transitions};

/// How long the steps take, in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StepTimes<'a>(pub(crate) &'a Assumptions);

/// Thumbnails that `report` reads at once (`steps/report/src/thumbnails.rs`).
const THUMBNAILS_AT_ONCE: f64 = 16.0;

impl StepTimes<'_> {
    fn s3(self, calls: f64) -> f64 {
        calls * self.0.s3_milliseconds / 1000.0
    }

    fn transfer(self, megabytes: f64) -> f64 {
        megabytes / self.0.s3_megabytes_per_second
    }

    /// A safe move: four calls, and the time that S3 copies.
    pub(crate) fn safe_move(self, execution: &Execution) -> f64 {
        self.s3(4.0) + self.transfer(execution.photo_megabytes())
    }

    /// Reading a photo, looking at it on one vCPU, writing its thumbnail.
    pub(crate) fn classify(self, execution: &Execution) -> f64 {
        let megabytes = execution.photo_megabytes();
        let core = self.0.network_milliseconds + self.0.decode_milliseconds_per_megabyte * megabytes;
        self.s3(2.0) + self.transfer(megabytes) + core * self.0.vcpu_slowness / 1000.0
    }

    /// Listing page by page, writing the manifest.
    pub(crate) fn list(self, photos: u64) -> f64 {
        self.s3(3.0 + count(photos.div_ceil(1000)))
    }

    /// Reading results and the thumbnails that are shown, writing three reports.
    pub(crate) fn report(self, photos: u64) -> f64 {
        let thumbnails = count(photos.min(800));
        self.s3(7.0 + (thumbnails / THUMBNAILS_AT_ONCE).ceil())
    }

    /// A child that does something with each photo of its batch, so many seconds and states long, a few at once.
    pub(crate) fn child(self, execution: &Execution, seconds: f64, states: f64) -> f64 {
        let photos = execution.batch.min(execution.photos);
        let rounds = count(photos.div_ceil(Transitions::PHOTOS_AT_ONCE));
        rounds * (seconds + states * self.0.state_milliseconds / 1000.0)
    }
}
