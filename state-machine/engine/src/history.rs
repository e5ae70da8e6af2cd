//! What happened in an execution, in Step Functions' event types: the record itself, and how `GetExecutionHistory` shows it.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html>.

mod event;
mod plan;
mod task;
mod view;

pub use event::{Event, HistoryEvent};
pub use plan::{EntryPlan, MapRunPlan, RedrivenBy, ResultTarget};
pub use task::{Integration, TaskScheduled, TimeLimit};

/// Most events that the history of a Standard execution may have.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>.
pub const HISTORY_LIMIT_EVENTS: u64 = 25_000;

/// Most events of an Express execution: a limit of ours, well above what the service gets done in the five minutes that it
/// allows, since a loop without a Wait does a million events in two seconds here.
pub const EXPRESS_LIMIT_EVENTS: u64 = 500_000;
