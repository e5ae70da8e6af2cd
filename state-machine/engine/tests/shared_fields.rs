//! Every state type with every field that states share in a `JSONPath` machine: it does what the specification says, or
//! the machine is refused. Source: <https://states-language.net/spec.html#state-type-table>.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_asl::MachineType;
use apoyo_engine::Failure;
use serde_json::{Value, json};
use stage::{Stage, TASK, json_path_machine};

const TYPES: [&str; 8] = ["Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"];
/// Those that have a result of their own.
const WITH_RESULT: [&str; 4] = ["Pass", "Task", "Parallel", "Map"];
/// Those of which a part can fail.
const MAY_FAIL: [&str; 3] = ["Task", "Parallel", "Map"];

fn input() -> Value {
    json!({"in": {"list": [1, 2]}, "list": [3], "x": 9})
}

/// A state of this type that leads to `Z`, where it leads anywhere.
fn state(kind: &str) -> Value {
    let flow = json!({"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}});
    match kind {
        "Task" => json!({"Type": "Task", "Resource": TASK, "Next": "Z"}),
        "Choice" => json!({"Type": "Choice", "Default": "Z", "Choices": [
            {"Variable": "$.nothing", "IsPresent": true, "Next": "Z"}]}),
        "Wait" => json!({"Type": "Wait", "Seconds": 1, "Next": "Z"}),
        "Succeed" | "Fail" => json!({"Type": kind}),
        "Parallel" => json!({"Type": "Parallel", "Branches": [flow], "Next": "Z"}),
        "Map" => json!({"Type": "Map", "ItemsPath": "$.list", "ItemProcessor": flow, "Next": "Z"}),
        _ => json!({"Type": "Pass", "Next": "Z"}),
    }
}

/// What a state of this type makes of its effective input.
fn result(kind: &str, input: &Value) -> Value {
    match kind {
        "Parallel" => json!([input]),
        "Map" => input["list"].clone(),
        _ => input.clone(),
    }
}

/// The state with more fields; those of the same name are replaced.
fn with(kind: &str, fields: &Value) -> Value {
    let mut state = state(kind);
    state.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    state
}

fn machine_of(state: &Value) -> Value {
    let leads_on = state.get("Next").or(state.get("Default")).is_some();
    let mut states = json!({"S": state});
    if leads_on {
        states["Z"] = json!({"Type": "Pass", "End": true});
    }
    json_path_machine(&states)
}

async fn output(state: &Value) -> Value {
    let ended = Stage::echo().run(&machine_of(state), &input()).await;
    ended.output.as_deref().cloned().unwrap_or_else(|| panic!("{state}: {:?}", ended.failure))
}

fn refusal(state: &Value) -> String {
    let definition = machine_of(state).to_string();
    let created =
        Stage::echo().engine.create_state_machine("refused", MachineType::Standard, (&definition, "role"));
    created.map(|arn| panic!("{arn} is accepted: {definition}")).unwrap_err().to_string()
}

/// Tries a field on every type: what comes out where the type has it, and the refusal where it has not.
async fn on_every_type(has_it: impl Fn(&str) -> bool, fields: Value, expected: impl Fn(&str) -> Value) {
    let name = fields.as_object().unwrap().keys().next().unwrap().clone();
    for kind in TYPES {
        let state = with(kind, &fields);
        if has_it(kind) {
            assert_eq!(output(&state).await, expected(kind), "{name} of {kind}");
        } else {
            let why = refusal(&state);
            assert!(why.contains(&format!("Field '{name}' is not supported")), "{name} of {kind}: {why}");
        }
    }
}

fn has_data(kind: &str) -> bool {
    kind != "Fail"
}

#[tokio::test]
async fn input_path_selects_the_effective_input() {
    let expected = |kind: &str| result(kind, &input()["in"]);
    on_every_type(has_data, json!({"InputPath": "$.in"}), expected).await;
}

#[tokio::test]
async fn output_path_selects_the_output_and_null_is_an_empty_object() {
    on_every_type(has_data, json!({"OutputPath": null}), |_| json!({})).await;
    for kind in ["Pass", "Task", "Choice", "Wait", "Succeed"] {
        assert_eq!(output(&with(kind, &json!({"OutputPath": "$.in.list[1]"}))).await, json!(2), "{kind}");
    }
    for kind in ["Parallel", "Map"] {
        let selected = output(&with(kind, &json!({"OutputPath": "$[0]"}))).await;
        assert_eq!(selected, result(kind, &input())[0], "{kind}");
    }
}

#[tokio::test]
async fn result_path_puts_the_result_into_the_raw_input() {
    let expected = |kind: &str| {
        let mut whole = input();
        whole["out"] = result(kind, &input());
        whole
    };
    on_every_type(|kind| WITH_RESULT.contains(&kind), json!({"ResultPath": "$.out"}), expected).await;
    on_every_type(|kind| WITH_RESULT.contains(&kind), json!({"ResultPath": null}), |_| input()).await;
}

#[tokio::test]
async fn parameters_replace_the_effective_input_and_in_a_map_that_of_each_item() {
    let expected = |kind: &str| match kind {
        "Parallel" | "Map" => json!([{"p": 9}]),
        _ => json!({"p": 9}),
    };
    on_every_type(|kind| WITH_RESULT.contains(&kind), json!({"Parameters": {"p.$": "$.x"}}), expected).await;
}

#[tokio::test]
async fn result_selector_reshapes_the_result() {
    let expected = |kind: &str| json!({"r": result(kind, &input())});
    on_every_type(|kind| MAY_FAIL.contains(&kind), json!({"ResultSelector": {"r.$": "$"}}), expected).await;
}

#[tokio::test]
async fn assign_sets_variables_from_the_result_or_the_input_for_the_states_after_it() {
    for kind in TYPES {
        let state = with(kind, &json!({"Assign": {"v.$": "$"}}));
        if ["Succeed", "Fail"].contains(&kind) {
            assert!(refusal(&state).contains("Field 'Assign' is not supported"), "{kind}");
            continue;
        }
        let reads = json!({"Type": "Pass", "Parameters": {"v.$": "$v"}, "End": true});
        let states = json_path_machine(&json!({"S": state, "Z": reads}));
        let ended = Stage::echo().run(&states, &input()).await;
        assert_eq!(ended.output.as_deref(), Some(&json!({"v": result(kind, &input())})), "{kind}");
    }
}

#[tokio::test]
async fn every_state_may_have_a_comment_and_name_its_query_language() {
    for kind in TYPES {
        let state = with(kind, &json!({"Comment": "as it is", "QueryLanguage": "JSONPath"}));
        let ended = Stage::echo().run(&machine_of(&state), &input()).await;
        assert_eq!(ended.failure.is_some(), kind == "Fail", "{kind}");
    }
}

#[tokio::test]
async fn only_a_task_has_a_time_limit_of_its_own() {
    for kind in TYPES {
        for fields in [json!({"TimeoutSeconds": 9}), json!({"HeartbeatSeconds": 9})] {
            let state = with(kind, &fields);
            if kind == "Task" {
                assert_eq!(output(&state).await, input());
            } else {
                assert!(refusal(&state).contains("Seconds' is not supported"), "{kind}");
            }
        }
    }
}

/// A state of this type of which a task fails so often.
fn failing(kind: &str) -> Value {
    let flow = json!({"StartAt": "I", "States": {"I": {"Type": "Task", "Resource": TASK, "End": true}}});
    match kind {
        "Parallel" => with(kind, &json!({"Branches": [flow]})),
        "Map" => with(kind, &json!({"ItemProcessor": flow})),
        _ => state(kind),
    }
}

#[tokio::test]
async fn retry_runs_the_whole_state_again_and_catch_leads_on_from_it() {
    let fields = json!({
        "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 2}],
        "Catch": [{"ErrorEquals": ["Busy"], "ResultPath": "$.why", "Next": "Z"}],
    });
    for kind in MAY_FAIL {
        let mut state = failing(kind);
        state.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        for fails in [2, 3] {
            let scripted = Stage::new(move |task, before| {
                if before < fails { Err(Failure::named("Busy")) } else { Ok((*task.arguments).clone()) }
            });
            let ended = scripted.run(&machine_of(&state), &input()).await;
            let output = ended.output.unwrap();
            if fails == 2 {
                assert_eq!(*output, result(kind, &input()), "{kind} succeeds at its third attempt");
            } else {
                assert_eq!((&output["x"], &output["why"]["Error"]), (&json!(9), &json!("Busy")), "{kind}");
            }
        }
    }
}

#[tokio::test]
async fn what_cannot_fail_has_neither_retry_nor_catch() {
    for kind in TYPES.iter().filter(|kind| !MAY_FAIL.contains(kind)) {
        let retry = with(kind, &json!({"Retry": [{"ErrorEquals": ["States.ALL"]}]}));
        let catch = with(kind, &json!({"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}]}));
        assert!(refusal(&retry).contains("Field 'Retry' is not supported"), "{kind}");
        assert!(refusal(&catch).contains("Field 'Catch' is not supported"), "{kind}");
    }
}

#[tokio::test]
async fn the_fields_of_jsonata_are_refused_by_every_type() {
    for kind in TYPES {
        for fields in [json!({"Arguments": {}}), json!({"Output": {}})] {
            let why = refusal(&with(kind, &fields));
            assert!(why.contains("is only supported for the 'JSONata' QueryLanguage"), "{kind}: {why}");
        }
    }
}
