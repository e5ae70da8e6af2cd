//! The cost model: hand-computed bills, bounds that hold for any workload, and counts of what the code really does.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

mod bills;
mod counted_calls;
mod machine;
mod properties;
mod readme;
mod templates;
mod worker_calls;
