//! `TestState`: what it tells of each type of state, what it refuses, and that it is the code of executions that it tries.
//!
//! Expected values are those of <https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html> where a test
//! says "published".
#![expect(clippy::unwrap_used, reason = "test code")]

mod test_state {
    pub(super) mod asked;
    pub(super) mod context;
    pub(super) mod data_flow;
    pub(super) mod errors;
    pub(super) mod hostile;
    pub(super) mod maps;
    pub(super) mod model;
    pub(super) mod refusals;
    pub(super) mod tasks;
}
