use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::api::ExecutionDescription;
use crate::arn::Arn;
use crate::execution::Status;
use crate::failure::Failure;
use crate::history::{Event, HistoryEvent};
use crate::map_run::MapRunDescription;
use crate::payload::{Payload, maybe_payload};

/// What a store is told.
#[derive(Debug, Clone)]
pub enum Record {
    /// An execution begins; its first event comes after this.
    Opened(Box<ExecutionDescription>),
    /// An event of an execution; one that ends it ends its description too, see [`ExecutionDescription::after`].
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
    /// The description after an event: another one where the event ends the execution.
    pub fn after(mut self, event: &HistoryEvent) -> Self {
        let Some(status) = self.status.next(&event.event).filter(|status| *status != Status::Running) else {
            return self;
        };
        self.status = status;
        self.stop_date = Some(event.timestamp);
        match &event.event {
            Event::ExecutionSucceeded { output } => self.output = Some(output.clone()),
            Event::ExecutionFailed(failure)
            | Event::ExecutionAborted(failure)
            | Event::ExecutionTimedOut(failure) => self.failure = Some(failure.clone()),
            _ => {}
        }
        self
    }
}
