//! Invocations of the type `Event`: on disk before they are accepted, run soon after, twice more where they fail.
//!
//! An event whose process was killed while it ran is run again, so one may run more often than it needed; as at Lambda.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>.

mod retry;
mod run;
mod store;

pub(crate) use run::{accept, go_on};
pub(crate) use store::Events;
