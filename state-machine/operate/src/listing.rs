use aws_sdk_sfn::types::{ExecutionListItem, ExecutionStatus};
use jiff::Timestamp;
use serde::Serialize;

use crate::error::call;
use crate::machine::told_with_existing;
use crate::moment::moment;
use crate::{OperateError, Site};

/// Which executions are listed.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// Only those of this status; default all.
    pub status: Option<ExecutionStatus>,
    /// Only those that started at this moment or later; default all.
    pub since: Option<Timestamp>,
    /// At most so many, the newest; default all.
    pub limit: Option<usize>,
}

/// One execution of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecutionLine {
    /// Its ARN.
    pub execution_arn: String,
    /// Its name.
    pub name: String,
    /// As Step Functions writes it: `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED` or `PENDING_REDRIVE`.
    pub status: String,
    /// When it started.
    pub started: Timestamp,
    /// When it ended; absent while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// How often it was redriven.
    pub redrives: u32,
}

impl Site {
    /// The executions of the state machine, the newest first.
    ///
    /// # Errors
    /// When the machine is not there, or Step Functions does not answer or refuses.
    pub async fn list(&self, filter: &ListFilter) -> Result<Vec<ExecutionLine>, OperateError> {
        let limit = filter.limit.unwrap_or(usize::MAX);
        let mut found = Vec::new();
        let mut next = None;
        loop {
            let request = self.functions.list_executions().state_machine_arn(self.machine.to_string());
            // Pages of 1,000 at most; fewer where fewer are wanted.
            let page_size = i32::try_from((limit - found.len()).min(1000)).unwrap_or(1000);
            let request = request.set_status_filter(filter.status.clone()).set_next_token(next);
            let sent = request.max_results(page_size).send().await;
            let page = match sent.map_err(call("ListExecutions", self.machine.name())) {
                Ok(page) => page,
                Err(error) => return Err(told_with_existing(&self.functions, &self.machine, error).await),
            };
            for item in page.executions() {
                let line = ExecutionLine::of(item);
                // They come with the newest first: what follows is older still.
                if found.len() == limit || filter.since.is_some_and(|since| line.started < since) {
                    return Ok(found);
                }
                found.push(line);
            }
            match page.next_token {
                Some(token) if found.len() < limit => next = Some(token),
                _ => return Ok(found),
            }
        }
    }
}

impl ExecutionLine {
    fn of(item: &ExecutionListItem) -> Self {
        Self {
            execution_arn: item.execution_arn.clone(),
            name: item.name.clone(),
            status: item.status.as_str().to_owned(),
            started: moment(&item.start_date),
            ended: item.stop_date.as_ref().map(moment),
            redrives: item.redrive_count.and_then(|count| count.try_into().ok()).unwrap_or_default(),
        }
    }
}
