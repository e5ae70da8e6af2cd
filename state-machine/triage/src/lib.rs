//! The photo state machine, built from the steps' own constants; `cargo run -p apoyo-triage` prints it.
//!
//! ```text
//! List --> Any photos? --none--> Nothing to do
//!             |--lane lambda--> Triage: Distributed Map over the manifest, Express children, one batch each
//!             |                   { Each photo: Stage -> Claimed? -> Classify -> Verdict? -> Keep | Review | Delete }
//!             |--lane batch---> Stage all: Distributed Map over the manifest { Each listed photo: Stage one }
//!             |                 Classify all: one array job in AWS Batch, a shard each
//!             |                 Settle all: Distributed Map over the shards' files
//!             |                   { Each classified photo: Which verdict? -> Keep one | Review one | Delete one }
//!             `--> Report -> Reconciled? --> Done | Photos failed | Unreconciled
//! ```
//!
//! Every photo of the manifest ends as one [`apoyo_photo::Outcome`], so `listed = kept + review + trash + taken +
//! failed` can be checked; an execution of which the equation does not hold, or with photos that failed, ends FAILED.
//!
//! The Distributed Maps have tolerance 0 and no Catch, nor has the job. A failed Map Run is then the execution's own failure, and
//! `RedriveExecution` runs again just those children that failed; with a tolerance the Map Run would end SUCCEEDED, and
//! with a Catch the execution would go on past it, and neither can be redriven.

mod arguments;
mod batch_lane;
mod calls;
mod each_photo;
mod ending;
mod failure;
mod fan_out;
mod functions;
mod invoke;
mod job;
mod lambda_lane;
mod machine;
mod names;
mod retries;
mod settle;
mod stage;

pub use calls::Calls;
pub use ending::ExecutionFailure;
pub use functions::FunctionArns;
pub use job::Job;
pub use machine::{definition, definition_with};
