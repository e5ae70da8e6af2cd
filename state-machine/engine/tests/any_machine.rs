//! Machines and inputs that nobody would write: each ends, nothing panics, and nothing grows past its limit.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use std::cell::Cell;

use apoyo_engine::{Failure, HistoryRequest, PAYLOAD_LIMIT_BYTES, Status};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use stage::{Stage, TASK};

/// Machines in each run; `PROPTEST_CASES` asks for more.
const CASES: u32 = 150;
/// Where the cause of a failure begins that is the engine's own.
const OWN_FAULT: &str = "The engine failed";

const PATHS: [&str; 14] = [
    "$",
    "$.a",
    "$.b.a",
    "$.a[0]",
    "$.a[-1]",
    "$.a[0:2]",
    "$..a",
    "$.a[*]",
    "$.a[?(@.b > 1)]",
    "$['a','b']",
    "$$.Execution.Input",
    "$$.Map.Item.Value",
    "$v",
    "$v.a[1]",
];
const REFERENCES: [&str; 6] = ["$", "$.a", "$.b.a", "$.a[0]", "$.c", "$.a.b.c"];
const INTRINSICS: [&str; 14] = [
    "States.Format('{} and {}', $.a, $.b)",
    "States.StringToJson($.a)",
    "States.JsonToString($)",
    "States.Array($, $.a, null)",
    "States.ArrayPartition($.a, 2)",
    "States.ArrayContains($.a, 1)",
    "States.ArrayRange(1, 9, 3)",
    "States.ArrayGetItem($.a, 0)",
    "States.ArrayLength($.a)",
    "States.ArrayUnique($.a)",
    "States.Base64Decode($.a)",
    "States.JsonMerge($, $.b, false)",
    "States.MathAdd($.a, 1)",
    "States.StringSplit($.a, ',')",
];
const EXPRESSIONS: [&str; 16] = [
    "{% $states.input %}",
    "{% $states.input.a %}",
    "{% $states.input.a[0] %}",
    "{% $states.result %}",
    "{% $states.context.Map.Item.Value %}",
    "{% $v %}",
    "{% [$states.input, $states.input] %}",
    "{% $states.input.a + 1 %}",
    "{% $states.input.*.a %}",
    "{% $string($states.input) %}",
    "{% $map([1..3], function($n) { {'a': $n} }) %}",
    "{% $partition($states.input.a, 2) %}",
    "{% 1 / 0 %}",
    "{% nothing %}",
    "{% $states.input.b ~> |$|{'a': 1}| %}",
    "{% $range(0, 10, 5) %}",
];

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..2_000).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-c,{}$.ñ😀\\\\\"]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((select(vec!["a", "b", "c"]), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().map(|(k, v)| (k.into(), v)).collect())),
        ]
    })
}

fn text(texts: &'static [&'static str]) -> impl Strategy<Value = Value> {
    select(texts).prop_map(Value::from)
}

/// A template of either language.
fn template(is_jsonata: bool) -> BoxedStrategy<Value> {
    if is_jsonata {
        prop_oneof![text(&EXPRESSIONS), text(&EXPRESSIONS).prop_map(|e| json!({"a": e, "b": [e]})), value()]
            .boxed()
    } else {
        prop_oneof![
            text(&PATHS).prop_map(|path| json!({"a.$": path})),
            text(&INTRINSICS).prop_map(|call| json!({"a.$": call, "b": {"c.$": "$"}})),
            value().prop_map(|value| json!({"a": value})),
        ]
        .boxed()
    }
}

/// Some of the fields that a state of this type may have.
fn fields(kind: &'static str, is_jsonata: bool) -> BoxedStrategy<Map<String, Value>> {
    let has_result = ["Pass", "Task", "Parallel", "Map"].contains(&kind);
    let mut options: Vec<(&str, BoxedStrategy<Value>)> = Vec::new();
    if is_jsonata {
        options.push(("Output", template(true)));
        if ["Task", "Parallel"].contains(&kind) {
            options.push(("Arguments", template(true)));
        }
        if kind == "Map" {
            options.push(("Items", prop_oneof![text(&EXPRESSIONS), Just(json!([1, {"a": 2}]))].boxed()));
            options.push(("ItemSelector", template(true)));
        }
    } else {
        options.push(("InputPath", text(&PATHS).boxed()));
        options.push(("OutputPath", text(&PATHS).boxed()));
        if has_result {
            options.push(("ResultPath", text(&REFERENCES).boxed()));
            options.push((if kind == "Map" { "ItemSelector" } else { "Parameters" }, template(false)));
        }
        if has_result && kind != "Pass" {
            options.push(("ResultSelector", template(false)));
        }
        if kind == "Map" {
            options.push(("ItemsPath", text(&REFERENCES).boxed()));
        }
    }
    if kind != "Succeed" {
        options.push(("Assign", template(is_jsonata).prop_map(|value| json!({"v": value})).boxed()));
    }
    options
        .into_iter()
        .map(|(name, values)| prop::option::weighted(0.4, values.prop_map(move |value| (name, value))))
        .collect::<Vec<_>>()
        .prop_map(|chosen| {
            chosen.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)).collect()
        })
        .boxed()
}

/// The states of a flow, one after the other, each but the last with a way on or, from a Choice, back.
fn flow(prefix: &'static str, is_jsonata: bool, inner: Option<BoxedStrategy<Value>>) -> BoxedStrategy<Value> {
    let mut kinds = vec!["Pass", "Task", "Choice", "Wait"];
    if inner.is_some() {
        kinds.extend(["Parallel", "Map", "Map"]);
    }
    let inner = inner.unwrap_or_else(|| Just(Value::Null).boxed());
    let one = select(kinds)
        .prop_flat_map(move |kind| (Just(kind), fields(kind, is_jsonata), inner.clone(), any::<bool>()));
    prop::collection::vec(one, 1..5)
        .prop_map(move |states| {
            let mut flow = json!({"StartAt": format!("{prefix}0"), "States": {}});
            let count = states.len();
            for (at, (kind, fields, inner, is_odd)) in states.into_iter().enumerate() {
                let mut state = own_fields(kind, is_jsonata, &inner, is_odd);
                let members = state.as_object_mut().unwrap();
                members.extend(fields);
                let next = format!("{prefix}{}", at + 1);
                members.insert(if kind == "Choice" { "Default" } else { "Next" }.into(), next.clone().into());
                if kind == "Choice" {
                    // Back to the first state, or on.
                    let to = if is_odd { format!("{prefix}0") } else { next };
                    state["Choices"][0]["Next"] = to.into();
                }
                flow["States"][format!("{prefix}{at}")] = state;
            }
            flow["States"][format!("{prefix}{count}")] = json!({"Type": "Succeed"});
            flow
        })
        .boxed()
}

/// What a state of this type cannot be without, and a retrier and a catcher now and then.
fn own_fields(kind: &str, is_jsonata: bool, inner: &Value, is_odd: bool) -> Value {
    let mut state = match kind {
        "Task" => json!({"Type": kind, "Resource": TASK, "TimeoutSeconds": 60}),
        "Choice" if is_jsonata => {
            json!({"Type": kind, "Choices": [{"Condition": "{% $exists($states.input.a) %}"}]})
        }
        "Choice" => json!({"Type": kind, "Choices": [{"Variable": "$.a", "NumericGreaterThan": 1}]}),
        "Wait" if is_odd => json!({"Type": kind, "Timestamp": "1970-01-02T00:00:00Z"}),
        "Wait" => json!({"Type": kind, "Seconds": 3}),
        "Parallel" => json!({"Type": kind, "Branches": [inner]}),
        "Map" => json!({"Type": kind, "ItemProcessor": inner, "MaxConcurrency": 2}),
        _ => json!({"Type": kind}),
    };
    if is_odd && ["Task", "Parallel", "Map"].contains(&kind) {
        state["Retry"] = json!([{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2, "JitterStrategy": "FULL"}]);
    }
    state
}

fn machines() -> impl Strategy<Value = Value> {
    any::<bool>().prop_flat_map(|is_jsonata| {
        let leaf = flow("L", is_jsonata, None);
        let inner = flow("I", is_jsonata, Some(leaf));
        flow("S", is_jsonata, Some(inner)).prop_map(move |mut machine| {
            machine["QueryLanguage"] = if is_jsonata { "JSONata" } else { "JSONPath" }.into();
            machine
        })
    })
}

/// Runs a machine; gives back whether it was accepted.
async fn try_out(definition: &Value, input: &Value) -> Result<bool, TestCaseError> {
    let stage = Stage::new(|task, before| match before % 5 {
        3 => Err(Failure::new("Busy", "as the script says")),
        _ => Ok((*task.arguments).clone()),
    });
    let machine_type = apoyo_asl::MachineType::Standard;
    let Ok(machine) =
        stage.engine.create_state_machine("any", machine_type, (&definition.to_string(), "role"))
    else {
        return Ok(false);
    };
    let started = stage.engine.start_execution(&machine, None, &input.to_string()).await.unwrap();
    let ended = stage.finish(&started.execution_arn).await;
    let why = ended.failure.clone().unwrap_or_default();
    prop_assert_ne!(ended.status, Status::Running);
    prop_assert!(!why.cause.as_deref().unwrap_or_default().starts_with(OWN_FAULT), "{:?}", why);
    prop_assert_eq!(ended.status == Status::Succeeded, ended.failure.is_none());
    let output = ended.output.map_or(0, |output| output.to_string().len());
    prop_assert!(output <= PAYLOAD_LIMIT_BYTES, "an output of {} bytes", output);
    let request = HistoryRequest { max_results: 1, ..HistoryRequest::default() };
    let first = stage.engine.get_execution_history(&started.execution_arn, request).await.unwrap();
    prop_assert_eq!(first.events[0].event.type_name(), "ExecutionStarted");
    Ok(true)
}

#[test]
fn any_machine_over_any_input_ends_without_a_fault_of_the_engine() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(CASES);
    let (accepted, tried) = (Cell::new(0_u32), Cell::new(0_u32));
    TestRunner::new(Config { cases, ..Config::default() })
        .run(&(machines(), value()), |(definition, input)| {
            tried.set(tried.get() + 1);
            let was_accepted = runtime.block_on(try_out(&definition, &input))?;
            accepted.set(accepted.get() + u32::from(was_accepted));
            Ok(())
        })
        .unwrap();
    assert!(accepted.get() * 2 > tried.get(), "only {} of {} machines ran", accepted.get(), tried.get());
}
