//! The photo state machine, built from the steps' own constants; `cargo run -p apoyo-triage` prints it.
//!
//! ```text
//! List --> Any photos? --none--> Nothing to do
//!             `--> Triage: Distributed Map over the manifest, Express children, one batch each
//!             |      { Each photo: Stage -> Claimed? -> Classify -> Verdict? -> Keep | Review | Delete }
//!             `--> Report -> Reconciled? --> Done | Photos failed | Unreconciled
//! ```
//!
//! Every photo of the manifest ends as one [`apoyo_photo::Outcome`], so `listed = kept + review + trash + taken +
//! failed` can be checked; an execution of which the equation does not hold, or with photos that failed, ends FAILED.
//!
//! The Distributed Map has tolerance 0 and no Catch. A failed Map Run is then the execution's own failure, and
//! `RedriveExecution` runs again just those children that failed; with a tolerance the Map Run would end SUCCEEDED, and
//! with a Catch the execution would go on past it, and neither can be redriven.

mod arguments;
mod each_photo;
mod ending;
mod functions;
mod invoke;
mod lambda_lane;
mod machine;
mod names;
mod retries;

pub use ending::ExecutionFailure;
pub use functions::FunctionArns;
pub use machine::{definition, definition_with};
