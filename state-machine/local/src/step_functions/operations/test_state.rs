use apoyo_engine::TestStateRequest;
use serde::Deserialize;
use serde_json::json;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::shape::Member;
use crate::step_functions::{ApiError, StepFunctions};

/// The engine checks this request itself, since it can also be made without this API.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct TestState(TestStateRequest);

impl Operation for TestState {
    const NAME: &'static str = "TestState";
    const MEMBERS: &'static [Member] = &[];

    async fn call(self, api: &StepFunctions) -> Reply {
        let tested = api.engine().test_state(&self.0).await;
        tested
            .map(|response| json!(response))
            .map_err(|refused| ApiError::new(refused.name(), refused.to_string()))
    }
}
