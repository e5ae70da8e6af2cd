use std::sync::Arc;

use tokio::sync::Semaphore;

use super::Scheduler;
use crate::api::MapRunUpdate;
use crate::arn::Arn;

impl Scheduler {
    /// Changes a Map Run that works; gives back whether it did.
    pub(super) fn update_map_run(&mut self, map_run: &Arn, update: MapRunUpdate) -> bool {
        let most = self.parts.map_concurrency.get();
        let Some(run) = self.map_runs.get_mut(map_run) else { return false };
        let MapRunUpdate { max_concurrency, tolerated_failure_count, tolerated_failure_percentage } = update;
        let before = run.description.borrow().max_concurrency;
        run.description.send_modify(|description| {
            description.max_concurrency = max_concurrency.unwrap_or(before);
            description.tolerated_failure_count =
                tolerated_failure_count.unwrap_or(description.tolerated_failure_count);
            description.tolerated_failure_percentage =
                tolerated_failure_percentage.unwrap_or(description.tolerated_failure_percentage);
        });
        run.tolerance.update(tolerated_failure_count, tolerated_failure_percentage);
        if let Some(wanted) = max_concurrency {
            resize(&run.permits, (permits(before, most), permits(wanted, most)));
        }
        self.stage_map_run(map_run);
        self.judge(map_run);
        true
    }
}

/// Children at once for this `MaxConcurrency`, where the engine allows `most`.
pub(super) fn permits(max_concurrency: u64, most: usize) -> usize {
    match usize::try_from(max_concurrency).unwrap_or(usize::MAX) {
        0 => most,
        wanted => wanted.min(most),
    }
}

/// Lets more children run at once, or takes permits away as children give them back: the queue of a semaphore is fair,
/// so the feeder gets none meanwhile.
fn resize(permits: &Arc<Semaphore>, (before, after): (usize, usize)) {
    if after >= before {
        return permits.add_permits(after - before);
    }
    let fewer = u32::try_from(before - after).unwrap_or(u32::MAX);
    let permits = Arc::clone(permits);
    tokio::spawn(async move {
        // A run that has ended has closed them.
        if let Ok(taken) = permits.acquire_many_owned(fewer).await {
            taken.forget();
        }
    });
}
