//! The API of a service as data: its operations, and the names and types of what they take and give.
//!
//! The tables in `models/` are written by `models/generate` from the API models that AWS publishes.

mod catalogue;
mod operation;
mod shape;
mod typed;

pub(crate) use catalogue::{Model, Protocol, models, named};
pub(crate) use operation::Operation;
pub(crate) use shape::{Location, Member, Shape, Structure, TimestampFormat};
pub(crate) use typed::Typed;
