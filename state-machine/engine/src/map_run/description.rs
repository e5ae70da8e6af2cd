use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Counts;
use crate::arn::Arn;
use crate::execution::Status;

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
}

impl MapRunDescription {
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
            "itemCounts": counts(&self.item_counts),
            "executionCounts": counts(&self.execution_counts),
            "redriveCount": 0,
        });
        if let (Some(stop), Some(members)) = (self.stop_date, shown.as_object_mut()) {
            members.insert("stopDate".into(), json!(seconds(stop)));
        }
        shown
    }
}

fn counts(counts: &Counts) -> Value {
    let mut shown = json!(counts);
    if let Some(members) = shown.as_object_mut() {
        members.extend([("failuresNotRedrivable".into(), json!(0)), ("pendingRedrive".into(), json!(0))]);
    }
    shown
}
