//! `TestState`: what it tells of each type of state, what it refuses, and that it is the code of executions that it tries.
//!
//! Expected values are those of <https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html> where a test
//! says "published".

#[path = "test_state/asked.rs"]
mod asked;
#[path = "test_state/context.rs"]
mod context;
#[path = "test_state/data_flow.rs"]
mod data_flow;
#[path = "test_state/errors.rs"]
mod errors;
#[path = "test_state/hostile.rs"]
mod hostile;
#[path = "test_state/maps.rs"]
mod maps;
#[path = "test_state/model.rs"]
mod model;
#[path = "test_state/refusals.rs"]
mod refusals;
#[path = "test_state/tasks.rs"]
mod tasks;
