//! Replay: a failed execution run again.
//!
//! ```text
//! ended how? --SUCCEEDED--> nothing to do
//!   |-- redrivable, and not in a Fail state --> RedriveExecution
//!   '-- else --> new execution over what is unfinished: its keys, or all that waits where they are too many
//! ```
//! **A Fail state is entered again by a redrive, and fails again**
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html>), so an execution that ended in `Photos
//! failed` is never redriven: its Map Run succeeded, and only a new execution takes its photos up.

mod decide;
mod name;
mod unfinished;

use aws_sdk_sfn::operation::describe_execution::DescribeExecutionOutput;
use aws_sdk_sfn::types::ExecutionStatus;
use jiff::Timestamp;
use serde::Serialize;

use self::decide::Way;
use self::unfinished::Unfinished;
use crate::error::call;
use crate::site::Named;
use crate::stop::is_under_way;
use crate::{ExecutionRef, ListFilter, OperateError, Site, StartOptions, StartText};

/// What a replay did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Replay {
    /// ARN of the execution that was replayed.
    pub execution_arn: String,
    /// Its name.
    pub name: String,
    /// How it had ended.
    pub was: String,
    /// What was done.
    #[serde(flatten)]
    pub action: ReplayAction,
}

/// How an execution was replayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "action", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ReplayAction {
    /// It goes on from where it failed.
    Redriven,
    /// A new execution does what it left.
    Started {
        /// ARN of the new one.
        started_arn: String,
        /// Name of the new one.
        started_name: String,
        /// What the new one takes.
        over: ReplayOver,
        /// Why it was not redriven.
        instead_of_redrive: String,
    },
    /// An earlier replay started a new execution.
    ReplayedBefore {
        /// ARN of that one.
        started_arn: String,
        /// Name of that one.
        started_name: String,
        /// What became of it, as Step Functions writes it.
        status: String,
    },
    /// Nothing of it is unfinished.
    Nothing {
        /// Why.
        why: String,
    },
}

/// What a new execution takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "over", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ReplayOver {
    /// The unfinished photos, by their keys.
    Keys {
        /// How many.
        photos: usize,
    },
    /// All that waits, and the unfinished photos with it: they are too many to name.
    AllThatWaits {
        /// How many are unfinished.
        photos: usize,
    },
    /// The same as the first: that one listed nothing yet.
    SameInput,
}

impl Site {
    /// Replays an execution; the same call again does nothing more.
    ///
    /// # Errors
    /// When it has not ended, is not there, or Step Functions or S3 does not answer or refuses.
    pub async fn replay(&self, wanted: &ExecutionRef) -> Result<Replay, OperateError> {
        let execution = self.named(wanted).await?;
        let described = self.describe(&execution).await?;
        let action = self.replay_ended(&execution, &described).await?;
        Ok(Replay {
            was: described.status.as_str().to_owned(),
            name: execution.name.to_string(),
            execution_arn: execution.arn,
            action,
        })
    }

    /// Replays every execution that failed or timed out since some moment, the oldest first; those that people stopped
    /// stay as they are.
    ///
    /// # Errors
    /// As [`Site::replay`]; those replayed before the error stay so.
    pub async fn replay_failed(&self, since: Timestamp) -> Result<Vec<Replay>, OperateError> {
        let mut failed = Vec::new();
        for status in [ExecutionStatus::Failed, ExecutionStatus::TimedOut] {
            let filter = ListFilter { status: Some(status), since: Some(since), limit: None };
            failed.extend(self.list(&filter).await?);
        }
        failed.sort_by(|a, b| (a.started, &a.name).cmp(&(b.started, &b.name)));
        let mut replays = Vec::with_capacity(failed.len());
        for line in failed {
            replays.push(self.replay(&line.execution_arn.parse()?).await?);
        }
        Ok(replays)
    }

    async fn replay_ended(
        &self,
        execution: &Named,
        described: &DescribeExecutionOutput,
    ) -> Result<ReplayAction, OperateError> {
        if is_under_way(&described.status) {
            let (name, status) = (execution.name.to_string(), described.status.as_str().to_owned());
            return Err(OperateError::NotEnded { name, status, action: "replay takes" });
        }
        if described.status == ExecutionStatus::Succeeded {
            return Ok(ReplayAction::Nothing { why: "it succeeded".to_owned() });
        }
        let instead = match decide::way(described, &self.last_events(execution, 2).await?) {
            Way::Redrive => match self.redrive(execution).await? {
                None => return Ok(ReplayAction::Redriven),
                Some(refused) => refused,
            },
            Way::Anew { why } => why,
        };
        self.start_anew(execution, described, instead).await
    }

    /// `None` where the execution goes on; else why Step Functions refuses.
    async fn redrive(&self, execution: &Named) -> Result<Option<String>, OperateError> {
        let sent = self.functions.redrive_execution().execution_arn(&execution.arn).send().await;
        match sent.map_err(call("RedriveExecution", execution.name.as_str())) {
            Ok(_) => Ok(None),
            Err(error) if error.code() == Some("ExecutionNotRedrivable") => Ok(Some(error.to_string())),
            Err(error) => Err(error),
        }
    }

    async fn start_anew(
        &self,
        execution: &Named,
        described: &DescribeExecutionOutput,
        instead_of_redrive: String,
    ) -> Result<ReplayAction, OperateError> {
        let unfinished = self.unfinished(&execution.name).await?;
        if unfinished == Unfinished::Nothing {
            let why = "every photo that it listed has its outcome, or is with another execution".to_owned();
            return Ok(ReplayAction::Nothing { why });
        }
        let first = described.input.as_deref().unwrap_or("{}");
        let (input, over) = unfinished.input(first);
        let name = name::of_replay(&execution.name);
        let options = StartOptions { input: StartText::read(&input, "input")?, name: Some(name.clone()) };
        match self.start(&options).await {
            Ok(started) => Ok(ReplayAction::Started {
                started_arn: started.execution_arn,
                started_name: started.name,
                over,
                instead_of_redrive,
            }),
            Err(OperateError::NameTaken { .. }) => {
                let replay = self.of_name(name);
                let status = self.describe(&replay).await?.status.as_str().to_owned();
                let started_name = replay.name.to_string();
                Ok(ReplayAction::ReplayedBefore { started_arn: replay.arn, started_name, status })
            }
            Err(error) => Err(error),
        }
    }
}
