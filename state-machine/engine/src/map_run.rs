//! A Map Run: the children of a Distributed Map, from the items that it reads to the results that it writes.
//!
//! ```text
//! ObjectStore -> reader -> ItemSelector -> batcher -> (permit) -> child execution -> writer -> ObjectStore
//! ```
//! A permit is taken for a child before it is made and given back when its result is written, so at no time are there
//! more items, children or results in memory than the concurrency allows.

mod batcher;
mod counts;
mod description;
mod done;
mod earlier;
mod feeder;
mod preview;
mod reader;
mod result_file;
mod run_id;
mod tolerance;
mod writer;

pub use counts::Counts;
pub use description::MapRunDescription;
pub(crate) use done::Done;
pub(crate) use earlier::{AgainChild, EarlierChildren, Fate};
pub(crate) use feeder::{ChildInput, Feed, Feeder, Outlet};
pub(crate) use preview::items_of;
pub(crate) use result_file::{OUTPUT_CONFIG, records};
pub(crate) use run_id::RunId;
pub(crate) use tolerance::Tolerance;
pub(crate) use writer::{ChildResult, Entry, PendingChild, ResultWriter};
