use serde_json::{Value, json};

use super::outcome::Published;

const ECHO: &str = "arn:aws:lambda:us-east-1:000000000000:function:echo";
const FAIL: &str = "arn:aws:lambda:us-east-1:000000000000:function:fail";

fn machine(states: &Value) -> Value {
    json!({"StartAt": "A", "States": states})
}

fn only(mut state: Value) -> Value {
    state["End"] = true.into();
    machine(&json!({"A": state}))
}

/// One case per rule of the specification.
pub(crate) fn cases() -> Vec<Published> {
    let mut cases = data_flow();
    cases.extend(flow());
    cases.extend(errors());
    cases
}

fn data_flow() -> Vec<Published> {
    let input = || json!({"a": {"b": 1}, "c": [1, 2, 3]});
    let pass = |name, mut fields: Value, output| {
        fields["Type"] = "Pass".into();
        Published::gives(name, only(fields), (input(), output))
    };
    vec![
        pass("Pass hands its input on", json!({}), input()).with_events(&[
            "ExecutionStarted",
            "PassStateEntered",
            "PassStateExited",
            "ExecutionSucceeded",
        ]),
        pass("InputPath selects", json!({"InputPath": "$.a"}), json!({"b": 1})),
        pass("InputPath null is an empty object", json!({"InputPath": null}), json!({})),
        pass("OutputPath null is an empty object", json!({"OutputPath": null}), json!({})),
        pass("ResultPath null discards the result", json!({"Result": 7, "ResultPath": null}), input()),
        pass(
            "ResultPath makes the objects on its way",
            json!({"Result": 7, "ResultPath": "$.x.y"}),
            json!({"a": {"b": 1}, "c": [1, 2, 3], "x": {"y": 7}}),
        ),
        pass(
            "Parameters select from input and context",
            json!({"Parameters": {"fixed": 1, "b.$": "$.a.b", "state.$": "$$.State.Name"}}),
            json!({"fixed": 1, "b": 1, "state": "A"}),
        ),
        pass(
            "intrinsic functions nest",
            json!({"Parameters": {"x.$": "States.Format('{}-{}', States.ArrayLength($.c), $.a.b)"}}),
            json!({"x": "3-1"}),
        ),
    ]
}

fn flow() -> Vec<Published> {
    let choice = machine(&json!({
        "A": {"Type": "Choice", "Choices": [
            {"And": [{"Variable": "$.n", "IsPresent": true}, {"Variable": "$.n", "NumericGreaterThan": 5}],
             "Next": "Big"},
        ], "Default": "Small"},
        "Big": {"Type": "Pass", "Result": "big", "End": true},
        "Small": {"Type": "Pass", "Result": "small", "End": true},
    }));
    let map = only(json!({"Type": "Map", "ItemsPath": "$.c", "MaxConcurrency": 1,
        "ItemSelector": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value"},
        "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}));
    let branch =
        |value: i32| json!({"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": value, "End": true}}});
    // Names of states are unique in the whole machine.
    let second = json!({"StartAt": "Q", "States": {"Q": {"Type": "Pass", "Result": 2, "End": true}}});
    vec![
        Published::gives("Choice takes a rule that is true", choice.clone(), (json!({"n": 6}), json!("big"))),
        Published::gives("Choice falls to Default", choice, (json!({}), json!("small"))),
        Published::gives(
            "Map keeps the order of its items",
            map,
            (json!({"c": ["x", "y"]}), json!([{"i": 0, "v": "x"}, {"i": 1, "v": "y"}])),
        ),
        Published::gives(
            "Parallel gives its outputs in the order of its branches",
            only(json!({"Type": "Parallel", "Branches": [branch(1), second]})),
            (json!({}), json!([1, 2])),
        ),
        Published::gives(
            "Wait hands its input on",
            only(json!({"Type": "Wait", "SecondsPath": "$.s"})),
            (json!({"s": 3600}), json!({"s": 3600})),
        ),
        Published::gives(
            "a Task's result goes through ResultSelector to ResultPath",
            only(json!({"Type": "Task", "Resource": ECHO, "Parameters": {"v.$": "$.n"},
                "ResultSelector": {"w.$": "$.v"}, "ResultPath": "$.r"})),
            (json!({"n": 1}), json!({"n": 1, "r": {"w": 1}})),
        ),
    ]
}

fn errors() -> Vec<Published> {
    let caught = machine(&json!({
        "A": {"Type": "Task", "Resource": FAIL, "End": true,
            "Retry": [{"ErrorEquals": ["Exception"], "MaxAttempts": 1}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "B"}]},
        "B": {"Type": "Pass", "End": true},
    }));
    vec![
        Published::fails(
            "Fail ends under its own name",
            machine(&json!({"A": {"Type": "Fail", "Error": "Mine", "Cause": "because"}})),
            "Mine",
        ),
        Published::fails(
            "a function fails under its errorType",
            only(json!({"Type": "Task", "Resource": FAIL})),
            "Exception",
        ),
        Published::fails(
            "a path without a match is a States.Runtime",
            only(json!({"Type": "Pass", "InputPath": "$.no"})),
            "States.Runtime",
        ),
        Published::fails(
            "Choice without a match and Default",
            machine(&json!({
                "A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "B"}]},
                "B": {"Type": "Succeed"},
            })),
            "States.NoChoiceMatched",
        ),
        Published::gives("Retry comes before Catch", caught, (json!({"k": 1}), json!({"k": 1}))).with_events(
            &[
                "ExecutionStarted",
                "TaskStateEntered",
                "LambdaFunctionScheduled",
                "LambdaFunctionStarted",
                "LambdaFunctionFailed",
                "LambdaFunctionScheduled",
                "LambdaFunctionStarted",
                "LambdaFunctionFailed",
                "TaskStateExited",
                "PassStateEntered",
                "PassStateExited",
                "ExecutionSucceeded",
            ],
        ),
    ]
}
