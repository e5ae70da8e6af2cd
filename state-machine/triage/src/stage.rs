use apoyo_asl::build::Task;
use serde_json::json;

use crate::FunctionArns;
use crate::invoke::{ONE_PHOTO_SECONDS, invoke};

/// Claims the photo; the state's input is `{photo, execution, dryRun, ..}`, its output an
/// [`apoyo_photo::step::StageOutput`].
pub(crate) fn stage(functions: &FunctionArns) -> Task {
    let payload = json!({
        "execution": "{% $states.input.execution %}",
        "photo": "{% $states.input.photo %}",
        "dryRun": "{% $states.input.dryRun %}",
    });
    invoke(&functions.stage, &payload, ONE_PHOTO_SECONDS)
        .comment("Claims the photo: copies it under the execution's name, once among all executions.")
}
