use apoyo_engine::{Failure, ManualClock, Realm, TaskRequest, TaskRunner, TestStateRequest, test_state};
use async_trait::async_trait;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

struct Echo;

#[async_trait]
impl TaskRunner for Echo {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        Ok((*task.arguments).clone())
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        prop_oneof![
            Just("$"),
            Just("$.a"),
            Just("{% $states.input %}"),
            Just("N"),
            Just("States.ALL"),
            Just("")
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((field(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn field() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "a",
        "a.$",
        "InputPath",
        "Parameters",
        "ResultSelector",
        "ResultPath",
        "OutputPath",
        "Catch",
        "Retry",
        "ErrorEquals",
        "Next",
        "Items",
        "ItemsPath",
        "ItemSelector",
        "ItemBatcher",
        "MaxConcurrency",
        "Output",
        "Assign",
        "Arguments",
        "QueryLanguage",
        "Seconds",
        "Choices",
        "Variable",
        "Error",
        "Key",
    ])
    .prop_map(str::to_owned)
}

/// Whole states of every type, with fields that may be anything.
fn any_state() -> impl Strategy<Value = Value> {
    let flow = json!({"StartAt": "In", "States": {"In": {"Type": "Pass", "End": true}}});
    let whole = prop::sample::select(vec![
        json!({"Type": "Pass", "End": true}),
        json!({"Type": "Wait", "Seconds": 1, "End": true}),
        json!({"Type": "Succeed"}),
        json!({"Type": "Fail"}),
        json!({"Type": "Task", "Resource": super::asked::INVOKE, "End": true}),
        json!({"Type": "Map", "ItemProcessor": flow, "End": true}),
        json!({"Type": "Parallel", "Branches": [flow], "End": true}),
    ]);
    (whole, prop::collection::vec((field(), any_json()), 0..3)).prop_map(|(mut state, more)| {
        state.as_object_mut().unwrap().extend(more);
        state
    })
}

fn any_request() -> impl Strategy<Value = TestStateRequest> {
    let text = || any_json().prop_map(|value| Some(value.to_string()));
    let mock = prop_oneof![
        Just(Value::Null),
        any_json().prop_map(|value| json!({"result": value.to_string()})),
        Just(json!({"errorOutput": {"error": "E"}})),
    ];
    let level = prop::sample::select(vec![None, Some("DEBUG"), Some("TRACE"), Some("LOUD")]);
    (any_state(), text(), text(), mock, level).prop_map(|(state, input, variables, mock, level)| {
        TestStateRequest {
            definition: Some(state.to_string()),
            input,
            variables,
            inspection_level: level.map(str::to_owned),
            role_arn: Some(super::asked::ROLE.to_owned()),
            mock: serde_json::from_value(mock).unwrap(),
            ..TestStateRequest::default()
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_is_asked_is_answered_or_refused(request in any_request()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (clock, realm) = (ManualClock::default(), Realm::default());
        let answer = runtime.block_on(async {
            tokio::select! {
                biased;
                answer = test_state(&request, &Echo, (&clock, &realm)) => answer,
                () = async { loop { clock.advance_to_next_sleeper().await; } } => unreachable!("a clock moves for ever"),
            }
        });
        if let Err(refused) = answer {
            prop_assert_ne!(refused.name(), "InternalServerError", "{}", refused);
        }
    }
}
