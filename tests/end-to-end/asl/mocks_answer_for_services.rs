use serde_json::{Value, json};

use crate::place::{Place, types};

fn task(resource: &str) -> Value {
    json!({"Type": "Task", "Resource": resource, "End": true})
}

fn retrying() -> Value {
    let retry = json!([{"ErrorEquals": ["Busy"], "IntervalSeconds": 1, "MaxAttempts": 3}]);
    let catch = json!([{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]);
    json!({
        "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"},
            "Retry": retry, "Catch": catch, "End": true},
        "Caught": {"Type": "Pass", "End": true}})
}

const RUN: [&str; 5] = ["run", "machine.asl.json", "--skip-time", "--mock", "mock.json"];

#[test]
fn each_invocation_has_its_own_answer() {
    let place = Place::with_machine("Call", &retrying());
    place.mocks(&json!({"Call": {"0-1": {"Throw": {"Error": "Busy", "Cause": "c"}}, "2": {"Return": {"Payload": 7}}}}));
    let ended = place.asl(&RUN).with_code(0);
    assert_eq!(ended.json(), json!({"Payload": 7}));
}

#[test]
fn what_is_thrown_is_caught_by_its_name() {
    let place = Place::with_machine("Call", &retrying());
    place.mocks(&json!({"Call": {"0": {"Throw": {"Error": "Broken", "Cause": "for good"}}}}));
    assert_eq!(place.asl(&RUN).with_code(0).json(), json!({"Error": "Broken", "Cause": "for good"}));
}

#[test]
fn a_task_token_a_job_an_activity_and_an_execution_are_answered_too() {
    let resources = [
        ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", vec!["TaskSubmitted", "TaskSucceeded"]),
        ("arn:aws:states:::batch:submitJob.sync", vec!["TaskSubmitted", "TaskSucceeded"]),
        ("arn:aws:states:eu-west-1:123456789012:activity:look", vec!["ActivityStarted", "ActivitySucceeded"]),
        ("arn:aws:states:::states:startExecution.sync:2", vec!["TaskSubmitted", "TaskSucceeded"]),
        ("arn:aws:states:::aws-sdk:dynamodb:getItem", vec!["TaskStarted", "TaskSucceeded"]),
    ];
    for (resource, expected) in resources {
        let place = Place::with_machine("T", &json!({"T": task(resource)}));
        place.mocks(&json!({"T": {"0": {"Return": {"seen": resource}}}}));
        let ended = place.asl(&RUN).with_code(0);
        assert_eq!(ended.json(), json!({"seen": resource}));
        let history = place.asl(&[&RUN[..], &["--json", "--history"]].concat()).with_code(0).json();
        let types = types(&history);
        assert!(expected.iter().all(|kind| types.contains(kind)), "{resource}: {types:?}");

        place.mocks(&json!({"T": {"0": {"Throw": {"Error": "No", "Cause": "thrown"}}}}));
        place.asl(&RUN).with_code(1).saying(&["FAILED", "No", "thrown"]);
    }
}

#[test]
fn an_invocation_that_no_answer_is_left_for_stops_the_run_and_is_no_failure_of_the_machine() {
    let place = Place::with_machine("Call", &retrying());
    place.mocks(&json!({"Call": {"0": {"Throw": {"Error": "Busy"}}}}));
    place.asl(&RUN).with_code(2).saying(&[
        "ABORTED",
        "\"Call\"",
        "the time 1 (counted from 0)",
        "answers for 0 only",
    ]);
}

#[test]
fn a_task_without_a_mock_is_named_before_anything_runs() {
    let place = Place::with_machine(
        "Call",
        &json!({"Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Look",
                "Parameters": {"FunctionName": "f"}},
            "Look": task("arn:aws:states:eu-west-1:123456789012:activity:look")}),
    );
    let refused = place.asl(&["run", "machine.asl.json"]).with_code(2);
    let refused = refused.saying(&[
        "state \"Call\" calls arn:aws:states:::lambda:invoke",
        "--lambda NAME=COMMAND for \"f\"",
        "state \"Look\"",
    ]);
    assert_eq!(refused.stdout, "");
}

#[test]
fn names_that_are_not_there_are_answered_with_those_that_are() {
    let place = Place::with_machine("Call", &retrying());
    place.mocks(&json!({"Cal": {"0": {"Return": 1}}}));
    place.asl(&RUN).with_code(2).saying(&["a mock for \"Cal\", which is no Task state", "there are: Call"]);
    place.mocks(&json!({"Call": {"0": {"Return": 1}}}));
    place
        .asl(&[&RUN[..], &["--test-case", "Case"]].concat())
        .with_code(2)
        .saying(&["no test case \"Case\"", "there are: case"]);
    place
        .asl(&[&RUN[..], &["--state-machine", "m"]].concat())
        .with_code(2)
        .saying(&["no state machine \"m\"", "there are: machine"]);
    place.json("mock.json", &json!({"StateMachines": {}, "Mocked": {}}));
    place.asl(&RUN).with_code(2).saying(&["mock.json: \"Mocked\" is not known"]);
    place.write("mock.json", "{");
    place.asl(&RUN).with_code(2).saying(&["mock.json: EOF"]);
}

#[test]
fn a_mock_file_may_be_yaml() {
    let place = Place::with_machine("Call", &retrying());
    place.write(
        "mock.yaml",
        "StateMachines:\n  machine:\n    TestCases:\n      Good: {Call: Answer}\nMockedResponses:\n  Answer:\n    \"0\":\n      Return: {on: yes, n: 12}\n",
    );
    let ended =
        place.asl(&["run", "machine.asl.json", "--mock", "mock.yaml", "--test-case", "Good"]).with_code(0);
    assert_eq!(ended.json()["n"], 12);
}

#[test]
fn iterations_of_a_map_take_the_answers_one_after_the_other() {
    let place = Place::with_machine(
        "Each",
        &json!({"Each": {"Type": "Map", "MaxConcurrency": 1, "End": true, "ItemProcessor": {"StartAt": "T",
            "States": {"T": task("arn:aws:lambda:us-east-1:1:function:f")}}}}),
    );
    place.mocks(&json!({"T": {"0": {"Return": "a"}, "1-2": {"Return": "b"}}}));
    let ended = place.asl(&[&RUN[..], &["--input", "[1, 2, 3]"]].concat()).with_code(0);
    assert_eq!(ended.json(), json!(["a", "b", "b"]));
}
