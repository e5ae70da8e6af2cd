//! A state that is tested alone ends as it does in an execution, and a test leaves nothing behind in its engine.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_engine::{Failure, TestStateRequest, TestStatus};
use serde_json::{Value, json};

use stage::Stage;

const ROLE: &str = "arn:aws:iam::000000000000:role/test";

/// The name that a state has which is tested alone; causes tell it.
const NAME: &str = "StateName";

/// States that end their machine or go on to a state that hands its input on.
fn states() -> Vec<Value> {
    let inner = |name: &str| json!({"StartAt": name, "States": {name: {"Type": "Pass", "End": true}}});
    let jsonata = |mut state: Value| {
        state["QueryLanguage"] = "JSONata".into();
        state
    };
    vec![
        json!({"Type": "Pass", "InputPath": "$.a", "ResultPath": "$.b.c", "Next": "After"}),
        json!({"Type": "Pass", "Parameters": {"sum.$": "States.MathAdd($.n, 1)"}, "OutputPath": "$.sum", "End": true}),
        json!({"Type": "Pass", "InputPath": "$.no", "End": true}),
        json!({"Type": "Pass", "ResultPath": "$.a[4]", "End": true}),
        jsonata(
            json!({"Type": "Pass", "Output": "{% $states.input.n * 2 %}", "Assign": {"x": 1}, "End": true}),
        ),
        jsonata(json!({"Type": "Pass", "Output": "{% $undefined %}", "End": true})),
        json!({"Type": "Wait", "Seconds": 30, "Next": "After"}),
        json!({"Type": "Wait", "SecondsPath": "$.a", "End": true}),
        json!({"Type": "Succeed", "OutputPath": "$.a"}),
        json!({"Type": "Fail", "ErrorPath": "$.word", "Cause": "c"}),
        jsonata(json!({"Type": "Fail", "Error": "{% 1 %}"})),
        json!({"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 2, "Next": "After"}], "Default": "Other"}),
        json!({"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 9, "Next": "After"}]}),
        jsonata(
            json!({"Type": "Choice", "Choices": [{"Condition": "{% $states.input.n %}", "Next": "After"}]}),
        ),
        task(&json!({"Parameters": {"p.$": "$.n"}, "ResultSelector": {"r.$": "$.p"}, "ResultPath": "$.out"})),
        task(&json!({"Parameters": {"fail": "E"}})),
        task(
            &json!({"Parameters": {"fail": "E"}, "Catch": [{"ErrorEquals": ["E"], "ResultPath": "$.e", "Next": "After"}]}),
        ),
        task(
            &json!({"Parameters": {"p.$": "$.no"}, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "After"}]}),
        ),
        task(&json!({"TimeoutSecondsPath": "$.word"})),
        jsonata(task(
            &json!({"Arguments": {"p": "{% $states.context.State.Name %}"}, "Output": "{% $states.result %}"}),
        )),
        jsonata(task(
            &json!({"Arguments": {"fail": "E"}, "Catch": [{"ErrorEquals": ["E"], "Output": "{% $states.errorOutput %}", "Next": "After"}]}),
        )),
        json!({"Type": "Parallel", "Branches": [inner("A"), inner("B")], "Parameters": {"p.$": "$.n"}, "ResultSelector": {"first.$": "$[0].p"}, "End": true}),
        json!({"Type": "Parallel", "Branches": [inner("A")], "Parameters": {"p.$": "$.no"}, "End": true}),
        json!({"Type": "Map", "ItemsPath": "$.a", "ItemProcessor": inner("A"), "ResultPath": "$.out", "End": true}),
        json!({"Type": "Map", "ItemsPath": "$.n", "ItemProcessor": inner("A"), "End": true}),
        json!({"Type": "Map", "ItemsPath": "$.a", "ItemSelector": {"v.$": "$.no"}, "ItemProcessor": inner("A"), "End": true}),
        jsonata(
            json!({"Type": "Map", "Items": "{% $states.input.a %}", "ItemProcessor": inner("A"), "Output": "{% $count($states.result) %}", "End": true}),
        ),
    ]
}

fn stage() -> Stage {
    Stage::new(|task, _| match task.arguments.get("fail").and_then(Value::as_str) {
        Some(error) => Err(Failure::new(error, "planted")),
        None => Ok((*task.arguments).clone()),
    })
}

fn task(more: &Value) -> Value {
    let mut state = json!({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true});
    state.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    state
}

fn request(state: &Value, input: &Value) -> TestStateRequest {
    TestStateRequest {
        definition: Some(state.to_string()),
        input: Some(input.to_string()),
        role_arn: Some(ROLE.to_owned()),
        mock: serde_json::from_value(mock_of(state, input)).unwrap(),
        ..TestStateRequest::default()
    }
}

/// What the parts of a state give, which a test does not run.
fn mock_of(state: &Value, input: &Value) -> Value {
    match state["Type"].as_str() {
        Some("Parallel") => {
            let branches = state["Branches"].as_array().map_or(0, Vec::len);
            json!({"result": Value::from(vec![json!({"p": input["n"]}); branches]).to_string()})
        }
        Some("Map") => json!({"result": input["a"].to_string()}),
        _ => Value::Null,
    }
}

#[tokio::test]
async fn a_tested_state_ends_as_it_does_in_an_execution() {
    let input = json!({"a": [1, 2, 3], "n": 3, "word": "W"});
    for state in states() {
        let machine = json!({"StartAt": NAME, "States": {
            NAME: state, "After": {"Type": "Succeed"}, "Other": {"Type": "Succeed"},
        }});
        let mut used = machine.clone();
        let text = state.to_string();
        for target in ["After", "Other"].into_iter().filter(|target| !text.contains(&format!("\"{target}\"")))
        {
            used["States"].as_object_mut().unwrap().shift_remove(target);
        }
        let ended = stage().run(&used, &input).await;
        let played = stage();
        let asked = request(&state, &input);
        let moving = async {
            loop {
                played.settle().await;
                played.clock.advance_to_next_sleeper().await;
            }
        };
        let tested = tokio::select! {
            biased;
            tested = played.engine.test_state(&asked) => tested.unwrap(),
            () = moving => unreachable!("the clock moves for ever"),
        };
        let has_output = matches!(tested.status, TestStatus::Succeeded | TestStatus::CaughtError);
        let found = tested.output.as_deref().map(|text| serde_json::from_str::<Value>(text).unwrap());
        assert_eq!(found.as_ref(), ended.output.as_deref(), "{state}");
        if !has_output {
            let failure = ended.failure.unwrap();
            assert_eq!((tested.error, tested.cause), (failure.error, failure.cause), "{state}");
        }
    }
}

#[tokio::test]
async fn a_test_starts_real_executions_of_the_engine_and_leaves_none_of_its_own() {
    let stage = stage();
    let child = json!({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}});
    let child = stage
        .engine
        .create_state_machine("child", apoyo_asl::MachineType::Standard, (&child.to_string(), ROLE))
        .unwrap();
    let starting = json!({
        "Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "End": true,
        "Parameters": {"StateMachineArn": child, "Name": "started", "Input": {"n": 1}},
    });
    let asked = request(&starting, &json!({}));
    let tested = stage.engine.test_state(&asked).await.unwrap();
    assert_eq!(tested.status, TestStatus::Succeeded, "{tested:?}");
    let output: Value = serde_json::from_str(tested.output.as_deref().unwrap()).unwrap();
    let started: apoyo_engine::Arn = output["ExecutionArn"].as_str().unwrap().into();
    assert_eq!(*stage.engine.wait_for_end(&started).await.unwrap().output.unwrap(), json!({"n": 1}));
    assert_eq!(stage.engine.list_executions(&child, None).len(), 1);
    assert!(stage.script.seen.lock().unwrap().is_empty(), "no other runner was asked");
}
