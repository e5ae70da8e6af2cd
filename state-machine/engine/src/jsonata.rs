//! `JSONata` as Step Functions speaks it: compiled once, evaluated synchronously, its errors in AWS's words.
//!
//! The values of the `jsonata-core` crate cannot cross threads, so each thread has one evaluator and no value of it
//! leaves this module. Time and randomness come with the [`Query`](crate::data_flow::Query)'s scope, never from the computer.

mod evaluator;
mod expression;
mod function;
mod plain_path;
mod reads;
mod value;
mod variables;

pub use expression::{CompileError, Expression};
pub use variables::variables_of;
