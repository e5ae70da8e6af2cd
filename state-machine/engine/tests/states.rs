//! Each state type with the fields of the data flow, and what callers can do with an execution.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_engine::{Error, Failure, Status};
use serde_json::{Value, json};
use stage::{Stage, TASK, machine, seconds};

async fn output(states: Value, input: Value) -> Value {
    let ended = Stage::echo().run(&machine(&states), &input).await;
    assert_eq!(ended.status, Status::Succeeded, "{:?}", ended.failure);
    (*ended.output.unwrap()).clone()
}

async fn failure(states: Value, input: Value) -> Failure {
    Stage::echo().run(&machine(&states), &input).await.failure.unwrap()
}

#[tokio::test]
async fn arguments_output_and_assign_follow_each_other() {
    let states = json!({
        "T": {"Type": "Task", "Resource": TASK,
            "Arguments": {"n": "{% $states.input.n * 2 %}", "literal": [1, null]},
            "Assign": {"twice": "{% $states.result.n %}", "kept": "{% $states.input.n %}"},
            "Output": {"result": "{% $states.result %}", "state": "{% $states.context.State.Name %}"},
            "Next": "P"},
        "P": {"Type": "Pass", "Output": {"in": "{% $states.input %}", "sum": "{% $twice + $kept %}"}, "End": true},
    });
    let expected = json!({"in": {"result": {"n": 6, "literal": [1, null]}, "state": "T"}, "sum": 9});
    assert_eq!(output(states, json!({"n": 3})).await, expected);
}

#[tokio::test]
async fn assign_and_output_see_the_variables_as_they_were_before() {
    let states = json!({
        "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"},
        "B": {"Type": "Pass", "Assign": {"x": 2, "y": "{% $x %}"}, "Output": "{% $x %}", "Next": "C"},
        "C": {"Type": "Pass", "Output": ["{% $states.input %}", "{% $x %}", "{% $y %}"], "End": true},
    });
    assert_eq!(output(states, json!({})).await, json!([1, 2, 1]));
}

#[tokio::test]
async fn a_choice_takes_the_first_true_rule_with_its_own_output_and_assign() {
    let rules = || {
        json!({
            "C": {"Type": "Choice", "Default": "D", "Assign": {"by": "default"}, "Choices": [
                {"Condition": "{% $states.input.score >= 0.5 %}", "Next": "D", "Assign": {"by": "keep"}, "Output": "kept"},
                {"Condition": "{% $states.input.score >= 0 %}", "Next": "D", "Assign": {"by": "review"}},
            ]},
            "D": {"Type": "Pass", "Output": ["{% $by %}", "{% $states.input %}"], "End": true},
        })
    };
    assert_eq!(output(rules(), json!({"score": 0.7})).await, json!(["keep", "kept"]));
    assert_eq!(output(rules(), json!({"score": 0.2})).await, json!(["review", {"score": 0.2}]));
    assert_eq!(output(rules(), json!({"score": -1})).await, json!(["default", {"score": -1}]));
}

#[tokio::test]
async fn a_choice_without_a_match_fails_under_its_own_name_also_in_a_branch() {
    let choice = json!({"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "E"}]});
    let end = json!({"Type": "Succeed"});
    let found = failure(json!({"C": choice, "E": end}), json!({})).await;
    assert_eq!(found.name(), "States.NoChoiceMatched");
    let branches = json!([{"StartAt": "C", "States": {"C": choice, "E": end}}]);
    let found =
        failure(json!({"P": {"Type": "Parallel", "Branches": branches, "End": true}}), json!({})).await;
    assert_eq!(found.name(), "States.NoChoiceMatched");
}

#[tokio::test]
async fn a_condition_that_is_no_boolean_is_an_evaluation_error() {
    let states = json!({
        "C": {"Type": "Choice", "Choices": [{"Condition": "{% 'yes' %}", "Next": "E"}]}, "E": {"Type": "Succeed"},
    });
    let found = failure(states, json!({})).await;
    assert_eq!(found.name(), "States.QueryEvaluationError");
    assert!(found.cause.unwrap().contains("Expected 'boolean', but was 'string' for value: \"yes\""));
}

#[tokio::test]
async fn a_wait_takes_as_long_as_it_says() {
    let table = [
        (json!({"Seconds": 90}), 90.0),
        (json!({"Seconds": "{% $states.input.s %}"}), 7.0),
        (json!({"Timestamp": "1970-01-01T00:01:00Z"}), 60.0),
        (json!({"Timestamp": "{% $states.input.t %}"}), 3_600.0),
        (json!({"Timestamp": "1969-01-01T00:00:00Z"}), 0.0),
    ];
    for (fields, takes) in table {
        let mut wait = json!({"Type": "Wait", "End": true});
        wait.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let stage = Stage::echo();
        let input = json!({"s": 7, "t": "1970-01-01T01:00:00Z"});
        let ended = stage.run(&machine(&json!({"W": wait})), &input).await;
        let took = ended.stop_date.unwrap().duration_since(ended.start_date).as_secs_f64();
        assert!((took - takes).abs() < 0.001, "{fields}: {took}");
        assert_eq!(ended.output.as_deref(), Some(&input));
    }
}

#[tokio::test]
async fn a_fail_state_computes_its_error_and_cause() {
    let states =
        json!({"F": {"Type": "Fail", "Error": "{% 'Apoyo.' & $states.input.e %}", "Cause": "as told"}});
    assert_eq!(failure(states, json!({"e": "X"})).await, Failure::new("Apoyo.X", "as told"));
}

#[tokio::test]
async fn parallel_branches_get_the_arguments_and_their_outputs_stand_in_order() {
    let branch = |name: &str, seconds: u64| {
        let after = format!("{name}2");
        json!({"StartAt": name, "States": {
            name: {"Type": "Wait", "Seconds": seconds, "Next": after},
            after.as_str(): {"Type": "Pass", "Output": {"b": name, "n": "{% $states.input.n + $outer %}"}, "End": true},
        }})
    };
    let states = json!({
        "S": {"Type": "Pass", "Assign": {"outer": 10}, "Next": "P"},
        "P": {"Type": "Parallel", "Arguments": {"n": 1}, "Branches": [branch("A", 5), branch("B", 1)],
            "Output": "{% $states.result %}", "End": true},
    });
    assert_eq!(output(states, json!({})).await, json!([{"b": "A", "n": 11}, {"b": "B", "n": 11}]));
}

#[tokio::test]
async fn a_map_selects_its_items_and_keeps_their_order() {
    let states = json!({
        "M": {"Type": "Map", "Items": "{% $states.input.items %}", "MaxConcurrency": 2,
            "ItemSelector": {"at": "{% $states.context.Map.Item.Index %}", "v": "{% $states.context.Map.Item.Value %}",
                "of": "{% $states.input.of %}"},
            "ItemProcessor": {"StartAt": "W", "States": {
                "W": {"Type": "Wait", "Seconds": "{% 10 - $states.input.at %}", "Next": "T"},
                "T": {"Type": "Task", "Resource": TASK, "Output": "{% $states.result.of & $string($states.result.v) %}", "End": true}}},
            "End": true},
    });
    assert_eq!(output(states, json!({"items": [3, 1, 2], "of": "n"})).await, json!(["n3", "n1", "n2"]));
}

#[tokio::test]
async fn an_empty_map_has_an_empty_list_as_its_result() {
    let processor = json!({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}});
    assert_eq!(
        output(
            json!({"M": {"Type": "Map", "Items": [], "ItemProcessor": processor, "End": true}}),
            json!({})
        )
        .await,
        json!([])
    );
}

#[tokio::test]
async fn maps_and_parallels_nest() {
    let inner = json!({"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "X", "States": {"X": {"Type": "Pass", "Output": "{% $states.input + 1 %}", "End": true}}},
        {"StartAt": "N", "States": {"N": {"Type": "Map", "Items": "{% [1..$states.input] %}", "End": true,
            "ItemProcessor": {"StartAt": "Y", "States": {"Y": {"Type": "Pass", "End": true}}}}}},
    ]}}});
    let states = json!({"M": {"Type": "Map", "Items": [1, 2], "ItemProcessor": inner, "End": true}});
    assert_eq!(output(states, json!({})).await, json!([[2, [1]], [3, [1, 2]]]));
}

#[tokio::test]
async fn the_functions_that_step_functions_adds_work() {
    let states = json!({"P": {"Type": "Pass", "End": true, "Output": {
        "partition": "{% $partition([1,2,3,4], 3) %}", "range": "{% $range(1, 7, 3) %}",
        "hash": "{% $hash('apoyo', 'SHA-1') %}", "parse": "{% $parse('{\"a\": [1]}').a %}",
        "uuid": "{% $length($uuid()) %}", "seeded": "{% $random(7) = $random(7) %}", "random": "{% $random() < 1 %}",
        "now": "{% $now() %}", "millis": "{% $millis() %}", "year": "{% $now('[Y]') %}",
    }}});
    let expected = json!({
        "partition": [[1, 2, 3], [4]], "range": [1, 4, 7], "hash": "03d22ba6daf2ae5ea3fe17f4fe5a4d55fdbf8b70",
        "parse": [1], "uuid": 36, "seeded": true, "random": true, "now": "1970-01-01T00:00:00.000Z", "millis": 0,
        "year": "1970",
    });
    let mut found = output(states, json!({})).await;
    assert_eq!(found["hash"].as_str().map(str::len), Some(40));
    found["hash"] = expected["hash"].clone();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn an_endless_expression_fails_and_the_engine_lives() {
    let stage = Stage::echo();
    let states = json!({"P": {"Type": "Pass", "Output": "{% ($f := function($x){ 1 + $f($x) }; $f(1)) %}", "End": true}});
    let ended = stage.run(&machine(&states), &json!({})).await;
    assert_eq!(ended.failure.unwrap().name(), "States.QueryEvaluationError");
}

#[tokio::test]
async fn eval_is_refused_when_the_machine_is_made() {
    let stage = Stage::echo();
    let states = json!({"P": {"Type": "Pass", "Output": "{% $eval('1') %}", "End": true}});
    let refused = stage.engine.create_state_machine(
        "m",
        apoyo_asl::MachineType::Standard,
        (&machine(&states).to_string(), "role"),
    );
    let refused = refused.unwrap_err();
    assert_eq!(refused.name(), "InvalidDefinition");
    assert!(refused.to_string().contains("$eval"), "{refused}");
}

#[tokio::test]
async fn a_history_of_25000_events_is_full() {
    let states = json!({
        "A": {"Type": "Pass", "Next": "B"}, "E": {"Type": "Succeed"},
        "B": {"Type": "Choice", "Default": "A", "Choices": [{"Condition": "{% false %}", "Next": "E"}]},
    });
    let stage = Stage::echo();
    let ended = stage.run(&machine(&states), &json!({})).await;
    assert_eq!(ended.failure.unwrap().name(), "States.Runtime");
    let page = apoyo_engine::HistoryRequest { after: 24_990, max_results: 100, ..Default::default() };
    let last = stage.engine.get_execution_history(&ended.execution_arn, page).await.unwrap();
    assert_eq!(last.events.last().unwrap().id, 25_000);
}

#[tokio::test]
async fn a_stopped_execution_is_aborted_with_everything_in_it() {
    let stage = Stage::new(|_, _| Err(Failure::named("hang")));
    let definition = machine(&json!({"M": {"Type": "Map", "Items": [1, 2, 3], "End": true,
        "ItemProcessor": {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": TASK, "TimeoutSeconds": 60, "End": true}}}}}));
    let execution = stage.start(&definition, &json!({})).await;
    stage.settle().await;
    stage.engine.stop_execution(&execution, Failure::new("Stop", "by hand")).unwrap();
    let ended = stage.finish(&execution).await;
    assert_eq!((ended.status, ended.failure), (Status::Aborted, Some(Failure::new("Stop", "by hand"))));
    assert_eq!(stage.types(&execution).await.last().unwrap(), "ExecutionAborted");
    stage.engine.stop_execution(&execution, Failure::default()).unwrap();
    assert_eq!(
        stage.engine.describe_execution(&execution).unwrap().failure,
        Some(Failure::new("Stop", "by hand"))
    );
}

#[tokio::test]
async fn the_machines_own_timeout_ends_it() {
    let stage = Stage::echo();
    let mut definition = machine(&json!({"W": {"Type": "Wait", "Seconds": 100, "End": true}}));
    definition["TimeoutSeconds"] = json!(30);
    let ended = stage.run(&definition, &json!({})).await;
    assert_eq!(ended.status, Status::TimedOut);
    assert_eq!(ended.stop_date.unwrap().duration_since(ended.start_date), seconds(30).try_into().unwrap());
}

#[tokio::test]
async fn the_same_name_and_input_is_the_same_execution_and_another_input_is_refused() {
    let stage = Stage::echo();
    let definition = machine(&json!({"W": {"Type": "Wait", "Seconds": 100, "End": true}}));
    let execution = stage.start(&definition, &json!({"a": 1})).await;
    assert_eq!(stage.start(&definition, &json!({"a": 1})).await, execution);
    let machine = stage.create(&definition);
    let again = stage.engine.start_execution(&machine, Some("run"), "{}").await;
    assert!(matches!(again, Err(Error::ExecutionAlreadyExists { .. })));
    stage.finish(&execution).await;
    let after = stage.engine.start_execution(&machine, Some("run"), "{\"a\": 1}").await;
    assert!(matches!(after, Err(Error::ExecutionAlreadyExists { .. })));
    assert_eq!(stage.engine.list_executions(&machine, Some(Status::Succeeded)).len(), 1);
}

#[tokio::test]
async fn bad_input_and_names_are_refused_with_awss_names() {
    let stage = Stage::echo();
    let machine = stage.create(&machine(&json!({"P": {"Type": "Pass", "End": true}})));
    let long = format!("\"{}\"", "x".repeat(262_144));
    for (name, input, error) in [
        ("a b", "{}", "InvalidName"),
        ("a", "{", "InvalidExecutionInput"),
        ("a", long.as_str(), "InvalidExecutionInput"),
    ] {
        let refused = stage.engine.start_execution(&machine, Some(name), input).await.unwrap_err();
        assert_eq!(refused.name(), error);
    }
    let nowhere = "arn:aws:states:us-east-1:000000000000:stateMachine:other".into();
    let refused = stage.engine.start_execution(&nowhere, None, "{}").await.unwrap_err();
    assert_eq!(refused.name(), "StateMachineDoesNotExist");
}
