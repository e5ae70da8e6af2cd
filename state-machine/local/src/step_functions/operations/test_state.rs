use serde::Deserialize;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::shape::{DEFINITION, Member, required};
use crate::step_functions::{ApiError, StepFunctions};

#[derive(Deserialize)]
pub(super) struct TestState {}

impl Operation for TestState {
    const NAME: &'static str = "TestState";
    const MEMBERS: &'static [Member] = &[required("definition", DEFINITION)];

    async fn call(self, _api: &StepFunctions) -> Reply {
        Err(ApiError::new("UnknownOperationException", "TestState is not wired into this endpoint"))
    }
}
