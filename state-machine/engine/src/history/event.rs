use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{EntryPlan, Integration, MapRunPlan, RedrivenBy, TaskScheduled, TimeLimit};
use crate::arn::Arn;
use crate::execution::FrameId;
use crate::failure::Failure;
use crate::machine::StateType;
use crate::payload::Payload;

/// One event of an execution. Written with serde it is the stored record, from which the execution can be folded again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryEvent {
    /// Position in the history, from 1.
    pub id: u64,
    /// The event that led to this one; 0 for none.
    pub previous_event_id: u64,
    /// When it happened.
    pub timestamp: Timestamp,
    /// The flow in which it happened; not shown by AWS.
    pub frame: FrameId,
    /// What happened.
    pub event: Event,
}

impl Event {
    /// Whether its execution has another status after it: it ended, or it goes on again.
    pub fn changes_status(&self) -> bool {
        matches!(
            self,
            Self::ExecutionSucceeded { .. }
                | Self::ExecutionFailed(_)
                | Self::ExecutionAborted(_)
                | Self::ExecutionTimedOut(_)
                | Self::ExecutionRedriven { .. }
        )
    }
}

/// What happened. Names are those of AWS's event types; `State` stands for the type of the state, so `StateEntered` of a
/// `Pass` state is `PassStateEntered`.
///
/// Members marked "ours" are kept in the record and not shown: a fold needs them, AWS does not tell them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The execution began.
    ExecutionStarted {
        /// Its input.
        input: Payload,
        /// ARN of its role.
        role_arn: Arc<str>,
        /// Ours: seed of its random numbers.
        seed: u64,
    },
    /// The execution reached its end.
    ExecutionSucceeded {
        /// Its output.
        output: Payload,
    },
    /// The execution failed.
    ExecutionFailed(Failure),
    /// The execution was stopped.
    ExecutionAborted(Failure),
    /// The execution took too long.
    ExecutionTimedOut(Failure),
    /// An execution that did not succeed goes on where it did not.
    ExecutionRedriven {
        /// How often it was redriven, this time included.
        redrive_count: u32,
        /// Ours: who wanted it.
        by: RedrivenBy,
    },
    /// A state was entered.
    StateEntered {
        /// Type of the state.
        state_type: StateType,
        /// Its name.
        name: Arc<str>,
        /// Its input.
        input: Payload,
        /// Ours: what entering it decided.
        plan: EntryPlan,
    },
    /// A state was left.
    StateExited {
        /// Type of the state.
        state_type: StateType,
        /// Its name.
        name: Arc<str>,
        /// Its output.
        output: Payload,
        /// Variables that it assigned.
        assigned: Vec<(Arc<str>, Payload)>,
        /// Ours: the state that follows; none at the end of the flow.
        next: Option<Arc<str>>,
    },
    /// A field of a state could not be computed.
    EvaluationFailed {
        /// `States.QueryEvaluationError` and the sentence.
        failure: Failure,
        /// The field.
        location: Arc<str>,
        /// Name of the state.
        state: Arc<str>,
    },
    /// A task was handed to its service: `TaskScheduled` or `LambdaFunctionScheduled`.
    TaskScheduled(Box<TaskScheduled>),
    /// The service began.
    TaskStarted(Integration),
    /// A worker took the task of an activity.
    ActivityStarted {
        /// The name that the worker gave itself.
        worker_name: Option<Arc<str>>,
    },
    /// The task could not be handed to whoever should run it.
    TaskScheduleFailed {
        /// Who should have run it.
        integration: Integration,
        /// Why not.
        failure: Failure,
    },
    /// The service took the task over, which waits for more than that: `.sync` and `.waitForTaskToken`.
    TaskSubmitted {
        /// Who runs it.
        integration: Integration,
        /// The reply of the call.
        output: Payload,
    },
    /// The service did not take over a task that waits for more than that.
    TaskSubmitFailed {
        /// Who should have run it.
        integration: Integration,
        /// Why not.
        failure: Failure,
    },
    /// The task gave a result.
    TaskSucceeded {
        /// Who ran it.
        integration: Integration,
        /// Its result.
        output: Payload,
    },
    /// The task failed.
    TaskFailed {
        /// Who ran it.
        integration: Integration,
        /// Why.
        failure: Failure,
    },
    /// The task took too long.
    TaskTimedOut {
        /// Who ran it.
        integration: Integration,
        /// `States.Timeout`.
        failure: Failure,
        /// Ours: which time was over.
        limit: TimeLimit,
    },
    /// A `Map` state knows its items.
    MapStateStarted {
        /// How many there are; 0 where an `ItemReader` reads them.
        length: usize,
        /// Ours: the items of an inline Map, and how many may be worked on at once.
        items: Payload,
        /// Ours: most iterations at once.
        concurrency: usize,
    },
    /// All items of a `Map` state are done.
    MapStateSucceeded,
    /// A `Map` state failed.
    MapStateFailed,
    /// An iteration of an inline Map began.
    MapIterationStarted {
        /// Name of the `Map` state.
        name: Arc<str>,
        /// Position of the item.
        index: usize,
        /// Ours: its input.
        input: Payload,
    },
    /// An iteration reached its end.
    MapIterationSucceeded {
        /// Name of the `Map` state.
        name: Arc<str>,
        /// Position of the item.
        index: usize,
    },
    /// An iteration failed.
    MapIterationFailed {
        /// Name of the `Map` state.
        name: Arc<str>,
        /// Position of the item.
        index: usize,
        /// Ours: why.
        failure: Failure,
    },
    /// An iteration was ended because another one failed.
    MapIterationAborted {
        /// Name of the `Map` state.
        name: Arc<str>,
        /// Position of the item.
        index: usize,
    },
    /// The branches of a `Parallel` state began.
    ParallelStateStarted {
        /// Ours: input of each branch.
        input: Payload,
    },
    /// All branches are done.
    ParallelStateSucceeded,
    /// A `Parallel` state failed.
    ParallelStateFailed {
        /// Ours: why, where no other event says so.
        failure: Failure,
    },
    /// A Distributed Map began its Map Run.
    MapRunStarted {
        /// ARN of the run.
        map_run_arn: Arn,
        /// Ours: what it does.
        plan: Arc<MapRunPlan>,
    },
    /// The Map Run is done.
    MapRunSucceeded {
        /// Ours: the result of the state.
        result: Payload,
    },
    /// The Map Run failed.
    MapRunFailed(Failure),
    /// A Map Run that did not succeed goes on.
    MapRunRedriven {
        /// ARN of the run.
        map_run_arn: Arn,
        /// How often it was redriven, this time included.
        redrive_count: u32,
    },
}
