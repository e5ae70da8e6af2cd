use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Counts;
use crate::api::ExecutionDescription;
use crate::arn::Arn;
use crate::execution::Status;
use crate::redrivable::Past;

/// A Map Run as `DescribeMapRun` shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapRunDescription {
    /// Its ARN.
    pub map_run_arn: Arn,
    /// The execution that it belongs to.
    pub execution_arn: Arn,
    /// How it stands.
    pub status: Status,
    /// When it began.
    pub start_date: Timestamp,
    /// When it ended.
    pub stop_date: Option<Timestamp>,
    /// Most children at once; 0 for the most that the engine allows.
    pub max_concurrency: u64,
    /// Percentage of items that may fail.
    pub tolerated_failure_percentage: f64,
    /// Number of items that may fail.
    pub tolerated_failure_count: u64,
    /// Its items.
    pub item_counts: Counts,
    /// Its child executions.
    pub execution_counts: Counts,
    /// How often it was redriven.
    #[serde(default)]
    pub redrive_count: u32,
    /// When it was redriven last.
    #[serde(default)]
    pub redrive_date: Option<Timestamp>,
}

impl MapRunDescription {
    /// Whether a child of the run did not succeed and waits to be redriven.
    pub fn is_about_to_redrive(&self, child: &ExecutionDescription) -> bool {
        let is_earlier = child.child.as_ref().is_some_and(|part| {
            part.map_run_arn == self.map_run_arn && part.map_run_redrives < self.redrive_count
        });
        let redriven = self.redrive_date.filter(|_| is_earlier && self.status == Status::Running);
        redriven.is_some_and(|redriven| Past::of(child).refusal(redriven).is_none())
    }

    /// The reply of `DescribeMapRun`; times are seconds since 1970.
    pub fn to_api(&self) -> Value {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds stay below 2^53 for 285,000 years")]
        let seconds = |at: Timestamp| at.as_millisecond() as f64 / 1_000.0;
        let mut shown = json!({
            "mapRunArn": self.map_run_arn,
            "executionArn": self.execution_arn,
            "status": self.status,
            "startDate": seconds(self.start_date),
            "maxConcurrency": self.max_concurrency,
            "toleratedFailurePercentage": self.tolerated_failure_percentage,
            "toleratedFailureCount": self.tolerated_failure_count,
            "itemCounts": self.item_counts,
            "executionCounts": self.execution_counts,
            "redriveCount": self.redrive_count,
        });
        if let Some(members) = shown.as_object_mut() {
            let dates = [("stopDate", self.stop_date), ("redriveDate", self.redrive_date)];
            members
                .extend(dates.into_iter().filter_map(|(name, at)| Some((name.into(), json!(seconds(at?))))));
        }
        shown
    }
}
