use apoyo_conformance::{Case, Grade, grade};
use serde_json::json;

use super::outcome::{Outcome, Published};

/// Runs a case as a recorded one is run; a function named `echo` gives its payload back, `fail` raises.
pub(crate) async fn graded(case: &Published) -> (Grade, String) {
    let mut expect = match &case.outcome {
        Outcome::Output(output) => json!({"status": "SUCCEEDED", "output": output}),
        // The specification names errors; the words of the cause are the service's own.
        Outcome::Error(error) => json!({"status": "FAILED", "error": error, "cause": "<cause>"}),
    };
    if !case.events.is_empty() {
        expect["event_types"] = json!(case.events);
    }
    let mut whole = json!({
        "id": case.name, "area": "published", "kind": "execution",
        "definition": case.definition.to_string(), "input": case.input.to_string(), "expect": expect,
        "lambdas": {"echo": {"handler_file": "id_function.py"}, "fail": {"handler_file": "raise_exception.py"}},
    });
    let members = whole.as_object_mut().expect("an object was just made");
    members.extend(case.world.as_object().cloned().unwrap_or_default());
    let case: Case =
        serde_json::from_value(whole).expect("a case of our own has the shape of a recorded one");
    grade(&case).await
}
