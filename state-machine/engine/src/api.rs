//! What callers do with an engine, in the words of the Step Functions API.

mod activity;
mod description;
mod engine;
mod error;
mod fold;
mod handle;
mod history_page;
mod map_run_update;
mod parts;
mod redrive;
mod request;
mod resume;
mod shared;
mod still_due;
mod target;
mod tasks;

pub use activity::ActivityDescription;
pub use description::{
    ChildOf, ExecutionDescription, HistoryOrder, HistoryPage, HistoryRequest, RedriveToken,
    StateMachineDescription,
};
pub use engine::Engine;
pub use error::Error;
pub(crate) use fold::fold;
pub(crate) use handle::Handle;
pub use handle::{Start, Started};
pub use map_run_update::MapRunUpdate;
pub use parts::{MAP_CONCURRENCY, Parts};
pub use redrive::Redrive;
pub use resume::Resumption;
pub(crate) use shared::{Ending, Shared};
pub use target::{Prepared, Revision, Route};
