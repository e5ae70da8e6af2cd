//! Any machine of `JSONPath` states, over any data, comes to an end that it can name.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use std::sync::Arc;

use apoyo_asl::{MachineType, ValidDefinition};
use apoyo_engine::{Execution, ExecutionContext, FlowId, HistoryEvent, Machine, Origin, Status};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use stage::{Stage, TASK};

const PATHS: [&str; 12] = [
    "$",
    "$.a",
    "$.a.b",
    "$.l",
    "$.l[0]",
    "$.l[*]",
    "$..a",
    "$.l[?(@ > 1)]",
    "$$.State",
    "$$.Execution.Input.a",
    "$x",
    "$.none",
];
const PLACES: [&str; 6] = ["$", "$.a", "$.r.deep", "$.l[1]", "$.l", "$.a.b.c"];
const CALLS: [&str; 5] = [
    "States.ArrayLength($.l)",
    "States.Format('{}-{}', $.a, $.l)",
    "States.MathAdd($.a, 1)",
    "States.JsonToString($)",
    "States.ArrayGetItem($.l, 0)",
];

fn path() -> impl Strategy<Value = Value> {
    prop::sample::select(&PATHS[..]).prop_map(Value::from)
}

fn computed() -> impl Strategy<Value = Value> {
    prop_oneof![path(), prop::sample::select(&CALLS[..]).prop_map(Value::from)]
}

fn optional(
    name: &'static str,
    value: impl Strategy<Value = Value> + 'static,
) -> BoxedStrategy<Option<(String, Value)>> {
    prop::option::weighted(0.3, value).prop_map(move |value| Some((name.to_owned(), value?))).boxed()
}

fn template() -> impl Strategy<Value = Value> {
    (computed(), computed())
        .prop_map(|(one, two)| json!({"one.$": one, "in": [1, {"two.$": two}], "l": [3, 1]}))
}

/// Fields of a state; those that its type does not have are left out of it.
fn fields() -> impl Strategy<Value = Map<String, Value>> {
    let place = || prop_oneof![prop::sample::select(&PLACES[..]).prop_map(Value::from), Just(Value::Null)];
    let assign = computed().prop_map(|value| json!({"x.$": value}));
    let all = vec![
        optional("InputPath", path()),
        optional("OutputPath", path()),
        optional("Parameters", template()),
        optional("ResultSelector", template()),
        optional("ResultPath", place()),
        optional("Assign", assign),
    ];
    all.prop_map(|fields| fields.into_iter().flatten().collect())
}

fn state() -> impl Strategy<Value = Value> {
    (fields(), 0..5_usize, path()).prop_map(|(mut fields, kind, path)| {
        let leave_out: &[&str] = match kind {
            0 => &["ResultSelector"],
            1 => &["Parameters", "ResultSelector", "ResultPath"],
            4 => &["Parameters"],
            _ => &[],
        };
        for name in leave_out {
            fields.remove(*name);
        }
        let inner =
            json!({"StartAt": "I", "States": {"I": {"Type": "Pass", "InputPath": path, "End": true}}});
        let own = match kind {
            0 => json!({"Type": "Pass"}),
            1 => json!({"Type": "Wait", "Seconds": 1}),
            2 => json!({"Type": "Task", "Resource": TASK}),
            3 => json!({"Type": "Parallel", "Branches": [inner.clone(), inner]}),
            _ => json!({"Type": "Map", "ItemsPath": path, "ItemProcessor": inner}),
        };
        fields.extend(own.as_object().unwrap().clone());
        Value::Object(fields)
    })
}

/// The states one after the other; inner names are made to differ.
fn chain(states: Vec<Value>) -> Value {
    let last = states.len() - 1;
    let named = states.into_iter().enumerate().map(|(at, state)| {
        let mut state: Value = state;
        if at == last {
            state["End"] = json!(true);
        } else {
            state["Next"] = json!(format!("S{}", at + 1));
        }
        let text = state
            .to_string()
            .replace("\"StartAt\":\"I\"", &format!("\"StartAt\":\"I{at}\""))
            .replace("{\"I\":", &format!("{{\"I{at}\":"));
        (format!("S{at}"), unique(serde_json::from_str(&text).unwrap(), at))
    });
    json!({"StartAt": "S0", "States": named.collect::<Map<String, Value>>()})
}

/// The second branch of a `Parallel` state gets a name of its own.
fn unique(mut state: Value, at: usize) -> Value {
    if let Some(branch) = state.get_mut("Branches").and_then(|branches| branches.get_mut(1)) {
        let text = branch.to_string().replace(&format!("I{at}"), &format!("J{at}"));
        *branch = serde_json::from_str(&text).unwrap();
    }
    state
}

/// The execution after these events.
fn folded(definition: &Value, history: &[HistoryEvent]) -> Execution {
    let definition = ValidDefinition::parse(&definition.to_string(), MachineType::Standard).unwrap();
    let origin = Origin {
        machine: Arc::new(Machine::compile(&definition).unwrap()),
        flow: FlowId::ROOT,
        context: Arc::new(ExecutionContext {
            id: "id".into(),
            name: "run".into(),
            input: Arc::new(json!({})),
            role_arn: "role".into(),
            start_time: Timestamp::UNIX_EPOCH,
            state_machine_id: "machine".into(),
            state_machine_name: "m".into(),
            redrive_count: Some(0),
            redrive_time: None,
        }),
        item: None,
        machine_type: MachineType::Standard,
        region: "us-east-1".into(),
    };
    history.iter().fold(Execution::new(origin), |execution, event| execution.apply(event).unwrap().0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_machine_ends_and_names_why(states in prop::collection::vec(state(), 1..5), a in prop_oneof![Just(json!(2)), Just(json!({"b": [1]}))]) {
        let definition = chain(states);
        let input = json!({"a": a, "l": [1, 2, {"a": 3}]});
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (ended, history) = runtime.block_on(async {
            let stage = Stage::echo();
            let ended = stage.run(&definition, &input).await;
            let history = stage.history(&ended.execution_arn).await;
            (ended, history)
        });
        prop_assert_eq!(folded(&definition, &history).status(), ended.status, "a fold of the record ends as the first run");
        match ended.status {
            Status::Succeeded => prop_assert!(ended.output.is_some()),
            Status::Failed => prop_assert!(ended.failure.unwrap().name().starts_with("States."), "{definition}"),
            other => prop_assert!(false, "{other:?} {definition}"),
        }
    }
}
