//! What callers do with an engine, in the words of the Step Functions API.

mod description;
mod engine;
mod error;
mod history_page;
mod parts;
mod request;
mod shared;

pub use description::{
    ExecutionDescription, HistoryOrder, HistoryPage, HistoryRequest, StateMachineDescription,
};
pub use engine::{Engine, Started};
pub use error::Error;
pub use parts::{MAP_CONCURRENCY, Parts};
pub(crate) use shared::{Ending, Shared};
