//! Requests that nobody would make.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::stage::{MACHINE, ROLE, Stage, call};

const MEMBERS: [&str; 14] = [
    "Name",
    "GroupName",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "StartDate",
    "EndDate",
    "State",
    "FlexibleTimeWindow",
    "Target",
    "ActionAfterCompletion",
    "ClientToken",
    "Description",
    "KmsKeyArn",
    "Tags",
];

const INNER: [&str; 12] = [
    "Mode",
    "MaximumWindowInMinutes",
    "Arn",
    "RoleArn",
    "Input",
    "RetryPolicy",
    "MaximumEventAgeInSeconds",
    "MaximumRetryAttempts",
    "DeadLetterConfig",
    "Key",
    "Value",
    "Other",
];

fn value() -> impl Strategy<Value = Value> {
    let text = prop::sample::select(vec![
        "rate(1 minute)",
        "rate(4294967295 days)",
        "cron(* * * * ? *)",
        "cron(0 0 31 2 ? 2199)",
        "at(9999-12-31T23:59:59)",
        "at(0000-01-01T00:00:00)",
        "Pacific/Apia",
        "ENABLED",
        "DELETE",
        "FLEXIBLE",
        "default",
        MACHINE,
        ROLE,
        "{\"StateMachineArn\": \"<aws.scheduler.execution-id>\"}",
        "arn:aws:scheduler:::aws-sdk:sfn:startExecution",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(json!(1_795_219_200)),
        ".{0,20}".prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let names = prop::sample::select(INNER.to_vec());
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((names, inner), 0..5).prop_map(object),
        ]
    })
}

fn object(members: Vec<(&str, Value)>) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

/// A request that would be taken, with some members changed.
fn body() -> impl Strategy<Value = Value> {
    prop::collection::vec((prop::sample::select(MEMBERS.to_vec()), value()), 0..3).prop_map(|changes| {
        let mut body = json!({"ScheduleExpression": "rate(1 hour)", "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {"Arn": MACHINE, "RoleArn": ROLE}});
        for (name, value) in changes {
            body[name] = value;
        }
        body
    })
}

fn request() -> impl Strategy<Value = ((&'static str, String), Value)> {
    let method = prop::sample::select(vec!["GET", "POST", "PUT", "DELETE"]);
    let path = prop_oneof![
        4 => prop::sample::select(vec!["/schedules", "/schedules/s", "/schedule-groups/g", "/schedule-groups",
            "/tags/arn:aws:scheduler:us-east-1:000000000000:schedule-group/default", "/tags/", "/"]).prop_map(str::to_owned),
        1 => "(/[a-z%.]{0,6}){0,4}".prop_map(|path| format!("/{path}")),
    ];
    let query = prop_oneof![
        2 => Just(String::new()),
        1 => (prop::sample::select(vec!["groupName", "ScheduleGroup", "MaxResults", "NextToken", "NamePrefix", "State", "TagKeys"]),
            "[a-z0-9%&=-]{0,8}").prop_map(|(name, value)| format!("?{name}={value}")),
    ];
    ((method, (path, query).prop_map(|(path, query)| path + &query)), body())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_request_is_answered_or_refused_with_a_name_and_is_read_again(
        requests in prop::collection::vec(request(), 30),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let stage = Stage::new();
            let all = stage.schedules();
            for ((method, target), body) in requests {
                let (status, reply) = call(&all, (method, &target), body.clone()).await;
                if status != 200 {
                    assert!((400..500).contains(&status), "{method} {target} {body}: {reply}");
                    assert!(reply["__type"].is_string(), "{method} {target} {body}: {reply}");
                }
            }
            let shown = call(&all, ("GET", "/schedules/s"), Value::Null).await;
            drop(all);
            assert_eq!(call(&stage.schedules(), ("GET", "/schedules/s"), Value::Null).await, shown);
        });
    }
}
