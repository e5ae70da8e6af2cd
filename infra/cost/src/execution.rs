use apoyo_photo::{BatchPlan, Lane, Shards};

use crate::workload::count;
use crate::{CostError, Deployment, Transitions, Workload};

/// One of a month's executions, and how many there are: into what `list` cuts its photos.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Execution {
    /// The lane that it takes; never `auto`.
    pub lane: Lane,
    /// Executions of the month that find photos.
    pub working: f64,
    /// Executions of the month that find none.
    pub empty: f64,
    /// Photos of one execution.
    pub photos: u64,
    /// Photos of the month.
    pub photos_a_month: f64,
    /// Bytes of one photo.
    pub photo_bytes: u64,
    /// Photos of one child.
    pub batch: u64,
    /// Children of one Distributed Map.
    pub children: u64,
    /// Jobs of the array, in the lane `batch`.
    pub shards: u64,
}

impl Execution {
    /// The execution that each of a workload's is like, in this deployment.
    ///
    /// # Errors
    /// When the lane asked for is not deployed.
    pub fn of(workload: &Workload, deployment: &Deployment) -> Result<Self, CostError> {
        let lane = match (workload.lane, deployment.platform()) {
            (Lane::Batch, None) => return Err(CostError::NoBatchLane),
            (Lane::Batch, Some(_)) => Lane::Batch,
            (Lane::Auto, Some(_)) if workload.is_for_batch() => Lane::Batch,
            (Lane::Auto | Lane::Lambda, _) => Lane::Lambda,
        };
        Ok(Self::in_lane(lane, workload))
    }

    fn in_lane(lane: Lane, workload: &Workload) -> Self {
        let working = workload.working();
        let photos = workload.photos_each();
        let batch = BatchPlan::for_largest(workload.photo_bytes).max_items;
        Self {
            lane,
            working: count(working),
            empty: count(workload.empty()),
            photos,
            photos_a_month: count(workload.photos),
            photo_bytes: workload.photo_bytes,
            batch,
            children: photos.div_ceil(batch),
            shards: Shards::for_photos(photos, workload.bytes_each()).count(),
        }
    }

    /// Seconds of a Distributed Map over all children, of which one takes so many seconds.
    pub fn map_seconds(&self, child_seconds: f64) -> f64 {
        count(self.children.div_ceil(Transitions::CHILDREN_AT_ONCE)) * child_seconds
    }

    /// Megabytes (of a million bytes) of one photo.
    pub fn photo_megabytes(&self) -> f64 {
        count(self.photo_bytes) / count(Workload::MEGABYTE)
    }
}

#[cfg(test)]
mod tests {
    use apoyo_stack::Config;

    use super::*;

    fn execution(photos: u64, photo_bytes: u64, executions: u64) -> Execution {
        Execution::in_lane(Lane::Lambda, &Workload { photos, photo_bytes, executions, lane: Lane::Auto })
    }

    #[test]
    fn photos_are_cut_as_the_plan_of_list_cuts_them() {
        let small = execution(1_000, 7_000_000, 30);
        assert_eq!((small.photos, small.batch, small.children), (34, 40, 1));
        let large = execution(30_000, 70_000_000, 30);
        assert_eq!((large.photos, large.batch, large.children, large.shards), (1_000, 4, 250, 7));
    }

    #[test]
    fn executions_beyond_the_photos_find_nothing() {
        let few = execution(2, 7_000_000, 30);
        assert_eq!(
            (few.working.to_string(), few.empty.to_string(), few.photos),
            ("2".into(), "28".into(), 1)
        );
        let none = execution(0, 7_000_000, 30);
        assert_eq!((none.empty.to_string(), none.photos, none.children), ("30".into(), 0, 0));
    }

    #[test]
    fn auto_is_batch_for_very_many_photos_where_there_is_that_lane() {
        let of = |config: &str, photos| {
            let deployment = Deployment::of(Config::read(config).unwrap()).unwrap();
            let wanted = Workload { photos, photo_bytes: 7_000_000, executions: 1, lane: Lane::Auto };
            Execution::of(&wanted, &deployment).unwrap().lane
        };
        let with = "batch: {compute: fargate}";
        let lanes = [of(with, 99_999), of(with, 100_000), of("", 100_000)];
        assert_eq!(lanes, [Lane::Lambda, Lane::Batch, Lane::Lambda]);
    }
}
