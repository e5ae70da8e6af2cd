//! Text -> JSON -> the types, with every fault and its exact place.

mod document;
mod fields;
mod flow;
mod lists;
mod problems;
mod template;

pub(crate) use fields::Fields;
