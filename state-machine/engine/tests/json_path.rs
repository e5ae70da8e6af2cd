//! States of the query language `JSONPath`: every field of the data flow, choice rules, and the fields with `Path` at
//! their end. Expected values follow the examples of the developer guide.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use apoyo_asl::MachineType;
use apoyo_engine::{Failure, Status};
use serde_json::{Value, json};
use stage::{Stage, TASK, json_path_machine as machine};

async fn output(states: Value, input: Value) -> Value {
    let ended = Stage::echo().run(&machine(&states), &input).await;
    assert_eq!(ended.status, Status::Succeeded, "{:?}", ended.failure);
    (*ended.output.unwrap()).clone()
}

async fn failure(states: Value, input: Value) -> Failure {
    Stage::echo().run(&machine(&states), &input).await.failure.unwrap()
}

#[tokio::test]
async fn the_five_fields_follow_each_other() {
    let states = json!({"T": {"Type": "Task", "Resource": TASK, "End": true,
        "InputPath": "$.lambda",
        "Parameters": {"n.$": "$.n", "who.$": "$$.State.Name", "deep": {"list": [1, {"x.$": "$.n"}]}},
        "ResultSelector": {"twice.$": "States.Array($.n, $.n)", "who.$": "$.who"},
        "ResultPath": "$.task.result",
        "OutputPath": "$.task"}});
    let expected = json!({"result": {"twice": [3, 3], "who": "T"}});
    assert_eq!(output(states, json!({"lambda": {"n": 3}, "kept": true})).await, expected);
}

#[tokio::test]
async fn a_result_goes_into_the_raw_input_in_its_place_or_nowhere() {
    let pass = |result_path: Value| json!({"P": {"Type": "Pass", "InputPath": "$.a", "Result": 7, "ResultPath": result_path, "End": true}});
    let input = json!({"a": {"b": 1}, "l": [1, 2]});
    let table = [
        (json!("$"), json!(7)),
        (json!(null), input.clone()),
        (json!("$.a.b"), json!({"a": {"b": 7}, "l": [1, 2]})),
        (json!("$.new.deep"), json!({"a": {"b": 1}, "l": [1, 2], "new": {"deep": 7}})),
        (json!("$.l[1]"), json!({"a": {"b": 1}, "l": [1, 7]})),
    ];
    for (result_path, expected) in table {
        assert_eq!(output(pass(result_path.clone()), input.clone()).await, expected, "{result_path}");
    }
    for impossible in ["$.l[5]", "$.a.b.c", "$.l.x"] {
        let failed = failure(pass(json!(impossible)), input.clone()).await;
        assert_eq!(failed.name(), "States.ResultPathMatchFailure", "{impossible}");
        let reason = format!("Unable to apply ReferencePath {impossible} to input {input}");
        assert!(failed.cause.unwrap().ends_with(&reason), "{impossible}");
    }
}

#[tokio::test]
async fn null_paths_stand_for_an_empty_object() {
    let states = json!({"P": {"Type": "Pass", "InputPath": null, "End": true}});
    assert_eq!(output(states, json!({"a": 1})).await, json!({}));
    let states = json!({"P": {"Type": "Pass", "OutputPath": null, "End": true}});
    assert_eq!(output(states, json!({"a": 1})).await, json!({}));
}

#[tokio::test]
async fn variables_are_read_as_they_were_before_the_state_and_seen_inside_a_map() {
    let states = json!({
        "A": {"Type": "Pass", "Result": {"n": 1}, "Assign": {"x.$": "$.n", "y": 5}, "Next": "B"},
        "B": {"Type": "Pass", "Assign": {"x": 2, "z.$": "$x"}, "Next": "M"},
        "M": {"Type": "Map", "ItemsPath": "$y_list", "End": true,
            "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true,
                "Parameters": {"x.$": "$x", "z.$": "$z", "item.$": "$"}}}}},
    });
    let mut states = states;
    states["B"]["Assign"]["y_list.$"] = json!("States.Array($y, 6)");
    let expected = json!([{"x": 2, "z": 1, "item": 5}, {"x": 2, "z": 1, "item": 6}]);
    assert_eq!(output(states, json!({})).await, expected);
}

#[tokio::test]
async fn a_catcher_puts_the_error_output_where_its_result_path_says() {
    let stage = Stage::new(|_, _| Err(Failure::new("Boom", "why")));
    let definition = machine(&json!({
        "T": {"Type": "Task", "Resource": TASK, "End": true,
            "Catch": [{"ErrorEquals": ["Boom"], "ResultPath": "$.error", "Assign": {"e.$": "$.Error"}, "Next": "C"}]},
        "C": {"Type": "Pass", "Parameters": {"in.$": "$", "e.$": "$e"}, "End": true},
    }));
    let ended = stage.run(&definition, &json!({"a": 1})).await;
    let expected = json!({"in": {"a": 1, "error": {"Error": "Boom", "Cause": "why"}}, "e": "Boom"});
    assert_eq!(*ended.output.unwrap(), expected);
}

#[tokio::test]
async fn a_failing_intrinsic_can_be_caught_and_a_missing_path_cannot() {
    let states = |value: &str| {
        json!({
            "T": {"Type": "Task", "Resource": TASK, "Parameters": {"x.$": value}, "End": true,
                "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "C"}]},
            "C": {"Type": "Pass", "OutputPath": "$.error.Error", "End": true},
        })
    };
    let caught = output(states("States.ArrayGetItem($.l, 9)"), json!({"l": [1]})).await;
    assert_eq!(caught, json!("States.IntrinsicFailure"));
    let failed = failure(states("$.missing"), json!({"l": [1]})).await;
    assert_eq!(failed.name(), "States.Runtime");
    assert_eq!(
        failed.cause.unwrap(),
        "An error occurred while executing the state 'T' (entered at the event id #2). The JSONPath '$.missing' \
         specified for the field 'x.$' could not be found in the input '{\"l\":[1]}'"
    );
}

#[tokio::test]
async fn a_failing_path_fails_the_branch_or_iteration_that_it_is_in() {
    let broken =
        json!({"StartAt": "I", "States": {"I": {"Type": "Pass", "InputPath": "$.none", "End": true}}});
    let catch = json!([{"ErrorEquals": ["States.Runtime"], "Next": "C"}]);
    for composite in [
        json!({"Type": "Parallel", "Branches": [broken], "Catch": catch, "End": true}),
        json!({"Type": "Map", "ItemsPath": "$.l", "ItemProcessor": broken, "Catch": catch, "End": true}),
    ] {
        let states = json!({"S": composite, "C": {"Type": "Pass", "OutputPath": "$.Error", "End": true}});
        assert_eq!(output(states, json!({"l": [{}]})).await, json!("States.Runtime"));
    }
}

async fn chosen(rule: Value, input: Value) -> Result<bool, Failure> {
    let mut rule = rule;
    rule["Next"] = json!("Yes");
    let states = json!({
        "C": {"Type": "Choice", "Choices": [rule], "Default": "No"},
        "Yes": {"Type": "Pass", "Result": true, "End": true},
        "No": {"Type": "Pass", "Result": false, "End": true},
    });
    let ended = Stage::echo().run(&machine(&states), &input).await;
    match ended.output {
        Some(output) => Ok(output.as_bool().unwrap()),
        None => Err(ended.failure.unwrap()),
    }
}

#[tokio::test]
async fn choice_rules_compare_as_documented() {
    let input = json!({"s": "b", "n": 2, "f": 2.5, "t": "2026-11-21T06:00:00Z", "u": "2026-11-21T07:00:00+01:00",
        "yes": true, "null": null, "two": 2.0});
    let table = [
        (json!({"Variable": "$.s", "StringEquals": "b"}), true),
        (json!({"Variable": "$.s", "StringLessThan": "b"}), false),
        (json!({"Variable": "$.s", "StringGreaterThanEquals": "b"}), true),
        (json!({"Variable": "$.s", "StringMatches": "*"}), true),
        (json!({"Variable": "$.n", "StringEquals": "2"}), false),
        (json!({"Variable": "$.n", "NumericEqualsPath": "$.two"}), true),
        (json!({"Variable": "$.f", "NumericGreaterThan": 2}), true),
        (json!({"Variable": "$.s", "NumericGreaterThan": 0}), false),
        (json!({"Variable": "$.t", "TimestampEqualsPath": "$.u"}), true),
        (json!({"Variable": "$.t", "TimestampLessThan": "2026-11-21T06:00:01Z"}), true),
        (json!({"Variable": "$.yes", "BooleanEquals": true}), true),
        (json!({"Variable": "$.null", "IsNull": true}), true),
        (json!({"Variable": "$.missing", "IsPresent": false}), true),
        (json!({"Variable": "$.null", "IsPresent": true}), true),
        (json!({"Variable": "$.t", "IsTimestamp": true}), true),
        (json!({"Variable": "$.s", "IsTimestamp": true}), false),
        (json!({"Variable": "$.n", "IsNumeric": false}), false),
        (json!({"Variable": "$.s", "IsString": true}), true),
        (json!({"Variable": "$.yes", "IsBoolean": true}), true),
        (json!({"Not": {"Variable": "$.n", "NumericEquals": 2}}), false),
        (
            json!({"And": [{"Variable": "$.missing", "IsPresent": true}, {"Variable": "$.missing", "IsNull": true}]}),
            false,
        ),
        (
            json!({"Or": [{"Variable": "$.n", "NumericEquals": 1}, {"Variable": "$.n", "NumericEquals": 2}]}),
            true,
        ),
    ];
    for (rule, expected) in table {
        assert_eq!(chosen(rule.clone(), input.clone()).await, Ok(expected), "{rule}");
    }
}

#[tokio::test]
async fn a_rule_about_what_is_not_there_fails() {
    let failed = chosen(json!({"Variable": "$.none", "NumericEquals": 1}), json!({})).await.unwrap_err();
    assert_eq!(failed.name(), "States.Runtime");
    assert!(failed.cause.unwrap().contains("Invalid path '$.none': The choice state's condition path"));
}

#[tokio::test]
async fn fields_with_path_at_their_end_take_their_value_from_the_input() {
    let states = json!({
        "W": {"Type": "Wait", "SecondsPath": "$.wait", "Next": "U"},
        "U": {"Type": "Wait", "TimestampPath": "$.until", "Next": "F"},
        "F": {"Type": "Fail", "ErrorPath": "$.e", "CausePath": "States.Format('because {}', $.c)"},
    });
    let input = json!({"wait": 10, "until": "1970-01-01T00:01:00Z", "e": "Own", "c": "so"});
    let stage = Stage::echo();
    let ended = stage.run(&machine(&states), &input).await;
    assert_eq!(ended.failure, Some(Failure::new("Own", "because so")));
    assert_eq!(ended.stop_date.unwrap().duration_since(ended.start_date).as_secs(), 60);
}

#[tokio::test]
async fn wrong_values_of_path_fields_are_named() {
    let table = [
        (
            json!({"Type": "Wait", "SecondsPath": "$.x", "End": true}),
            json!({"x": -1}),
            "a negative value: $.x == -1",
        ),
        (
            json!({"Type": "Wait", "SecondsPath": "$.y", "End": true}),
            json!({}),
            "not reference an input value: $.y",
        ),
        (
            json!({"Type": "Task", "Resource": TASK, "TimeoutSecondsPath": "$.x", "End": true}),
            json!({"x": "s"}),
            "The TimeoutSecondsPath field refers to value \"s\" which is not a valid integer: $.x",
        ),
        (
            json!({"Type": "Task", "Resource": TASK, "TimeoutSecondsPath": "$.x", "End": true}),
            json!({}),
            "Invalid path '$.x' : No results for path: $['x']",
        ),
    ];
    for (state, input, cause) in table {
        let failed = failure(json!({"S": state}), input).await;
        assert_eq!(failed.name(), "States.Runtime");
        assert!(failed.cause.as_deref().unwrap().ends_with(cause), "{failed:?}");
    }
}

#[tokio::test]
async fn a_definition_with_a_path_of_another_dialect_is_refused() {
    let states = json!({"P": {"Type": "Pass", "Parameters": {"x.$": "$.a[?(@.b =~ 1)]"}, "End": true}});
    let text = machine(&states).to_string();
    let refused =
        Stage::echo().engine.create_state_machine("m", MachineType::Standard, (&text, "role")).unwrap_err();
    assert!(refused.to_string().contains("$.a[?(@.b =~ 1)]"), "{refused}");
}

#[tokio::test]
async fn an_express_execution_ends_after_five_minutes() {
    let stage = Stage::echo();
    let text = machine(&json!({"W": {"Type": "Wait", "Seconds": 301, "End": true}})).to_string();
    let express = stage.engine.create_state_machine("m", MachineType::Express, (&text, "role")).unwrap();
    let one = stage.engine.start_execution(&express, Some("same"), "{}").await.unwrap();
    let two = stage.engine.start_execution(&express, Some("same"), "{}").await.unwrap();
    assert_ne!(one.execution_arn, two.execution_arn, "names of Express executions need not differ");
    let ended = stage.finish(&one.execution_arn).await;
    assert_eq!((ended.status, ended.failure.unwrap().name()), (Status::TimedOut, "States.Timeout"));
    assert_eq!(ended.stop_date.unwrap().duration_since(ended.start_date).as_secs(), 300);
}

/// This state in a loop that ends only where the engine ends it.
fn again_and_again(mut state: Value) -> Value {
    state["Next"] = json!("C");
    json!({
        "P": state,
        "C": {"Type": "Choice", "Default": "P", "Choices": [{"Variable": "$.never", "IsPresent": true, "Next": "E"}]},
        "E": {"Type": "Succeed"},
    })
}

#[tokio::test]
async fn a_loop_that_wraps_its_input_is_stopped_before_the_stack_ends() {
    let states = again_and_again(json!({"Type": "Pass", "Parameters": {"x.$": "$"}}));
    let failed = failure(states, json!({})).await;
    assert_eq!(failed.name(), "States.Runtime");
    assert!(failed.cause.unwrap().contains("nested more than 1000 deep"));
}

#[tokio::test]
async fn a_loop_that_doubles_a_variable_is_stopped_at_256_kib() {
    let double = json!({"Type": "Pass", "Assign": {"x.$": "States.Format('{}{}', $x, $x)"}});
    let mut states = json!({"S": {"Type": "Pass", "Assign": {"x": "0123456789"}, "Next": "P"}});
    states.as_object_mut().unwrap().extend(again_and_again(double).as_object().unwrap().clone());
    let failed = failure(states, json!({})).await;
    assert_eq!(failed.name(), "States.DataLimitExceeded");
    assert!(failed.cause.unwrap().contains("at most 262144 are allowed"));
}
