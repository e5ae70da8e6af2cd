use aws_sdk_sfn::operation::describe_map_run::DescribeMapRunOutput;
use serde::Serialize;

use crate::OperateError;
use crate::error::call;
use crate::site::{Named, Site};

/// How far a Map Run is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MapRunState {
    /// Its ARN.
    pub map_run_arn: String,
    /// Label of its state, as in `Triage`.
    pub label: String,
    /// As Step Functions writes it: `RUNNING`, `SUCCEEDED`, `FAILED` or `ABORTED`.
    pub status: String,
    /// Its items: photos.
    pub items: Counts,
    /// Its child executions: batches of photos.
    pub children: Counts,
    /// How often it was redriven.
    pub redrives: u32,
}

/// Of all items or children, how many are where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of MapRunItemCounts")]
pub struct Counts {
    pub total: i64,
    pub pending: i64,
    pub running: i64,
    pub succeeded: i64,
    pub failed: i64,
    pub timed_out: i64,
    pub aborted: i64,
}

impl Counts {
    /// Those that have ended, well or not.
    pub const fn done(self) -> i64 {
        self.succeeded + self.failed + self.timed_out + self.aborted
    }
}

impl Site {
    /// The Map Runs of an execution, in the order in which they began.
    pub(crate) async fn map_runs(&self, execution: &Named) -> Result<Vec<MapRunState>, OperateError> {
        let mut found = Vec::new();
        let mut next = None;
        loop {
            let request = self.functions.list_map_runs().execution_arn(&execution.arn).set_next_token(next);
            let page = request.send().await.map_err(call("ListMapRuns", execution.name.as_str()))?;
            found.extend(page.map_runs.into_iter().map(|run| (run.start_date, run.map_run_arn)));
            match page.next_token {
                Some(token) => next = Some(token),
                None => break,
            }
        }
        found.sort_by_key(|(start, _)| (start.secs(), start.subsec_nanos()));
        let mut runs = Vec::with_capacity(found.len());
        for (_, arn) in found {
            let sent = self.functions.describe_map_run().map_run_arn(&arn).send().await;
            runs.push(MapRunState::of(&sent.map_err(call("DescribeMapRun", &arn))?));
        }
        Ok(runs)
    }
}

impl MapRunState {
    fn of(run: &DescribeMapRunOutput) -> Self {
        let items = run.item_counts.as_ref().map(|counts| Counts {
            total: counts.total,
            pending: counts.pending,
            running: counts.running,
            succeeded: counts.succeeded,
            failed: counts.failed,
            timed_out: counts.timed_out,
            aborted: counts.aborted,
        });
        let children = run.execution_counts.as_ref().map(|counts| Counts {
            total: counts.total,
            pending: counts.pending,
            running: counts.running,
            succeeded: counts.succeeded,
            failed: counts.failed,
            timed_out: counts.timed_out,
            aborted: counts.aborted,
        });
        Self {
            map_run_arn: run.map_run_arn.clone(),
            label: label_in(&run.map_run_arn).to_owned(),
            status: run.status.as_str().to_owned(),
            items: items.unwrap_or_default(),
            children: children.unwrap_or_default(),
            redrives: run.redrive_count.and_then(|count| count.try_into().ok()).unwrap_or_default(),
        }
    }
}

/// `arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:ID`.
fn label_in(arn: &str) -> &str {
    arn.split(':').nth(6).and_then(|place| place.split_once('/')).map_or(arn, |(_, label)| label)
}
