use serde_json::{Value, json};

use crate::place::{Place, seconds};

fn parent(arn: &str) -> Place {
    let place = Place::with_machine(
        "Start",
        &json!({"Start": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
            "Parameters": {"StateMachineArn": arn, "Input.$": "$"}, "OutputPath": "$.Output"}}),
    );
    place.json(
        "child.json",
        &json!({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 86_400, "Next": "P"},
            "P": {"Type": "Pass", "Result": "child", "ResultPath": "$.by", "End": true}}}),
    );
    place
}

#[test]
fn another_machine_is_started_whatever_account_its_arn_names() {
    let place = parent("arn:aws:states:eu-west-3:123456789012:stateMachine:child");
    let words =
        ["run", "machine.asl.json", "--input", "{\"a\":1}", "--skip-time", "--machine", "child=child.json"];
    assert_eq!(place.asl(&words).with_code(0).json(), json!({"a": 1, "by": "child"}));
    let history = place.asl(&[&words[..], &["--json", "--history"]].concat()).with_code(0).json();
    assert!(seconds(&history) >= 86_400.0);
}

#[test]
fn a_machine_that_is_not_given_is_asked_for() {
    let place = parent("arn:aws:states:eu-west-3:123456789012:stateMachine:child");
    place.asl(&["run", "machine.asl.json"]).with_code(2).saying(&["it starts \"child\", none is given"]);
    place
        .asl(&["run", "machine.asl.json", "--machine", "other=child.json"])
        .with_code(2)
        .saying(&["given are: other"]);
    place
        .asl(&["run", "machine.asl.json", "--machine", "child"])
        .with_code(2)
        .saying(&["NAME=FILE is needed"]);
}

fn distributed(reader: &Value) -> Place {
    Place::with_machine(
        "D",
        &json!({"D": {"Type": "Map", "Label": "D", "ItemReader": reader, "End": true,
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "W",
                "States": {"W": {"Type": "Wait", "Seconds": 3_600, "End": true}}},
            "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "photos", "Prefix": "results"}}}}),
    )
}

#[test]
fn a_distributed_map_reads_and_writes_files_of_a_folder() {
    let place = distributed(&json!({"Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSONL"}, "Parameters": {"Bucket": "photos", "Key": "items.jsonl"}}));
    place.write("data/photos/items.jsonl", "{\"i\":1}\n{\"i\":2}\n");
    let words = ["run", "machine.asl.json", "--data", "data", "--skip-time", "--json"];
    let ended = place.asl(&words).with_code(0).json();
    let output: Value = serde_json::from_str(ended["output"].as_str().unwrap()).unwrap();
    let manifest = output["ResultWriterDetails"]["Key"].as_str().unwrap();
    assert!(place.path("data/photos").join(manifest).is_file(), "{manifest}");
}

#[test]
fn without_a_folder_there_are_no_objects() {
    let place = distributed(&json!({"Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSONL"}, "Parameters": {"Bucket": "photos", "Key": "items.jsonl"}}));
    place.asl(&["run", "machine.asl.json", "--skip-time"]).with_code(1).saying(&["States.ItemReaderFailed"]);
}

#[test]
fn inputs_come_from_the_command_line_a_file_or_standard_input() {
    let place = Place::with_machine("A", &json!({"A": {"Type": "Succeed"}}));
    place.write("in.json", "{\"from\": \"file\"}");
    let input = |given: &str| place.asl_reading("in.json", &["run", "machine.asl.json", "--input", given]);
    assert_eq!(input("7").with_code(0).json(), json!(7));
    assert_eq!(input("@in.json").with_code(0).json(), json!({"from": "file"}));
    assert_eq!(input("-").with_code(0).json(), json!({"from": "file"}));
    input("{").with_code(2).saying(&["--input: the input is not JSON"]);
    input("@missing.json").with_code(2).saying(&["missing.json"]);
}

#[test]
fn a_failed_execution_ends_with_1_and_its_error_and_cause() {
    let place =
        Place::with_machine("F", &json!({"F": {"Type": "Fail", "Error": "Lost", "Cause": "in the post"}}));
    let ended = place.asl(&["run", "machine.asl.json"]).with_code(1).saying(&["FAILED", "Lost: in the post"]);
    assert_eq!(ended.stdout, "");
    let ended = place.asl(&["run", "machine.asl.json", "--json", "--name", "try-1"]).with_code(1).json();
    assert_eq!(
        (&ended["name"], &ended["error"], &ended["cause"]),
        (&json!("try-1"), &json!("Lost"), &json!("in the post"))
    );
    place.asl(&["run", "machine.asl.json", "--name", "a b"]).with_code(2).saying(&["InvalidName"]);
}

#[test]
fn an_express_machine_runs_too() {
    let place = Place::with_machine("A", &json!({"A": {"Type": "Wait", "Seconds": 200, "End": true}}));
    let ended =
        place.asl(&["run", "machine.asl.json", "--type", "EXPRESS", "--skip-time", "--json"]).with_code(0);
    assert!(ended.json()["executionArn"].as_str().unwrap().contains(":express:machine:"));
}
