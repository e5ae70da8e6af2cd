//! The edge that the six Lambda binaries share: a runtime on one thread, a log, and how a start that failed ends.
//!
//! Architecture invariant: nothing here knows a step, an event or S3.

mod log;
mod serve;

pub use serve::serve;
