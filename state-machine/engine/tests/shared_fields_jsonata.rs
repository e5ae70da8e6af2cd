//! Every state type with every field that states share in a `JSONata` machine: it does what the specification says, or
//! the machine is refused. Source: <https://states-language.net/spec.html#state-type-table>.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_asl::MachineType;
use apoyo_engine::Failure;
use serde_json::{Value, json};
use stage::{Stage, TASK, machine};

const TYPES: [&str; 8] = ["Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"];
/// Those that have a result of their own.
const WITH_RESULT: [&str; 3] = ["Task", "Parallel", "Map"];

fn input() -> Value {
    json!({"list": [3, 4], "x": 9})
}

fn state(kind: &str) -> Value {
    let flow = json!({"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}});
    match kind {
        "Task" => json!({"Type": "Task", "Resource": TASK, "Arguments": "{% $states.input %}", "Next": "Z"}),
        "Choice" => json!({"Type": "Choice", "Default": "Z", "Choices": [
            {"Condition": "{% false %}", "Next": "Z"}]}),
        "Wait" => json!({"Type": "Wait", "Seconds": 1, "Next": "Z"}),
        "Succeed" | "Fail" => json!({"Type": kind}),
        "Parallel" => json!({"Type": "Parallel", "Branches": [flow], "Next": "Z"}),
        "Map" => {
            json!({"Type": "Map", "Items": "{% $states.input.list %}", "ItemProcessor": flow, "Next": "Z"})
        }
        _ => json!({"Type": "Pass", "Next": "Z"}),
    }
}

fn result(kind: &str) -> Value {
    match kind {
        "Parallel" => json!([input()]),
        "Map" => input()["list"].clone(),
        _ => input(),
    }
}

fn with(kind: &str, fields: &Value) -> Value {
    let mut state = state(kind);
    state.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    state
}

fn machine_of(state: &Value, last: &Value) -> Value {
    let leads_on = state.get("Next").or(state.get("Default")).is_some();
    machine(&if leads_on { json!({"S": state, "Z": last}) } else { json!({"S": state}) })
}

fn succeed() -> Value {
    json!({"Type": "Succeed"})
}

fn refusal(state: &Value) -> String {
    let definition = machine_of(state, &succeed()).to_string();
    let created =
        Stage::echo().engine.create_state_machine("refused", MachineType::Standard, (&definition, "role"));
    created.map(|arn| panic!("{arn} is accepted: {definition}")).unwrap_err().to_string()
}

#[tokio::test]
async fn output_replaces_the_output_and_sees_the_result_of_those_that_have_one() {
    for kind in TYPES {
        if kind == "Fail" {
            assert!(refusal(&with(kind, &json!({"Output": 1}))).contains("Field 'Output' is not supported"));
            continue;
        }
        let has_result = WITH_RESULT.contains(&kind);
        let expression = if has_result { "{% $states.result %}" } else { "{% $states.input %}" };
        let state = with(kind, &json!({"Output": {"o": expression, "x": "{% $states.input.x %}"}}));
        let ended = Stage::echo().run(&machine_of(&state, &succeed()), &input()).await;
        assert_eq!(ended.output.as_deref(), Some(&json!({"o": result(kind), "x": 9})), "{kind}");
    }
}

#[tokio::test]
async fn arguments_are_those_of_a_task_and_of_a_parallel_state() {
    for kind in TYPES {
        let state = with(kind, &json!({"Arguments": {"p": "{% $states.input.x %}"}}));
        let expected = match kind {
            "Task" => json!({"p": 9}),
            "Parallel" => json!([{"p": 9}]),
            _ => {
                let why = refusal(&state);
                assert!(why.contains("Field 'Arguments' is not supported"), "{kind}: {why}");
                continue;
            }
        };
        let ended = Stage::echo().run(&machine_of(&state, &succeed()), &input()).await;
        assert_eq!(ended.output.as_deref(), Some(&expected), "{kind}");
    }
}

#[tokio::test]
async fn assign_sets_variables_for_the_states_after_it() {
    let reads = json!({"Type": "Pass", "Output": "{% $v %}", "End": true});
    for kind in TYPES {
        let expression =
            if WITH_RESULT.contains(&kind) { "{% $states.result %}" } else { "{% $states.input %}" };
        let state = with(kind, &json!({"Assign": {"v": expression}}));
        if ["Succeed", "Fail"].contains(&kind) {
            assert!(refusal(&state).contains("Field 'Assign' is not supported"), "{kind}");
            continue;
        }
        let ended = Stage::echo().run(&machine_of(&state, &reads), &input()).await;
        assert_eq!(ended.output.as_deref(), Some(&result(kind)), "{kind}");
    }
}

#[tokio::test]
async fn retry_and_catch_are_those_of_a_task_a_parallel_state_and_a_map() {
    let fields = json!({
        "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 2}],
        "Catch": [{"ErrorEquals": ["Busy"], "Assign": {"e": "{% $states.errorOutput.Error %}"},
            "Output": "{% $states.input.x %}", "Next": "C"}],
    });
    let flow = json!({"StartAt": "I", "States": {"I": {"Type": "Task", "Resource": TASK, "Arguments": "{% $states.input %}", "End": true}}});
    for kind in WITH_RESULT {
        let mut state = with(kind, &fields);
        match kind {
            "Parallel" => state["Branches"] = json!([flow]),
            "Map" => state["ItemProcessor"] = flow.clone(),
            _ => {}
        }
        let caught = json!({"Type": "Pass", "Output": ["{% $states.input %}", "{% $e %}"], "End": true});
        let states = machine(&json!({"S": state, "Z": succeed(), "C": caught}));
        for (fails, expected) in [(2, result(kind)), (3, json!([9, "Busy"]))] {
            let scripted = Stage::new(move |task, before| {
                if before < fails { Err(Failure::named("Busy")) } else { Ok((*task.arguments).clone()) }
            });
            let states = if kind == "Map" { one_at_a_time(&states) } else { states.clone() };
            let ended = scripted.run(&states, &input()).await;
            assert_eq!(ended.output.as_deref(), Some(&expected), "{kind} after {fails} failures");
        }
    }
}

/// The machine with a Map of which one iteration runs at a time, so that each attempt meets one failure.
fn one_at_a_time(states: &Value) -> Value {
    let mut states = states.clone();
    states["States"]["S"]["MaxConcurrency"] = 1.into();
    states
}

#[tokio::test]
async fn the_fields_of_json_path_are_refused_by_every_type() {
    let fields =
        ["InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath", "ItemsPath", "SecondsPath"];
    for kind in TYPES {
        for name in fields {
            let why = refusal(&with(kind, &json!({name: "$.x"})));
            let expected = format!("field '{name}' is only supported for the 'JSONPath' QueryLanguage");
            assert!(why.contains(&expected), "{kind}: {why}");
        }
    }
}

#[tokio::test]
async fn a_state_may_be_json_data_in_a_json_path_machine_and_not_the_other_way_round() {
    for kind in TYPES {
        let one = with(kind, &json!({"QueryLanguage": "JSONata"}));
        let mut states = machine_of(&one, &succeed());
        states["QueryLanguage"] = "JSONPath".into();
        let ended = Stage::echo().run(&states, &input()).await;
        assert_eq!(ended.failure.is_some(), kind == "Fail", "{kind}: {:?}", ended.failure);
        let back = json!({"Type": "Pass", "QueryLanguage": "JSONPath", "Next": "Z"});
        assert!(refusal(&back).contains("QueryLanguage"), "{kind}");
    }
}
