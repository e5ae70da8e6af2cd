use apoyo_asl::build::Task;
use serde_json::{Value, json};

use crate::arguments::{integration, template};
use crate::retries::retries;

/// Longest run of `list` and `report`: the longest that a Lambda function may run, 15 minutes.
pub(crate) const WHOLE_RUN_SECONDS: u64 = 900;
/// Longest run of a step that looks at one photo or moves it: the largest photo takes a few seconds; what takes this
/// long hangs.
pub(crate) const ONE_PHOTO_SECONDS: u64 = 60;

/// Calls a step with this payload and answers what it answers, tried again as all steps are.
pub(crate) fn invoke(function: &str, payload: &Value, timeout_seconds: u64) -> Task {
    let task = Task::new(integration("lambda:invoke"))
        .arguments(template(&json!({ "FunctionName": function, "Payload": payload })))
        .timeout_seconds(timeout_seconds)
        .output(template(&json!("{% $states.result.Payload %}")));
    retries().into_iter().fold(task, Task::retry)
}
