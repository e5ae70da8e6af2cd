use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::api::{ExecutionDescription, RedriveToken};
use crate::arn::Arn;
use crate::execution::Status;
use crate::failure::Failure;
use crate::history::{Event, HistoryEvent, RedrivenBy};
use crate::map_run::MapRunDescription;
use crate::payload::{Payload, maybe_payload};

/// What a store is told.
#[derive(Debug, Clone)]
pub enum Record {
    /// An execution begins; its first event comes after this.
    Opened(Box<ExecutionDescription>),
    /// An event of an execution; one that changes its status changes its description too, see
    /// [`ExecutionDescription::after`].
    Event(Arn, HistoryEvent),
    /// A Map Run as it stands now.
    MapRun(Box<MapRunDescription>),
    /// A child of type EXPRESS has ended.
    Child(Box<StoredChild>),
}

/// A child of a Map Run that has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredChild {
    /// The Map Run.
    pub map_run_arn: Arn,
    /// Its position among the children, from 0.
    pub index: usize,
    /// Items that it worked on.
    pub items: u64,
    /// How often the run had been redriven when this child was begun or redriven last.
    #[serde(default)]
    pub map_run_redrives: u32,
    /// How often it was redriven itself; 0 for type EXPRESS.
    #[serde(default)]
    pub redrive_count: u32,
    /// How many events its history has; 0 for type EXPRESS.
    #[serde(default)]
    pub events: u64,
    /// How it ended.
    pub status: Status,
    /// Its input.
    pub input: Payload,
    /// Its output, where it succeeded.
    #[serde(with = "maybe_payload")]
    pub output: Option<Payload>,
    /// Why it did not succeed.
    pub failure: Option<Failure>,
    /// When it began.
    pub start_date: Timestamp,
    /// When it ended.
    pub stop_date: Timestamp,
}

impl StoredChild {
    /// The child that an execution was, where it was one and has ended.
    pub fn of(execution: &ExecutionDescription) -> Option<Self> {
        let child = execution.child.as_ref()?;
        Some(Self {
            map_run_arn: child.map_run_arn.clone(),
            index: child.index,
            items: child.items,
            map_run_redrives: child.map_run_redrives,
            redrive_count: execution.redrive_count,
            events: execution.events,
            status: execution.status,
            input: execution.input.clone(),
            output: execution.output.clone(),
            failure: execution.failure.clone(),
            start_date: execution.start_date,
            stop_date: execution.stop_date?,
        })
    }
}

impl ExecutionDescription {
    /// The description after an event: another one where the event ends the execution or lets it go on again.
    pub fn after(mut self, event: &HistoryEvent) -> Self {
        let Some(status) = self.status.next(&event.event) else { return self };
        if let Event::ExecutionRedriven { redrive_count, by } = &event.event {
            return self.redriven(event.timestamp, *redrive_count, by);
        }
        if status == Status::Running {
            return self;
        }
        self.status = status;
        self.stop_date = Some(event.timestamp);
        self.events = event.id;
        match &event.event {
            Event::ExecutionSucceeded { output } => self.output = Some(output.clone()),
            Event::ExecutionFailed(failure)
            | Event::ExecutionAborted(failure)
            | Event::ExecutionTimedOut(failure) => self.failure = Some(failure.clone()),
            _ => {}
        }
        self
    }

    fn redriven(mut self, redrive_date: Timestamp, redrive_count: u32, by: &RedrivenBy) -> Self {
        /// Source: `RedriveExecution` in the API model.
        const TOKENS: usize = 10;
        self.status = Status::Running;
        self.stop_date = None;
        self.failure = None;
        self.events = 0;
        self.redrive_count = redrive_count;
        self.redrive_date = Some(redrive_date);
        match (by, &mut self.child) {
            (RedrivenBy::Caller { client_token: Some(client_token) }, _) => {
                self.redrive_tokens.push(RedriveToken { client_token: client_token.clone(), redrive_date });
                let surplus = self.redrive_tokens.len().saturating_sub(TOKENS);
                self.redrive_tokens.drain(..surplus);
            }
            (RedrivenBy::MapRun { redrive_count }, Some(part)) => part.map_run_redrives = *redrive_count,
            _ => {}
        }
        self
    }
}
