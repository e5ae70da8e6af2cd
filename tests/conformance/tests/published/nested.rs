use serde_json::{Value, json};

use super::outcome::Published;

const CHILD: &str = "arn:aws:states:us-east-1:000000000000:stateMachine:child";

/// A machine that starts another with its input and gives a part of the result.
fn starting(call: &str, output: &str) -> Value {
    json!({"QueryLanguage": "JSONata", "StartAt": "S", "States": {"S": {"Type": "Task", "End": true,
        "Resource": format!("arn:aws:states:::states:{call}"),
        "Arguments": {"StateMachineArn": CHILD, "Input": "{% $states.input %}"}, "Output": output}}})
}

fn child(states: &Value) -> Value {
    let definition = json!({"StartAt": "C", "States": states}).to_string();
    json!({"setup_state_machines": [{"name": "child", "definition": definition}]})
}

/// One case per rule of <https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html>.
pub(crate) fn cases() -> Vec<Published> {
    let pass = || child(&json!({"C": {"Type": "Pass", "End": true}}));
    let fail = || child(&json!({"C": {"Type": "Fail", "Error": "Mine"}}));
    let input = || json!({"n": 1});
    let result = "{% $states.result.Output %}";
    vec![
        Published::gives(
            ".sync gives the output as text",
            starting("startExecution.sync", result),
            (input(), json!("{\"n\":1}")),
        )
        .in_world(pass()),
        Published::gives(
            ".sync:2 gives the output as JSON",
            starting("startExecution.sync:2", result),
            (input(), input()),
        )
        .in_world(pass())
        .with_events(&[
            "ExecutionStarted",
            "TaskStateEntered",
            "TaskScheduled",
            "TaskStarted",
            "TaskSubmitted",
            "TaskSucceeded",
            "TaskStateExited",
            "ExecutionSucceeded",
        ]),
        Published::gives(
            "request-response does not wait",
            starting("startExecution", "{% $exists($states.result.Output) %}"),
            (input(), json!(false)),
        )
        .in_world(pass()),
        Published {
            input: input(),
            ..Published::fails(
                "a child's failure is States.TaskFailed",
                starting("startExecution.sync:2", result),
                "States.TaskFailed",
            )
        }
        .in_world(fail()),
        Published {
            input: input(),
            ..Published::fails(
                "a machine that is not there",
                starting("startExecution", result),
                "StepFunctions.StateMachineDoesNotExistException",
            )
        },
    ]
}
