//! What is to happen, from the book and a request, a report or the time. Pure: nothing is changed here.

mod container;
pub(crate) mod definitions;
mod dependencies;
mod ending;
pub(crate) mod environments;
mod keeping;
mod overrides;
mod parameters;
mod progress;
mod quantity;
pub(crate) mod queues;
mod refusal;
pub(crate) mod request;
mod retry;
pub(crate) mod stopping;
mod submission;
pub(crate) mod tags;

pub(crate) use ending::ended;
pub(crate) use keeping::forgotten;
pub(crate) use progress::{follow_ups, starts};
pub(crate) use refusal::Refusal;
pub(crate) use submission::submit;
