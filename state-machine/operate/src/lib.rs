//! Operating executions: plan, start, list, show, watch, stop, replay, undo and audit; the same against AWS and the embedded
//! cloud.
//!
//! ```text
//! environment, names --connect--> Site { Step Functions, state machine, photo bucket, folders }
//!   plan    what an execution would take          start, list, show, watch, stop    Step Functions, and the report's totals
//!   replay  redrive, or a new execution           undo    report -> safe moves       audit   bucket against all reports
//! ```
//!
//! Architecture invariants: no clock but what the caller hands in ([`Pause`], a time now). Photos move by the safe move of
//! `apoyo_bucket` and in no other way; nothing here deletes one. Records and reports are read, never written. What is known
//! of photos comes from manifests and reports, line by line, and from the bucket's own listing.

mod age;
mod audit;
mod connect;
mod error;
mod execution_ref;
mod failures;
mod history;
mod input;
mod listing;
mod machine;
mod map_runs;
mod moment;
mod pause;
mod photo_counts;
mod plan;
mod records;
mod replay;
mod show;
mod site;
mod start;
mod stop;
mod undo;
mod watch;

pub use age::{Age, InvalidAge};
pub use audit::{Audit, AuditOptions, Finding, FindingKind, Objects, Sums};
pub use connect::{connect, has_own_endpoint};
pub use error::{Fault, OperateError};
pub use execution_ref::{ExecutionRef, InvalidExecutionRef};
pub use failures::FailureGroup;
pub use history::{StatePassed, Trouble};
pub use input::{InvalidInput, StartText};
pub use listing::{ExecutionLine, ListFilter};
pub use machine::find_machine;
pub use map_runs::{Counts, MapRunState};
pub use pause::Pause;
pub use photo_counts::PhotoCounts;
pub use plan::{CostLine, ExpectedPhase, PlanFacts, PlanOptions};
pub use replay::{Replay, ReplayAction, ReplayOver};
pub use show::ExecutionFacts;
pub use site::Site;
pub use start::{StartOptions, Started};
pub use stop::Stopped;
pub use undo::{Left, LeftReason, PutBack, Undo, UndoOptions};
pub use watch::{Ended, Snapshot};
