use serde_json::{Value, json};

use super::outcome::Published;

fn machine(states: &Value) -> Value {
    json!({"QueryLanguage": "JSONata", "StartAt": "A", "States": states})
}

fn only(mut state: Value) -> Value {
    state["End"] = true.into();
    machine(&json!({"A": state}))
}

/// One case per rule of the specification.
pub(crate) fn cases() -> Vec<Published> {
    let mut cases = data_flow();
    cases.extend(flow());
    cases
}

fn data_flow() -> Vec<Published> {
    let assigned = machine(&json!({
        "A": {"Type": "Pass", "Assign": {"x": "{% $states.input.n + 1 %}"}, "Output": {"n": 0}, "Next": "B"},
        "B": {"Type": "Pass", "Output": {"x": "{% $x %}", "n": "{% $states.input.n %}"}, "End": true},
    }));
    vec![
        Published::gives(
            "Output is computed from the input",
            only(json!({"Type": "Pass", "Output": {"sum": "{% $sum($states.input.c) %}", "fixed": [1]}})),
            (json!({"c": [1, 2, 3]}), json!({"sum": 6, "fixed": [1]})),
        ),
        Published::gives(
            "a variable lasts beyond its state",
            assigned,
            (json!({"n": 1}), json!({"x": 2, "n": 0})),
        ),
        Published::gives(
            "the context names state and execution",
            only(json!({"Type": "Pass",
                "Output": "{% $states.context.State.Name & $states.context.Execution.Name %}"})),
            (json!({}), json!("Aexecution")),
        ),
        Published::gives(
            "one state may speak JSONata in a JSONPath machine",
            json!({"StartAt": "A", "States": {
                "A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": {"n": "{% 1 + 1 %}"}, "Next": "B"},
                "B": {"Type": "Pass", "OutputPath": "$.n", "End": true},
            }}),
            (json!({}), json!(2)),
        ),
        Published::fails(
            "an expression without a value is an evaluation error",
            only(json!({"Type": "Pass", "Output": "{% $states.input.missing %}"})),
            "States.QueryEvaluationError",
        ),
    ]
}

fn flow() -> Vec<Published> {
    let fails = json!({"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Mine"}}});
    let caught = machine(&json!({
        "A": {"Type": "Parallel", "Branches": [fails], "End": true, "Catch": [
            {"ErrorEquals": ["Mine"], "Output": "{% $states.errorOutput.Error %}", "Next": "B"}]},
        "B": {"Type": "Succeed"},
    }));
    let choice = machine(&json!({
        "A": {"Type": "Choice", "Default": "No", "Choices": [
            {"Condition": "{% $states.input.n > 5 %}", "Output": "yes", "Next": "Yes"}]},
        "Yes": {"Type": "Succeed"},
        "No": {"Type": "Fail", "Error": "No"},
    }));
    vec![
        Published::gives(
            "Map selects its items by an expression",
            only(json!({"Type": "Map", "Items": "{% $states.input.c %}",
                "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass",
                    "Output": "{% $states.input * 2 %}", "End": true}}}})),
            (json!({"c": [1, 2, 3]}), json!([2, 4, 6])),
        ),
        Published::gives("a branch's failure is caught by its Parallel", caught, (json!({}), json!("Mine"))),
        Published::gives(
            "a Condition chooses and has its Output",
            choice.clone(),
            (json!({"n": 6}), json!("yes")),
        ),
        Published {
            input: json!({"n": 5}),
            ..Published::fails("no Condition is true: Default", choice, "No")
        },
    ]
}
