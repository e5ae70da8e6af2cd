//! What differs between a deployed stack and the one that would be deployed; nothing here asks anybody.

mod entry;
mod property;
mod stacks;

pub use entry::{Entry, Kind, Section};
pub use property::PropertyDifference;
pub use stacks::{StackDifference, StackForm};
