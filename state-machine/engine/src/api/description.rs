use std::sync::Arc;

use apoyo_asl::MachineType;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::arn::Arn;
use crate::execution::Status;
use crate::failure::Failure;
use crate::history::HistoryEvent;
use crate::payload::{Payload, maybe_payload};

/// An execution as `DescribeExecution` shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExecutionDescription {
    /// Its ARN.
    pub execution_arn: Arn,
    /// ARN of its state machine.
    pub state_machine_arn: Arn,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub status: Status,
    /// When it began.
    pub start_date: Timestamp,
    /// When it ended.
    pub stop_date: Option<Timestamp>,
    /// Its input.
    pub input: Payload,
    /// Its output, once it has succeeded.
    #[serde(with = "maybe_payload")]
    pub output: Option<Payload>,
    /// Why it did not succeed.
    pub failure: Option<Failure>,
    /// Number of the revision that it runs; 0 where its machine has only one.
    pub revision: u64,
    /// ARN of the version that it runs, where it was started by that or by an alias.
    pub version_arn: Option<Arn>,
    /// ARN of the alias that it was started by.
    pub alias_arn: Option<Arn>,
    /// Trace header that it was started with.
    pub trace_header: Option<Arc<str>>,
    /// What it is in a Map Run, for a child execution.
    pub child: Option<ChildOf>,
    /// How many events its history had when it ended; 0 before.
    #[serde(default)]
    pub events: u64,
    /// How often it was redriven.
    #[serde(default)]
    pub redrive_count: u32,
    /// When it was redriven last.
    #[serde(default)]
    pub redrive_date: Option<Timestamp>,
    /// The client tokens by which it was redriven last, 10 at most, the latest at the end.
    #[serde(default)]
    pub redrive_tokens: Vec<RedriveToken>,
}

/// A client token by which an execution was redriven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedriveToken {
    /// The token.
    pub client_token: Arc<str>,
    /// When it was redriven by it.
    pub redrive_date: Timestamp,
}

/// A child execution's part in its Map Run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildOf {
    /// The Map Run.
    pub map_run_arn: Arn,
    /// Its position among the children, from 0.
    pub index: usize,
    /// Items that it works on.
    pub items: u64,
    /// How often the run had been redriven when this child was begun or redriven last.
    #[serde(default)]
    pub map_run_redrives: u32,
}

/// A state machine as `DescribeStateMachine` shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct StateMachineDescription {
    /// Its ARN.
    pub state_machine_arn: Arn,
    /// Its name.
    pub name: String,
    /// Standard or Express.
    pub machine_type: MachineType,
    /// Its definition, as it was given.
    pub definition: Arc<str>,
    /// ARN of its role.
    pub role_arn: String,
    /// When it was made.
    pub creation_date: Timestamp,
}

/// Which part of a history is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryRequest {
    /// Id of the last event of the page before; 0 for the first page.
    pub after: u64,
    /// Most events in the page, 1 to 1,000.
    pub max_results: usize,
    /// Which events come first.
    pub order: HistoryOrder,
}

/// In which order a history is told: `reverseOrder` of `GetExecutionHistory`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HistoryOrder {
    /// From the start on.
    #[default]
    OldestFirst,
    /// From the latest event back.
    NewestFirst,
}

impl Default for HistoryRequest {
    fn default() -> Self {
        Self { after: 0, max_results: 100, order: HistoryOrder::default() }
    }
}

/// One page of a history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryPage {
    /// Its events, in the order that was asked for.
    pub events: Vec<HistoryEvent>,
    /// [`HistoryRequest::after`] of the next page, where there is one.
    pub next: Option<u64>,
}
