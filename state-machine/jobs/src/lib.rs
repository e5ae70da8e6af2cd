//! AWS Batch of the embedded cloud: jobs and array jobs as processes of this machine.
//!
//! ```text
//!                    +------------------- pure -------------------+
//! SubmitJob, ... --> |  decide(book, request) -> events           |
//! processes ------>  |  Book::apply(event) -> effects             | <---- journal, folded after a restart
//!   clock  ------->  +--------------------------------------------+
//!     Desk (the one loop): decide, record, apply, then act: start a process, send it a signal
//! ```
//!
//! A job's image is not run: its command is, as a process with the variables that Batch sets and those of the job, and with
//! nothing of this process's environment but where programs and the home folder are.
//!
//! Architecture invariants: `model` and `decide` know no clock, network, process or file; status changes in `Book::apply`
//! only; every event is on disk before its effects are performed and before a call is answered.

mod act;
mod api;
mod decide;
mod desk;
mod http;
mod model;
mod photo_worker;
mod record;
mod section;

pub use act::{
    Launch, LocalProcesses, ProcessExit, ProcessIdentity, ProcessSignal, Processes, Report, Reports,
};
pub use api::{ApiFault, OPERATIONS};
pub use desk::{Jobs, JobsOptions, OpenError};
pub use http::{BODY_LIMIT_BYTES, JobsService};
pub use model::{Event, JobId, JobKey, JobStatus};
pub use photo_worker::PhotoWorker;
pub use record::{Journal, JournalError, SqliteJournal};
pub use section::{
    AttemptCount, DeclaredCommand, DeclaredDefinition, DeclaredQueue, JobsSection, Mebibytes, QueuePriority,
    ResourceName, TimeoutSeconds, VariableName, VcpuCount,
};
