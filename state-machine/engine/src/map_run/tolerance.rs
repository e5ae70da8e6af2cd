use super::{Counts, MapRunDescription};
use crate::failure::{Failure, error_name};
use crate::history::MapRunPlan;

/// How many items may fail before the Map Run does.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tolerance {
    count: Option<u64>,
    percentage: Option<f64>,
}

impl Tolerance {
    pub(crate) fn of(plan: &MapRunPlan) -> Self {
        Self { count: plan.tolerated_failure_count, percentage: plan.tolerated_failure_percentage }
    }

    /// That of a run as it was kept, with what an update changed of its plan.
    pub(crate) fn kept(plan: &MapRunPlan, run: &MapRunDescription) -> Self {
        let mut tolerance = Self::of(plan);
        let planned = plan.tolerated_failure_percentage.unwrap_or_default();
        let is_other = run.tolerated_failure_percentage.total_cmp(&planned).is_ne();
        let count = Some(run.tolerated_failure_count);
        tolerance.update(
            count.filter(|count| *count != plan.tolerated_failure_count.unwrap_or_default()),
            is_other.then_some(run.tolerated_failure_percentage),
        );
        tolerance
    }

    /// Sets what is given and leaves the rest.
    pub(crate) fn update(&mut self, count: Option<u64>, percentage: Option<f64>) {
        self.count = count.or(self.count);
        self.percentage = percentage.or(self.percentage);
    }

    /// The failure of the run, where too many items have failed. The percentage is of all items, so it is judged only
    /// once their number is final.
    pub(crate) fn judge(self, items: &Counts, total: Option<u64>) -> Option<Failure> {
        let failed = items.unsuccessful();
        if failed == 0 {
            return None;
        }
        let is_over_count = match (self.count, self.percentage) {
            (None, None) => true,
            (count, _) => count.is_some_and(|most| failed > most),
        };
        #[expect(clippy::cast_precision_loss, reason = "counts of items stay below 2^53")]
        let is_over_percentage = match (self.percentage, total) {
            (Some(most), Some(total)) => failed as f64 * 100.0 > most * total as f64,
            _ => false,
        };
        (is_over_count || is_over_percentage).then(|| {
            Failure::new(
                error_name::EXCEED_TOLERATED_FAILURE_THRESHOLD,
                "The specified tolerated failure threshold was exceeded",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(failed: u64) -> Counts {
        Counts { failed, total: 10, ..Counts::default() }
    }

    #[test]
    fn a_run_fails_when_more_items_fail_than_it_tolerates() {
        let table = [
            (None, None, 0, Some(10), false),
            (None, None, 1, None, true),
            (Some(0), None, 1, None, true),
            (Some(2), None, 2, None, false),
            (Some(2), None, 3, None, true),
            (None, Some(20.0), 2, Some(10), false),
            (None, Some(20.0), 3, Some(10), true),
            (None, Some(20.0), 3, None, false),
            (Some(5), Some(20.0), 3, Some(10), true),
            (Some(1), Some(50.0), 2, None, true),
            (None, Some(100.0), 10, Some(10), false),
        ];
        for (count, percentage, failures, total, fails) in table {
            let judged = Tolerance { count, percentage }.judge(&failed(failures), total);
            assert_eq!(judged.is_some(), fails, "{count:?} {percentage:?} {failures} of {total:?}");
        }
    }
}
