//! The interpreter of the Amazon States Language.
//!
//! ```text
//!                    +------------------ pure -------------------+
//! caller --api-->    |  decide(execution, happening) -> NewEvent |
//!   scheduler  ----> |  Execution::apply(event) -> effects       | <---- history, folded after a restart
//!    | clock, store  +-------------------------------------------+
//!    +-> TaskRunner, ObjectStore (async, at the border)
//! ```
//!
//! Architecture invariants: `execution`, `decide`, `states`, `data_flow`, `jsonata`, `jsonpath`, `intrinsic` and `machine` know no clock, network or thread;
//! status changes in [`Execution::apply`] only; every event is stored before its effects are performed; effects may be
//! performed twice.

mod api;
mod arn;
mod clock;
pub mod data_flow;
mod decide;
pub mod execution;
mod failure;
mod history;
pub mod intrinsic;
pub mod jsonata;
pub mod jsonpath;
pub mod machine;
mod map_run;
mod objects;
mod payload;
mod redrivable;
mod scheduler;
mod states;
mod store;
mod task_token;
mod tasks;
mod test_state;

pub use api::{
    ActivityDescription, ChildOf, Engine, Error, ExecutionDescription, HistoryOrder, HistoryPage,
    HistoryRequest, MAP_CONCURRENCY, MapRunUpdate, Parts, Prepared, Redrive, RedriveToken, Resumption,
    Revision, Route, Start, Started, StateMachineDescription,
};
pub use arn::{Arn, Realm};
pub use clock::{Clock, ManualClock, TokioClock};
pub use data_flow::{ExecutionContext, MapItem};
pub use decide::{Happening, NewEvent, decide};
pub use execution::{Effect, Execution, FrameId, IllegalEvent, Origin, Status};
pub use failure::{Failure, error_name};
pub use history::{
    EXPRESS_LIMIT_EVENTS, EntryPlan, Event, HISTORY_LIMIT_EVENTS, HistoryEvent, Integration, MapRunPlan,
    RedrivenBy, ResultTarget, TaskScheduled, TimeLimit,
};
pub use machine::{FlowId, Machine, StateType};
pub use map_run::{Counts, MapRunDescription};
pub use objects::{ByteStream, ListedObject, MemoryObjects, ObjectError, ObjectStore};
pub use payload::{PAYLOAD_LIMIT_BYTES, Payload};
pub use redrivable::RedriveStatus;
pub use scheduler::ActivityTask;
pub use store::{MemoryStore, Record, Store, StoreError, StoredChild};
pub use tasks::{
    Attempt, BatchRunner, FunctionError, InvokeFunction, JobError, LambdaRunner, RunJobs, SubmittedJob,
    TaskRequest, TaskRouter, TaskRunner, function_of,
};
pub use test_state::{
    ErrorDetails, HttpRequest, HttpResponse, InspectionData, MockErrorOutput, MockInput, StateConfiguration,
    TestStateError, TestStateRequest, TestStateResponse, TestStatus, test_state,
};
