use std::time::Duration;

use aws_sdk_sfn::types::ExecutionStatus;
use serde::Serialize;

use crate::site::Named;
use crate::stop::is_under_way;
use crate::{ExecutionRef, MapRunState, OperateError, Pause, PhotoCounts, Site};

/// Between two questions: Step Functions answers `DescribeMapRun` once a second without end.
const BETWEEN: Duration = Duration::from_secs(1);

/// Questions in a row that may stay without an answer, after which nobody is there; the SDK has asked three times for each.
const MOST_UNANSWERED: u32 = 10;

/// How far an execution is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Its ARN.
    pub execution_arn: String,
    /// Its name.
    pub name: String,
    /// As Step Functions writes it.
    pub status: String,
    /// The state that it entered last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Its Map Runs.
    pub map_runs: Vec<MapRunState>,
}

/// How an execution ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ended {
    /// Its ARN.
    pub execution_arn: String,
    /// Its name.
    pub name: String,
    /// As Step Functions writes it.
    pub status: String,
    /// Error name, where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Error message, where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// Its output, as JSON text, where it succeeded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// The photos by their ending, from the report; absent where there is no report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photos: Option<PhotoCounts>,
}

impl Ended {
    /// Whether it succeeded.
    pub fn is_success(&self) -> bool {
        self.status == ExecutionStatus::Succeeded.as_str()
    }
}

impl Site {
    /// Waits for the end of an execution, and tells each time that something of it has changed.
    ///
    /// # Errors
    /// When it is not there, or Step Functions refuses or stays without an answer. A question that stays without one is
    /// asked again: the network of a laptop may go and come back while an execution takes hours.
    pub async fn watch(
        &self,
        wanted: &ExecutionRef,
        pause: &impl Pause,
        mut tell: impl FnMut(&Snapshot),
    ) -> Result<Ended, OperateError> {
        let execution = self.named(wanted).await?;
        let mut told = None;
        let mut unanswered = 0;
        loop {
            match self.snapshot(&execution).await {
                Ok((status, snapshot)) => {
                    unanswered = 0;
                    if told.as_ref() != Some(&snapshot) {
                        tell(&snapshot);
                        told = Some(snapshot);
                    }
                    if !is_under_way(&status) {
                        return self.ended(&execution).await;
                    }
                }
                Err(error) if passes(&error) && told.is_some() && unanswered < MOST_UNANSWERED => {
                    unanswered += 1;
                }
                Err(error) => return Err(error),
            }
            pause.pause(BETWEEN).await;
        }
    }

    async fn snapshot(&self, execution: &Named) -> Result<(ExecutionStatus, Snapshot), OperateError> {
        let status = self.describe(execution).await?.status;
        let events = self.last_events(execution, 20).await?;
        let entered = events.into_iter().find_map(|event| event.state_entered_event_details);
        let snapshot = Snapshot {
            execution_arn: execution.arn.clone(),
            name: execution.name.to_string(),
            status: status.as_str().to_owned(),
            state: entered.map(|entered| entered.name),
            map_runs: self.map_runs(execution).await?,
        };
        Ok((status, snapshot))
    }

    async fn ended(&self, execution: &Named) -> Result<Ended, OperateError> {
        let described = self.describe(execution).await?;
        let photos = self.reported(execution).await?.map(|(photos, _)| photos);
        Ok(Ended {
            execution_arn: execution.arn.clone(),
            name: execution.name.to_string(),
            status: described.status.as_str().to_owned(),
            error: described.error,
            cause: described.cause,
            output: described.output,
            photos,
        })
    }
}

/// Whether the same question may have an answer later.
fn passes(error: &OperateError) -> bool {
    match error {
        OperateError::Call { fault: crate::Fault::NoAnswer(_), .. } => true,
        _ => matches!(error.code(), Some("ThrottlingException" | "ServiceUnavailable" | "InternalFailure")),
    }
}
