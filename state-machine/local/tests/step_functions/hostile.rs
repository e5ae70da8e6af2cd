//! Requests that nobody would make.

use apoyo_local::StepFunctions;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::stage::{BASE, ROLE, Stage, pass};

/// Members of any request.
const MEMBERS: [&str; 24] = [
    "name",
    "definition",
    "roleArn",
    "type",
    "loggingConfiguration",
    "tags",
    "publish",
    "versionDescription",
    "encryptionConfiguration",
    "routingConfiguration",
    "stateMachineArn",
    "stateMachineAliasArn",
    "stateMachineVersionArn",
    "executionArn",
    "activityArn",
    "mapRunArn",
    "resourceArn",
    "tagKeys",
    "input",
    "output",
    "taskToken",
    "nextToken",
    "maxResults",
    "revisionId",
];

fn value() -> impl Strategy<Value = Value> {
    let resource = prop::sample::select(vec![
        "stateMachine:m",
        "stateMachine:m:1",
        "stateMachine:m:a",
        "stateMachine:m/l",
        "stateMachine:",
        "execution:m:e",
        "express:m:e:1",
        "activity:a",
        "mapRun:m/l:1",
        "mapRun:m",
        ":",
        "stateMachine:m:99999999999999999999",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        Just(Value::from(pass(""))),
        Just(Value::from(ROLE)),
        Just(Value::from("MQ")),
        resource.prop_map(|rest| Value::from(format!("{BASE}{rest}"))),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let names = prop::sample::select(vec![
            "key",
            "value",
            "type",
            "level",
            "destinations",
            "weight",
            "stateMachineVersionArn",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((names, inner), 0..4).prop_map(|members| Value::Object(
                members.into_iter().map(|(name, it)| (name.to_owned(), it)).collect()
            )),
        ]
    })
}

fn request() -> impl Strategy<Value = (&'static str, Value)> {
    let operations: Vec<&'static str> = StepFunctions::operations().collect();
    let members = prop::collection::vec((prop::sample::select(MEMBERS.to_vec()), value()), 0..6);
    let params = members.prop_map(|members| {
        Value::Object(members.into_iter().map(|(name, it)| (name.to_owned(), it)).collect::<Map<_, _>>())
    });
    (prop::sample::select(operations), params)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_request_is_answered_or_refused_with_a_name(requests in prop::collection::vec(request(), 40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let stage = Stage::new();
            stage.create("m", &pass("")).await;
            stage.ok("CreateActivity", json!({"name": "a"})).await;
            for (operation, params) in requests {
                let waiting = async {
                    for _ in 0..100 {
                        tokio::task::yield_now().await;
                    }
                };
                tokio::select! {
                    biased;
                    reply = stage.api.call(operation, params.clone()) => {
                        if let Err(refused) = reply {
                            assert!((400..500).contains(&refused.status), "{operation} {params}: {refused}");
                            assert!(!refused.message.is_empty(), "{operation} {params}: {refused}");
                        }
                    }
                    // A worker may wait for a task, which nobody gives it here.
                    () = waiting => assert_eq!(operation, "GetActivityTask"),
                }
            }
        });
    }
}
